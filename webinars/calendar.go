package webinars

import (
	"strings"

	ics "github.com/arran4/golang-ical"
)

// Event is what a calendar shows of a webinar besides the plan.
type Event struct {
	Webinar *Webinar
	Address string // of its page, with the academy's
}

// UID names the webinar in every calendar. It never changes, whatever address the academy has.
func (w *Webinar) UID() string { return w.Id + "@webinars.aula" }

// Calendar writes events as iCalendar (RFC 5545). Where the only event is cancelled, the file takes it out of calendars.
func Calendar(name string, events ...Event) string {
	c := ics.NewCalendarFor("Aula")
	c.SetMethod(ics.MethodPublish)
	if len(events) == 1 && events[0].Webinar.State() == Cancelled {
		c.SetMethod(ics.MethodCancel)
	}
	if name != "" {
		c.SetXWRCalName(name)
		c.SetRefreshInterval("PT1H", ics.WithValue("DURATION"))
	}
	for _, e := range events {
		e.add(c)
	}
	return c.Serialize(ics.WithNewLineWindows)
}

func (x Event) add(c *ics.Calendar) {
	w := x.Webinar
	e := c.AddEvent(w.UID())
	e.SetDtStampTime(w.GetDateTime("updated").Time())
	e.SetStartAt(w.Start())
	e.SetEndAt(w.End())
	e.SetSummary(w.Title())
	e.SetSequence(max(w.Revision()-1, 0))
	e.SetURL(x.Address)
	e.SetLocation(x.Address)
	e.SetDescription(strings.TrimSpace(w.Description() + "\n\n" + x.Address))
	e.SetStatus(ics.ObjectStatusConfirmed)
	if w.State() == Cancelled {
		e.SetStatus(ics.ObjectStatusCancelled)
	}
}
