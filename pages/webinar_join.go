package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webinars"
)

type joinView struct {
	Frame
	ID, Webinar, When string
	Act               string
	Message           string // why the link opens nothing; empty: it does
	SignIn            bool
	CanWithdraw       bool
	Waiting           bool
}

// showJoin shows a button and changes nothing: mail scanners fetch links.
func (s *site) showJoin(e *core.RequestEvent) error {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	r, err := webinars.ReadLink(e.App, w, e.Request.PathValue("token"), time.Now())
	return s.renderJoin(e, w, r, err)
}

// renderJoin shows the page of a link. Its address is a key: it is kept nowhere and told to nobody.
func (s *site) renderJoin(e *core.RequestEvent, w *webinars.Webinar, r *webinars.Registration, why error) error {
	l, status := s.locale(e), http.StatusOK
	view := joinView{ID: w.Id, Webinar: w.Title(), When: l.Moment(w.Start(), w.Zone()), Act: joinAddress(e, w), CanWithdraw: why == nil}
	title := "webinar.join_title"
	switch {
	case why == nil && w.NeedsSignIn():
		why = webinars.ErrSignInFirst
	case why == nil && r.State() == webinars.Waiting:
		why = webinars.ErrWaiting
	}
	if why != nil {
		var key string
		status, key = s.describe(why)
		if status >= http.StatusInternalServerError {
			return why
		}
		view.Message, view.SignIn, view.Waiting = l.T(key), errors.Is(why, webinars.ErrSignInFirst), errors.Is(why, webinars.ErrWaiting)
		switch {
		case view.Waiting:
			title = "webinar.join_waiting"
		case !view.CanWithdraw:
			title = "webinar.join_dead"
		}
	}
	view.Frame = s.newFrame(e, l.T(title))
	view.Section, view.NoIndex, view.Path = "webinars", true, "/webinars/"+w.Id
	view.Crumbs = []Crumb{{l.T("frame.webinars"), "/webinars"}, {w.Title(), "/webinars/" + w.Id}}
	if status == http.StatusUnauthorized {
		status = http.StatusForbidden
	}
	h := e.Response.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	return s.render(e, status, "webinar_join", &view)
}

func joinAddress(e *core.RequestEvent, w *webinars.Webinar) string {
	return "/webinars/" + w.Id + "/join/" + escape(e.Request.PathValue("token"))
}

// join exchanges the link for the cookie of the room, or asks another device for a code. The key leaves the address bar.
func (s *site) join(e *core.RequestEvent) error {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	device := ""
	if c, err := e.Request.Cookie(webinars.DeviceCookie); err == nil {
		device = c.Value
	}
	token, now := e.Request.PathValue("token"), time.Now()
	entry, err := webinars.Exchange(e.App, w, token, device, now)
	if errors.Is(err, webinars.ErrOtherDevice) {
		cookie, r, err := webinars.AskCode(e.App, w, token, now)
		if err != nil {
			return s.renderJoin(e, w, nil, err)
		}
		s.webinarCookie(e, webinars.CodeCookie, cookie, w, now.Add(15*time.Minute))
		return s.mailRoomCode(e, w, r)
	}
	if err != nil {
		r, _ := webinars.ReadLink(e.App, w, token, now)
		return s.renderJoin(e, w, r, err)
	}
	return s.enterRoom(e, w, entry)
}

func (s *site) enterRoom(e *core.RequestEvent, w *webinars.Webinar, entry webinars.Entry) error {
	s.webinarCookie(e, webinars.RoomCookie, entry.Room, w, time.Time{})
	s.webinarCookie(e, webinars.DeviceCookie, entry.Device, w, entry.Until)
	s.webinarCookie(e, webinars.CodeCookie, "", w, time.Time{})
	return back(e, "/webinars/"+w.Id+"/room")
}

func (s *site) askWithdrawByLink(e *core.RequestEvent) error {
	w, r, err := byLink(e)
	if err != nil {
		return s.withoutLink(e, w, r, err)
	}
	view := s.newWithdraw(e, w, r, joinAddress(e, w)+"/withdraw", joinAddress(e, w))
	e.Response.Header().Set("Cache-Control", "no-store")
	e.Response.Header().Set("Referrer-Policy", "no-referrer")
	return s.render(e, http.StatusOK, "webinar_withdraw", view)
}

func (s *site) withdrawByLink(e *core.RequestEvent) error {
	w, r, err := byLink(e)
	if err != nil {
		return s.withoutLink(e, w, r, err)
	}
	if err := webinars.Withdraw(e.App, r.Id); err != nil {
		return err
	}
	s.webinarCookie(e, webinars.RoomCookie, "", w, time.Time{})
	return back(e, withSaid("/webinars/"+w.Id, left(r)))
}

func byLink(e *core.RequestEvent) (*webinars.Webinar, *webinars.Registration, error) {
	w, err := webinars.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return nil, nil, err
	}
	r, err := webinars.ReadLink(e.App, w, e.Request.PathValue("token"), time.Now())
	return w, r, err
}

func (s *site) withoutLink(e *core.RequestEvent, w *webinars.Webinar, r *webinars.Registration, err error) error {
	if w == nil {
		return err
	}
	return s.renderJoin(e, w, r, err)
}
