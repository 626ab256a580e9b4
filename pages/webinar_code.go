package pages

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/webinars"
)

func (s *site) mailRoomCode(e *core.RequestEvent, w *webinars.Webinar, r *webinars.Registration) error {
	err := accounts.Take(e.App, accounts.TryRoomCode, r.Id, e.RealIP())
	if err == nil {
		err = s.options.Rooms.SendCode(e.App, r)
	}
	if err != nil && !errors.Is(err, accounts.ErrTooMany) {
		return err
	}
	return back(e, "/webinars/"+w.Id+"/code")
}

type roomCodeView struct {
	Frame
	ID   string
	Form *form
}

func (s *site) renderRoomCode(e *core.RequestEvent, status int, w *webinars.Webinar, f *form) error {
	l := s.locale(e)
	view := roomCodeView{Frame: s.newFrame(e, l.T("webinar.code_title")), ID: w.Id, Form: f}
	view.Section, view.NoIndex = "webinars", true
	view.Crumbs = []Crumb{{l.T("frame.webinars"), "/webinars"}, {w.Title(), "/webinars/" + w.Id}}
	e.Response.Header().Set("Cache-Control", "no-store")
	return s.render(e, status, "webinar_code", &view)
}

// whoseCode is the webinar of the address and who was asked for a code.
func whoseCode(e *core.RequestEvent) (w *webinars.Webinar, r *webinars.Registration, cookie string, err error) {
	if w, err = webinars.Find(e.App, e.Request.PathValue("id")); err != nil {
		return nil, nil, "", err
	}
	if c, err := e.Request.Cookie(webinars.CodeCookie); err == nil {
		cookie = c.Value
	}
	r, err = webinars.WhoseCode(e.App, w, cookie, time.Now())
	return w, r, cookie, err
}

func (s *site) showRoomCode(e *core.RequestEvent) error {
	w, _, _, err := whoseCode(e)
	if err != nil {
		return err
	}
	return s.renderRoomCode(e, http.StatusOK, w, filled())
}

func (s *site) enterRoomCode(e *core.RequestEvent) error {
	w, r, cookie, err := whoseCode(e)
	if err != nil {
		return err
	}
	l, f := s.locale(e), filled()
	if err := accounts.Take(e.App, accounts.TryCode, r.Id, e.RealIP()); err != nil {
		status, err := f.take(e, l, err, "code")
		if err != nil {
			return err
		}
		return s.renderRoomCode(e, status, w, f)
	}
	entry, err := webinars.EnterCode(e.App, w, cookie, strings.TrimSpace(e.Request.PostFormValue("code")), time.Now())
	if errors.Is(err, webinars.ErrCode) || errors.Is(err, webinars.ErrCodeSpent) {
		_, key := s.describe(err)
		f.say(l, "code", l.T(key))
		return s.renderRoomCode(e, http.StatusUnprocessableEntity, w, f)
	}
	if err != nil {
		return err
	}
	return s.enterRoom(e, w, entry)
}

func (s *site) sendRoomCode(e *core.RequestEvent) error {
	w, r, _, err := whoseCode(e)
	if err != nil {
		return err
	}
	if err := accounts.Take(e.App, accounts.TryRoomCode, r.Id, e.RealIP()); err != nil {
		l, f := s.locale(e), filled()
		status, err := f.take(e, l, err, "code")
		if err != nil {
			return err
		}
		return s.renderRoomCode(e, status, w, f)
	}
	if err := s.options.Rooms.SendCode(e.App, r); err != nil {
		return err
	}
	return back(e, withSaid("/webinars/"+w.Id+"/code", "webinar_code_sent"))
}
