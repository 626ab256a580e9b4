package pages

import (
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/courses"
	"aula/internal/calendar"
	"aula/locales"
	"aula/organisations"
	"aula/webinars"
)

// How somebody who has no seat in an edition gets one, as pages say it; else why not.
const (
	joinsNow     = "join"
	joinsCode    = "code"
	joinsThrough = "referent"
	joinsStaff   = "staff"
	joinsFull    = "full"
	joinsBegun   = "begun"
	joinsOver    = "over"
)

// editionItem is an edition as lists show it, to this reader.
type editionItem struct {
	ID, Name, Course, Address string
	Owner                     string // whose it is; empty: the centre's
	State                     string
	From, Until               time.Time
	First                     string // when its first session to come begins; empty: there is none
	Seats, Taken, Waiting     int
	Asked                     int
	ToClose                   int    // sessions that are over and whose registers are not closed
	Mine                      string // where the reader stands; empty: nowhere
	Position                  int
	Joins                     string
	Full, Approval, Queue     bool // there is no seat; staff decide; there is a waiting list
	Signed                    bool // somebody reads
}

// OneDay tells whether it begins and ends on the same day.
func (i editionItem) OneDay() bool { return calendar.DaysBetween(i.From, i.Until) == 0 }

// Left is how many seats there are, where they are counted.
func (i editionItem) Left() int { return max(i.Seats-i.Taken, 0) }

func editionAddress(slug, id string) string { return courses.Address(slug, "editions", id) }

func (s *site) newEditionItem(e *core.RequestEvent, x *classes.Edition, c *courses.Course, now time.Time) (editionItem, error) {
	i := editionItem{
		ID: x.Id, Name: x.Title(), Course: c.Title(), Address: editionAddress(c.Slug(), x.Id), State: string(x.State()), From: x.From(), Until: x.Until(),
		Seats: x.Seats(), Approval: x.Approval(), Queue: x.Waiting(), Signed: person(e) != nil,
	}
	if x.State() == classes.Planned && now.After(x.Until()) {
		i.State = string(classes.Ended)
	}
	count, err := classes.CountSeats(e.App, x.Id)
	if err != nil {
		return i, err
	}
	i.Taken, i.Waiting, i.Asked = count.In, count.Waiting, count.Asked
	i.Full = x.Seats() > 0 && count.In >= x.Seats()
	if x.Organisation() != "" {
		o, err := organisations.Find(e.App, x.Organisation())
		if err != nil {
			return i, err
		}
		i.Owner = o.Name()
	}
	if err := i.addSessions(e.App, s.locale(e), x, now); err != nil {
		return i, err
	}
	if u := person(e); u != nil {
		return i, i.addReader(e.App, x, u.Id)
	}
	return i, nil
}

// addSessions says when it meets next, and by what way somebody still comes in.
func (i *editionItem) addSessions(app core.App, l *locales.Locale, x *classes.Edition, now time.Time) error {
	sessions, err := classes.SessionsOf(app, x.Id)
	if err != nil {
		return err
	}
	begun := len(sessions) > 0 && sessions[0].Begun(now)
	for _, m := range sessions {
		if m.Waits(x, now) {
			i.ToClose++
		}
		if i.First == "" && now.Before(m.Until()) {
			i.First = l.Moment(m.From(), calendar.Zone.String())
		}
	}
	switch {
	case x.Over(now):
		i.Joins = joinsOver
	case begun:
		i.Joins = joinsBegun
	case x.Takes(classes.BySelf) && i.Full && !i.Queue && !i.Approval:
		i.Joins = joinsFull
	case x.Takes(classes.BySelf):
		i.Joins = joinsNow
	case x.Takes(classes.ByCode):
		i.Joins = joinsCode
	case x.Takes(classes.ByReferent):
		i.Joins = joinsThrough
	default:
		i.Joins = joinsStaff
	}
	return nil
}

func (i *editionItem) addReader(app core.App, x *classes.Edition, user string) error {
	seat, err := classes.FindOwn(app, x.Id, user)
	if errors.Is(err, classes.ErrNoSeat) {
		return nil
	}
	if err != nil || seat.State() == classes.Left {
		return err
	}
	i.Mine = string(seat.State())
	i.Position, err = classes.Queue(app, seat)
	return err
}

// sessionItem is a meeting as pages show it.
type sessionItem struct {
	ID, Day, Hours    string
	From, Until       time.Time
	Kind, Place       string
	Webinar, WebTitle string
	WebAt             string // when its webinar begins, if that is not when people meet
	WebOff            bool   // its webinar is called off
	Past              bool
	Stays             bool   // its plan changes no more
	Door              string // address at which the reader opens its door; empty: nowhere
	Register          string // address of its register at the reader's desk; empty: none
	Closed            bool   // its register is
	ToClose           bool   // the reader still has to close it
	Minutes           int    // that the reader was there, once it is closed
}

func sessionItems(app core.App, l *locales.Locale, x *classes.Edition, now time.Time) ([]sessionItem, error) {
	sessions, err := classes.SessionsOf(app, x.Id)
	if err != nil {
		return nil, err
	}
	var list []sessionItem
	for _, m := range sessions {
		i := sessionItem{
			ID: m.Id, Day: l.DayIn(m.From(), calendar.Zone.String()), Hours: sessionHours(l, m),
			From: m.From(), Until: m.Until(), Kind: string(m.Kind()), Place: m.Place(), Past: now.After(m.Until()), Closed: m.Closed(),
		}
		if i.Stays, err = m.Stays(app, now); err != nil {
			return nil, err
		}
		if m.HasWebinar() {
			w, err := webinars.Find(app, m.Webinar())
			if err != nil && !errors.Is(err, webinars.ErrNotFound) {
				return nil, err
			}
			if err == nil {
				i.Webinar, i.WebTitle, i.WebOff = w.Id, w.Title(), w.State() == webinars.Cancelled
				if m.Differs(w) {
					i.WebAt = l.Moment(w.Start(), calendar.Zone.String())
				}
			}
		}
		list = append(list, i)
	}
	return list, nil
}

// sessionHours says from when until when a session lasts.
func sessionHours(l *locales.Locale, m *classes.Session) string {
	zone := calendar.Zone.String()
	return l.T("edition.hours", "from", l.HourIn(m.From(), zone), "until", l.HourIn(m.Until(), zone))
}
