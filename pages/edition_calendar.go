package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
)

// editionCalendar sends the sessions for the reader's calendar; those of an edition called off take themselves out of it.
func (s *site) editionCalendar(e *core.RequestEvent) error {
	x, o, err := s.openEdition(e)
	if err != nil {
		return err
	}
	sessions, err := classes.SessionsOf(e.App, x.Id)
	if err != nil {
		return err
	}
	home := s.home(e)
	table := classes.Timetable{
		Edition: x, Course: o.Course.Title(), Sessions: sessions, Address: home + editionAddress(o.Course.Slug(), x.Id),
		Webinar: func(id string) string { return home + "/webinars/" + id },
	}
	h := e.Response.Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Disposition", `inline; filename="edition.ics"`)
	h.Set("X-Content-Type-Options", "nosniff")
	return e.Blob(http.StatusOK, "text/calendar; charset=utf-8", []byte(table.Write()))
}
