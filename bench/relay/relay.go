// Package relay is a bad line between clients and a UDP server on this machine: it loses, delays, reorders and duplicates packets,
// limits their rate, is cut and mended, and lets clients change their address. Connections over TCP share it, where asked. The same seed
// loses the same packets. It is for tests and experiments, carries any protocol, and knows WebRTC only by the addresses in session
// descriptions.
package relay

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
)

// largest is the largest UDP packet.
const largest = 64 << 10

// Relay stands before one server. Each client address is one socket toward the server, so that the server tells clients apart.
type Relay struct {
	server netip.AddrPort
	front  *net.UDPConn // which clients send to
	up     *link
	down   *link
	busy   sync.WaitGroup // readers, and who carries TCP

	mu      sync.Mutex // guards what follows
	clients map[netip.AddrPort]*net.UDPConn
	streams []io.Closer // what carries TCP
	closed  bool
}

// Open begins before the server at an address, on a free port of the same host.
func Open(server netip.AddrPort, seed uint64) (*Relay, error) {
	front, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(server.Addr(), 0)))
	if err != nil {
		return nil, fmt.Errorf("open a relay: %w", err)
	}
	r := &Relay{server: server, front: front, up: startLink(seed, 0), down: startLink(seed, 1), clients: map[netip.AddrPort]*net.UDPConn{}}
	r.busy.Add(1)
	go r.readClients()
	return r, nil
}

// Address is where clients reach the server through the relay.
func (r *Relay) Address() netip.AddrPort { return r.front.LocalAddr().(*net.UDPAddr).AddrPort() }

// Up says what happens to packets toward the server from now on.
func (r *Relay) Up(l Line) { r.up.set(l) }

// Down says what happens to packets toward the clients from now on.
func (r *Relay) Down(l Line) { r.down.set(l) }

// Cut lets nothing through, in neither direction, until Mend.
func (r *Relay) Cut() {
	r.up.sever(true)
	r.down.sever(true)
}

// Mend ends a cut.
func (r *Relay) Mend() {
	r.up.sever(false)
	r.down.sever(false)
}

// Counts say what became of the packets toward the server and toward the clients.
func (r *Relay) Counts() (up, down Counts) { return r.up.counts(), r.down.counts() }

// Through is a session description of the server with the relay's address in place of the server's.
func (r *Relay) Through(sdp string) string {
	said := func(a netip.AddrPort) string { return fmt.Sprintf(" %s %d typ ", a.Addr(), a.Port()) }
	return strings.ReplaceAll(sdp, said(r.server), said(r.Address()))
}

// Move gives every client another address, as the server sees it: what a telephone does that leaves the house. What the server sends to
// an old address is lost.
func (r *Relay) Move() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var faults []error
	for client, old := range r.clients {
		next, err := r.dial(client)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		r.clients[client] = next
		faults = append(faults, old.Close())
	}
	return errors.Join(faults...)
}

// Close ends the relay. It returns when its goroutines have ended.
func (r *Relay) Close() error {
	r.mu.Lock()
	r.closed = true
	faults := []error{r.front.Close()}
	for _, c := range r.clients {
		faults = append(faults, c.Close())
	}
	for _, s := range r.streams {
		faults = append(faults, s.Close())
	}
	r.clients, r.streams = nil, nil
	r.mu.Unlock()
	r.busy.Wait()
	r.up.close()
	r.down.close()
	return errors.Join(faults...)
}

func (r *Relay) readClients() {
	defer r.busy.Done()
	b := make([]byte, largest)
	for {
		n, from, err := r.front.ReadFromUDPAddrPort(b)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // what the system could not deliver to somebody is nobody's end
		}
		r.up.take(b[:n], func(p []byte) { r.toServer(from, p) })
	}
}

// toServer sends by the socket that the client has at the time of sending.
func (r *Relay) toServer(from netip.AddrPort, p []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	c := r.clients[from]
	if c == nil {
		var err error
		if c, err = r.dial(from); err != nil {
			return // a lost packet
		}
		r.clients[from] = c
	}
	_, _ = c.Write(p) // what the system does not take is lost
}

// dial makes a client's socket, and a goroutine that brings it the server's packets. The caller holds the lock.
func (r *Relay) dial(client netip.AddrPort) (*net.UDPConn, error) {
	c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(r.server))
	if err != nil {
		return nil, err
	}
	r.busy.Add(1)
	go func() {
		defer r.busy.Done()
		b := make([]byte, largest)
		for {
			n, err := c.Read(b)
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err != nil {
				continue // the server is not there at the moment
			}
			r.down.take(b[:n], func(p []byte) { _, _ = r.front.WriteToUDPAddrPort(p, client) }) // lost if the client has gone
		}
	}()
	return c, nil
}
