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
		g.to = &net.UDPAddr{IP: s.config.Told.AsSlice(), Port: port}
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
	for _, row := range []struct{ says, host, public string }{
		{"of IPv4", "127.0.0.1", "203.0.113.5"},
		{"of IPv6", "::1", "2001:db8::5"},
		{"of IPv4 on a machine that has both", "127.0.0.1", "2001:db8::5"},
	} {
		t.Run(row.says, func(t *testing.T) {
			place, other := listenerAt(t, row.host), listenerAt(t, row.host)
			media := plain(place.LocalAddr())
			told := netip.AddrPortFrom(netip.MustParseAddr(row.public), media.Port()) // of this machine, as the world knows it
			s := openServer(t, media, func(c *Config) {
				c.Media[told] = media
				if told.Addr().Is4() != media.Addr().Is4() {
					c.Listen = netip.AddrPortFrom(netip.IPv6Unspecified(), 0)
					c.ListenTLS, c.Socket = c.Listen, c.Listen.Addr()
				}
			})
			rows := wrongWritings(told.Addr(), media, plain(other.LocalAddr()).Port())
			for _, way := range []string{UDP, TLS} {
				s.reachesNothing(t, way, rows)
				s.reachesMedia(t, way, told, place)
			}
			nothingCameTo(t, other)
		})
	}
}

// wrongWritings are addresses that are not the place of media, by what they are.
func wrongWritings(public netip.Addr, media netip.AddrPort, elsewhere uint16) map[string]netip.AddrPort {
	port := func(address string) netip.AddrPort {
		return netip.AddrPortFrom(netip.MustParseAddr(address), elsewhere)
	}
	return map[string]netip.AddrPort{
		"another port of this machine":                 netip.AddrPortFrom(media.Addr(), elsewhere),
		"the public address with another port":         netip.AddrPortFrom(public, elsewhere),
		"the public address with a port of the system": netip.AddrPortFrom(public, 22),
		"any address of IPv4":                          port("0.0.0.0"),
		"any address of IPv6":                          port("::"),
		"loopback of IPv4":                             port("127.0.0.1"),
		"loopback of IPv6":                             port("::1"),
		"IPv4 within IPv6":                             port("::ffff:127.0.0.1"),
		"the public address within IPv6":               netip.AddrPortFrom(netip.AddrFrom16(public.As16()), elsewhere),
		"IPv4 at the end of IPv6":                      port("::127.0.0.1"),
		"IPv4 through NAT64":                           port("64:ff9b::7f00:1"),
		"IPv4 through 6to4":                            port("2002:7f00:1::"),
		"a link's own address":                         port("fe80::1"),
		"a private network of IPv6":                    port("fd00::1"),
		"a cloud's metadata":                           netip.MustParseAddrPort("169.254.169.254:80"),
		"a cloud's metadata over IPv6":                 netip.MustParseAddrPort("[fd00:ec2::254]:80"),
		"everybody on the link":                        port("224.0.0.1"),
		"everybody on the link, of IPv6":               port("ff02::1"),
		"a broadcast":                                  port("255.255.255.255"),
		"no port":                                      netip.AddrPortFrom(media.Addr(), 0),
	}
}

// sends is an indication to a peer.
func (g *guest) sends(peer peerAttribute, text string) {
	g.t.Helper()
	g.say(stun.MustBuild(stun.NewType(stun.MethodSend, stun.ClassIndication), stun.TransactionID, peer, stun.RawAttribute{Type: stun.AttrData, Value: []byte(text)}).Raw)
}

// relayed is a guest with a relay.
func (s *Server) relayed(t *testing.T, way string) *guest {
	t.Helper()
	g := s.guest(t, way, s.Give(Owner{"room", "anna"}))
	if m := g.ask(g.signed(stun.MethodAllocate, overUDP)); m.Type.Class != stun.ClassSuccessResponse {
		t.Fatalf("no relay: %s", m)
	}
	return g
}

func (s *Server) reachesNothing(t *testing.T, way string, rows map[string]netip.AddrPort) {
	t.Helper()
	g, channel := s.relayed(t, way), uint16(0x4000)
	for says, to := range rows {
		peer := peerAttribute(to)
		_ = g.ask(g.signed(stun.MethodCreatePermission, peer)) // it may be granted: ports are looked at later
		g.sends(peer, "by indication")
		channel++
		number := binary.BigEndian.AppendUint32(nil, uint32(channel)<<16)
		m := g.ask(g.signed(stun.MethodChannelBind, stun.RawAttribute{Type: stun.AttrChannelNumber, Value: number}, peer))
		if m.Type.Class == stun.ClassSuccessResponse {
			t.Errorf("%s over %s: has a channel", says, way)
		}
		data := binary.BigEndian.AppendUint16(nil, channel)
		g.say(append(append(data, 0, 8), "channels"...))
	}
}

// reachesMedia is the last word: the right place hears us, and has heard nothing else. An IPv4 address within IPv6 is the same place.
func (s *Server) reachesMedia(t *testing.T, way string, told netip.AddrPort, place net.PacketConn) {
	t.Helper()
	g := s.relayed(t, way)
	for _, to := range []netip.AddrPort{told, netip.AddrPortFrom(netip.AddrFrom16(told.Addr().As16()), told.Port())} {
		peer := peerAttribute(to)
		_ = g.ask(g.signed(stun.MethodCreatePermission, peer))
		g.sends(peer, "hello")
		_ = place.SetReadDeadline(time.Now().Add(patience))
		b := make([]byte, 100)
		if n, _, err := place.ReadFrom(b); err != nil || string(b[:n]) != "hello" {
			t.Fatalf("over %s the place of media hears %q first: %v", way, b[:n], err)
		}
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
