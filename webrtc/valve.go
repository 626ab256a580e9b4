package webrtc

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"sync"

	"github.com/pion/ice/v2"

	"aula/webrtc/turn"
)

// valves is the port that all connections share, with a valve before what comes in for each of them.
type valves struct {
	*ice.UDPMuxDefault
	tcp     *tcpPort // nil: none
	front   front
	offered []net.Addr

	mu     sync.Mutex // guards what follows
	open   map[string][]*valve
	owners map[string]turn.Owner // of those that are open
}

func newValves(mux *ice.UDPMuxDefault, tcp *tcpPort, f front) *valves {
	all := &valves{UDPMuxDefault: mux, tcp: tcp, front: f, offered: mux.GetListenAddresses(), open: map[string][]*valve{}, owners: map[string]turn.Owner{}}
	if f.mapped { // pion tells others in the place of these
		all.offered = nil
		for _, a := range f.told {
			all.offered = append(all.offered, net.UDPAddrFromAddrPort(netip.AddrPortFrom(loopbackLike(a), f.at().Port())))
		}
	}
	return all
}

// GetListenAddresses are those of the port that browsers are told, or that stand for what they are told.
func (all *valves) GetListenAddresses() []net.Addr { return all.offered }

// Close gives the ports back.
func (all *valves) Close() error {
	err := all.UDPMuxDefault.Close()
	if all.tcp != nil {
		err = errors.Join(err, all.tcp.Close())
	}
	return err
}

// tcpValves are the valves of the TCP port.
type tcpValves struct {
	*tcpPort
	all *valves
}

// GetConnByUfrag is the way of one connection through the TCP port.
func (t tcpValves) GetConnByUfrag(ufrag string, six bool, local net.IP) (net.PacketConn, error) {
	conn, err := t.tcpPort.GetConnByUfrag(ufrag, six, local)
	if err != nil {
		return nil, err
	}
	return t.all.put(ufrag, conn), nil
}

// GetConn is the way of one connection through the port, by its user fragment.
func (all *valves) GetConn(ufrag string, address net.Addr) (net.PacketConn, error) {
	conn, err := all.UDPMuxDefault.GetConn(ufrag, address)
	if err != nil {
		return nil, err
	}
	return all.put(ufrag, conn), nil
}

// put puts a valve before a connection.
func (all *valves) put(ufrag string, conn net.PacketConn) *valve {
	v := &valve{PacketConn: conn}
	v.closed = func() { all.forget(ufrag, v) }
	all.mu.Lock()
	defer all.mu.Unlock()
	all.open[ufrag] = append(all.open[ufrag], v)
	return v
}

func (all *valves) forget(ufrag string, v *valve) {
	all.mu.Lock()
	defer all.mu.Unlock()
	kept := slices.DeleteFunc(slices.Clone(all.open[ufrag]), func(other *valve) bool { return other == v }) // who shuts reads the old list
	if len(kept) == 0 {
		delete(all.open, ufrag)
		delete(all.owners, ufrag)
		return
	}
	all.open[ufrag] = kept
}

// own says whose an open session is.
func (all *valves) own(ufrag string, o turn.Owner) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if len(all.open[ufrag]) > 0 {
		all.owners[ufrag] = o
	}
}

// owned tells whether a session is somebody's own.
func (all *valves) owned(o turn.Owner, ufrag string) bool {
	all.mu.Lock()
	defer all.mu.Unlock()
	owner, ok := all.owners[ufrag]
	return ok && owner == o
}

// shut lets nothing more in for a user fragment, and returns once ICE is done with what came before.
func (all *valves) shut(ufrag string) {
	all.mu.Lock()
	open := all.open[ufrag]
	all.mu.Unlock()
	for _, v := range open {
		v.shut()
	}
}

// valve is what one ICE candidate reads from. Who reads is done with a packet when it asks for the next.
type valve struct {
	net.PacketConn
	closed func()

	work sync.Mutex // held from the moment a packet is handed out until the next is asked for; guards dry
	busy bool       // work is held by the reader, the only one who looks
	dry  bool

	asked map[netip.AddrPort]bool // from where was asked; the reader's alone
}

// mostPlaces is from how many addresses one ICE session may be asked for: pion keeps each as a candidate of the other side, and looks through
// all of them. A telephone on the move has a dozen.
const mostPlaces = 256

// asks says whether ICE may hear a packet: media, or a check from where there have been checks, or that is not one address too many.
func (v *valve) asks(b []byte, from net.Addr) bool {
	if len(b) == 0 || b[0] > 3 {
		return true
	}
	var at netip.AddrPort
	switch a := from.(type) {
	case *net.UDPAddr:
		at = a.AddrPort()
	case *net.TCPAddr:
		at = a.AddrPort()
	}
	if v.asked[at] {
		return true
	}
	if len(v.asked) >= mostPlaces {
		return false
	}
	if v.asked == nil {
		v.asked = map[netip.AddrPort]bool{}
	}
	v.asked[at] = true
	return true
}

func (v *valve) ReadFrom(b []byte) (n int, from net.Addr, err error) {
	if v.busy {
		v.busy = false
		v.work.Unlock()
	}
	for {
		n, from, err = v.PacketConn.ReadFrom(b)
		if err != nil {
			return n, from, err
		}
		if !v.asks(b[:n], from) {
			continue
		}
		v.work.Lock()
		if !v.dry {
			v.busy = true
			return n, from, nil
		}
		v.work.Unlock()
	}
}

func (v *valve) shut() {
	v.work.Lock()
	defer v.work.Unlock()
	v.dry = true
}

func (v *valve) Close() error {
	v.closed()
	return v.PacketConn.Close()
}
