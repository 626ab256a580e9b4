package pages

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
)

type deleteView struct {
	accountView
	Certificates []keptCertificate // that stay valid without the account
}

// keptCertificate is what its owner should write down before the account goes. The course may be gone already.
type keptCertificate struct{ Course, Code string }

func (s *site) showDelete(e *core.RequestEvent) error {
	v, err := s.deleting(e)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "account_delete", v)
}

func (s *site) deleting(e *core.RequestEvent) (*deleteView, error) {
	base, err := s.mine(e, "account.delete_title")
	if err != nil {
		return nil, err
	}
	v := &deleteView{accountView: base}
	codes, err := certificates.CodesOf(e.App, base.Account.Id)
	if err != nil {
		return nil, err
	}
	learning, err := courses.LearningOf(e.App, base.Account.Id, mineAtMost)
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, l := range learning {
		titles[l.Enrolment] = l.Title
	}
	for enrolment, code := range codes {
		v.Certificates = append(v.Certificates, keptCertificate{titles[enrolment], code})
	}
	slices.SortFunc(v.Certificates, func(a, b keptCertificate) int {
		return cmp.Or(cmp.Compare(a.Course, b.Course), cmp.Compare(a.Code, b.Code))
	})
	return v, nil
}

func (s *site) deleteAccount(e *core.RequestEvent) error {
	v, err := s.deleting(e)
	if err != nil {
		return err
	}
	if askedForCode(e) {
		status, err := s.sendCode(e, &v.accountView)
		if err != nil {
			return err
		}
		return s.render(e, status, "account_delete", v)
	}
	err = s.proven(e, v.Account)
	if err == nil {
		err = accounts.Delete(e.App, v.Account)
	}
	if err != nil && !errors.Is(err, accounts.ErrNoPerson) { // who pressed twice has gone
		status, err := v.Form.take(e, s.locale(e), err, "proof")
		if err != nil {
			return err
		}
		return s.render(e, status, "account_delete", v)
	}
	setCookie(e, accounts.SessionCookie, "", -1)
	return back(e, withSaid("/", "account_deleted"))
}
