package turn

import (
	"bytes"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/stun"
)

// said is a connection on which everything has been said; what is answered goes nowhere.
type said struct {
	net.Conn
	*bytes.Reader
}

func (s said) Read(b []byte) (int, error)     { return s.Reader.Read(b) }
func (said) Write(b []byte) (int, error)      { return len(b), nil }
func (said) Close() error                     { return nil }
func (said) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 3478} }
func (said) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 4000} }
func (said) SetReadDeadline(time.Time) error  { return nil }
func (said) SetWriteDeadline(time.Time) error { return nil }

// Whatever a stranger says, the server answers or hangs up: it neither falls nor opens a relay.
func FuzzStranger(f *testing.F) {
	media := netip.MustParseAddrPort("127.0.0.1:8091")
	overUDP := stun.RawAttribute{Type: stun.AttrRequestedTransport, Value: []byte{17, 0, 0, 0}}
	peer := stun.RawAttribute{Type: stun.AttrXORPeerAddress, Value: []byte{0, 1, 0x3e, 0x89, 0x5e, 0x12, 0xa4, 0x43}}
	for _, m := range []*stun.Message{
		stun.MustBuild(stun.NewType(stun.MethodAllocate, stun.ClassRequest), stun.TransactionID, overUDP),
		stun.MustBuild(stun.NewType(stun.MethodAllocate, stun.ClassRequest), stun.TransactionID, overUDP, stun.NewUsername("1:r:p"), stun.NewRealm(realm), stun.NewNonce("00"), stun.NewLongTermIntegrity("1:r:p", realm, "x")),
		stun.MustBuild(stun.NewType(stun.MethodChannelBind, stun.ClassRequest), stun.TransactionID, peer),
		stun.MustBuild(stun.NewType(stun.MethodSend, stun.ClassIndication), stun.TransactionID, peer),
		stun.MustBuild(stun.BindingRequest, stun.TransactionID),
	} {
		f.Add(m.Raw)
	}
	f.Add([]byte{0x40, 0, 0, 4, 1, 2, 3, 4})
	f.Add(append([]byte{0, 1, 0xff, 0xec, 0x21, 0x12, 0xa4, 0x42}, make([]byte, 40)...))
	f.Fuzz(func(t *testing.T, stream []byte) {
		s := &Server{config: Config{Socket: media.Addr(), Told: media.Addr(), Media: map[netip.AddrPort]netip.AddrPort{media: media}}, secret: []byte("secret"), now: time.Now}
		conn := said{Reader: bytes.NewReader(stream)}
		from := newStream(conn, func() {})
		server, err := s.serve(s.desk(from, TCP))
		if err != nil {
			t.Fatal(err)
		}
		<-from.ended
		_ = server.Close()
		if s.quota.open() != 0 {
			t.Fatal("a stranger opened a relay")
		}
	})
}
