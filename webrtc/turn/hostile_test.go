package turn

import (
	"encoding/binary"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/stun"
)

// guest speaks TURN word by word, so that it can say what no client says.
type guest struct {
	t     *testing.T
	conn  net.PacketConn
	to    net.Addr // of the server; nil over a stream
	c     Credential
	nonce stun.Nonce
}

// guest reaches the server over a way with a credential, and has a nonce.
func (s *Server) guest(t *testing.T, way string, c Credential) *guest {
	t.Helper()
	g := &guest{t: t, conn: s.reaches(t, way), c: c}
	if way == UDP {
		port, _, _ := s.Ports()
		g.to = &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}
	}
	if err := g.nonce.GetFrom(g.ask(stun.MustBuild(stun.NewType(stun.MethodAllocate, stun.ClassRequest), stun.TransactionID, overUDP).Raw)); err != nil {
		t.Fatal(err)
	}
	return g
}

var overUDP = stun.RawAttribute{Type: stun.AttrRequestedTransport, Value: []byte{17, 0, 0, 0}}

func (g *guest) say(b []byte) {
	g.t.Helper()
	if _, err := g.conn.WriteTo(b, g.to); err != nil {
		g.t.Fatal(err)
	}
}

func (g *guest) ask(b []byte) *stun.Message {
	g.t.Helper()
	g.say(b)
	_ = g.conn.SetReadDeadline(time.Now().Add(patience))
	answer := make([]byte, 2000)
	n, _, err := g.conn.ReadFrom(answer)
	if err != nil {
		g.t.Fatal(err)
	}
	m := &stun.Message{Raw: answer[:n]}
	if err := m.Decode(); err != nil {
		g.t.Fatal(err)
	}
	return m
}

// signed is a request under the guest's credential.
func (g *guest) signed(method stun.Method, attributes ...stun.Setter) []byte {
	all := append([]stun.Setter{stun.NewType(method, stun.ClassRequest), stun.TransactionID}, attributes...)
	all = append(all, stun.NewUsername(g.c.Name), stun.NewRealm(realm), g.nonce, stun.NewLongTermIntegrity(g.c.Name, realm, g.c.Password))
	return stun.MustBuild(all...).Raw
}

func codeIn(m *stun.Message) stun.ErrorCode {
	var code stun.ErrorCodeAttribute
	_ = code.GetFrom(m) // none: 0
	return code.Code
}

// peerAttribute writes an address as it stands: one of IPv4 within IPv6 stays so.
type peerAttribute netip.AddrPort

func (a peerAttribute) AddTo(m *stun.Message) error {
	at := netip.AddrPort(a)
	family, address := byte(1), at.Addr().AsSlice()
	if at.Addr().Is6() {
		family = 2
	}
	mask := append([]byte{0x21, 0x12, 0xa4, 0x42}, m.TransactionID[:]...)
	value := []byte{0, family}
	value = binary.BigEndian.AppendUint16(value, at.Port()^0x2112)
	for i := range address {
		value = append(value, address[i]^mask[i])
	}
	m.Add(stun.AttrXORPeerAddress, value)
	return nil
}

// Over each way a relay reaches the place of media alone, however the other address is written and whichever of TURN's two ways is taken.
func TestHoweverAnAddressIsWrittenOnlyThePlaceOfMediaIsReached(t *testing.T) {
	place, other := listener(t), listener(t)
	media, elsewhere := plain(place.LocalAddr()), plain(other.LocalAddr())
	public := netip.MustParseAddr("203.0.113.5") // of this machine, as the world knows it
	told := netip.AddrPortFrom(public, media.Port())
	s := openServer(t, media, func(c *Config) {
		c.Media[told] = media
	})
	port := func(address string, at netip.AddrPort) netip.AddrPort {
		return netip.AddrPortFrom(netip.MustParseAddr(address), at.Port())
	}
	rows := []struct {
		says string
		to   netip.AddrPort
	}{
		{"another port of this machine", elsewhere},
		{"the public address with another port", netip.AddrPortFrom(public, elsewhere.Port())},
		{"the public address with a port of the system", netip.AddrPortFrom(public, 22)},
		{"any address of IPv4", port("0.0.0.0", elsewhere)},
		{"any address of IPv6", port("::", elsewhere)},
		{"loopback of IPv6", port("::1", elsewhere)},
		{"IPv4 within IPv6", port("::ffff:127.0.0.1", elsewhere)},
		{"the public address within IPv6, with another port", port("::ffff:203.0.113.5", elsewhere)},
		{"IPv4 through NAT64", port("64:ff9b::7f00:1", elsewhere)},
		{"a link's own address", port("fe80::1", elsewhere)},
		{"a private network of IPv6", port("fd00::1", elsewhere)},
		{"a cloud's metadata", netip.MustParseAddrPort("169.254.169.254:80")},
		{"everybody on the link", port("224.0.0.1", elsewhere)},
		{"a broadcast", port("255.255.255.255", elsewhere)},
		{"no port", netip.AddrPortFrom(media.Addr(), 0)},
	}
	for _, way := range []string{UDP, TLS} {
		g := s.guest(t, way, s.Give(Owner{"room", "anna"}))
		if m := g.ask(g.signed(stun.MethodAllocate, overUDP)); m.Type.Class != stun.ClassSuccessResponse {
			t.Fatalf("no relay: %s", m)
		}
		channel := uint16(0x4000)
		for _, row := range rows {
			peer := peerAttribute(row.to)
			_ = g.ask(g.signed(stun.MethodCreatePermission, peer)) // it may be granted: ports are looked at later
			g.say(stun.MustBuild(stun.NewType(stun.MethodSend, stun.ClassIndication), stun.TransactionID, peer, stun.RawAttribute{Type: stun.AttrData, Value: []byte("by indication")}).Raw)
			channel++
			number := binary.BigEndian.AppendUint32(nil, uint32(channel)<<16)
			m := g.ask(g.signed(stun.MethodChannelBind, stun.RawAttribute{Type: stun.AttrChannelNumber, Value: number}, peer))
			if m.Type.Class == stun.ClassSuccessResponse {
				t.Errorf("%s over %s: has a channel", row.says, way)
			}
			data := binary.BigEndian.AppendUint16(nil, channel)
			g.say(append(append(data, 0, 8), "channels"...))
		}
		peer := peerAttribute(told) // the last word: the right place hears us, and has heard nothing else
		_ = g.ask(g.signed(stun.MethodCreatePermission, peer))
		g.say(stun.MustBuild(stun.NewType(stun.MethodSend, stun.ClassIndication), stun.TransactionID, peer, stun.RawAttribute{Type: stun.AttrData, Value: []byte("hello")}).Raw)
		_ = place.SetReadDeadline(time.Now().Add(patience))
		b := make([]byte, 100)
		if n, _, err := place.ReadFrom(b); err != nil || string(b[:n]) != "hello" {
			t.Fatalf("over %s the place of media hears %q first: %v", way, b[:n], err)
		}
	}
	_ = other.SetReadDeadline(time.Now())
	if n, from, err := other.ReadFrom(make([]byte, 100)); err == nil {
		t.Errorf("%d bytes from %v came to another port", n, from)
	}
}

// Datagrams have no connection: a request that was heard on the line counts for the address alone that was given its nonce.
func TestADatagramIsNotReplayedFromElsewhere(t *testing.T) {
	s := openServer(t, place(t))
	anna := s.guest(t, UDP, s.Give(Owner{"room", "anna"}))
	heard := anna.signed(stun.MethodAllocate, overUDP)
	if m := anna.ask(heard); m.Type.Class != stun.ClassSuccessResponse {
		t.Fatalf("who asks is answered %s", m)
	}
	if m := anna.ask(heard); m.Type.Class != stun.ClassSuccessResponse {
		t.Errorf("who repeats what got lost is answered %s", m)
	}
	thief := s.guest(t, UDP, Credential{})
	if code := codeIn(thief.ask(heard)); code != stun.CodeStaleNonce {
		t.Errorf("who replays it is answered %d", code)
	}
	anna.conn = listener(t) // her telephone has another address now: she asks for a new nonce, and comes in
	m := anna.ask(anna.signed(stun.MethodAllocate, overUDP))
	if code := codeIn(m); code != stun.CodeStaleNonce || anna.nonce.GetFrom(m) != nil {
		t.Fatalf("at another address: %d", code)
	}
	if m := anna.ask(anna.signed(stun.MethodAllocate, overUDP)); m.Type.Class != stun.ClassSuccessResponse {
		t.Errorf("with a new nonce: %s", m)
	}
	const former = "1:room:anna" // it was hers in 1970
	late := s.guest(t, UDP, Credential{Name: former, Password: s.password(former)})
	if m := late.ask(late.signed(stun.MethodAllocate, overUDP)); m.Type.Class != stun.ClassErrorResponse {
		t.Errorf("an expired credential opens a relay: %s", m)
	}
}
