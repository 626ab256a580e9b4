package webrtc

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/pion/stun"

	"aula/webrtc/homes"
)

// How many connections may come over TCP. A whole office has one address, and each of its people a connection or two; who has not said yet
// what they come for is a stranger.
const (
	mostTCP          = 8192
	mostTCPOfOne     = 2048 // of an address
	mostStrangers    = 1024
	mostStrangersOne = 64 // of an address
	mostTCPOfICE     = 16 // for one ICE session: browsers try from each of their own addresses
)

// When a TCP connection that says nothing is given up.
const (
	introducedWithin = 10 * time.Second
	frameWithin      = 10 * time.Second // the rest of a frame that has begun
	silentTCP        = 30 * time.Second // browsers ask every 2.5 s
)

// tcpPort lets media in over TCP where UDP does not pass (RFC 6544, the passive side). It stands in for pion's own mux, which ends a session's
// whole way when one of its connections ends, blocks on who does not read, and knows no limits.
type tcpPort struct {
	listener net.Listener
	running  sync.WaitGroup

	mu        sync.Mutex // guards what follows
	ways      map[string][]*tcpWay
	all       map[*tcpLine]bool
	strangers map[netip.Addr]int
	known     map[netip.Addr]int
	strange   int
	closed    bool
}

// listenTCP takes the port of that number, or a free one if another program has it.
func listenTCP(address netip.AddrPort) (*tcpPort, error) {
	network := "tcp"
	if address.Addr().Is4() {
		network = "tcp4"
	}
	l, err := net.ListenTCP(network, net.TCPAddrFromAddrPort(address))
	if errors.Is(err, syscall.EADDRINUSE) {
		l, err = net.ListenTCP(network, net.TCPAddrFromAddrPort(netip.AddrPortFrom(address.Addr(), 0)))
	}
	if err != nil {
		return nil, err
	}
	return newTCPPort(l), nil
}

func newTCPPort(l net.Listener) *tcpPort {
	p := &tcpPort{
		listener: l, ways: map[string][]*tcpWay{}, all: map[*tcpLine]bool{},
		strangers: map[netip.Addr]int{}, known: map[netip.Addr]int{},
	}
	p.running.Go(p.accept)
	return p
}

func (p *tcpPort) number() int { return p.listener.Addr().(*net.TCPAddr).Port }

func (p *tcpPort) accept() {
	for {
		conn, err := p.listener.Accept()
		var temporary interface{ Temporary() bool }
		if errors.As(err, &temporary) && temporary.Temporary() { // no file left: others will end
			time.Sleep(50 * time.Millisecond)
			continue
		}
		if err != nil {
			return
		}
		l := newTCPLine(conn)
		if !p.admit(l) {
			conn.Close()
			continue
		}
		p.running.Go(func() {
			defer p.dismiss(l)
			p.receive(l)
		})
	}
}

// admit lets a stranger in, if there is room.
func (p *tcpPort) admit(l *tcpLine) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || len(p.all) >= mostTCP || p.strange >= mostStrangers || p.strangers[l.house] >= mostStrangersOne {
		return false
	}
	p.all[l] = true
	p.strange++
	p.strangers[l.house]++
	return true
}

// dismiss ends a connection and forgets it.
func (p *tcpPort) dismiss(l *tcpLine) {
	l.close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.all, l)
	if l.way == nil {
		p.strange--
		homes.Less(p.strangers, l.house)
		return
	}
	homes.Less(p.known, l.house)
	l.way.leave(l)
}

// receive reads a connection until it ends. Its first frame is a STUN request that names the ICE session.
func (p *tcpPort) receive(l *tcpLine) {
	b := frames.Get().(*[]byte)
	n, err := l.first(*b)
	if err != nil || !p.introduce(l, (*b)[:n]) {
		frames.Put(b)
		return
	}
	p.running.Go(l.send)
	for err == nil {
		if n > 0 && !l.way.deliver(frame{b, n, l.from}) {
			return
		}
		b = frames.Get().(*[]byte)
		n, err = l.next(*b)
	}
	frames.Put(b)
}

// introduce ties a connection to the ICE session that its first frame names. One that we do not know has ended, or never was.
func (p *tcpPort) introduce(l *tcpLine, first []byte) bool {
	ufrag, ok := sessionOf(first)
	if !ok {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	way := p.way(ufrag, l.local)
	if way == nil || p.closed || p.known[l.house] >= mostTCPOfOne || !way.join(l) {
		return false
	}
	l.way = way
	p.strange--
	homes.Less(p.strangers, l.house)
	p.known[l.house]++
	return true
}

// way is that of an ICE session by one of our addresses, or the only one of its family where another is told than the machine has. The caller
// holds the lock.
func (p *tcpPort) way(ufrag string, local netip.Addr) *tcpWay {
	var like []*tcpWay
	for _, w := range p.ways[ufrag] {
		if w.local.Addr() == local {
			return w
		}
		if w.local.Addr().Is4() == local.Is4() {
			like = append(like, w)
		}
	}
	if len(like) == 1 {
		return like[0]
	}
	return nil
}

// sessionOf is the user fragment that a binding request names.
func sessionOf(b []byte) (string, bool) {
	m := &stun.Message{Raw: b}
	if !stun.IsMessage(b) || m.Decode() != nil || m.Type != stun.BindingRequest {
		return "", false
	}
	name, err := m.Get(stun.AttrUsername)
	if err != nil {
		return "", false
	}
	ours, _, found := strings.Cut(string(name), ":")
	return ours, found
}

// GetConnByUfrag opens the way for an ICE session by one of our addresses.
func (p *tcpPort) GetConnByUfrag(ufrag string, _ bool, local net.IP) (net.PacketConn, error) {
	ip, _ := netip.AddrFromSlice(local)
	w := &tcpWay{
		local: netip.AddrPortFrom(ip.Unmap(), uint16(p.number())), lines: map[netip.AddrPort]*tcpLine{},
		frames: make(chan frame, 16), gone: make(chan struct{}),
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, io.ErrClosedPipe
	}
	w.forget = func() { p.forget(ufrag, w) }
	p.ways[ufrag] = append(p.ways[ufrag], w)
	return w, nil
}

func (p *tcpPort) forget(ufrag string, w *tcpWay) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var kept []*tcpWay
	for _, other := range p.ways[ufrag] {
		if other != w {
			kept = append(kept, other)
		}
	}
	if len(kept) == 0 {
		delete(p.ways, ufrag)
		return
	}
	p.ways[ufrag] = kept
}

// RemoveConnByUfrag ends the ways of an ICE session.
func (p *tcpPort) RemoveConnByUfrag(ufrag string) {
	p.mu.Lock()
	ways := p.ways[ufrag]
	p.mu.Unlock()
	for _, w := range ways {
		_ = w.Close()
	}
}

// Close gives the port back. It returns when all its goroutines have ended.
func (p *tcpPort) Close() error {
	p.mu.Lock()
	p.closed = true
	var ways []*tcpWay
	for _, list := range p.ways {
		ways = append(ways, list...)
	}
	for l := range p.all {
		l.close()
	}
	p.mu.Unlock()
	for _, w := range ways {
		_ = w.Close()
	}
	err := p.listener.Close()
	p.running.Wait()
	return err
}
