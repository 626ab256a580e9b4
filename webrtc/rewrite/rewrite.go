// Package rewrite joins the layers that somebody receives one after another into one stream without gaps: sequence numbers,
// timestamps, and VP8's picture numbers. It remembers enough to say which packet of which layer a number stood for. It holds
// no packets.
package rewrite

import (
	"time"

	"aula/webrtc/packetcache"
)

// What can still be named of a lost packet: so many switches back, and so many numbers, which is half of the half in which numbers that turn
// round can be compared.
const (
	remembered = 8
	horizon    = 1 << 14
)

// epoch is a time during which one layer was sent.
type epoch[L comparable] struct {
	layer    L
	first    uint16 // sequence number as sent; of an epoch that lasts, one that is as long ago as can be named
	sequence uint16 // what is added to each number of the layer, modulo its range
	time     uint32
	picture  uint16
	tl0      uint8
}

// Rewriter is one subscriber's numbering of one track. Its zero value has sent nothing. It is used by one goroutine at a time.
type Rewriter[L comparable] struct {
	epochs  [remembered]epoch[L]
	count   int // epochs begun so far
	last    Numbers
	arrived time.Time // when the packet of the highest number came in
}

// Numbers are what changes of a packet on its way.
type Numbers struct {
	Sequence  uint16
	Timestamp uint32
	Picture   uint16
	TL0       uint8
}

// Switch begins an epoch with the layer's packet p, which is the first of a keyframe where there are keyframes. Clock is the
// track's in hertz: the timestamp goes on by the time that has passed since the last packet sent.
func (r *Rewriter[L]) Switch(layer L, p *packetcache.Packet, clock uint32) {
	next := Numbers{Sequence: p.Sequence, Timestamp: p.Timestamp, Picture: p.VP8.Picture, TL0: p.VP8.TL0}
	if r.count > 0 {
		passed := uint32(max(1, int64(p.Arrived.Sub(r.arrived))*int64(clock)/int64(time.Second)))
		next = Numbers{r.last.Sequence + 1, r.last.Timestamp + passed, (r.last.Picture + 1) & 0x7fff, r.last.TL0 + 1}
	}
	r.epochs[r.count%remembered] = epoch[L]{
		layer: layer, first: next.Sequence,
		sequence: next.Sequence - p.Sequence, time: next.Timestamp - p.Timestamp,
		picture: next.Picture - p.VP8.Picture, tl0: next.TL0 - p.VP8.TL0,
	}
	r.count++
	r.last, r.arrived = next, p.Arrived
}

// Pad says the numbers of one packet of padding between two epochs. Padding is an epoch of its own, of no layer, so that Source tells it from
// what the layer before would have been sent as.
func (r *Rewriter[L]) Pad(now time.Time) Numbers {
	var none L
	if e := &r.epochs[max(0, r.count-1)%remembered]; r.count == 0 || e.layer != none {
		r.epochs[r.count%remembered] = epoch[L]{layer: none, first: r.last.Sequence + 1}
		r.count++
	}
	r.last.Sequence++
	r.arrived = now
	r.age()
	return r.last
}

// age lets the present epoch begin later, so that the numbers of one that lasts for hours are never compared with one from which they have
// turned half round: sound would be taken for what was before it, and not be sent.
func (r *Rewriter[L]) age() {
	if e := &r.epochs[(r.count-1)%remembered]; r.last.Sequence-e.first > horizon { // the last is never before the first
		e.first = r.last.Sequence - horizon
	}
}

// Apply says a packet's numbers as sent. It says false of a packet from before the epoch began.
func (r *Rewriter[L]) Apply(p *packetcache.Packet) (Numbers, bool) {
	if r.count == 0 {
		return Numbers{}, false
	}
	e := &r.epochs[(r.count-1)%remembered]
	n := e.apply(p)
	late := int16(n.Sequence-r.last.Sequence) < 0
	if late && int16(n.Sequence-e.first) < 0 { // a jump forward may be half round from where an old epoch began
		return Numbers{}, false
	}
	if !late {
		if len(p.Payload) == 0 { // padding has no picture
			n.Picture, n.TL0 = r.last.Picture, r.last.TL0
		}
		r.last, r.arrived = n, p.Arrived
		r.age()
	}
	return n, true
}

func (e *epoch[L]) apply(p *packetcache.Packet) Numbers {
	return Numbers{p.Sequence + e.sequence, p.Timestamp + e.time, (p.VP8.Picture + e.picture) & 0x7fff, p.VP8.TL0 + e.tl0}
}

// Source says which layer's packet was sent under a number. It says false of a number that was not sent, or too long ago.
func (r *Rewriter[L]) Source(sequence uint16) (layer L, source uint16, ok bool) {
	if behind := int16(r.last.Sequence - sequence); r.count == 0 || behind < 0 || behind > horizon {
		return layer, 0, false
	}
	for back := 1; back <= min(r.count, remembered); back++ {
		e := &r.epochs[(r.count-back)%remembered]
		if int16(sequence-e.first) >= 0 {
			return e.layer, sequence - e.sequence, true
		}
	}
	return layer, 0, false
}

// Again says the numbers under which a packet that Source named was sent.
func (r *Rewriter[L]) Again(sequence uint16, p *packetcache.Packet) (Numbers, bool) {
	for back := 1; back <= min(r.count, remembered); back++ {
		e := &r.epochs[(r.count-back)%remembered]
		if int16(sequence-e.first) >= 0 {
			return e.apply(p), true
		}
	}
	return Numbers{}, false
}

// Offset is what is added to the current layer's timestamps, for the reports that tie them to the clock.
func (r *Rewriter[L]) Offset() (uint32, bool) {
	if r.count == 0 {
		return 0, false
	}
	return r.epochs[(r.count-1)%remembered].time, true
}
