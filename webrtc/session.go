package webrtc

import (
	"crypto/rand"
	"time"

	pion "github.com/pion/webrtc/v3"
)

// session makes one, if there is a place for it. A second publisher is kept out, except where the line of the first is cut: it is most
// likely the same one, come back.
func (r *Room) session(m Member, publishes bool) (*Session, error) {
	if publishes {
		if old := r.publisher(); old != nil && old.peer.publication.cut() {
			old.End()
		}
	}
	p := newPeer(r, m, nil)
	s := &Session{ID: rand.Text(), room: r, peer: p, publishes: publishes}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, ErrGone
	}
	if err := r.place(publishes); err != nil {
		return nil, err
	}
	r.sessions[s.ID] = s
	r.admit(p)
	return s, nil
}

// place says whether one more may publish or play. The caller holds the lock.
func (r *Room) place(publishes bool) error {
	same := 0
	for _, other := range r.sessions {
		if other.publishes == publishes {
			same++
		}
	}
	switch {
	case publishes && same > 0:
		return ErrTaken
	case same >= r.engine.limits.players:
		return ErrFull
	}
	return nil
}

// publisher is the session that publishes, or nil.
func (r *Room) publisher() *Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.sessions {
		if s.publishes {
			return s
		}
	}
	return nil
}

func (r *Room) forget(s *Session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.sessions, s.ID)
}

// Session finds one by its id. Its error is ErrGone.
func (r *Room) Session(id string) (*Session, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.sessions[id]; s != nil {
		return s, nil
	}
	return nil, ErrGone
}

// Dismiss ends the sessions that a key let in.
func (r *Room) Dismiss(key string) {
	r.mu.Lock()
	var list []*Session
	for _, s := range r.sessions {
		if s.Key() == key {
			list = append(list, s)
		}
	}
	r.mu.Unlock()
	for _, s := range list {
		s.End()
	}
}

// settle ends a session whose client has not come by now: it would keep its place for nothing.
func (s *Session) settle() {
	s.mu.Lock()
	pc := s.connection()
	s.mu.Unlock()
	if pc == nil || pc.SCTP().Transport().State() != pion.DTLSTransportStateConnected {
		s.End()
	}
}

// Silence stops what it publishes of a source, or of all (an empty one). It may be published again by a new session.
func (s *Session) Silence(source Source) {
	s.peer.Silence(source) // what it may stays, so that a restart of ICE, which offers all anew, is answered
}

// EndAt ends the session at a moment, if it has not ended by then.
func (s *Session) EndAt(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return
	}
	if s.lasting != nil {
		s.lasting.Stop()
	}
	s.lasting = time.AfterFunc(time.Until(t), s.End)
}

// WhenEnded has somebody told once the session has ended, however it does. They are told at once if it has already.
func (s *Session) WhenEnded(told func()) {
	s.mu.Lock()
	ended := s.ended
	s.told = told
	s.mu.Unlock()
	if ended {
		told()
	}
}

// WhenShown has somebody told in which codec its pictures come, each time they begin.
func (s *Session) WhenShown(told func(Codec)) { s.peer.publication.whenShown(told) }

// End ends the session and what it publishes.
func (s *Session) End() {
	s.room.forget(s)
	s.mu.Lock()
	play, told, again := s.play, s.told, s.ended
	s.ended = true
	for _, timer := range []*time.Timer{s.settling, s.lasting} {
		if timer != nil {
			timer.Stop()
		}
	}
	s.mu.Unlock()
	if play != nil {
		play.close()
	}
	s.peer.Leave()
	if told != nil && !again {
		told()
	}
}
