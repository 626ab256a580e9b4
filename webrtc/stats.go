package webrtc

import (
	"slices"
	"time"

	pion "github.com/pion/webrtc/v3"
)

// PeerStats is how one connection of somebody does now: up is what it publishes, down what it receives. What is not known is nil.
type PeerStats struct {
	Person    string      `json:"person"`
	Since     time.Time   `json:"since"`
	Line      LineState   `json:"line"`
	Way       Way         `json:"way,omitempty"`     // none is known until media can flow
	Up        float64     `json:"up"`                // bits a second
	Down      float64     `json:"down"`              // bits a second
	UpLoss    *float64    `json:"up_loss,omitempty"` // share of the packets, before they are sent again
	DownLoss  *float64    `json:"down_loss,omitempty"`
	RTT       *float64    `json:"rtt,omitempty"` // milliseconds to the receiver and back
	Sending   []SentStats `json:"sending,omitempty"`
	Receiving []GotStats  `json:"receiving,omitempty"` // pictures alone
}

// SentStats is a layer that a peer publishes.
type SentStats struct {
	Source Source `json:"source"`
	Layer
}

// GotStats is the layer in which a peer receives a picture.
type GotStats struct {
	Track  string `json:"track"`
	Person string `json:"person"`
	Source Source `json:"source"`
	Layer
}

// Stats are those of all peers, who came first before the others.
func (r *Room) Stats() []PeerStats {
	now := time.Now()
	received := map[*Peer]receiving{}
	for _, s := range r.engine.shards {
		s.describe(r, now, received)
	}
	r.mu.Lock()
	peers := make([]*Peer, 0, len(r.peers))
	for p := range r.peers {
		peers = append(peers, p)
	}
	r.mu.Unlock()
	list := make([]PeerStats, 0, len(peers))
	for _, p := range peers {
		list = append(list, p.stats(now, received[p]))
	}
	slices.SortStableFunc(list, func(a, b PeerStats) int { return a.Since.Compare(b.Since) })
	return list
}

// receiving is the shard's half of a peer's statistics.
type receiving struct {
	rate      float64
	loss, rtt *float64
	pictures  []GotStats
}

// describe asks the shard about its subscribers in a room. A shard that has ended says nothing.
func (s *shard) describe(r *Room, now time.Time, into map[*Peer]receiving) {
	done := make(chan struct{})
	s.do(func() {
		defer close(done)
		for _, u := range s.subscribers {
			if u.peer.room == r {
				into[u.peer] = u.describe(now)
			}
		}
	})
	select {
	case <-done:
	case <-s.ended:
	}
}

func (u *subscriber) describe(now time.Time) receiving {
	g := receiving{rate: u.rate.bits(now), rtt: u.trip.value(now)}
	if now.Sub(u.line.lossAt) < fresh {
		loss := u.line.loss
		g.loss = &loss
	}
	for _, d := range u.downs {
		if d.kind == pion.RTPCodecTypeVideo && d.current != nil && d.track != nil {
			g.pictures = append(g.pictures, GotStats{d.track.id, d.track.person, d.track.source, d.current.shown(now)})
		}
	}
	return g
}

func (p *Peer) stats(now time.Time, g receiving) PeerStats {
	s := PeerStats{Person: p.member.ID, Since: p.joined, Line: p.line(), Down: g.rate, DownLoss: g.loss, RTT: g.rtt, Receiving: g.pictures}
	if way := p.way.Load(); way != nil {
		s.Way = *way
	}
	var worst float64
	measured := false
	for _, l := range p.publication.layers() {
		layer := l.shown(now)
		s.Up += layer.Rate
		s.Sending = append(s.Sending, SentStats{l.track.source, layer})
		if loss, ok := l.loss.value(); ok {
			worst, measured = max(worst, loss), true
		}
	}
	if measured {
		s.UpLoss = &worst
	}
	return s
}

// line is how the peer's line is: of what it receives, or of what it sends where that is cut.
func (p *Peer) line() LineState {
	if pc := p.publication.current(); pc != nil && pc.ConnectionState() == pion.PeerConnectionStateDisconnected {
		return LineLost
	}
	return p.subscription.state().State
}

// shown is the layer as it is told.
func (l *layer) shown(now time.Time) Layer {
	return Layer{RID: l.rid, Width: int(l.width.Load()), Height: int(l.height.Load()), Rate: l.rate.bits(now)}
}
