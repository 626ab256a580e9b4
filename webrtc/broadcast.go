package webrtc

import (
	"sync"
	"time"

	"aula/webrtc/mixing"
	"aula/webrtc/packetcache"
)

// How a room is heard over plain HTTP.
const (
	broadcastBits  = 32000
	broadcastQueue = 1024 // packets that wait to be mixed
	broadcastWait  = 200 * time.Millisecond
	broadcastSlip  = 120 * time.Millisecond // by how much a voice's clock may run away from ours
	mostListeners  = 200                    // of a room
	listenerQueue  = 256                    // packets of 20 ms that may wait for a slow listener: five seconds
	afterLast      = 5 * time.Second        // until nobody's broadcast ends
)

// Listener hears all voices of a room as one stream of Opus, 20 ms a packet.
type Listener struct {
	broadcast *broadcast
	packets   chan []byte
}

// Packets is closed when the room has ended, or the listener is too slow.
func (l *Listener) Packets() <-chan []byte { return l.packets }

// Close ends it.
func (l *Listener) Close() { l.broadcast.leave(l) }

// Listen begins to hear the room without WebRTC. Its errors are ErrFull and ErrGone.
func (r *Room) Listen() (*Listener, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, ErrGone
	}
	if r.broadcast == nil || r.broadcast.isOver() {
		b, err := startBroadcast(r)
		if err != nil {
			return nil, err
		}
		r.broadcast = b
	}
	return r.broadcast.come()
}

// broadcast mixes the voices of a room for those who hear it over plain HTTP, as long as there are any.
type broadcast struct {
	room  *Room
	in    chan taped
	mixer *mixing.Mixer
	began time.Time
	ears  map[*layer]*pace // touched by its goroutine alone

	mu        sync.Mutex // guards what follows
	listeners map[*Listener]bool
	empty     time.Time // since when there are none
	over      bool
}

// pace ties a voice's timestamps to our clock.
type pace struct {
	known bool
	first uint32
	at    time.Duration // of the first
}

func startBroadcast(r *Room) (*broadcast, error) {
	m, err := mixing.New(broadcastBits, 0)
	if err != nil {
		return nil, err
	}
	b := &broadcast{room: r, in: make(chan taped, broadcastQueue), mixer: m, began: time.Now(), ears: map[*layer]*pace{}, listeners: map[*Listener]bool{}}
	b.empty = b.began
	go b.run()
	return b, nil
}

func (b *broadcast) isOver() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.over
}

func (b *broadcast) come() (*Listener, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.listeners) >= mostListeners {
		return nil, ErrFull
	}
	l := &Listener{b, make(chan []byte, listenerQueue)}
	b.listeners[l] = true
	return l, nil
}

func (b *broadcast) leave(l *Listener) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listeners[l] {
		delete(b.listeners, l)
		close(l.packets)
	}
	if len(b.listeners) == 0 {
		b.empty = time.Now()
	}
}

// arrive takes a packet from its reader. What there is no time for is left out.
func (b *broadcast) arrive(l *layer, p *packetcache.Packet) {
	select {
	case b.in <- taped{l, p}:
	default:
	}
}

func (b *broadcast) run() {
	clock := time.NewTicker(mixing.Frame)
	defer clock.Stop()
	look := time.NewTicker(tick)
	defer look.Stop()
	b.look()
	for {
		select {
		case t := <-b.in:
			b.take(t)
		case <-look.C:
			b.look()
			if b.deserted(time.Now()) {
				b.end()
				return
			}
		case now := <-clock.C:
			if !b.mix(now) {
				b.end()
				return
			}
		}
	}
}

// look puts ears on voices that are new, and takes them off those that have gone.
func (b *broadcast) look() {
	here := map[*layer]bool{}
	for _, t := range b.room.published() {
		if t.source.Video() {
			continue
		}
		for _, l := range *t.layers.Load() {
			here[l] = true
			if b.ears[l] == nil {
				b.ears[l] = &pace{}
				l.ear.Store(b)
			}
		}
	}
	for l := range b.ears {
		if !here[l] {
			b.forget(l)
		}
	}
}

func (b *broadcast) forget(l *layer) {
	l.ear.Store(nil)
	delete(b.ears, l)
	b.mixer.Forget(l.track.id)
}

// take puts a packet where its own clock says, unless that has run away from ours.
func (b *broadcast) take(t taped) {
	v := b.ears[t.layer]
	if v == nil || len(t.packet.Payload) == 0 {
		return
	}
	arrived := t.packet.Arrived.Sub(b.began) + broadcastWait
	at := v.at + time.Duration(int32(t.packet.Timestamp-v.first))*time.Second/time.Duration(max(1, t.layer.track.clock))
	if slip := arrived - at; !v.known || slip > broadcastSlip || slip < -broadcastSlip {
		v.known, v.first, v.at = true, t.packet.Timestamp, arrived
		at = arrived
	}
	b.mixer.Add(t.layer.track.id, at, t.packet.Payload)
}

// mix sends what has sounded until now, and says false if it cannot.
func (b *broadcast) mix(now time.Time) bool {
	passed := now.Sub(b.began)
	if passed-b.mixer.Now() > time.Second { // the machine stood still
		b.mixer.Seek(passed.Truncate(mixing.Frame))
	}
	for b.mixer.Now()+mixing.Frame <= passed {
		packet, err := b.mixer.Next()
		if err != nil {
			return false
		}
		b.send(append([]byte(nil), packet...))
	}
	return true
}

// send gives a packet to all. Who is five seconds behind is let go of: they come again and hear what is said then.
func (b *broadcast) send(packet []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for l := range b.listeners {
		select {
		case l.packets <- packet:
		default:
			delete(b.listeners, l)
			close(l.packets)
		}
	}
}

// deserted says that nobody has listened for a while, or that the room has ended; nobody can come any more then.
func (b *broadcast) deserted(now time.Time) bool {
	b.room.mu.Lock()
	closed := b.room.closed
	b.room.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = closed || len(b.listeners) == 0 && now.Sub(b.empty) > afterLast
	return b.over
}

func (b *broadcast) end() {
	for l := range b.ears {
		b.forget(l)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = true
	for l := range b.listeners {
		close(l.packets)
	}
	clear(b.listeners)
}
