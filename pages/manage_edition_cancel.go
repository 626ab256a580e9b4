package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/internal/audit"
)

func (s *site) announceEdition(e *core.RequestEvent) error {
	d, x, err := deskOf(e, true)
	if err != nil {
		return err
	}
	f := typed(e, "news")
	err = accounts.Audited(e, audit.EditionChanged.On(audit.Edition, x.Id, "what", "news"), func() error { return classes.Announce(e.App, x.Id, f.Value("news")) })
	var problems accounts.Problems
	if errors.As(err, &problems) {
		f.blameEdition(s.locale(e), problems, nil)
		return s.renderRoll(e, http.StatusUnprocessableEntity, d, x, f, nil)
	}
	if err != nil {
		return err
	}
	return back(e, withSaid(d.of(x), "edition_announced"))
}

// editionCancelView asks why, and says whom it touches.
type editionCancelView struct {
	editionFrame
	At, Edition string
	Count       int
	Form        *form
}

func (s *site) askCancelEdition(e *core.RequestEvent) error {
	d, x, err := deskOf(e, false)
	if err != nil {
		return err
	}
	if x.Settled() {
		return classes.ErrSettled
	}
	return s.renderCancelEdition(e, http.StatusOK, d, x, filled())
}

func (s *site) renderCancelEdition(e *core.RequestEvent, status int, d editionDesk, x *classes.Edition, f *form) error {
	count, err := classes.CountSeats(e.App, x.Id)
	if err != nil {
		return err
	}
	l := s.locale(e)
	view := editionCancelView{editionFrame: s.newEditionFrame(e, d, l.T("edition.cancel_title"), Crumb{x.Title(), d.of(x)}, Crumb{Title: l.T("edition.cancel_title")}),
		At: d.of(x), Edition: x.Title(), Count: count.In + count.Waiting + count.Asked, Form: f}
	return s.render(e, status, "edition_cancel", &view)
}

func (s *site) cancelEdition(e *core.RequestEvent) error {
	d, x, err := deskOf(e, false)
	if err != nil {
		return err
	}
	f := typed(e, "reason")
	err = accounts.Audited(e, audit.EditionCancelled.On(audit.Edition, x.Id), func() error { return classes.Cancel(e.App, x.Id, f.Value("reason")) })
	var problems accounts.Problems
	if errors.As(err, &problems) {
		f.blameEdition(s.locale(e), problems, nil)
		return s.renderCancelEdition(e, http.StatusUnprocessableEntity, d, x, f)
	}
	if err != nil {
		return err
	}
	return back(e, withSaid(d.of(x), "edition_cancelled"))
}
