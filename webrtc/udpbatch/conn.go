// Package udpbatch is a UDP socket that sends media in batches: many packets a system call, and on Linux many packets of one
// size a message (UDP GSO). It knows RTP only well enough to leave everything else unbatched: handshakes, checks and reports
// go out at once.
package udpbatch

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
)

// socketBuffer is what the kernel is asked to keep for us: a keyframe to some hundred people.
const socketBuffer = 8 << 20

// Conn is a UDP socket for any number of goroutines.
type Conn struct {
	*net.UDPConn
	claims  atomic.Pointer[map[netip.AddrPort]*Batch] // copied when it changes
	claimed sync.Mutex                                // guards changes of claims
}

// Listen opens the socket.
func Listen(address netip.AddrPort) (*Conn, error) {
	network := "udp"
	if address.Addr().Is4() {
		network = "udp4"
	}
	socket, err := net.ListenUDP(network, net.UDPAddrFromAddrPort(address))
	if err != nil {
		return nil, err
	}
	_ = socket.SetReadBuffer(socketBuffer) // as much as the system allows
	_ = socket.SetWriteBuffer(socketBuffer)
	c := &Conn{UDPConn: socket}
	c.claims.Store(&map[netip.AddrPort]*Batch{})
	return c, nil
}

// WriteTo sends a packet: media to a claimed address with its batch's next Flush, everything else now.
func (c *Conn) WriteTo(b []byte, to net.Addr) (int, error) {
	udp, ok := to.(*net.UDPAddr)
	if !ok {
		return 0, errors.New("not a UDP address")
	}
	address := plain(udp.AddrPort())
	if isMedia(b) {
		if batch := (*c.claims.Load())[address]; batch != nil {
			batch.add(b, address)
			return len(b), nil
		}
	}
	return c.WriteToUDPAddrPort(b, address)
}

// isMedia tells RTP from STUN, DTLS, TURN channels (RFC 7983) and RTCP (RFC 5761).
func isMedia(b []byte) bool {
	return len(b) > 12 && b[0]>>6 == 2 && (b[1] < 192 || b[1] > 223)
}

// plain writes an IPv4 address in one way, however a packet told it.
func plain(a netip.AddrPort) netip.AddrPort { return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()) }

// Claim lets a batch send the media to an address. The last claim holds.
func (c *Conn) Claim(address netip.AddrPort, b *Batch) { c.change(address, nil, b) }

// Release ends a claim, if it is the batch's.
func (c *Conn) Release(address netip.AddrPort, b *Batch) { c.change(address, b, nil) }

func (c *Conn) change(address netip.AddrPort, from, to *Batch) {
	c.claimed.Lock()
	defer c.claimed.Unlock()
	address = plain(address)
	old := *c.claims.Load()
	if from != nil && old[address] != from {
		return
	}
	next := make(map[netip.AddrPort]*Batch, len(old)+1)
	for a, b := range old {
		next[a] = b
	}
	if to == nil {
		delete(next, address)
	} else {
		next[address] = to
	}
	c.claims.Store(&next)
}
