package webrtc

import (
	"time"

	pion "github.com/pion/webrtc/v3"

	"aula/webrtc/packetcache"
	"aula/webrtc/red"
)

// When sound is sent twice or three times to a subscriber whose line loses.
const (
	mimeRED    = "audio/red"
	someLoss   = 0.01
	heavyLoss  = 0.08
	redundant  = 30 * time.Second // after the last loss that was seen
	mostVoice  = 400              // bytes of a frame that is sent again with the next one; music is not voice
	unrecorded = 0xff             // what was sent with a packet is not known
)

// copies is how many frames before its own each packet of sound is to carry now.
func (l *line) copies(now time.Time) int {
	switch {
	case now.Before(l.heavyUntil) && !l.bare:
		return 2
	case now.Before(l.faintUntil):
		return 1
	}
	return 0
}

// remember notes a loss for which sound is made safer.
func (l *line) remember(loss float64, now time.Time) {
	if loss >= someLoss {
		l.faintUntil = now.Add(redundant)
	}
	if loss >= heavyLoss {
		l.heavyUntil = now.Add(redundant)
	}
}

// wrapping is a voice's redundancy on its way to one subscriber. Its zero value has none.
type wrapping struct {
	format uint8  // payload type of redundant audio; 0: the other side does not know it
	copies int    // for the next packet
	of     *layer // whose packets are recorded
	sent   []uint8
	blocks [3]red.Block
}

// weight is how many bits a second a voice of so many takes on its way.
func (w *wrapping) weight(bits float64) float64 {
	if bits == 0 {
		return 0
	}
	return bits*float64(1+w.copies) + voiceHeads
}

// plan says which frames before its own a packet is to carry, a bit each, and records it: a packet that is sent again must be the same bytes.
func (w *wrapping) plan(l *layer, p *packetcache.Packet) (carried uint8) {
	if w.copies == 0 && w.sent == nil {
		return 0
	}
	if w.of != l {
		w.of, w.sent = l, make([]uint8, audioCache)
		for i := range w.sent {
			w.sent[i] = unrecorded
		}
	}
	if len(p.Payload) > 0 && len(p.Payload) <= mostVoice {
		for back := 1; back <= w.copies; back++ {
			if before(l, p, back) != nil {
				carried |= 1 << back
			}
		}
	}
	w.sent[int(p.Sequence)&(audioCache-1)] = carried
	return carried
}

// planned says what a packet carried when it was sent. It says false if that is not known any more.
func (w *wrapping) planned(l *layer, sequence uint16) (carried uint8, ok bool) {
	if w.sent == nil {
		return 0, true
	}
	carried = w.sent[int(sequence)&(audioCache-1)]
	return carried, w.of == l && carried != unrecorded
}

// before is the packet so many before p if it is there and fits a block.
func before(l *layer, p *packetcache.Packet, back int) *packetcache.Packet {
	b := l.cache.Get(p.Sequence - uint16(back))
	if b == nil || len(b.Payload) == 0 || len(b.Payload) > mostVoice {
		return nil
	}
	if age := p.Timestamp - b.Timestamp; age == 0 || age > red.MostOffset {
		return nil
	}
	return b
}

// wrap appends a packet with what it carries. It says false if something of that is gone.
func (w *wrapping) wrap(b []byte, l *layer, p *packetcache.Packet, carried, format uint8) ([]byte, bool) {
	blocks := w.blocks[:0]
	for back := len(w.blocks) - 1; back > 0; back-- {
		if carried&(1<<back) == 0 {
			continue
		}
		earlier := before(l, p, back)
		if earlier == nil {
			return nil, false
		}
		blocks = append(blocks, red.Block{Format: format, Offset: uint16(p.Timestamp - earlier.Timestamp), Payload: earlier.Payload})
	}
	b, err := red.Append(b, append(blocks, red.Block{Format: format, Payload: p.Payload})...)
	return b, err == nil
}

// safer says how much redundancy the next packets of sound get.
func (u *subscriber) safer(now time.Time) {
	copies := u.line.copies(now)
	for _, d := range u.downs {
		if d.kind == pion.RTPCodecTypeAudio && d.wrapping.format != 0 {
			d.wrapping.copies = copies
		}
	}
}

// unwrap takes apart what a publisher sent redundantly: first what was lost before, then the packet's own frame. It says false of what is no
// redundant audio.
func (l *layer) unwrap(p *packetcache.Packet, recovered func(*packetcache.Packet)) bool {
	var space [4]red.Block
	blocks, err := red.Parse(p.Payload, space[:0])
	if err != nil {
		return false
	}
	own := blocks[len(blocks)-1]
	for i, b := range blocks[:len(blocks)-1] {
		sequence := p.Sequence - uint16(len(blocks)-1-i)
		if b.Format != own.Format || len(b.Payload) == 0 || b.Offset == 0 || l.cache.Get(sequence) != nil {
			continue
		}
		recovered(&packetcache.Packet{Sequence: sequence, Timestamp: p.Timestamp - uint32(b.Offset), Arrived: p.Arrived, Payload: append([]byte(nil), b.Payload...)})
	}
	p.Payload = own.Payload
	return true
}
