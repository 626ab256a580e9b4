package webrtc

import (
	"net"
	"sync"

	"github.com/pion/ice/v2"
)

// valves is the port that all connections share, with a valve before what comes in for each of them.
type valves struct {
	*ice.UDPMuxDefault

	mu   sync.Mutex // guards what follows
	open map[string][]*valve
}

func newValves(mux *ice.UDPMuxDefault) *valves {
	return &valves{UDPMuxDefault: mux, open: map[string][]*valve{}}
}

// GetConn is the way of one connection through the port, by its user fragment.
func (all *valves) GetConn(ufrag string, address net.Addr) (net.PacketConn, error) {
	conn, err := all.UDPMuxDefault.GetConn(ufrag, address)
	if err != nil {
		return nil, err
	}
	v := &valve{PacketConn: conn, closed: func() { all.forget(ufrag) }}
	all.mu.Lock()
	defer all.mu.Unlock()
	all.open[ufrag] = append(all.open[ufrag], v)
	return v, nil
}

func (all *valves) forget(ufrag string) {
	all.mu.Lock()
	defer all.mu.Unlock()
	delete(all.open, ufrag)
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
