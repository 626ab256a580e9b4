package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// factorView is the page between the password and everything else.
type factorView struct {
	accountView
	App     bool               // has an app
	Passkey *accounts.Ceremony // has a passkey, which can be used at this address
}

// half is the visit of somebody who has shown their password, and not yet their second factor.
func half(e *core.RequestEvent) (accounts.Visit, bool) {
	visit, ok := e.Get(accounts.VisitKey).(accounts.Visit)
	return visit, ok && visit.Factor == accounts.FactorAsked
}

func (s *site) showFactor(e *core.RequestEvent) error {
	visit, ok := half(e)
	if !ok {
		return back(e, localPath(e.Request.URL.Query().Get("next"), "/me"))
	}
	v, err := s.factorPage(e, visit, e.Request.URL.Query().Get("next"))
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "sign_factor", v)
}

func (s *site) factorPage(e *core.RequestEvent, visit accounts.Visit, next string) (*factorView, error) {
	v := &factorView{accountView: s.accountFrame(e, "factor.ask_title")}
	v.Next = localPath(next, "")
	v.Form.named = map[string]string{"code": "factor.code"}
	factors, err := accounts.SecondFactorsOf(e.App, visit.User.Id)
	if err != nil {
		return nil, err
	}
	for _, f := range factors {
		v.App = v.App || f.Kind() == accounts.AppFactor
	}
	passkey, err := accounts.AskPasskey(e.App, accounts.PersonOf(visit.User), visit.Session)
	if err == nil {
		v.Passkey = &passkey
	} else if !errors.Is(err, accounts.ErrNoFactor) && !errors.Is(err, accounts.ErrNoPasskeys) {
		return nil, err
	}
	return v, nil
}

// giveFactor takes a code of an app, or a spare one.
func (s *site) giveFactor(e *core.RequestEvent) error {
	visit, ok := half(e)
	if !ok {
		return back(e, localPath(e.Request.PostFormValue("next"), "/me"))
	}
	field, code := "code", e.Request.PostFormValue("code")
	if e.Request.PostForm.Has("spare") {
		field, code = "spare", e.Request.PostFormValue("spare")
	}
	err := takeFactor(e, visit.User)
	if err == nil {
		err = accounts.GiveCode(e.App, s.options.Vault, visit.User.Id, visit.Session, code)
	}
	if err == nil {
		accounts.Forgive(e.App, accounts.TryFactor, visit.User.Id)
		return back(e, localPath(e.Request.PostFormValue("next"), "/me"))
	}
	return s.factorAgain(e, visit, field, err)
}

// factorAgain shows the page once more with what is wrong.
func (s *site) factorAgain(e *core.RequestEvent, visit accounts.Visit, field string, err error) error {
	v, other := s.factorPage(e, visit, e.Request.PostFormValue("next"))
	if other != nil {
		return other
	}
	status, err := v.Form.take(e, s.locale(e), factorProblem(err, field), field)
	if err != nil {
		return err
	}
	return s.render(e, status, "sign_factor", v)
}

// takeFactor counts a try. Who tries too often may be somebody who has learnt the password: its owner is told.
func takeFactor(e *core.RequestEvent, user *core.Record) error {
	err := accounts.Take(e.App, accounts.TryFactor, user.Id, e.RealIP())
	if errors.Is(err, accounts.ErrTooMany) {
		return errors.Join(err, accounts.WarnOfTries(e.App, user.Id))
	}
	return err
}

// factorProblem says what is wrong with a code of a second factor as a problem of its field.
func factorProblem(err error, field string) error {
	switch {
	case errors.Is(err, accounts.ErrFactorUsed):
		return accounts.Problems{{Field: field, Code: "factor_used"}}
	case errors.Is(err, accounts.ErrFactorCode) && field == "spare":
		return accounts.Problems{{Field: field, Code: "factor_spare"}}
	case errors.Is(err, accounts.ErrFactorCode):
		return accounts.Problems{{Field: field, Code: "factor_code"}}
	}
	return err
}
