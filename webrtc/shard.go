package webrtc

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"

	"aula/webrtc/packetcache"
	"aula/webrtc/udpbatch"
)

// What a shard waits for.
const (
	gather = 1500 * time.Microsecond // for the rest of a frame, or for sound to travel with it
	tick   = 250 * time.Millisecond  // between two looks at lines and layers
	queue  = 4096
)

// work is a packet that came, or something to do among the shard's own things.
type work struct {
	layer  *layer
	packet *packetcache.Packet
	do     func()
}

// shard owns some of the subscribers: their numbering, their encryption, their batch. Nothing else touches these.
type shard struct {
	index   int
	in      chan work
	stop    chan struct{}
	once    sync.Once
	ended   chan struct{}
	batch   *udpbatch.Batch
	dropped atomic.Uint64 // packets that came while the shard was behind
	told    told
	readers atomic.Int32 // subscribers; none: packets need not come

	subscribers []*subscriber
	pending     []*layer // that have packets waiting
	tally       tally
}

func startShard(index int, b *udpbatch.Batch) *shard {
	s := &shard{index: index, in: make(chan work, queue), stop: make(chan struct{}), ended: make(chan struct{}), batch: b}
	go s.run()
	return s
}

func (s *shard) close() {
	s.once.Do(func() { close(s.stop) })
	<-s.ended
}

// arrive hands over a packet. A shard that is behind loses it: waiting would hold up the reader and everybody else.
func (s *shard) arrive(l *layer, p *packetcache.Packet) {
	if s.readers.Load() == 0 {
		return
	}
	select {
	case s.in <- work{layer: l, packet: p}:
	default:
		s.dropped.Add(1)
	}
}

// do runs something on the shard, some time later; never, once the shard has ended.
func (s *shard) do(f func()) {
	select {
	case s.in <- work{do: f}:
	case <-s.stop:
	}
}

func (s *shard) run() {
	defer close(s.ended)
	look := time.NewTicker(tick)
	defer look.Stop()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case w := <-s.in:
			if s.handle(w) {
				s.flush()
			} else if len(s.pending) == 1 && w.layer != nil && len(w.layer.waiting[s.index].packets) == 1 {
				timer.Reset(gather)
			}
		case <-timer.C:
			s.flush()
		case <-look.C:
			s.look(time.Now())
		case <-s.stop:
			return
		}
	}
}

// handle takes one piece of work and says whether it is time to send: a frame of pictures is whole.
func (s *shard) handle(w work) bool {
	if w.do != nil {
		w.do()
		return false
	}
	wait := &w.layer.waiting[s.index]
	if len(wait.packets) == 0 {
		s.pending = append(s.pending, w.layer)
	}
	wait.packets = append(wait.packets, w.packet)
	return w.packet.Marker && w.layer.track.source.Video()
}

// flush sends what waits: subscriber by subscriber, so that a subscriber's packets lie together in the batch.
func (s *shard) flush() {
	if len(s.pending) == 0 {
		return
	}
	for _, l := range s.pending {
		l.waiting[s.index].level()
	}
	for _, u := range s.subscribers {
		for _, d := range u.downs {
			d.forward(s.index)
		}
	}
	s.batch.Flush()
	for _, l := range s.pending {
		wait := &l.waiting[s.index]
		clear(wait.packets)
		wait.packets = wait.packets[:0]
	}
	s.pending = s.pending[:0]
}

// mostPad is by how much packets are made longer so that the kernel can send them as one message.
const mostPad = 4

// level makes packets that are nearly as long as the longest exactly as long.
func (w *waiting) level() {
	longest := 0
	for _, p := range w.packets {
		longest = max(longest, len(p.Payload))
	}
	for _, p := range w.packets {
		pad := longest - len(p.Payload)
		if pad > mostPad || len(p.Payload) == 0 || len(w.packets) == 1 {
			pad = 0
		}
		w.pads[int(p.Sequence)&(len(w.pads)-1)] = uint8(pad)
	}
}

// look decides about lines and layers, and reports.
func (s *shard) look(now time.Time) {
	s.told.say(s.tally)
	for _, u := range s.subscribers {
		u.choose(now)
		u.try(now)
		u.safer(now)
		u.refill(now)
		u.sendReports(now)
	}
	s.batch.Flush()
}

func (s *shard) add(u *subscriber) {
	s.readers.Add(1)
	s.do(func() { s.subscribers = append(s.subscribers, u) })
}

func (s *shard) remove(u *subscriber) {
	s.do(func() {
		before := len(s.subscribers)
		s.subscribers = slices.DeleteFunc(s.subscribers, func(other *subscriber) bool { return other == u })
		if len(s.subscribers) < before {
			s.readers.Add(-1)
		}
		u.gone = true
	})
}

// tell runs a write of reports outside of the shard's own time only if it must not wait; pion's does not.
func tell(write func([]rtcp.Packet) error, packets []rtcp.Packet) {
	if len(packets) > 0 {
		_ = write(packets) // the next report says it again
	}
}
