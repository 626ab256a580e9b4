package pages

import (
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

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
