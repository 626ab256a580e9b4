package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/internal/audit"
)

// askCloseClass says what closing counts, before it is done for good.
func (s *site) askCloseClass(e *core.RequestEvent) error {
	now := time.Now()
	view, err := s.newClassView(e, now, nil)
	if err != nil {
		return err
	}
	switch view.State {
	case "closed":
		return classes.ErrRegisterClosed
	case "cancelled":
		return classes.ErrSettled
	case "early", "open":
		return classes.ErrNotOver
	}
	l := s.locale(e)
	if view.classFrame, err = s.newClassFrame(e, l.T("class.close_title"), true); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "class_close", view)
}

func (s *site) closeClass(e *core.RequestEvent) error {
	d, x, m, err := classAt(e)
	if err != nil {
		return err
	}
	if x.State() == classes.Cancelled {
		return classes.ErrSettled
	}
	if !m.Closed() { // twice is said once
		act := audit.ClassClosed.On(audit.Edition, x.Id, "session", m.Id)
		if err := accounts.Audited(e, act, func() error { return classes.Close(e.App, m.Id, time.Now()) }); err != nil {
			return err
		}
	}
	return back(e, withSaid(registerAddress(d, x, m.Id), "class_closed"))
}
