package hooks

import (
	"time"

	"aula/webinars"
	"aula/webrtc/signal"
)

// How long the coming and going of people is gathered before it is told.
const peopleEvery = 2 * time.Second

// emptyFor is how long after its planned end a room may be empty before it ends by itself.
const emptyFor = 10 * time.Minute

// arrive notes that a person is there.
func (r *liveRoom) arrive(g *guest, now time.Time) {
	g.stay = &webinars.Stay{Participant: g.Participant, Joined: now}
	r.unwritten = append(r.unwritten, g.stay)
	r.move(g)
}

// depart notes that a person's last tab has gone.
func (r *liveRoom) depart(g *guest, at time.Time) {
	if g.stay != nil {
		g.stay.Left = at
		if at.Before(g.stay.Joined) {
			g.stay.Left = g.stay.Joined
		}
		r.unwritten = append(r.unwritten, g.stay)
		g.stay = nil
	}
	if r.state.HasRaised(g.ID) && !r.closed {
		if err := r.do(webinars.RoomEvent{Kind: webinars.HandLoweredKind, Person: g.ID, Name: g.Name}); err != nil {
			r.app.Logger().Error("a hand stays up", "webinar", r.id, "error", err)
		}
		r.tellHands()
	}
	r.move(g)
}

// move tells, a little later, who came and went.
func (r *liveRoom) move(g *guest) {
	r.came[g.ID] = true
	r.later("people", peopleEvery, r.tellPeople)
}

func (r *liveRoom) tellPeople() {
	all, stage := people{}, people{}
	for id := range r.came {
		g := r.guests[id]
		all.add(r, g)
		if r.stands(g) {
			stage.add(r, g)
		}
	}
	r.came = map[string]bool{}
	r.tell("people", signal.Audience{Groups: groupHosts}, all)
	if len(stage.Came)+len(stage.Left) > 0 {
		r.tellAll("people", stage)
	}
	if n := r.countInside(); n != r.told {
		r.told = n
		r.tellAll("count", fields{"count": n})
	}
}

// people are who came and who left.
type people struct {
	Came []personView `json:"came"`
	Left []string     `json:"left"`
}

func (p *people) add(r *liveRoom, g *guest) {
	if g.inside > 0 {
		p.Came = append(p.Came, r.personOf(g))
	} else {
		p.Left = append(p.Left, g.ID)
	}
}

// tick writes presence, and ends a room that everybody has left after its time.
func (r *liveRoom) tick(now time.Time) {
	r.turn.Lock()
	defer r.turn.Unlock()
	if r.closed || r.webinar.State() != webinars.Open {
		return
	}
	r.write(now)
	r.watchRecording(now)
	if r.countInside() > 0 {
		r.emptySince = time.Time{}
		return
	}
	if r.emptySince.IsZero() {
		r.emptySince = now
	}
	if now.After(r.webinar.End()) && now.Sub(r.emptySince) >= emptyFor {
		if err := r.finish(later(r.webinar.End(), r.emptySince), ""); err != nil {
			r.app.Logger().Error("a room that everybody has left does not end", "webinar", r.id, "error", err)
		}
	}
}

// write writes who came and went since it last did. What cannot be written waits for the next time.
func (r *liveRoom) write(now time.Time) {
	if err := webinars.WriteStays(r.app, r.id, r.unwritten, now); err != nil {
		r.app.Logger().Error("presence is not written yet", "webinar", r.id, "error", err)
		return
	}
	r.unwritten = nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
