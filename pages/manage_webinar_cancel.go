package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

type webinarCancelView struct {
	manageFrame
	ID, Webinar, When string
	Count             int
}

func (s *site) askCancelWebinar(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	if w.Settled() {
		return webinars.ErrSettled
	}
	if w.State() == webinars.Open {
		return webinars.ErrUnderway
	}
	l := s.locale(e)
	taken, waiting, err := webinars.CountSeats(e.App, w.Id)
	if err != nil {
		return err
	}
	view := webinarCancelView{manageFrame: s.webinarFrame(e, l.T("webinar.cancel_title"), w), ID: w.Id, Webinar: w.Title(), When: l.Moment(w.Start(), w.Zone()), Count: taken + waiting}
	return s.render(e, http.StatusOK, "manage_webinar_cancel", &view)
}

func (s *site) cancelWebinar(e *core.RequestEvent) error {
	w, err := managedWebinar(e)
	if err != nil {
		return err
	}
	if err := webinars.Cancel(e.App, w.Id); err != nil {
		return err
	}
	return back(e, withSaid("/manage/webinars/"+w.Id, "webinar_cancelled"))
}
