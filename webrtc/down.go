package webrtc

import (
	"strings"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc/packetcache"
	"aula/webrtc/rewrite"
)

// down is a track on its way to one subscriber. It is pion's TrackLocal; its shard owns everything but the identity.
type down struct {
	id, stream string
	kind       pion.RTPCodecType
	mime       string // that it comes in; empty: whatever both sides know
	to         *subscriber

	track   *track
	width   int // as shown; 0: not seen
	current *layer
	target  *layer
	numbers rewrite.Rewriter[*layer]

	wrapping wrapping

	out     pion.TrackLocalWriter
	codecs  []pion.RTPCodecParameters // agreed on, the other side's favourite first
	codec   string
	clock   uint32
	header  rtp.Header
	stamp   [3]byte // sending time, as the header extension has it
	scratch []byte

	packets, octets uint32
	report          struct {
		at   time.Time // when the last one came back
		sent uint64    // bytes of the subscriber until then
	}
	sent, resent atomic.Uint64
	overhead     atomic.Int32 // bytes by which encryption makes a packet longer
}

var _ pion.TrackLocal = (*down)(nil)

func (d *down) ID() string              { return d.id }
func (d *down) RID() string             { return "" }
func (d *down) StreamID() string        { return d.stream }
func (d *down) Kind() pion.RTPCodecType { return d.kind }

// Bind is told by pion what was agreed on.
func (d *down) Bind(c pion.TrackLocalContext) (pion.RTPCodecParameters, error) {
	codecs, redundant := agreed(c.CodecParameters(), d.mime)
	if len(codecs) == 0 {
		return pion.RTPCodecParameters{}, pion.ErrUnsupportedCodec
	}
	header := rtp.Header{Version: 2, SSRC: uint32(c.SSRC())}
	for _, e := range c.HeaderExtensions() {
		if e.URI == sendTimeURI && d.kind == pion.RTPCodecTypeVideo {
			if err := header.SetExtension(uint8(e.ID), d.stamp[:]); err != nil {
				return pion.RTPCodecParameters{}, err
			}
		}
	}
	out := c.WriteStream()
	d.to.shard.do(func() {
		d.out, d.codecs, d.header, d.wrapping = out, codecs, header, wrapping{format: redundant}
		d.speak()
		d.to.choose(time.Now())
	})
	return codecs[0], nil
}

// speak changes to the codec of the track, if the other side knows it.
func (d *down) speak() {
	if len(d.codecs) == 0 {
		return
	}
	spoken := d.codecs[0]
	for _, codec := range d.codecs {
		if d.track != nil && strings.EqualFold(codec.MimeType, d.track.mime) {
			spoken = codec
			break
		}
	}
	d.codec, d.clock, d.header.PayloadType = spoken.MimeType, spoken.ClockRate, uint8(spoken.PayloadType)
}

// Unbind ends the writing.
func (d *down) Unbind(pion.TrackLocalContext) error {
	d.to.shard.do(func() { d.out = nil })
	return nil
}

// forward sends what waits on the layer that is sent, or on the one to be sent from its keyframe on.
func (d *down) forward(shard int) {
	if d.out == nil || d.target == nil {
		return
	}
	if d.target != d.current {
		d.enter(shard)
	}
	if d.current == nil {
		return
	}
	wait := &d.current.waiting[shard]
	for _, p := range wait.packets {
		if n, ok := d.numbers.Apply(p); ok {
			size := d.send(p, n, wait.pads[int(p.Sequence)&(len(wait.pads)-1)])
			d.to.media.add(size, p.Arrived)
			d.sent.Add(1)
		}
	}
}

// enter changes to the target layer if a keyframe of it waits. Sound may begin anywhere.
func (d *down) enter(shard int) {
	for _, p := range d.target.waiting[shard].packets {
		if p.Keyframe || d.kind == pion.RTPCodecTypeAudio {
			d.numbers.Switch(d.target, p, d.clock)
			d.current = d.target
			return
		}
	}
}

// send sends a packet for the first time.
func (d *down) send(p *packetcache.Packet, n rewrite.Numbers, pad uint8) int {
	if d.kind != pion.RTPCodecTypeAudio {
		return d.write(p, n, pad)
	}
	if carried := d.wrapping.plan(d.current, p); carried != 0 {
		return d.writeWrapped(d.current, p, n, carried)
	}
	return d.write(p, n, pad)
}

// writeWrapped sends a packet of sound with those before it.
func (d *down) writeWrapped(l *layer, p *packetcache.Packet, n rewrite.Numbers, carried uint8) int {
	format := d.header.PayloadType
	payload, ok := d.wrapping.wrap(d.scratch[:0], l, p, carried, format)
	if !ok {
		return 0
	}
	d.scratch = payload
	d.header.PayloadType = d.wrapping.format
	defer func() { d.header.PayloadType = format }()
	d.header.SequenceNumber, d.header.Timestamp, d.header.Marker, d.header.Padding = n.Sequence, n.Timestamp, p.Marker, false
	return d.sendOff(p, payload)
}

// write sends a packet. The same packet under the same number is always the same bytes, as AES-GCM requires of one that is sent
// again: also its sending time is when it came in. It returns how long the encrypted packet is.
func (d *down) write(p *packetcache.Packet, n rewrite.Numbers, pad uint8) int {
	h := &d.header
	h.SequenceNumber, h.Timestamp, h.Marker = n.Sequence, n.Timestamp, p.Marker
	if h.Extension {
		at := rtp.NewAbsSendTimeExtension(p.Arrived).Timestamp
		d.stamp = [3]byte{byte(at >> 16), byte(at >> 8), byte(at)}
	}
	payload := p.Payload
	if len(payload) == 0 {
		pad = 1 // it was padding only, and stays so
	}
	h.Padding = pad > 0
	if p.VP8.PictureAt > 0 || p.VP8.TL0At > 0 || pad > 0 {
		d.scratch = append(d.scratch[:0], payload...)
		if len(payload) > 0 {
			p.VP8.Rewrite(d.scratch, n.Picture, n.TL0)
		}
		for range int(pad) - 1 {
			d.scratch = append(d.scratch, 0)
		}
		if pad > 0 {
			d.scratch = append(d.scratch, pad)
		}
		payload = d.scratch
	}
	return d.sendOff(p, payload)
}

// sendOff hands over what the header and a payload say, and counts it.
func (d *down) sendOff(p *packetcache.Packet, payload []byte) int {
	h := &d.header
	size, err := d.out.WriteRTP(h, payload)
	if err != nil || size == 0 {
		return 0 // the connection has ended
	}
	if d.packets == 0 {
		d.overhead.Store(int32(size - h.MarshalSize() - len(payload)))
	}
	d.packets++
	d.octets += uint32(len(payload))
	d.to.rate.add(size, p.Arrived)
	d.to.shard.tally.packets++
	d.to.shard.tally.bytes += uint64(size)
	return size
}

// again answers a request for lost packets from the shared caches. Of a picture that has stopped nothing more is sent: the line has no room.
func (d *down) again(list []rtcp.NackPair) {
	if d.out == nil || d.current == nil {
		return
	}
	count := &d.to.shard.tally
	for _, pair := range list {
		for _, sequence := range pair.PacketList() {
			if d.to.spare > 0 && d.resend(sequence) {
				count.answered++
			} else {
				count.unanswered++
			}
		}
	}
}

// resend sends the packet that had a number, if it is still there.
func (d *down) resend(sequence uint16) bool {
	l, source, ok := d.numbers.Source(sequence)
	if !ok || l == nil { // nobody needs padding
		return false
	}
	p := l.cache.Get(source)
	if p == nil {
		return false
	}
	n, ok := d.numbers.Again(sequence, p)
	if !ok {
		return false
	}
	size := d.rewrite(l, p, n)
	d.to.spare -= size
	if size > 0 {
		d.resent.Add(1)
	}
	return size > 0
}

// rewrite sends the same bytes as before, or nothing if they are not known any more.
func (d *down) rewrite(l *layer, p *packetcache.Packet, n rewrite.Numbers) int {
	carried, ok := uint8(0), true
	if d.kind == pion.RTPCodecTypeAudio {
		carried, ok = d.wrapping.planned(l, p.Sequence)
	}
	switch {
	case !ok:
		return 0
	case carried != 0:
		return d.writeWrapped(l, p, n, carried)
	}
	pads := l.waiting[d.to.shard.index].pads
	return d.write(p, n, pads[int(p.Sequence)&(len(pads)-1)])
}

func newDown(to *subscriber, id, stream string, kind pion.RTPCodecType, mime string) *down {
	return &down{id: id, stream: stream, kind: kind, mime: mime, to: to}
}

func kindOf(s Source) pion.RTPCodecType {
	if s.Video() {
		return pion.RTPCodecTypeVideo
	}
	return pion.RTPCodecTypeAudio
}

// show says how wide the track is shown from now on.
func (d *down) show(width int) {
	d.to.shard.do(func() {
		d.width = width
		d.to.choose(time.Now())
	})
}

// attach says which track is sent from now on; nil: none.
func (d *down) attach(t *track) {
	d.to.shard.do(func() {
		if d.track == t {
			return
		}
		d.track, d.target = t, nil
		d.current = nil
		d.speak()
		d.to.choose(time.Now())
	})
}
