package turn

import (
	"net"
	"net/netip"
	"strings"
	"sync"

	"github.com/pion/stun"

	"aula/webrtc/homes"
)

// waitsHere is how many bytes may wait for who reads slowly; then packets are lost, as they are on any line.
const waitsHere = 128 << 10

// relay is the socket from which somebody's packets go to the place of media, and to no other.
type relay struct {
	*net.UDPConn
	desk  *desk
	owner Owner
	name  string
	from  netip.AddrPort
	at    []netip.AddrPort // as the place of media sees it
	once  sync.Once
}

func openRelay(d *desk) (*relay, error) {
	at := netip.AddrPortFrom(d.server.config.Socket, 0)
	socket, err := net.ListenUDP(network("udp", at), net.UDPAddrFromAddrPort(at))
	if err != nil {
		return nil, err
	}
	_ = socket.SetReadBuffer(waitsHere) // else more waits
	r := &relay{UDPConn: socket, desk: d, owner: d.asking, name: d.name, from: d.from}
	port := uint16(socket.LocalAddr().(*net.UDPAddr).Port)
	for _, real := range d.server.config.Media { // who sends to an address of one's own machine sends from it
		r.at = append(r.at, netip.AddrPortFrom(real.Addr(), port))
	}
	for _, a := range r.at {
		d.server.ways.Store(a, d.way)
	}
	return r, nil
}

// told is the address that the browser is told.
func (r *relay) told() net.Addr {
	return &net.UDPAddr{IP: r.desk.server.config.Told.AsSlice(), Port: r.LocalAddr().(*net.UDPAddr).Port}
}

// WriteTo sends a packet to the place of media. One to elsewhere, or that begins to talk to somebody else's session, is lost.
func (r *relay) WriteTo(b []byte, to net.Addr) (int, error) {
	peer := plain(to)
	real, ok := r.desk.server.config.Media[peer]
	if !ok || !r.may(b) {
		return len(b), nil
	}
	return r.WriteToUDPAddrPort(b, real)
}

// may looks at who begins to talk. Anything else the other side takes from nobody to whom it has not talked before.
func (r *relay) may(b []byte) bool {
	allows := r.desk.server.config.Allows
	if allows == nil || !stun.IsMessage(b) {
		return true
	}
	m := &stun.Message{Raw: b}
	if m.Decode() != nil {
		return false
	}
	if m.Type != stun.BindingRequest {
		return true
	}
	name, err := m.Get(stun.AttrUsername)
	ours, _, found := strings.Cut(string(name), ":")
	return err == nil && found && allows(r.owner, ours)
}

// ReadFrom is what comes from the place of media, as the browser knows it. What comes from elsewhere is lost.
func (r *relay) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, from, err := r.ReadFromUDPAddrPort(b)
		if err != nil {
			return 0, nil, err
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		for told, real := range r.desk.server.config.Media {
			if real == from {
				return n, net.UDPAddrFromAddrPort(told), nil
			}
		}
	}
}

// Close ends the relay.
func (r *relay) Close() error {
	err := r.UDPConn.Close()
	r.once.Do(func() {
		for _, a := range r.at {
			r.desk.server.ways.Delete(a)
		}
		r.desk.server.quota.give(r.owner, r.name, homes.Of(r.from.Addr()))
		r.desk.leaves(r.from)
	})
	return err
}
