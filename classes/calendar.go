package classes

import (
	ics "github.com/arran4/golang-ical"
)

// Timetable is what a calendar shows of an edition.
type Timetable struct {
	Edition  *Edition
	Course   string // title
	Sessions []*Session
	Address  string                                // of its page, with the academy's
	Webinar  func(webinar string) (address string) // of a webinar's page
}

// UID names the session in every calendar. It never changes, whatever address the academy has.
func (s *Session) UID() string { return s.Id + "@classes.aula" }

// Write writes the sessions as iCalendar (RFC 5545). Those of an edition that is called off take themselves out of calendars.
func (t Timetable) Write() string {
	c := ics.NewCalendarFor("Aula")
	c.SetMethod(ics.MethodPublish)
	if t.Edition.State() == Cancelled {
		c.SetMethod(ics.MethodCancel)
	}
	for _, s := range t.Sessions {
		t.add(c, s)
	}
	return c.Serialize(ics.WithNewLineWindows)
}

func (t Timetable) add(c *ics.Calendar, s *Session) {
	e := c.AddEvent(s.UID())
	e.SetDtStampTime(s.GetDateTime("updated").Time())
	e.SetStartAt(s.From())
	e.SetEndAt(s.Until())
	e.SetSummary(t.Course + ", " + t.Edition.Title())
	e.SetSequence(max(t.Edition.Revision()-1, 0))
	e.SetURL(t.Address)
	e.SetDescription(t.Address)
	e.SetLocation(s.Place())
	if s.HasWebinar() {
		at := t.Webinar(s.Webinar())
		e.SetDescription(at + "\n\n" + t.Address)
		if !s.HasRoom() {
			e.SetLocation(at)
		}
	}
	e.SetStatus(ics.ObjectStatusConfirmed)
	if t.Edition.State() == Cancelled {
		e.SetStatus(ics.ObjectStatusCancelled)
	}
}
