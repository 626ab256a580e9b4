package webrtc

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"aula/webrtc/packetcache"
	"aula/webrtc/recording"
)

// What a recorder does when.
const (
	tapeQueue     = 4096            // packets that wait for the disk: ten seconds or more
	flushEvery    = time.Second     // what a crash of the program loses at most
	syncEvery     = 5 * time.Second // what a crash of the machine loses at most
	keyframeEvery = 10 * time.Second
	recordedWidth = 1280 // the layer that is at least so wide, or the largest
)

// ErrRecorded says that a room is being recorded already.
var ErrRecorded = errors.New("is being recorded already")

// Recorder writes what is on a room's stage into a capture: all sound, and the pictures of the screen or of who speaks. It gets each
// packet once and never holds up its reader: what a slow disk does not take in time is dropped and counted.
type Recorder struct {
	room    *Room
	tape    *recording.Writer
	failed  func(error)
	in      chan taped
	changed chan struct{}
	stop    chan struct{}
	once    sync.Once
	ended   chan struct{}
	dropped atomic.Uint64
	refresh atomic.Bool

	layers  map[*layer]*recorded // touched by its goroutine alone, as what follows
	next    int
	shot    shot
	flushed time.Time
	synced  time.Time
}

// taped is a packet on its way.
type taped struct {
	layer  *layer
	packet *packetcache.Packet
}

// recorded is what a recorder knows of a layer.
type recorded struct {
	id      int
	report  *rtcpReport // as written last
	highest uint16
	began   bool
	missing map[uint16]time.Time
	key     time.Time // when its last keyframe came
}

// Record begins to record the room; failed is told, once, if the capture cannot be written: the recorder has stopped then. Its errors are
// ErrRecorded and ErrGone.
func (r *Room) Record(tape *recording.Writer, failed func(error)) (*Recorder, error) {
	k := &Recorder{
		room: r, tape: tape, failed: failed, in: make(chan taped, tapeQueue), changed: make(chan struct{}, 1),
		stop: make(chan struct{}), ended: make(chan struct{}), layers: map[*layer]*recorded{},
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, ErrGone
	}
	if r.recorder != nil {
		return nil, ErrRecorded
	}
	r.recorder = k
	go k.run()
	return k, nil
}

// Dropped is how many packets the disk was too slow for.
func (k *Recorder) Dropped() uint64 { return k.dropped.Load() }

// Halt ends it, and lets the room be recorded anew. What is on its way is still written.
func (k *Recorder) Halt() {
	k.once.Do(func() {
		k.room.mu.Lock()
		if k.room.recorder == k {
			k.room.recorder = nil
		}
		k.room.mu.Unlock()
		close(k.stop)
	})
}

// Stop halts it, and returns when everything is written and the capture is closed.
func (k *Recorder) Stop() {
	k.Halt()
	<-k.ended
}

// arrive takes a packet from its reader.
func (k *Recorder) arrive(l *layer, p *packetcache.Packet) {
	select {
	case k.in <- taped{l, p}:
	default:
		k.dropped.Add(1)
	}
}

// Refresh asks for a keyframe of what is shown: somewhere it may stand anew.
func (k *Recorder) Refresh() {
	k.refresh.Store(true)
	k.nudge()
}

// nudge lets it look at what is published. It never waits.
func (k *Recorder) nudge() {
	select {
	case k.changed <- struct{}{}:
	default:
	}
}

func (k *Recorder) run() {
	defer close(k.ended)
	tick := time.NewTicker(tick)
	defer tick.Stop()
	err := k.look(time.Now())
	for err == nil {
		select {
		case t := <-k.in:
			err = k.take(t)
		case <-k.changed:
			err = k.look(time.Now())
		case now := <-tick.C:
			err = k.look(now)
		case <-k.stop:
			k.end(nil)
			return
		}
	}
	k.end(err)
}

// end takes its ears off the layers and writes the rest.
func (k *Recorder) end(err error) {
	for l := range k.layers {
		l.tape.CompareAndSwap(k, nil)
	}
	for err == nil && len(k.in) > 0 {
		err = k.take(<-k.in)
	}
	k.Halt()
	err = errors.Join(err, k.tape.Close())
	if err != nil && k.failed != nil {
		go k.failed(err)
	}
}

// take writes a packet, and changes to other pictures when they begin.
func (k *Recorder) take(t taped) error {
	r := k.layers[t.layer]
	if r == nil {
		return nil // its track has gone meanwhile
	}
	p := t.packet
	if t.layer.track.source.Video() {
		r.follow(p)
		if p.Keyframe && t.layer == k.shot.target && k.shot.current != t.layer {
			k.release(k.shot.current)
			k.shot.enter(p.Arrived)
			if err := k.tape.Put(recording.Shown{Track: r.id, At: p.Arrived.Sub(k.tape.Started())}); err != nil {
				return err
			}
		}
	}
	return k.tape.Packet(&recording.Packet{
		Track: r.id, Arrived: max(0, p.Arrived.Sub(k.tape.Started())), Sequence: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker, Loud: p.Loud, Payload: p.Payload,
	})
}

// release lets go of pictures that are shown no longer; nil: of none.
func (k *Recorder) release(l *layer) {
	if l != nil {
		l.tape.CompareAndSwap(k, nil)
		delete(k.layers, l)
	}
}

// listen begins to write a layer.
func (k *Recorder) listen(l *layer) error {
	if k.layers[l] != nil {
		return nil
	}
	k.next++
	k.layers[l] = &recorded{id: k.next, missing: map[uint16]time.Time{}}
	t := l.track
	err := k.tape.Put(recording.Track{ID: k.next, Name: t.id, Person: t.person, Source: string(t.source), Mime: t.mime, Clock: t.clock})
	l.tape.Store(k)
	return err
}

// look follows what is published, who speaks and what publishers report, and flushes.
func (k *Recorder) look(now time.Time) error {
	tracks := k.room.published()
	here := map[*track]bool{}
	for _, t := range tracks {
		here[t] = true
		if t.source.Video() {
			continue
		}
		for _, l := range *t.layers.Load() {
			if err := k.listen(l); err != nil {
				return err
			}
		}
	}
	for l := range k.layers {
		if !here[l.track] && l.silent(now) > time.Second { // what is still on its way comes in
			k.release(l)
		}
	}
	if err := k.aim(tracks, now); err != nil {
		return err
	}
	for l, r := range k.layers {
		if report := l.report.Load(); report != nil && report != r.report {
			r.report = report
			if err := k.tape.Put(recording.Report{Track: r.id, Arrived: max(0, report.at.Sub(k.tape.Started())), NTP: report.ntp, Timestamp: report.timestamp}); err != nil {
				return err
			}
		}
	}
	return k.save(now)
}

// aim decides whose pictures are to be written, and asks for keyframes.
func (k *Recorder) aim(tracks []*track, now time.Time) error {
	before := k.shot
	k.shot.choose(tracks, k.room.Speakers(), now)
	if before.target != nil && before.target != k.shot.target && before.target != k.shot.current {
		k.release(before.target)
	}
	if before.current != nil && k.shot.current == nil {
		k.release(before.current)
		if err := k.tape.Put(recording.Shown{At: now.Sub(k.tape.Started())}); err != nil {
			return err
		}
	}
	target := k.shot.target
	if target == nil {
		return nil
	}
	if err := k.listen(target); err != nil {
		return err
	}
	if r := k.layers[target]; k.refresh.Swap(false) || target != k.shot.current || now.Sub(r.key) > keyframeEvery || r.lost(now) {
		target.keyframe.want()
	}
	return nil
}

func (k *Recorder) save(now time.Time) error {
	if now.Sub(k.flushed) >= flushEvery {
		k.flushed = now
		if err := k.tape.Flush(); err != nil {
			return err
		}
	}
	if now.Sub(k.synced) < syncEvery {
		return nil
	}
	k.synced = now
	return k.tape.Sync()
}

// follow notes which packets of a layer of pictures have come.
func (r *recorded) follow(p *packetcache.Packet) {
	if p.Keyframe {
		r.key = p.Arrived
		clear(r.missing)
	}
	ahead := int16(p.Sequence - r.highest)
	switch {
	case !r.began:
		r.began, r.highest = true, p.Sequence
	case ahead <= 0:
		delete(r.missing, p.Sequence)
	default:
		for s := r.highest + 1; s != p.Sequence && len(r.missing) < videoCache; s++ {
			r.missing[s] = p.Arrived
		}
		r.highest = p.Sequence
	}
}

// lost says that something will not come any more, without which the film would stand still until the next keyframe.
func (r *recorded) lost(now time.Time) bool {
	for _, since := range r.missing {
		if now.Sub(since) > time.Second {
			clear(r.missing)
			return true
		}
	}
	return false
}
