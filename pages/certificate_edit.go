package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/internal/audit"
)

// certificateEditView shows staff one certificate, and what they can do about it.
type certificateEditView struct {
	manageFrame
	Certificate *certificates.Certificate
	Facts       certificates.Facts
	State       string
	Period      string
	Replaces    *certificates.Certificate // nil where there is none
	ReplacedBy  *certificates.Certificate
	Name        *form
	Revocation  *form
	CanCorrect  bool
	CanRevoke   bool
	CanReissue  bool
}

func (s *site) editCertificate(e *core.RequestEvent) error {
	view, err := s.editing(e)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "certificate_edit", view)
}

func (s *site) editing(e *core.RequestEvent) (*certificateEditView, error) {
	unseen(e)
	l := s.locale(e)
	c, err := certificates.FindByID(e.App, e.Request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	title := l.T("certificates.one", "number", c.Number())
	view := &certificateEditView{
		manageFrame: s.newManageFrame(e, title, "/manage/certificates", Crumb{l.T("certificates.title"), "/manage/certificates"}, Crumb{Title: c.Number()}),
		Certificate: c, Facts: c.Facts(), State: l.T("certificates.state." + string(c.State())),
		CanCorrect: c.Holds() && accounts.Allowed(e.Auth, accounts.CorrectNames),
		CanRevoke:  c.Holds() && accounts.Allowed(e.Auth, accounts.RevokeCertificates),
		CanReissue: c.State() == certificates.Revoked && c.ReplacedBy() == "" && accounts.Allowed(e.Auth, accounts.RevokeCertificates),
	}
	view.Period = periodOf(l, view.Facts)
	view.Name = filled("given_name", view.Facts.Given, "family_name", view.Facts.Family)
	view.Revocation = filled()
	for id, into := range map[string]**certificates.Certificate{c.Replaces(): &view.Replaces, c.ReplacedBy(): &view.ReplacedBy} {
		if id == "" {
			continue
		}
		if *into, err = certificates.FindByID(e.App, id); err != nil {
			return nil, err
		}
	}
	return view, nil
}

func (s *site) renameCertificate(e *core.RequestEvent) error {
	view, err := s.editing(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	view.Name = typed(e, "given_name", "family_name")
	given, family := accounts.NormaliseName(view.Name.Value("given_name")), accounts.NormaliseName(view.Name.Value("family_name"))
	if given == view.Facts.Given && family == view.Facts.Family {
		view.Name.Problems = []fieldProblem{{"given_name", l.T("certificates.problem.same")}}
		return s.render(e, http.StatusUnprocessableEntity, "certificate_edit", view)
	}
	id, fresh := view.Certificate.Id, (*certificates.Certificate)(nil)
	err = accounts.Audited(e, audit.CertificateRenamed.On(audit.Certificate, id), func() (err error) {
		fresh, err = certificates.Rename(e.App, id, given, family)
		return err
	})
	if errors.Is(err, certificates.ErrName) {
		view.Name.Problems = []fieldProblem{{"given_name", l.T("certificates.problem.name")}}
		return s.render(e, http.StatusUnprocessableEntity, "certificate_edit", view)
	}
	if err != nil {
		return err
	}
	return back(e, withSaid("/manage/certificates/"+fresh.Id, "certificate_corrected"))
}

func (s *site) revokeCertificate(e *core.RequestEvent) error {
	view, err := s.editing(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	view.Revocation = typed(e, "reason", "confirm")
	if !view.Revocation.Is("confirm", "yes") {
		view.Revocation.Problems = append(view.Revocation.Problems, fieldProblem{"confirm", l.T("certificates.problem.confirm")})
	} else if err = revoke(e, view.Certificate.Id, view.Revocation.Value("reason")); err == nil {
		return back(e, withSaid("/manage/certificates/"+view.Certificate.Id, "certificate_revoked"))
	}
	if view.Revocation.Value("reason") == "" || errors.Is(err, certificates.ErrNoReason) {
		view.Revocation.Problems = append([]fieldProblem{{"reason", l.T("certificates.problem.reason")}}, view.Revocation.Problems...)
		err = nil
	}
	if err != nil {
		return err
	}
	return s.render(e, http.StatusUnprocessableEntity, "certificate_edit", view)
}

func revoke(e *core.RequestEvent, id, reason string) error {
	return accounts.Audited(e, audit.CertificateRevoked.On(audit.Certificate, id), func() error {
		_, err := certificates.Revoke(e.App, id, reason)
		return err
	})
}

func (s *site) reissueCertificate(e *core.RequestEvent) error {
	unseen(e)
	id, fresh := e.Request.PathValue("id"), (*certificates.Certificate)(nil)
	err := accounts.Audited(e, audit.CertificateReissued.On(audit.Certificate, id), func() (err error) {
		fresh, err = certificates.Reissue(e.App, id)
		return err
	})
	if err != nil {
		return err
	}
	return back(e, withSaid("/manage/certificates/"+fresh.Id, "certificate_reissued"))
}
