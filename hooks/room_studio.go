package hooks

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
	"aula/webrtc"
	"aula/webrtc/signal"
)

// studioCame puts the program that publishes by WHIP among the people. It is nobody's presence and counts for none, but hosts see it, and
// can silence and remove it.
func (r *liveRoom) studioCame(s *webrtc.Session, g webinars.MediaGrant) {
	r.turn.Lock()
	there := &guest{Participant: webinars.Participant{ID: studio, Name: g.Name, Role: webinars.Presenter}, inside: 1, studio: s}
	r.guests[studio] = there
	r.move(there)
	r.turn.Unlock()
	s.WhenShown(func(c webrtc.Codec) { r.rooms.afterwards(func() { r.studioShown(c) }) })
	s.WhenEnded(func() { r.studioGone(there) })
}

// studioShown has browsers publish in its codec. It is called without the room's turn.
func (r *liveRoom) studioShown(codec webrtc.Codec) {
	r.turn.Lock()
	defer r.turn.Unlock()
	r.speak(codec)
}

// studioGone takes it off, unless another one has come. It is called without the room's turn.
func (r *liveRoom) studioGone(g *guest) {
	r.turn.Lock()
	defer r.turn.Unlock()
	if r.guests[studio] != g {
		return
	}
	g.inside = 0
	r.move(g)
}

// studioRemove ends a program's session, and its token, so that it does not come back.
func (r *liveRoom) studioRemove(a asker, g *guest) error {
	e := webinars.RoomEvent{Kind: webinars.RemovedKind, By: a.ID}
	err := r.app.RunInTransaction(func(tx core.App) error {
		if err := webinars.WithdrawMedia(tx, r.id, g.studio.Key()); err != nil && !errors.Is(err, webinars.ErrNotThere) {
			return err
		}
		return keepOf(tx, r.id, g, &e)
	})
	if err != nil {
		return err
	}
	r.tell("removed", signal.Audience{Groups: groupHosts}, fields{"person": g.ID})
	r.rooms.running.Go(func() { r.dismiss(g.studio.Key()) }) // what ends waits for the turn, to be taken off
	return nil
}

// dismiss ends what a media token opened. It is called without the room's turn.
func (r *liveRoom) dismiss(token string) {
	if room := r.mediaRoom(); room != nil {
		room.Dismiss(token)
	}
}

// afterwards does something that may wait for a room's turn, which who asks for it may hold.
func (rs *rooms) afterwards(do func()) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if !rs.closed {
		rs.running.Go(do)
	}
}

// openHere is the room of a webinar; nil: it is not open here.
func (rs *rooms) openHere(webinar string) *liveRoom {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return rs.open[webinar]
}

// dismiss ends what a media token opened in a room, if anything.
func (rs *rooms) dismiss(webinar, token string) {
	if r := rs.openHere(webinar); r != nil {
		r.dismiss(token)
	}
}
