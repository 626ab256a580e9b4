package turn

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pion/stun"
	"github.com/pion/turn/v2"

	"aula/webrtc/silence"
)

const patience = 10 * time.Second

// place is where media are in these tests: it says back what it hears.
func place(t *testing.T) netip.AddrPort {
	t.Helper()
	return echo(t, listener(t))
}

func echo(t *testing.T, c net.PacketConn) netip.AddrPort {
	t.Helper()
	go func() {
		b := make([]byte, 2000)
		for {
			n, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			_, _ = c.WriteTo(b[:n], from)
		}
	}()
	return plain(c.LocalAddr())
}

func listener(t *testing.T) net.PacketConn {
	t.Helper()
	return listenerAt(t, "127.0.0.1")
}

func listenerAt(t *testing.T, host string) net.PacketConn {
	t.Helper()
	c, err := net.ListenPacket("udp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func certificate(t *testing.T) func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"turn.example.it"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
	}
}

func openServer(t *testing.T, media netip.AddrPort, more ...func(*Config)) *Server {
	t.Helper()
	here := media.Addr()
	c := Config{
		Listen: netip.AddrPortFrom(here, 0), ListenTLS: netip.AddrPortFrom(here, 0), Certificate: certificate(t),
		Socket: here, Told: here, Media: map[netip.AddrPort]netip.AddrPort{media: media},
	}
	for _, change := range more {
		change(&c)
	}
	s, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// reaches is a connection to the server on one of its ways, cut into packets.
func (s *Server) reaches(t *testing.T, way string) net.PacketConn {
	t.Helper()
	udp, tcp, secure := s.Ports()
	at := func(port int) string { return net.JoinHostPort(s.config.Told.String(), strconv.Itoa(port)) }
	var conn net.Conn
	var err error
	switch way {
	case UDP:
		return listenerAt(t, s.config.Told.String())
	case TCP:
		conn, err = net.Dial("tcp", at(tcp))
	case TLS:
		conn, err = tls.Dial("tcp", at(secure), &tls.Config{InsecureSkipVerify: true}) // a certificate of this test
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = udp
	return turn.NewSTUNConn(conn)
}

func (s *Server) client(t *testing.T, way string, c Credential) *turn.Client {
	t.Helper()
	udp, _, _ := s.Ports()
	client, err := turn.NewClient(&turn.ClientConfig{
		TURNServerAddr: net.JoinHostPort(s.config.Told.String(), strconv.Itoa(udp)), Username: c.Name, Password: c.Password,
		Conn: s.reaches(t, way), LoggerFactory: silence.Log{}, RTO: 100 * time.Millisecond,
	})
	if err == nil {
		err = client.Listen()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func (s *Server) allocated(t *testing.T, way string) net.PacketConn {
	t.Helper()
	relay, err := s.client(t, way, s.Give(Owner{"room", "anna"})).Allocate()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { relay.Close() })
	return relay
}

func TestMediaPassOverEveryWayAndSaySo(t *testing.T) {
	media := place(t)
	for _, way := range []string{UDP, TCP, TLS} {
		t.Run(way, func(t *testing.T) {
			s := openServer(t, media)
			relay := s.allocated(t, way)
			_ = relay.SetDeadline(time.Now().Add(patience))
			for _, size := range []int{13, 1200, 1201, 1202, 1203} {
				sent := bytes.Repeat([]byte{0x80}, size)
				if _, err := relay.WriteTo(sent, net.UDPAddrFromAddrPort(media)); err != nil {
					t.Fatal(err)
				}
				b := make([]byte, 2000)
				n, from, err := relay.ReadFrom(b)
				if err != nil || !bytes.Equal(b[:n], sent) || plain(from) != media {
					t.Fatalf("%d of %d bytes from %v: %v", n, size, from, err)
				}
			}
			if got := s.Way(plain(relay.LocalAddr())); got != way {
				t.Errorf("the relay is said to be reached over %q", got)
			}
			if got := s.Way(media); got != "" {
				t.Errorf("another address is said to be a relay over %q", got)
			}
			relay.Close()
			closed := time.NewTicker(time.Millisecond)
			defer closed.Stop()
			for end := time.After(patience); s.quota.open() > 0; {
				select {
				case <-closed.C:
				case <-end:
					t.Fatal("the relay stays open")
				}
			}
		})
	}
}

func TestNothingButThePlaceOfMediaIsReached(t *testing.T) {
	media, other := place(t), listener(t)
	s := openServer(t, media)
	for _, row := range []struct {
		says string
		to   string
	}{
		{"another port of the same address", other.LocalAddr().String()},
		{"a service of this machine", "127.0.0.1:22"},
		{"another loopback address", "127.0.0.2:" + strconv.Itoa(int(media.Port()))},
		{"a cloud's metadata", "169.254.169.254:80"},
		{"a neighbour", "192.168.1.1:53"},
		{"the world", "8.8.8.8:53"},
		{"any address", "0.0.0.0:" + strconv.Itoa(int(media.Port()))},
	} {
		t.Run(row.says, func(t *testing.T) {
			to := net.UDPAddrFromAddrPort(netip.MustParseAddrPort(row.to))
			d := s.desk(nil, UDP)
			if d.permits(nil, to.IP) && !to.IP.Equal(media.Addr().AsSlice()) {
				t.Error("packets may go there")
			}
			d.channel = plain(to)
			if d.permits(nil, to.IP) {
				t.Error("a channel may lead there")
			}
			for _, way := range []string{UDP, TLS} {
				relay := s.allocated(t, way)
				if _, err := relay.WriteTo([]byte("who is there?"), to); err == nil && !to.IP.Equal(media.Addr().AsSlice()) {
					t.Errorf("over %s: taken", way)
				}
				relay.Close()
			}
		})
	}
	relay := s.allocated(t, TCP) // the last word: nothing has come where it must not, while the right place answers
	_, _ = relay.WriteTo([]byte("who is there?"), other.LocalAddr())
	_, _ = relay.WriteTo([]byte("hello"), net.UDPAddrFromAddrPort(media))
	_ = relay.SetDeadline(time.Now().Add(patience))
	if _, _, err := relay.ReadFrom(make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	nothingCameTo(t, other)
}

// nothingCameTo says so of a socket: the first that comes is what it sends itself.
func nothingCameTo(t *testing.T, other net.PacketConn) {
	t.Helper()
	const last = "the last word"
	if _, err := other.WriteTo([]byte(last), other.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	_ = other.SetReadDeadline(time.Now().Add(patience))
	b := make([]byte, 100)
	n, from, err := other.ReadFrom(b)
	if err != nil {
		t.Fatal(err)
	}
	if string(b[:n]) != last {
		t.Errorf("%d bytes from %v came to another port", n, from)
	}
}

func TestWhatComesFromElsewhereIsNotRelayed(t *testing.T) {
	media, other := place(t), listener(t)
	s := openServer(t, media)
	relay := s.allocated(t, UDP)
	_ = relay.SetDeadline(time.Now().Add(patience))
	_, _ = relay.WriteTo([]byte("first"), net.UDPAddrFromAddrPort(media))
	if _, err := other.WriteTo([]byte("from elsewhere"), relay.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	_, _ = relay.WriteTo([]byte("second"), net.UDPAddrFromAddrPort(media))
	for _, want := range []string{"first", "second"} {
		b := make([]byte, 100)
		if n, _, err := relay.ReadFrom(b); err != nil || string(b[:n]) != want {
			t.Fatalf("%q in place of %q: %v", b[:n], want, err)
		}
	}
}

func TestCredentialsOpenWhatTheyWereGivenForUntilTheyExpire(t *testing.T) {
	media := place(t)
	var now time.Time
	s := openServer(t, media)
	s.now = func() time.Time { return now }
	now = time.Now()
	good := s.Give(Owner{"room", "anna"})
	another := openServer(t, media)
	renamed := good
	renamed.Name = strings.Replace(good.Name, "room", "other", 1)
	longer := good
	longer.Name = "9" + good.Name
	for _, row := range []struct {
		says  string
		c     Credential
		later time.Duration
		opens bool
	}{
		{"as given", good, 0, true},
		{"just before the end", good, Lasts - time.Second, true},
		{"expired", good, Lasts + time.Second, false},
		{"for another room", renamed, 0, false},
		{"made to last longer", longer, 0, false},
		{"of another academy", another.Give(Owner{"room", "anna"}), 0, false},
		{"a name alone", Credential{Name: good.Name}, 0, false},
		{"no name of ours", Credential{Name: "anna", Password: good.Password}, 0, false},
	} {
		t.Run(row.says, func(t *testing.T) {
			now = time.Now().Add(row.later)
			relay, err := s.client(t, TCP, row.c).Allocate()
			if (err == nil) != row.opens {
				t.Errorf("opens: %v", err)
			}
			if err == nil {
				relay.Close()
			}
		})
	}
}

// Who is in a webinar when the credentials expire stays in it.
func TestARelayOutlivesItsCredentials(t *testing.T) {
	s := openServer(t, place(t))
	d := s.desk(nil, UDP)
	from := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4000}
	c, other := s.Give(Owner{"room", "anna"}), s.Give(Owner{"room", "bruno"})
	if _, ok := d.key(c.Name, realm, from); !ok {
		t.Fatal("refused")
	}
	r, _, err := d.AllocatePacketConn("udp4", 0)
	if err != nil {
		t.Fatal(err)
	}
	s.now = func() time.Time { return time.Now().Add(2 * Lasts) }
	if _, ok := d.key(c.Name, realm, from); !ok {
		t.Error("the open relay is cut off")
	}
	if _, ok := d.key(other.Name, realm, from); ok {
		t.Error("somebody else speaks for the relay")
	}
	r.Close()
	if _, ok := d.key(c.Name, realm, from); ok {
		t.Error("expired credentials open another one")
	}
}

func TestOnlyOnesOwnSessionIsBegunWith(t *testing.T) {
	place := listener(t)
	media := plain(place.LocalAddr())
	s := openServer(t, media, func(c *Config) {
		c.Allows = func(o Owner, ufrag string) bool { return o == Owner{"room", "anna"} && ufrag == "hers" }
	})
	relay := s.allocated(t, UDP)
	request := func(name string) []byte {
		return stun.MustBuild(stun.BindingRequest, stun.TransactionID, stun.NewUsername(name)).Raw
	}
	for _, b := range [][]byte{request("his:x"), request("hers"), request(""), request("hers:x")} {
		if _, err := relay.WriteTo(b, net.UDPAddrFromAddrPort(media)); err != nil {
			t.Fatal(err)
		}
	}
	_ = place.SetReadDeadline(time.Now().Add(patience))
	b := make([]byte, 2000)
	n, _, err := place.ReadFrom(b)
	if err != nil || !bytes.Contains(b[:n], []byte("hers:x")) {
		t.Errorf("%q comes first: %v", b[:n], err)
	}
}

func TestRelaysAreCounted(t *testing.T) {
	var q quota
	one := netip.MustParseAddr("192.0.2.1")
	anna := Owner{"room", "anna"}
	for range mostOfPerson {
		if err := q.take(anna, "c", one); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.take(anna, "c", one); !errors.Is(err, errFull) {
		t.Errorf("one more of a person: %v", err)
	}
	for i := 1; i < mostHouses; i++ {
		if err := q.take(Owner{"room", strconv.Itoa(i)}, "c", netip.AddrFrom4([4]byte{10, 0, 0, byte(i)})); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.take(Owner{"room", "eva"}, "c", netip.MustParseAddr("10.9.9.9")); !errors.Is(err, errFull) {
		t.Errorf("one credential from everywhere: %v", err)
	}
	for i := q.houses[one]; i < mostOfHouse; i++ {
		if err := q.take(Owner{"room", "p" + strconv.Itoa(i)}, strconv.Itoa(i), one); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.take(Owner{"room", "z"}, "z", one); !errors.Is(err, errFull) {
		t.Errorf("one more of an address: %v", err)
	}
	for range mostOfPerson {
		q.give(anna, "c", one)
	}
	if err := q.take(anna, "c", one); err != nil {
		t.Errorf("after all have gone: %v", err)
	}
}

// What somebody heard on the line is no use on another connection.
func TestARequestIsNotReplayed(t *testing.T) {
	s := openServer(t, place(t))
	c := s.Give(Owner{"room", "anna"})
	ask := func(conn net.PacketConn, m *stun.Message) *stun.Message {
		t.Helper()
		if _, err := conn.WriteTo(m.Raw, nil); err != nil {
			t.Fatal(err)
		}
		_ = conn.SetReadDeadline(time.Now().Add(patience))
		b := make([]byte, 2000)
		n, _, err := conn.ReadFrom(b)
		if err != nil {
			t.Fatal(err)
		}
		answer := &stun.Message{Raw: b[:n]}
		if err := answer.Decode(); err != nil {
			t.Fatal(err)
		}
		return answer
	}
	allocate := stun.NewType(stun.MethodAllocate, stun.ClassRequest)
	overUDP := stun.RawAttribute{Type: stun.AttrRequestedTransport, Value: []byte{17, 0, 0, 0}}
	first := s.reaches(t, TLS)
	refusal := ask(first, stun.MustBuild(allocate, stun.TransactionID, overUDP))
	var nonce stun.Nonce
	if err := nonce.GetFrom(refusal); err != nil {
		t.Fatal(err)
	}
	heard := stun.MustBuild(allocate, stun.TransactionID, overUDP, stun.NewUsername(c.Name), stun.NewRealm(realm), nonce, stun.NewLongTermIntegrity(c.Name, realm, c.Password))
	if got := ask(first, heard); got.Type.Class != stun.ClassSuccessResponse {
		t.Fatalf("who asks is answered %s", got)
	}
	var code stun.ErrorCodeAttribute
	if err := code.GetFrom(ask(s.reaches(t, TLS), heard)); err != nil || code.Code != stun.CodeStaleNonce {
		t.Errorf("who replays it is answered %d: %v", code.Code, err)
	}
}

func TestWhatIsNoTURNIsHungUp(t *testing.T) {
	s := openServer(t, place(t))
	_, tcp, secure := s.Ports()
	long := append([]byte{0, 1, 0xff, 0xec, 0x21, 0x12, 0xa4, 0x42}, make([]byte, 100)...) // its length and the head's are 65536
	for _, row := range []struct {
		says string
		port int
		say  []byte
	}{
		{"a browser that asks for a page", tcp, []byte("GET / HTTP/1.1\r\nHost: aula\r\n\r\n")},
		{"a length that runs over", tcp, long},
		{"a packet larger than any", tcp, append([]byte{0x40, 0, 0xff, 0xff}, make([]byte, 100)...)},
		{"TLS where there is none", tcp, append([]byte{0x16, 3, 1, 2, 0, 1}, make([]byte, 1000)...)},
		{"a page asked for where TLS is", secure, []byte("GET / HTTP/1.1\r\nHost: aula\r\n\r\n")},
		{"noise where TLS is", secure, bytes.Repeat([]byte{0xff}, 4000)},
		{"STUN where TLS is", secure, stun.MustBuild(stun.BindingRequest, stun.TransactionID).Raw},
	} {
		t.Run(row.says, func(t *testing.T) {
			c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(row.port)))
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			_, _ = c.Write(row.say) // it may have been hung up on already
			_ = c.SetReadDeadline(time.Now().Add(settledWithin - 5*time.Second))
			_, err = io.Copy(io.Discard, c)
			if late := net.Error(nil); errors.As(err, &late) && late.Timeout() {
				t.Error("the connection goes on")
			}
		})
	}
}

func TestStrangersAreCounted(t *testing.T) {
	s := openServer(t, place(t))
	_, tcp, _ := s.Ports()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp)))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	for range mostStrangersOne {
		dial()
	}
	one := dial()
	_ = one.SetReadDeadline(time.Now().Add(patience))
	_, err := one.Read(make([]byte, 1))
	if late := net.Error(nil); errors.As(err, &late) && late.Timeout() {
		t.Error("one more who says nothing is let in")
	}
}

func TestNobodyIsFloodedWithAnswersThatTheyDidNotAskFor(t *testing.T) {
	var s shyness
	now := time.Now()
	bare, full := make([]byte, 28), make([]byte, 140)
	victim := netip.MustParseAddr("192.0.2.1")
	answered := 0
	for range 10 * mostAnswers {
		if s.answers(bare, victim, now) {
			answered++
		}
	}
	if answered != mostAnswers {
		t.Errorf("%d answers in a second", answered)
	}
	if !s.answers(full, victim, now) || !s.answers([]byte{0x40, 0, 0, 0}, victim, now) {
		t.Error("who has credentials is not heard")
	}
	if !s.answers(bare, netip.MustParseAddr("192.0.2.2"), now) || !s.answers(bare, victim, now.Add(time.Second)) {
		t.Error("others, or later, are not heard")
	}
	for i := range 2 * mostAsking {
		s.answers(bare, netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), now.Add(time.Second))
	}
	if len(s.count) > mostAsking {
		t.Errorf("%d addresses are remembered", len(s.count))
	}
}
