package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/notifications"
)

// unsubscribeView asks whether mails of some groups shall end, and says afterwards that they do.
type unsubscribeView struct {
	Frame
	Act    string // address of the post
	Groups []notifications.Group
	Dead   bool // the link is none of ours, or its person has gone
	Done   bool
	Back   bool // they come again
	Before map[notifications.Group]notifications.Way
}

func (s *site) askUnsubscribe(e *core.RequestEvent) error {
	view, _, err := s.newUnsubscribe(e)
	if err != nil {
		return err
	}
	return s.renderUnsubscribe(e, view)
}

// unsubscribe ends the mails, or takes that back. It answers with a page and no redirect: the button of a mail program posts here
// too (RFC 8058), without cookies, and follows none.
func (s *site) unsubscribe(e *core.RequestEvent) error {
	view, person, err := s.newUnsubscribe(e)
	if err != nil || view.Dead {
		return errors.Join(err, s.renderUnsubscribe(e, view))
	}
	if e.Request.PostFormValue("act") == "back" {
		ways := map[notifications.Group]notifications.Way{}
		for _, g := range view.Groups {
			if way := notifications.Way(e.Request.PostFormValue(string(g))); way != "" {
				ways[g] = way
			}
		}
		err, view.Back = notifications.Choose(e.App, person, ways), true
	} else {
		view.Before, err = notifications.Unsubscribe(e.App, person, view.Groups)
		view.Done = true
	}
	if err != nil {
		return err
	}
	return s.renderUnsubscribe(e, view)
}

func (s *site) newUnsubscribe(e *core.RequestEvent) (view *unsubscribeView, person string, err error) {
	token := e.Request.PathValue("token")
	view = &unsubscribeView{Frame: s.newFrame(e, ""), Act: notifications.UnsubscribePath + token}
	view.NoIndex = true
	person, view.Groups, err = notifications.Recognise(e.App, token)
	if err == nil {
		_, err = accounts.Find(e.App, person)
	}
	if errors.Is(err, notifications.ErrToken) || errors.Is(err, accounts.ErrNoPerson) {
		view.Dead, err = true, nil
	}
	return view, person, err
}

func (s *site) renderUnsubscribe(e *core.RequestEvent, view *unsubscribeView) error {
	status, title := http.StatusOK, "notice.end_title"
	switch {
	case view.Dead:
		status, title = http.StatusNotFound, "notice.dead_title"
	case view.Done:
		title = "notice.ended_title"
	case view.Back:
		title = "notice.back_title"
	}
	l := s.locale(e)
	view.Title = l.T(title)
	view.Crumbs = []Crumb{{Title: view.Title}}
	h := e.Response.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // the address is a key
	return s.render(e, status, "notice_unsubscribe", view)
}
