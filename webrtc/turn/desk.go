package turn

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/stun"

	"aula/webrtc/homes"
)

var errNoTCP = errors.New("media do not go on over TCP")

// source is where packets come from and go back to: a socket, or a stream that is cut into packets.
type source interface {
	net.PacketConn
}

// desk is where one of pion's servers answers, request by request: it knows who asks, and remembers what for.
type desk struct {
	source
	server *Server
	way    string

	// Of the request that is being answered: the server has one reader.
	asking  Owner
	name    string
	from    netip.AddrPort
	channel netip.AddrPort // that a channel is asked to; not valid: it is no such request

	mu   sync.Mutex // guards what follows
	held map[netip.AddrPort]string
}

func (s *Server) desk(from source, way string) *desk {
	return &desk{source: from, server: s, way: way, held: map[netip.AddrPort]string{}}
}

// ReadFrom is the next request.
func (d *desk) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := d.source.ReadFrom(b)
	if err == nil {
		d.channel = channelOf(b[:n])
	}
	return n, from, err
}

// channelOf is the address to which a request wants a channel.
func channelOf(b []byte) netip.AddrPort {
	if !stun.IsMessage(b) {
		return netip.AddrPort{}
	}
	m := &stun.Message{Raw: b}
	if m.Type.ReadValue(uint16(b[0])<<8 | uint16(b[1])); m.Type.Method != stun.MethodChannelBind {
		return netip.AddrPort{}
	}
	var peer stun.XORMappedAddress
	if m.Decode() != nil || peer.GetFromAs(m, stun.AttrXORPeerAddress) != nil {
		return netip.AddrPort{}
	}
	ip, _ := netip.AddrFromSlice(peer.IP)
	return netip.AddrPortFrom(ip.Unmap(), uint16(peer.Port))
}

// key is asked of each request. What expires opens no relay, but keeps one that is open: nobody is cut off in the middle of a webinar.
func (d *desk) key(name, realm string, from net.Addr) ([]byte, bool) {
	owner, expires, err := read(name)
	if err != nil {
		return nil, false
	}
	at := plain(from)
	d.mu.Lock()
	holds, open := d.held[at]
	d.mu.Unlock()
	if open && holds != name || !open && !d.server.now().Before(expires) {
		return nil, false
	}
	d.asking, d.name, d.from = owner, name, at
	return d.server.authKey(name, realm), true
}

// permits says whether packets may go to an address at all. Its port is looked at for each packet.
func (d *desk) permits(_ net.Addr, peer net.IP) bool {
	ip, _ := netip.AddrFromSlice(peer)
	ip = ip.Unmap()
	if d.channel.IsValid() {
		_, ok := d.server.config.Media[d.channel]
		return ok && d.channel.Addr() == ip
	}
	for told := range d.server.config.Media {
		if told.Addr() == ip {
			return true
		}
	}
	return false
}

// Validate has nothing to say: a desk is made whole.
func (d *desk) Validate() error { return nil }

// AllocateConn refuses relays that go on over TCP (RFC 6062).
func (d *desk) AllocateConn(string, int) (net.Conn, net.Addr, error) { return nil, nil, errNoTCP }

// AllocatePacketConn opens a relay for who asks.
func (d *desk) AllocatePacketConn(_ string, port int) (net.PacketConn, net.Addr, error) {
	if port != 0 { // pairs of ports are a thing of the past
		return nil, nil, errFull
	}
	house := homes.Of(d.from.Addr())
	if err := d.server.quota.take(d.asking, d.name, house); err != nil {
		return nil, nil, err
	}
	r, err := openRelay(d)
	if err != nil {
		d.server.quota.give(d.asking, d.name, house)
		return nil, nil, err
	}
	d.mu.Lock()
	d.held[d.from] = d.name
	d.mu.Unlock()
	if d.way != UDP {
		d.source.(*stream).settle()
	}
	return r, r.told(), nil
}

func (d *desk) leaves(from netip.AddrPort) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.held, from)
}

// datagrams are those of a UDP socket. One that could not be read or sent ends nothing.
type datagrams struct {
	net.PacketConn
	shy   shyness
	given nonces
}

func (d *datagrams) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, from, err := d.PacketConn.ReadFrom(b)
		if errors.Is(err, net.ErrClosed) {
			return n, from, err
		}
		if err == nil && d.shy.answers(b[:n], homes.Of(plain(from).Addr()), time.Now()) {
			d.given.weigh(b[:n], plain(from))
			return n, from, nil
		}
	}
}

func (d *datagrams) WriteTo(b []byte, to net.Addr) (int, error) {
	d.given.mark(b, plain(to))
	return d.PacketConn.WriteTo(b, to)
}

// A request without credentials is answered with five times as many bytes, and whoever sends datagrams may write another's address on them. So
// no address gets more than a trickle of such answers, and there are not too many addresses.
const (
	short       = 100 // bytes; what bears credentials is longer
	mostAnswers = 200 // a second, of an address: an office that comes at nine o'clock
	mostAsking  = 4096
)

// shyness counts those requests of the present second.
type shyness struct {
	second time.Time
	count  map[netip.Addr]int
}

func (s *shyness) answers(b []byte, house netip.Addr, now time.Time) bool {
	if len(b) >= short || len(b) == 0 || b[0]>>6 != 0 {
		return true
	}
	if second := now.Truncate(time.Second); !second.Equal(s.second) || s.count == nil {
		s.second, s.count = second, map[netip.Addr]int{}
	}
	if s.count[house] >= mostAnswers || s.count[house] == 0 && len(s.count) >= mostAsking {
		return false
	}
	s.count[house]++
	return true
}

func plain(a net.Addr) netip.AddrPort {
	var at netip.AddrPort
	switch a := a.(type) {
	case *net.UDPAddr:
		at = a.AddrPort()
	case *net.TCPAddr:
		at = a.AddrPort()
	}
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}
