package hooks

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/recordings"
	"aula/webinars"
	"aula/webrtc/signal"
)

// tellWaiting tells hosts who waits in the lobby, or no longer does.
func (r *liveRoom) tellWaiting(g *guest, gone bool) {
	r.tell("person.waiting", signal.Audience{Groups: groupHosts}, fields{"person": fields{"id": g.ID, "name": g.Name}, "gone": gone})
}

func (r *liveRoom) doorAdmit(a asker, q signal.Request) (any, error) {
	var f struct{ Person string }
	g, err := r.personMeant(q, &f, func() string { return f.Person })
	if err != nil {
		return nil, err
	}
	return nil, r.letIn(g, a.ID)
}

// letIn brings a person from the lobby into the room. Who is in it already stays.
func (r *liveRoom) letIn(g *guest, by string) error {
	if err := r.doTo(g, webinars.RoomEvent{Kind: webinars.AdmittedKind, By: by}); err != nil {
		return err
	}
	if g.waiting == 0 {
		return nil
	}
	g.waiting = 0
	for c, t := range r.tabs {
		if t.guest == g && t.waiting {
			t.waiting = false
			r.admit(t)
			defer r.joinStage(c, g) // after it was told the state
		}
	}
	r.signal.Regroup(g.ID, groupsOf(r.roleOf(g)))
	r.tell("admitted", signal.Audience{People: []string{g.ID}}, fields{"you": r.youOf(g), "room": r.stateFor(g)})
	r.tellWaiting(g, true)
	return nil
}

func (r *liveRoom) doorRefuse(a asker, q signal.Request) (any, error) {
	var f struct{ Person string }
	g, err := r.personMeant(q, &f, func() string { return f.Person })
	if err != nil {
		return nil, err
	}
	if g.inside > 0 {
		return nil, webinars.ErrMeant // two hosts: the other one was faster
	}
	if err := r.doTo(g, webinars.RoomEvent{Kind: webinars.RefusedKind, By: a.ID}); err != nil {
		return nil, err
	}
	r.tell("removed", signal.Audience{People: []string{g.ID}}, fields{"person": g.ID})
	r.expel(g.ID, removedCut)
	return nil, nil
}

func (r *liveRoom) doorLobby(a asker, q signal.Request) (any, error) {
	var f struct{ On bool }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	if err := r.do(webinars.RoomEvent{Kind: webinars.LobbyKind, By: a.ID, Data: webinars.EventData{On: f.On}}); err != nil {
		return nil, err
	}
	r.tell("room.changed", signal.Audience{Groups: groupInside | groupLobby}, r.changed())
	if f.On {
		return nil, nil
	}
	for _, g := range r.guests { // nobody waits for a door that is open
		if g.waiting > 0 {
			if err := r.letIn(g, a.ID); err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}

func (r *liveRoom) roomLock(a asker, q signal.Request) (any, error) {
	var f struct{ Locked bool }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	if err := r.do(webinars.RoomEvent{Kind: webinars.LockKind, By: a.ID, Data: webinars.EventData{On: f.Locked}}); err != nil {
		return nil, err
	}
	r.tell("room.changed", signal.Audience{Groups: groupInside | groupLobby}, r.changed())
	return nil, nil
}

func (r *liveRoom) roomEnd(a asker, _ signal.Request) (any, error) {
	return nil, r.finish(time.Now(), a.ID)
}

// finish ends the webinar for all: what was unwritten of presence, the end and the register are one transaction.
func (r *liveRoom) finish(at time.Time, by string) error {
	if err := r.stopRecording(recordings.AtEnd, by); err != nil {
		return err
	}
	for _, g := range r.guests {
		if g.stay != nil {
			g.stay.Left = time.Now()
			r.unwritten = append(r.unwritten, g.stay)
			g.stay = nil
		}
	}
	end := webinars.RoomEvent{Kind: webinars.EndedKind, By: by, At: at}
	err := webinars.WriteStays(r.app, r.id, r.unwritten, time.Now())
	if err == nil {
		err = r.app.RunInTransaction(func(tx core.App) error {
			if err := webinars.KeepEvent(tx, r.id, end); err != nil {
				return err
			}
			return webinars.EndRoom(tx, r.id, at) // hooks/webinar_register.go goes on from there
		})
	}
	if err != nil {
		return err
	}
	r.unwritten = nil
	r.state.Apply(end)
	r.closed = true
	r.tell("ended", signal.Audience{Groups: signal.Everybody}, fields{"at": at})
	r.rooms.running.Go(func() {
		r.closeMedia()
		r.signal.Close(endedCut)
		r.rooms.forget(r.id)
	})
	return nil
}
