package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

type withdrawView struct {
	Frame
	Webinar, When, Act, Back string
	Waiting                  bool // it is a place on the list, no seat
}

func (s *site) newWithdraw(e *core.RequestEvent, w *webinars.Webinar, r *webinars.Registration, act, back string) *withdrawView {
	l, title := s.locale(e), "webinar.withdraw_title"
	waiting := r.State() == webinars.Waiting
	if waiting {
		title = "webinar.leave_list_title"
	}
	view := &withdrawView{Frame: s.newFrame(e, l.T(title)), Webinar: w.Title(), When: l.Moment(w.Start(), w.Zone()), Act: act, Back: back, Waiting: waiting}
	view.Section, view.NoIndex, view.Path = "webinars", true, "/webinars/"+w.Id
	view.Crumbs = []Crumb{{l.T("frame.webinars"), "/webinars"}, {w.Title(), "/webinars/" + w.Id}}
	return view
}

func (s *site) askLeaveWebinar(e *core.RequestEvent) error {
	w, r, err := held(e)
	if err != nil {
		return err
	}
	address := "/webinars/" + w.Id
	return s.render(e, http.StatusOK, "webinar_withdraw", s.newWithdraw(e, w, r, address+"/withdraw", address))
}

func (s *site) leaveWebinar(e *core.RequestEvent) error {
	w, r, err := held(e)
	if err != nil {
		return err
	}
	if err := webinars.Withdraw(e.App, r.Id); err != nil {
		return err
	}
	s.webinarCookie(e, webinars.RoomCookie, "", w, time.Time{})
	return back(e, withSaid("/webinars/"+w.Id, left(r)))
}

// held is the webinar of the address and the reader's registration for it.
func held(e *core.RequestEvent) (*webinars.Webinar, *webinars.Registration, error) {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return nil, nil, err
	}
	r, err := webinars.HeldBy(e.App, w, knock(e, w.Id))
	return w, r, err
}

// left is what to say to somebody who gave back what the registration held.
func left(r *webinars.Registration) string {
	if r.State() == webinars.Waiting {
		return "webinar_left_list"
	}
	return "webinar_withdrawn"
}
