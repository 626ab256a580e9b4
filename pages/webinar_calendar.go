package pages

import (
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/organisations"
	"aula/webinars"
)

// calendarReach is how far back the own calendar goes.
const calendarReach = 90 * 24 * time.Hour

// ownCalendar answers calendar programs: whoever has the secret address sees whose webinars these are, and nothing else of theirs.
func (s *site) ownCalendar(e *core.RequestEvent) error {
	token, ok := strings.CutSuffix(e.Request.PathValue("file"), ".ics")
	if !ok {
		return webinars.ErrCalendar
	}
	user, err := webinars.WhoseCalendar(e.App, token)
	if err != nil {
		return err
	}
	list, err := webinars.Mine(e.App, user, time.Now().Add(-calendarReach))
	if err != nil {
		return err
	}
	return s.sendCalendar(e, s.locale(e).T("frame.webinars"), list...)
}

func (s *site) renewCalendar(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	if err := webinars.RenewCalendar(e.App, user.Id); err != nil {
		return err
	}
	return back(e, withSaid("/me", "webinar_calendar_renewed"))
}

// webinarCalendar sends the event for the reader's calendar; one that is cancelled takes itself out of it.
func (s *site) webinarCalendar(e *core.RequestEvent) error {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	return s.sendCalendar(e, "", w)
}

// home is the public address of the academy: what the centre says, else what the server was told.
func (s *site) home(e *core.RequestEvent) string {
	if centre, err := organisations.CentreOf(e.App); err == nil && centre.URL != "" {
		return centre.URL
	}
	return strings.TrimRight(e.App.Settings().Meta.AppURL, "/")
}

func (s *site) sendCalendar(e *core.RequestEvent, name string, list ...*webinars.Webinar) error {
	home := s.home(e)
	var events []webinars.Event
	for _, w := range list {
		events = append(events, webinars.Event{Webinar: w, Address: home + "/webinars/" + w.Id})
	}
	h := e.Response.Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Disposition", `inline; filename="webinar.ics"`)
	h.Set("X-Content-Type-Options", "nosniff")
	return e.Blob(http.StatusOK, "text/calendar; charset=utf-8", []byte(webinars.Calendar(name, events...)))
}
