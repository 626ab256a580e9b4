package hooks

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"aula/webrtc"
	"aula/webrtc/livekit"
	"aula/webrtc/signal"
)

// How a room at LiveKit is kept as it should be.
const (
	lookEvery  = 2 * time.Second  // at who is there and what they publish
	breath     = time.Second      // at least, after a failure
	tryAgain   = 5 * time.Second  // once the server is away
	entryLasts = 2 * time.Minute  // a token to join: tabs use theirs at once
	lateComers = 20 * time.Second // after a restart, until tabs that it does not know count as strangers
	endWithin  = 10 * time.Second // the server is told of the end
)

// distant is the stage of a room whose media LiveKit carries. What the room decides is kept here and brought to the server by one goroutine,
// which looks at who is there, compares and mends: so nothing waits for the server, and what was decided while it was away holds once it
// is back.
type distant struct {
	server *livekit.Server
	room   string // as the server calls it
	log    *slog.Logger
	told   func(away bool) // when the server goes and comes back; called without any lock
	began  time.Time

	nudged chan struct{}
	ctx    context.Context // ends with the room, or with the academy
	stop   context.CancelFunc
	ended  chan struct{} // what keeps it has

	mu     sync.Mutex // guards what follows
	seats  map[string]*seat
	found  []livekit.Participant
	failed int // times in a row
	closed bool
}

// seat is a tab's place at LiveKit.
type seat struct {
	stage    *distant
	identity string
	person   string
	conn     *signal.Conn
	may      []livekit.Source        // guarded by the stage
	silenced map[livekit.Source]bool // what is yet to be silenced; "": all. Guarded by the stage
	left     bool                    // guarded by the stage
}

// newDistant is a room at the server, which keep looks after until the context ends or the stage is closed.
func newDistant(ctx context.Context, server *livekit.Server, webinar string, log *slog.Logger, told func(away bool)) *distant {
	ctx, stop := context.WithCancel(ctx)
	return &distant{
		server: server, room: "aula-" + webinar, log: log.With("webinar", webinar), told: told, began: time.Now(),
		nudged: make(chan struct{}, 1), ctx: ctx, stop: stop, ended: make(chan struct{}), seats: map[string]*seat{},
	}
}

// Join gives a tab a seat, and tells it how to get there.
func (d *distant) Join(m webrtc.Member, c *signal.Conn) (Place, error) {
	s := &seat{stage: d, identity: m.ID + "." + rand.Text()[:12], person: m.ID, conn: c, may: livekitSources(m.May), silenced: map[livekit.Source]bool{}}
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil, webrtc.ErrGone
	}
	d.seats[s.identity] = s
	d.mu.Unlock()
	s.invite()
	d.nudge()
	return s, nil
}

// invite tells the tab where to go, with a token that holds for a short time.
func (s *seat) invite() {
	d := s.stage
	d.mu.Lock()
	grant := livekit.Grant{Room: d.room, Identity: s.identity, Join: true, Publish: s.may}
	away := d.failed > 1
	d.mu.Unlock()
	s.conn.Tell("media.elsewhere", fields{"engine": "livekit", "url": d.server.Socket(), "token": d.server.Token(grant, time.Now(), entryLasts), "away": away})
}

// ask is what a tab may ask for of its media: a way back. All else it asks the server itself.
func (s *seat) ask(q signal.Request) error {
	if q.Type != "media.restart" {
		return errElsewhere
	}
	s.invite()
	return nil
}

// Allow is a Place's.
func (s *seat) Allow(sources []webrtc.Source) {
	s.stage.mu.Lock()
	s.may = livekitSources(sources)
	s.stage.mu.Unlock()
	s.stage.nudge()
}

// Silence is a Place's.
func (s *seat) Silence(source webrtc.Source) {
	name := livekitSource(source)
	if name == "" && source != "" {
		return // nobody publishes such a thing
	}
	s.stage.mu.Lock()
	s.silenced[name] = true
	s.stage.mu.Unlock()
	s.stage.nudge()
}

// Leave is a Place's. The server is told to show them out.
func (s *seat) Leave() {
	s.stage.mu.Lock()
	s.left = true
	s.stage.mu.Unlock()
	s.stage.nudge()
}

// Tracks are what the server said last, without what has been forbidden or silenced since.
func (d *distant) Tracks() []webrtc.TrackState {
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []webrtc.TrackState
	for _, p := range d.found {
		s := d.seats[p.Identity]
		for _, t := range p.Tracks {
			if source, known := ourSource(t.Source.Source()); known && s.sounds(t) {
				list = append(list, webrtc.TrackState{Track: t.SID, Person: s.person, Source: source})
			}
		}
	}
	return list
}

// sounds tells whether a track of a seat is heard or seen. Its caller holds the lock.
func (s *seat) sounds(t livekit.Track) bool {
	name := t.Source.Source()
	return s != nil && !s.left && !t.Muted && slices.Contains(s.may, name) && !s.silenced[name] && !s.silenced[""]
}

// Stats are none: the server does not tell how a participant's line does.
func (d *distant) Stats() []webrtc.PeerStats { return []webrtc.PeerStats{} }

// Close ends the room at the server too. It waits for it a little.
func (d *distant) Close() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.stop()
	<-d.ended
	ctx, done := context.WithTimeout(context.Background(), endWithin)
	defer done()
	err := d.server.Delete(ctx, d.room)
	for err != nil && pause(ctx, nil, breath) {
		err = d.server.Delete(ctx, d.room)
	}
	if err != nil {
		d.log.Error("LiveKit was not told that a room has ended", "error", err)
	}
}

func (d *distant) nudge() {
	select {
	case d.nudged <- struct{}{}:
	default:
	}
}

// keep looks after the room until it ends. It asks nothing while nobody is there.
func (d *distant) keep() {
	defer close(d.ended)
	for d.ctx.Err() == nil {
		empty, err := d.look(d.ctx)
		if d.ctx.Err() != nil {
			return
		}
		times := d.note(err)
		switch {
		case times > 0: // nudges do not hurry a server that is away beyond measure
			_ = pause(d.ctx, nil, breath) && times > 1 && pause(d.ctx, d.nudged, tryAgain)
		case empty:
			pause(d.ctx, d.nudged, time.Hour)
		default:
			pause(d.ctx, d.nudged, lookEvery)
		}
	}
}

// pause waits for a while, or until it is nudged. It says false once the context has ended.
func pause(ctx context.Context, nudged <-chan struct{}, while time.Duration) bool {
	t := time.NewTimer(while)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-nudged:
	case <-t.C:
	}
	return true
}

// note counts failures in a row, and tells when the second makes the server count as away, and when it is back.
func (d *distant) note(err error) (times int) {
	d.mu.Lock()
	before := d.failed
	d.failed++
	if err == nil {
		d.failed = 0
	}
	now := d.failed
	d.mu.Unlock()
	switch {
	case now == 2:
		d.log.Error("LiveKit is away: the webinar has neither sound nor pictures", "error", err)
		d.told(true)
	case now == 0 && before > 1:
		d.log.Warn("LiveKit is back")
		d.told(false)
	}
	return now
}

// look lists who is there, and mends what is not as it should be.
func (d *distant) look(ctx context.Context) (empty bool, err error) {
	found, err := d.server.Participants(ctx, d.room)
	if errors.Is(err, livekit.ErrNotThere) {
		found, err = nil, nil
	}
	if err != nil {
		return false, err
	}
	d.mu.Lock()
	d.found = found
	d.forget()
	taken := len(d.seats) > 0
	steps := d.steps()
	d.mu.Unlock()
	if len(found) == 0 && taken { // it ends a room in which nobody is for long
		if err := d.server.Create(ctx, d.room); err != nil {
			return false, err
		}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil && !errors.Is(err, livekit.ErrNotThere) { // who has left meanwhile needs no mending
			return false, err
		}
	}
	return len(found) == 0 && !taken, nil
}

// forget lets go of seats whose tabs have left and are not at the server any more. Its caller holds the lock.
func (d *distant) forget() {
	there := map[string]bool{}
	for _, p := range d.found {
		there[p.Identity] = true
	}
	maps.DeleteFunc(d.seats, func(identity string, s *seat) bool { return s.left && !there[identity] })
}

// steps are what makes the server's room what it should be. Its caller holds the lock.
func (d *distant) steps() []func(context.Context) error {
	var all []func(context.Context) error
	for _, p := range d.found {
		s := d.seats[p.Identity]
		switch {
		case s == nil && time.Since(d.began) > lateComers, s != nil && s.left:
			all = append(all, func(ctx context.Context) error { return d.server.Remove(ctx, d.room, p.Identity) })
		case s != nil:
			all = append(all, d.mend(s, p)...)
		}
	}
	return all
}

// mend brings one participant to what they may. Its caller holds the lock.
func (d *distant) mend(s *seat, p livekit.Participant) (all []func(context.Context) error) {
	if should := livekit.PermissionOf(s.may); !should.Same(p.Permission) {
		all = append(all, func(ctx context.Context) error { return d.server.Allow(ctx, d.room, p.Identity, should) })
	}
	if len(s.silenced) == 0 {
		return all
	}
	asked := maps.Clone(s.silenced)
	for _, t := range p.Tracks {
		if (asked[""] || asked[t.Source.Source()]) && !t.Muted {
			all = append(all, func(ctx context.Context) error { return d.server.Mute(ctx, d.room, p.Identity, t.SID) })
		}
	}
	return append(all, func(context.Context) error { // all of it is done: what they publish from now on is anew
		d.mu.Lock()
		defer d.mu.Unlock()
		for source := range asked {
			delete(s.silenced, source)
		}
		return nil
	})
}

var sourceNames = map[webrtc.Source]livekit.Source{
	webrtc.Camera: livekit.Camera, webrtc.Microphone: livekit.Microphone, webrtc.Screen: livekit.Screen, webrtc.ScreenAudio: livekit.ScreenAudio,
}

func livekitSource(s webrtc.Source) livekit.Source { return sourceNames[s] } // "": all

func livekitSources(list []webrtc.Source) []livekit.Source {
	var sources []livekit.Source
	for _, s := range list {
		if name := livekitSource(s); name != "" {
			sources = append(sources, name)
		}
	}
	return sources
}

func ourSource(name livekit.Source) (webrtc.Source, bool) {
	for ours, theirs := range sourceNames {
		if theirs == name {
			return ours, true
		}
	}
	return "", false
}
