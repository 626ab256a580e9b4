package hooks

import (
	"time"

	"aula/webinars"
	"aula/webrtc/signal"
)

// standardSeats is how many attendees get everybody's sound and pictures in one room, unless the operator says otherwise. Who comes after them
// watches the stage as a plain player does, one picture and one voice; all the rest of the room is theirs, too. When a seat becomes free
// who has waited longest gets it, without asking: they lose nothing by it, and would have to look for a button while somebody speaks.
const standardSeats = 500

// keptFor is how long the seat of somebody whose line broke is nobody else's.
const keptFor = 15 * time.Second

// seating is which seats are kept for whom. It is guarded by the room's turn.
type seating struct{ kept map[string]time.Time } // person → until

// mustWait says whether somebody comes after the last seat, and watches the stage alone. Its caller holds the turn.
func (r *liveRoom) mustWait(g *guest) bool {
	_, kept := r.seating.kept[g.ID]
	return r.mediaRoom() != nil && r.roleOf(g) == webinars.Attendee && !kept && !r.sits(g) && r.taken() >= r.rooms.seats
}

// queue lets a tab wait for a seat, and tells it. Its caller holds the turn.
func (r *liveRoom) queue(c *signal.Conn, g *guest) {
	if g.queued.IsZero() {
		g.queued = time.Now()
	}
	r.tabs[c].queued = g.queued
	c.Tell("media.overflow", fields{})
}

// sit notes that a tab has its place. Its caller holds the turn.
func (r *liveRoom) sit(c *signal.Conn, g *guest, place Place) {
	r.places[c] = place
	delete(r.seating.kept, g.ID)
	g.queued, r.tabs[c].queued = time.Time{}, time.Time{}
}

// sits says whether a person has a seat by any tab. Its caller holds the turn.
func (r *liveRoom) sits(g *guest) bool {
	sits := false
	r.eachPlace(g, func(Place) { sits = true })
	return sits
}

// taken is how many seats attendees have, or are kept for them: by however many tabs, and who speaks takes none from them. Its caller holds
// the turn.
func (r *liveRoom) taken() int {
	people := map[string]bool{}
	for person := range r.seating.kept {
		people[person] = true
	}
	for c := range r.places {
		if t := r.tabs[c]; t != nil && r.roleOf(t.guest) == webinars.Attendee {
			people[t.guest.ID] = true
		}
	}
	return len(people)
}

// rises takes a seat back from a tab that has gone. Whose line broke finds it again for a while. Its caller holds the turn.
func (r *liveRoom) rises(t *tab, place Place) {
	if place == nil || r.roleOf(t.guest) != webinars.Attendee || r.closed {
		return
	}
	if !t.left && !r.sits(t.guest) {
		if r.seating.kept == nil {
			r.seating.kept = map[string]time.Time{}
		}
		r.seating.kept[t.guest.ID] = time.Now().Add(keptFor)
	}
	r.moveUp()
}

// moveUp gives seats that are free to who has waited longest, and comes again when one is not kept any longer, or could not be taken. Its caller
// holds the turn.
func (r *liveRoom) moveUp() {
	now := time.Now()
	again := now.Add(keptFor)
	for person, until := range r.seating.kept {
		if !until.After(now) {
			delete(r.seating.kept, person)
		} else if until.Before(again) {
			again = until
		}
	}
	tried := map[*signal.Conn]bool{}
	for c, g := r.nextToSit(tried); c != nil && !r.mustWait(g); c, g = r.nextToSit(tried) {
		tried[c] = true
		r.joinStage(c, g)
	}
	failed := false
	for c := range tried {
		failed = failed || r.places[c] == nil
	}
	if failed || len(r.seating.kept) > 0 {
		r.later("seats", again.Sub(now), r.moveUp)
	}
}

// nextToSit is a tab of who has waited longest, of those that have not been tried.
func (r *liveRoom) nextToSit(tried map[*signal.Conn]bool) (next *signal.Conn, who *guest) {
	var since time.Time
	for c, t := range r.tabs {
		if t.plain || t.left || t.queued.IsZero() || tried[c] || who != nil && !t.queued.Before(since) {
			continue
		}
		next, who, since = c, t.guest, t.queued
	}
	return next, who
}

// seatStage gives somebody who may present now a place at the media, whose tabs have none. Its caller holds the turn.
func (r *liveRoom) seatStage(g *guest) {
	for c, t := range r.tabs {
		if t.guest == g && t.inside {
			t.plain = false
			r.joinStage(c, g)
		}
	}
}

// mediaPlain lets a tab do without a place at the media, because it hears the room over plain HTTP, or have one again.
func (r *liveRoom) mediaPlain(a asker, q signal.Request) (any, error) {
	var f struct{ On bool }
	if err := q.Into(&f); err != nil {
		return nil, err
	}
	if r.mediaRoom() == nil {
		return nil, errNoMedia
	}
	t := r.tabs[a.conn]
	if t == nil || f.On && a.role != webinars.Attendee { // who speaks needs it
		return nil, webinars.ErrNoRight
	}
	if t.plain = f.On; !f.On {
		r.joinStage(a.conn, a.guest)
		return nil, nil
	}
	if r.giveUp(a.conn) {
		r.moveUp()
	}
	return nil, nil
}

// giveUp takes a tab's place at the media away, if it has one. Its caller holds the turn.
func (r *liveRoom) giveUp(c *signal.Conn) (had bool) {
	place := r.places[c]
	if place == nil {
		return false
	}
	delete(r.places, c)
	r.rooms.afterwards(place.Leave) // it waits for what it still tells
	return true
}
