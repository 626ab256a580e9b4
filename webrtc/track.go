package webrtc

import (
	"crypto/rand"
	"slices"
	"sync/atomic"
	"time"
)

// track is one published source with the layers that have come so far.
type track struct {
	id     string
	person string
	peer   *Peer
	source Source
	mime   string
	clock  uint32

	layers  atomic.Pointer[[]*layer] // copied when one comes
	stopped atomic.Bool              // packets are thrown away from now on
	lost    atomic.Bool              // as it is told
}

func newTrack(p *Peer, s Source) *track {
	t := &track{id: rand.Text(), person: p.member.ID, peer: p, source: s}
	t.layers.Store(&[]*layer{})
	return t
}

func (t *track) state() TrackState { return TrackState{t.id, t.person, t.source, t.lost.Load()} }

func (t *track) add(l *layer) {
	next := append(slices.Clone(*t.layers.Load()), l)
	t.layers.Store(&next)
}

// alive are the layers that one may count on, from the smallest to the largest. A layer that is silent while others speak is
// not among them; a still screen is.
func (t *track) alive(now time.Time) []*layer {
	all := *t.layers.Load()
	latest := time.Duration(-1)
	for _, l := range all {
		if silent := l.silent(now); latest < 0 || silent < latest {
			latest = silent
		}
	}
	var list []*layer
	for _, l := range all {
		if l.silent(now)-latest < layerSilent {
			list = append(list, l)
		}
	}
	slices.SortStableFunc(list, func(a, b *layer) int {
		if d := int(a.width.Load()) - int(b.width.Load()); d != 0 {
			return d
		}
		return int(a.rate.bits(now) - b.rate.bits(now))
	})
	return list
}

// layerSilent is for how long a layer may say nothing while another speaks.
const layerSilent = 1500 * time.Millisecond

// fitting is the place of the smallest layer that is at least as wide as it is shown, or of the largest.
func fitting(layers []*layer, width int) int {
	for i, l := range layers {
		if int(l.width.Load()) >= width {
			return i
		}
	}
	return len(layers) - 1
}
