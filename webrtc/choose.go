package webrtc

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"
)

// What a line carries beside what was said: the heads of IP, UDP and RTP.
const (
	udpHeads     = 28
	heads        = udpHeads + 12
	pictureHeads = 1.06 // times what a picture takes by itself
	voiceHeads   = 18e3 // bits a second, at 50 packets
)

// Pictures take now more, now less. One that is sent stays where one that is not would not begin, and one that a trial found room for has more
// than it needs.
const (
	staying   = 0.85
	headroom  = 1.5
	leastNeed = 60e3 // bits a second: a screen that stands still takes nothing until it changes
)

// picture is one that a subscriber wants, with the layers that there are.
type picture struct {
	down   *down
	layers []*layer
	at     int // the layer to be sent; -1: none
	wish   int
}

// choose decides which layer each track is to be sent in, by what is shown and what the line carries. Sound is sent whatever the line
// carries; pictures share the rest: first each in its smallest layer, the most important before the others, then in larger ones.
func (u *subscriber) choose(now time.Time) {
	sound, pictures := u.wanted(now)
	budget := u.line.budget(now, u.rate.bits(now), sound)
	room := budget - sound
	if u.line.bare {
		room = -1
	}
	divide(pictures, room, budget > 0, now)
	stopped, less := u.aim(pictures)
	switch {
	case len(pictures) == 0:
		u.line.free(now, 0)
	case len(stopped) == len(pictures):
		u.line.strip(now)
	}
	u.tell(stopped, len(pictures), less || u.line.poor(now))
}

// wanted begins to send what sound there is, and says how many bits a second that is and which pictures are wanted.
func (u *subscriber) wanted(now time.Time) (sound float64, pictures []picture) {
	for _, d := range u.downs {
		layers := d.possible(now, u.ready)
		switch {
		case len(layers) == 0:
			d.target = nil
		case d.kind == pion.RTPCodecTypeAudio:
			sound += d.wrapping.weight(layers[0].rate.bits(now))
			d.target = layers[0]
		case d.width == 0:
			d.target, d.current = nil, nil
		default:
			pictures = append(pictures, picture{down: d, layers: layers, wish: fitting(layers, d.width)})
		}
	}
	slices.SortStableFunc(pictures, func(a, b picture) int { return cmp.Compare(a.down.weight(), b.down.weight()) })
	return sound, pictures
}

// possible are the layers that the other side understands.
func (d *down) possible(now time.Time, ready bool) []*layer {
	if !ready || d.track == nil || d.out == nil || (d.codec != "" && d.track.mime != "" && !strings.EqualFold(d.codec, d.track.mime)) {
		return nil
	}
	return d.track.alive(now)
}

// weight sorts pictures: a screen before cameras, what is shown large before what is shown small.
func (d *down) weight() int {
	if d.track.source == Screen {
		return -1 << 20
	}
	return -d.width
}

// divide gives each picture a layer within a budget.
func divide(pictures []picture, budget float64, limited bool, now time.Time) {
	rate := func(p *picture, at int) float64 {
		if at < 0 {
			return 0
		}
		return pictureHeads * p.layers[at].rate.bits(now)
	}
	for i := range pictures {
		p := &pictures[i]
		p.at = p.wish
		if !limited {
			continue
		}
		p.at = -1
		least := rate(p, 0)
		if p.down.target != nil {
			least *= staying
		}
		if least <= budget {
			p.at, budget = 0, budget-least
		}
	}
	for i := range pictures {
		p := &pictures[i]
		for at := p.wish; limited && p.at >= 0 && at > p.at; at-- {
			if more := rate(p, at) - rate(p, p.at); more <= budget {
				p.at, budget = at, budget-more
			}
		}
	}
}

// aim asks for a keyframe of each layer that is not sent yet. It returns the tracks that stop, and says whether others are less than wanted.
func (u *subscriber) aim(pictures []picture) (stopped []string, less bool) {
	for _, p := range pictures {
		d := p.down
		if p.at < 0 {
			stopped = append(stopped, d.track.id)
			d.target, d.current = nil, nil
			continue
		}
		less = less || p.at < p.wish
		d.target = p.layers[p.at]
		if d.current != d.target {
			d.target.keyframe.want()
		}
	}
	return stopped, less
}

// tell says how the line is, if that is new.
func (u *subscriber) tell(stopped []string, pictures int, less bool) {
	l := Line{State: LineGood, Stopped: stopped}
	switch {
	case len(stopped) > 0 && len(stopped) == pictures:
		l.State = LineSound
	case less || len(stopped) > 0:
		l.State = LineSlow
	}
	if before := u.heard.Load(); before != nil && before.State == l.State && slices.Equal(before.Stopped, stopped) || before == nil && l.State == LineGood {
		return
	}
	u.heard.Store(&l)
	u.peer.nudge(lineChanged)
}

// sentSince is when a track's last report came, and how many bits a second have been sent to the subscriber since; 0: not known.
func (u *subscriber) sentSince(d *down, now time.Time) (since time.Time, bits float64) {
	sent := u.padded
	for _, other := range u.downs {
		sent += uint64(other.octets) + uint64(other.packets)*uint64(heads+other.overhead.Load())
	}
	since = d.report.at
	if passed := now.Sub(since); !since.IsZero() && passed < 2*fresh && sent > d.report.sent {
		bits = float64(sent-d.report.sent) * 8 / passed.Seconds()
	}
	d.report.at, d.report.sent = now, sent
	return since, bits
}

// try tries a bare line: whether it carries the first of the pictures that have stopped.
func (u *subscriber) try(now time.Time) {
	if !u.line.bare || !u.ready {
		return
	}
	sound, pictures := u.wanted(now)
	if len(pictures) == 0 {
		return
	}
	least := pictures[0]
	for _, p := range pictures {
		if p.layers[0].rate.bits(now) < least.layers[0].rate.bits(now) {
			least = p
		}
	}
	need := max(leastNeed, headroom*pictureHeads*least.layers[0].rate.bits(now))
	padding, carries := u.line.look(now, need)
	if carries {
		u.line.free(now, sound+need)
		u.choose(now)
		return
	}
	for bytes := int(padding / 8 * tick.Seconds()); bytes > 0; {
		size := least.down.pad(now)
		if size == 0 {
			return
		}
		bytes -= size + udpHeads
		u.padded += uint64(size + udpHeads)
	}
}

// mostPadding is how many bytes of padding a packet has at most (RFC 3550, 5.1).
const mostPadding = 255

var padding = append(make([]byte, mostPadding-1), mostPadding)

// pad sends one packet of padding, and returns how long it is as encrypted.
func (d *down) pad(now time.Time) int {
	n := d.numbers.Pad(now)
	h := &d.header
	h.SequenceNumber, h.Timestamp, h.Marker, h.Padding = n.Sequence, n.Timestamp, false, true
	if h.Extension {
		at := rtp.NewAbsSendTimeExtension(now).Timestamp
		d.stamp = [3]byte{byte(at >> 16), byte(at >> 8), byte(at)}
	}
	size, err := d.out.WriteRTP(h, padding)
	if err != nil {
		return 0 // the connection has ended
	}
	d.to.rate.add(size, now)
	d.to.shard.tally.packets++
	d.to.shard.tally.bytes += uint64(size)
	return size
}
