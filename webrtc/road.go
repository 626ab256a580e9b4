package webrtc

import (
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/pion/ice/v2"
	"github.com/pion/stun"
	pion "github.com/pion/webrtc/v3"
)

// silentFor is how long nothing is asked from the address in use before another one takes its place. Browsers ask every 2.5 s.
const silentFor = 3 * time.Second

// road is the address of the other side. A telephone that leaves the house has another one without knowing it: it goes on asking, and is
// answered there, but what we send goes where it was. So an address that is silent gives way to the one that asks. ICE has checked by
// then that who asks knows the password.
type road struct {
	moved func(place) // told of each address that comes into use; may be nil

	mu    sync.Mutex // guards what follows
	used  place
	heard time.Time // of the address in use
}

// place is an address of the other side, and how packets go there.
type place struct {
	netip.AddrPort
	tcp bool
}

// asked says whether media is to go where a check came from.
func (r *road) asked(_ *stun.Message, _, remote ice.Candidate, _ *ice.CandidatePair) bool {
	return r.leads(place{addressOf(remote.Address(), remote.Port()), remote.NetworkType().IsTCP()}, time.Now())
}

func (r *road) leads(from place, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if from == r.used {
		r.heard = now
		return false
	}
	if !r.used.IsValid() || now.Sub(r.heard) < silentFor {
		return false
	}
	r.used, r.heard = from, now
	return true
}

// took is told what ICE has chosen.
func (r *road) took(pair *pion.ICECandidatePair) {
	if pair == nil || pair.Remote == nil {
		return
	}
	a := place{addressOf(pair.Remote.Address, int(pair.Remote.Port)), pair.Remote.Protocol == pion.ICEProtocolTCP}
	if !a.IsValid() {
		return
	}
	r.mu.Lock()
	r.used, r.heard = a, time.Now()
	r.mu.Unlock()
	if r.moved != nil {
		r.moved(a)
	}
}

func addressOf(host string, port int) netip.AddrPort {
	a, err := netip.ParseAddrPort(net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return netip.AddrPort{} // a name: none of ours
	}
	return a
}
