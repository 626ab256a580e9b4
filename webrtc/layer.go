package webrtc

import (
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	pion "github.com/pion/webrtc/v3"

	"aula/webrtc/h264"
	"aula/webrtc/loss"
	"aula/webrtc/packetcache"
	"aula/webrtc/vp8"
)

// How many packets of a layer can be asked for again: those of a second or more.
const (
	videoCache = 512
	audioCache = 128
)

// layer is one received encoding of a track. Its reader owns the cache.
type layer struct {
	track  *track
	rid    string
	ssrc   uint32
	cache  *packetcache.Cache
	shards []*shard
	level  uint8 // header extension of the audio level; 0: none
	red    uint8 // payload type of redundant audio; 0: none
	sets   bool  // in H.264, parameter sets have come; the reader's alone, as when
	setsAt uint32

	waiting []waiting // a shard's, touched by it alone

	width, height atomic.Int32
	arrived       atomic.Int64 // when the last packet came, in nanoseconds
	packets       atomic.Uint64
	malformed     atomic.Uint64
	rate          rate
	keyframe      keyframes
	tape          atomic.Pointer[Recorder]  // that wants its packets; nil: none does
	ear           atomic.Pointer[broadcast] // hears it for those who listen by plain HTTP
	report        atomic.Pointer[rtcpReport]
	loss          share

	mu      sync.Mutex // guards what follows
	missing loss.Tracker

	counted struct{ packets, malformed uint64 } // as told to the engine, by who asks
}

// waiting is what a shard has not sent yet, and by how much it made packets longer, so that one sent again is the same.
type waiting struct {
	packets []*packetcache.Packet
	pads    []uint8
}

// rtcpReport ties the publisher's timestamps to its clock.
type rtcpReport struct {
	ntp       uint64
	timestamp uint32
	at        time.Time
}

func newLayer(t *track, remote *pion.TrackRemote, level uint8, shards []*shard) *layer {
	size := audioCache
	if t.source.Video() {
		size = videoCache
	}
	l := &layer{track: t, rid: remote.RID(), ssrc: uint32(remote.SSRC()), cache: packetcache.New(size), shards: shards, level: level}
	l.waiting = make([]waiting, len(shards))
	for i := range l.waiting {
		l.waiting[i].pads = make([]uint8, size)
	}
	l.arrived.Store(time.Now().UnixNano())
	return l
}

func (l *layer) silent(now time.Time) time.Duration {
	return time.Duration(now.UnixNano() - l.arrived.Load())
}

// read takes packets until the publisher has gone.
func (l *layer) read(remote *pion.TrackRemote) {
	b := make([]byte, 1600)
	vp8 := strings.EqualFold(l.track.mime, pion.MimeTypeVP8)
	for {
		n, _, err := remote.Read(b)
		if err != nil {
			return
		}
		l.take(b[:n], vp8, time.Now())
	}
}

// take puts one packet into the cache and hands it to the shards. What is malformed or a duplicate is counted and dropped.
func (l *layer) take(b []byte, isVP8 bool, now time.Time) {
	var h rtp.Header
	size, err := h.Unmarshal(b)
	if err != nil || size > len(b) {
		l.malformed.Add(1)
		return
	}
	payload := b[size:]
	if h.Padding {
		if len(payload) == 0 || int(payload[len(payload)-1]) > len(payload) {
			l.malformed.Add(1)
			return
		}
		payload = payload[:len(payload)-int(payload[len(payload)-1])]
	}
	p := &packetcache.Packet{Sequence: h.SequenceNumber, Timestamp: h.Timestamp, Marker: h.Marker, Arrived: now, Payload: append([]byte(nil), payload...)}
	if l.track.source.Video() && len(payload) > 0 && !l.inspect(p, isVP8) {
		l.malformed.Add(1)
		return
	}
	if l.level != 0 && !l.track.stopped.Load() {
		p.Loud = l.listen(&h, now)
	}
	if l.red != 0 && h.PayloadType == l.red && !l.unwrap(p, func(p *packetcache.Packet) { l.put(p, now) }) {
		l.malformed.Add(1)
		return
	}
	if !l.put(p, now) {
		return
	}
	l.arrived.Store(now.UnixNano())
	l.rate.add(len(b), now)
}

// put puts a packet into the cache and hands it to the shards. It says false of a duplicate, and of all once the track has been stopped.
func (l *layer) put(p *packetcache.Packet, now time.Time) bool {
	l.mu.Lock()
	hopeless := l.missing.Seen(p.Sequence, now)
	l.mu.Unlock()
	if !l.cache.Put(p) || l.track.stopped.Load() {
		return false
	}
	l.packets.Add(1)
	if hopeless {
		l.keyframe.want()
	}
	if k := l.tape.Load(); k != nil {
		k.arrive(l, p)
	}
	if b := l.ear.Load(); b != nil {
		b.arrive(l, p)
	}
	for _, s := range l.shards {
		s.arrive(l, p)
	}
	return true
}

// inspect finds keyframes, and says false of what is no payload of the codec.
func (l *layer) inspect(p *packetcache.Packet, isVP8 bool) bool {
	if !isVP8 {
		p.Keyframe = l.begins(p.Payload, p.Timestamp)
		return true
	}
	d, err := vp8.Parse(p.Payload)
	if err != nil {
		return false
	}
	p.VP8, p.Keyframe = d, d.Keyframe
	if d.Keyframe {
		l.measures(int(d.Width), int(d.Height))
	}
	return true
}

// begins says whether a keyframe in H.264 begins with a payload. That is where its parameter sets stand: whoever came in after them would decode
// it by those of another layer. Where a picture comes without, its first slice is.
func (l *layer) begins(payload []byte, at uint32) bool {
	width, height, found := h264.Set(payload)
	if !found {
		return h264.Begins(payload) && (!l.sets || at != l.setsAt)
	}
	l.sets, l.setsAt = true, at
	if width > 0 {
		l.measures(width, height)
	}
	return true
}

func (l *layer) measures(width, height int) {
	l.width.Store(int32(width))
	l.height.Store(int32(height))
}

// listen hears how loud a packet is (RFC 6464): 0 if it does not say.
func (l *layer) listen(h *rtp.Header, now time.Time) uint8 {
	b := h.GetExtension(l.level)
	if len(b) == 0 {
		return 0
	}
	l.track.peer.room.speakers.heard(l.track.person, b[0]&0x7f, now)
	return 128 - b[0]&0x7f
}

// requests are what the publisher is asked for now.
func (l *layer) requests(now time.Time) []rtcp.Packet {
	var list []rtcp.Packet
	packets := l.packets.Load()
	l.mu.Lock()
	due := l.missing.Due(now)
	missed := l.missing.Missed()
	l.mu.Unlock()
	l.loss.note(missed, packets+missed, now)
	l.tellEngine(packets, len(due))
	if len(due) > 0 {
		list = append(list, &rtcp.TransportLayerNack{MediaSSRC: l.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(due)})
	}
	if l.track.source.Video() && l.keyframe.due(now) {
		list = append(list, &rtcp.PictureLossIndication{MediaSSRC: l.ssrc})
		l.track.peer.room.engine.incoming.keyframes.Add(1)
	}
	return list
}

// tellEngine adds what was counted since the last time. It is called by the publication's own goroutine alone.
func (l *layer) tellEngine(packets uint64, asked int) {
	all, malformed := &l.track.peer.room.engine.incoming, l.malformed.Load()
	all.packets.Add(packets - l.counted.packets)
	all.malformed.Add(malformed - l.counted.malformed)
	all.asked.Add(uint64(asked))
	l.counted.packets, l.counted.malformed = packets, malformed
}
