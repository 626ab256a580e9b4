package webrtc

import (
	"maps"
	"slices"
	"sync"
)

// Room is where some publish and others receive.
type Room struct {
	engine   *Engine
	id       string
	speakers speakers

	mu        sync.Mutex // guards what follows
	peers     map[*Peer]struct{}
	tracks    []*track
	closed    bool
	sessions  map[string]*Session
	recorder  *Recorder
	broadcast *broadcast      // of those who listen by plain HTTP; nil: never
	plain     map[string]bool // members who said that they know AES-GCM, and did not
}

func newRoom(e *Engine, id string) *Room {
	r := &Room{engine: e, id: id, peers: map[*Peer]struct{}{}, sessions: map[string]*Session{}, plain: map[string]bool{}}
	r.speakers.changed = func() { r.nudge(speakersChanged) }
	return r
}

// Join lets somebody in. Events may be nil. Its error is ErrGone.
func (r *Room) Join(m Member, events Events) (*Peer, error) {
	p := newPeer(r, m, events)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, ErrGone
	}
	r.admit(p)
	p.nudge(tracksChanged)
	return p, nil
}

// admit counts a peer among those who are here. The caller holds the lock.
func (r *Room) admit(p *Peer) {
	r.peers[p] = struct{}{}
	saveMemory()
}

// Tracks are what is published now, the oldest first.
func (r *Room) Tracks() []TrackState {
	var list []TrackState
	for _, t := range r.published() {
		list = append(list, t.state())
	}
	return list
}

// Speakers are who speaks now, the loudest first.
func (r *Room) Speakers() []string { return r.speakers.now() }

// Close ends the room for all.
func (r *Room) Close() {
	r.mu.Lock()
	r.closed = true
	var peers []*Peer
	for p := range r.peers {
		peers = append(peers, p)
	}
	sessions, recorder := maps.Clone(r.sessions), r.recorder
	r.mu.Unlock()
	if recorder != nil {
		recorder.Stop()
	}
	for _, s := range sessions {
		s.End()
	}
	for _, p := range peers {
		p.Leave()
	}
	r.engine.forget(r)
}

func (r *Room) size() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.peers)
}

func (r *Room) published() []*track {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.tracks)
}

// publish tells all of a track. It says false if the room has closed, its peer has left or it has been stopped.
func (r *Room) publish(t *track) bool {
	r.mu.Lock()
	_, here := r.peers[t.peer]
	if here = here && !r.closed && !t.stopped.Load(); here && !slices.Contains(r.tracks, t) {
		r.tracks = append(r.tracks, t)
	}
	r.mu.Unlock()
	r.nudge(tracksChanged)
	return here
}

// unpublish ends a track for good.
func (r *Room) unpublish(t *track) {
	t.stopped.Store(true)
	r.withdraw(t)
}

// withdraw takes a track off the stage; publish puts it back.
func (r *Room) withdraw(t *track) {
	r.mu.Lock()
	r.tracks = slices.DeleteFunc(r.tracks, func(other *track) bool { return other == t })
	r.mu.Unlock()
	r.nudge(tracksChanged)
}

func (r *Room) remove(p *Peer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.peers, p)
}

// nudge lets all peers look at what changed.
func (r *Room) nudge(c change) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.recorder != nil && c&(tracksChanged|speakersChanged) != 0 {
		r.recorder.nudge()
	}
	for p := range r.peers {
		p.nudge(c)
	}
}
