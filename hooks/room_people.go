package hooks

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
	"aula/webrtc/signal"
)

// personMeant is the person whom a request means.
func (r *liveRoom) personMeant(q signal.Request, f any, id func() string) (*guest, error) {
	if err := q.Into(f); err != nil {
		return nil, err
	}
	g := r.guests[id()]
	if g == nil {
		return nil, webinars.ErrNotThere
	}
	return g, nil
}

// tellPerson tells what a person is now to those who see them, and to themselves.
func (r *liveRoom) tellPerson(g *guest, before bool) {
	to := signal.Audience{Groups: groupHosts, People: []string{g.ID}}
	if before || r.stands(g) {
		to.Groups = groupInside
	}
	r.tell("person.changed", to, fields{"person": r.personOf(g)})
}

// doTo keeps what is done to a person: among the room's events, and with the registration, which the door looks at.
func (r *liveRoom) doTo(g *guest, e webinars.RoomEvent) error {
	err := r.app.RunInTransaction(func(tx core.App) error { return keepOf(tx, r.id, g, &e) })
	if err == nil {
		r.state.Apply(e)
	}
	return err
}

// keepOf writes an event about a person down.
func keepOf(tx core.App, webinar string, g *guest, e *webinars.RoomEvent) error {
	e.Person, e.Name, e.At = g.ID, g.Name, time.Now()
	if err := webinars.KeepEvent(tx, webinar, *e); err != nil {
		return err
	}
	return webinars.NoteInRegistration(tx, g.Registration, *e)
}

func (r *liveRoom) roleSet(a asker, q signal.Request) (any, error) {
	var f struct {
		Person string
		Role   webinars.Role
	}
	g, err := r.personMeant(q, &f, func() string { return f.Person })
	if err != nil {
		return nil, err
	}
	if !webinars.IsRole(f.Role) || g.studio != nil {
		return nil, webinars.ErrMeant
	}
	before := r.roleOf(g)
	if before == f.Role {
		return nil, nil
	}
	if before == webinars.Host && r.hosts() < 2 {
		return nil, webinars.ErrLastHost
	}
	stood := r.stands(g)
	if err := r.doTo(g, webinars.RoomEvent{Kind: webinars.RoleKind, By: a.ID, Data: webinars.EventData{Role: f.Role}}); err != nil {
		return nil, err
	}
	if g.inside > 0 {
		r.signal.Regroup(g.ID, groupsOf(f.Role))
		r.allowMedia(g)
		r.seatStage(g)
		r.moveUp()
		r.tell("state", signal.Audience{People: []string{g.ID}}, fields{"you": r.youOf(g), "room": r.stateFor(g)})
		r.remindOfEnd(f.Role, func(kind string, about any) { r.tell(kind, signal.Audience{People: []string{g.ID}}, about) })
	}
	r.tellPerson(g, stood)
	return nil, nil
}

// hosts are how many hosts are in the room.
func (r *liveRoom) hosts() int {
	n := 0
	for _, g := range r.guests {
		if g.inside > 0 && r.roleOf(g) == webinars.Host {
			n++
		}
	}
	return n
}

func (r *liveRoom) captionAllow(a asker, q signal.Request) (any, error) {
	var f struct {
		Person  string
		Allowed bool
	}
	g, err := r.personMeant(q, &f, func() string { return f.Person })
	if err != nil {
		return nil, err
	}
	if g.studio != nil {
		return nil, webinars.ErrMeant
	}
	if err := r.doTo(g, webinars.RoomEvent{Kind: webinars.CaptionerKind, By: a.ID, Data: webinars.EventData{On: f.Allowed}}); err != nil {
		return nil, err
	}
	g.Captioner = f.Allowed
	r.tellPerson(g, false)
	return nil, nil
}

func (r *liveRoom) personMute(a asker, q signal.Request) (any, error) {
	return r.silence(a, q, "microphone")
}

func (r *liveRoom) personStop(a asker, q signal.Request) (any, error) { return r.silence(a, q, "") }

// silence ends what a person publishes; they may begin again.
func (r *liveRoom) silence(a asker, q signal.Request, source string) (any, error) {
	f := struct{ Person, Source string }{Source: source}
	g, err := r.personMeant(q, &f, func() string { return f.Person })
	if err != nil {
		return nil, err
	}
	if source != "" {
		f.Source = source
	}
	if err := r.doTo(g, webinars.RoomEvent{Kind: webinars.SilencedKind, By: a.ID, Data: webinars.EventData{Source: f.Source}}); err != nil {
		return nil, err
	}
	r.silenceMedia(g, f.Source)
	r.tell("person.changed", signal.Audience{Groups: groupInside}, fields{"person": r.personOf(g), "silenced": f.Source})
	return nil, nil
}

func (r *liveRoom) personRemove(a asker, q signal.Request) (any, error) {
	var f struct{ Person string }
	g, err := r.personMeant(q, &f, func() string { return f.Person })
	if err != nil {
		return nil, err
	}
	if g == a.guest {
		return nil, webinars.ErrMeant
	}
	if g.studio != nil {
		return nil, r.studioRemove(a, g)
	}
	hand := r.state.HasRaised(g.ID)
	if err := r.doTo(g, webinars.RoomEvent{Kind: webinars.RemovedKind, By: a.ID}); err != nil {
		return nil, err
	}
	r.tell("removed", signal.Audience{People: []string{g.ID}, Groups: groupHosts}, fields{"person": g.ID})
	if hand {
		r.tellHands()
	}
	r.expel(g.ID, removedCut)
	return nil, nil
}

// expel ends a person's tabs, tells them why, and gives their seat to who waits for one at once: tabs may take their time to end. Its caller holds the turn.
func (r *liveRoom) expel(person string, why signal.Cut) {
	_, freed := r.seating.kept[person]
	delete(r.seating.kept, person)
	for c, t := range r.tabs {
		if t.guest.ID == person {
			t.left = true
			freed = r.giveUp(c) || freed
		}
	}
	r.signal.Expel(person, why)
	if freed && !r.closed {
		r.moveUp()
	}
}
