package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// factorPasskeyView is how somebody sets a passkey up.
type factorPasskeyView struct {
	accountView
	Ceremony accounts.Ceremony
}

func (s *site) showFactorPasskey(e *core.RequestEvent) error {
	v, visit, err := s.changing(e, "factor.passkey_title")
	if err != nil || visit.User == nil {
		return err
	}
	v.Form = filled("factor_name", accounts.Device(e.Request.UserAgent()))
	return s.factorPasskey(e, http.StatusOK, v, visit)
}

func (s *site) factorPasskey(e *core.RequestEvent, status int, base accountView, visit accounts.Visit) error {
	v := &factorPasskeyView{accountView: base}
	var err error
	if v.Ceremony, err = accounts.BeginPasskey(e.App, v.Account, visit.Session); err != nil {
		return err
	}
	return s.render(e, status, "account_factor_passkey", v)
}

func (s *site) saveFactorPasskey(e *core.RequestEvent) error {
	v, visit, err := s.changing(e, "factor.passkey_title")
	if err != nil || visit.User == nil {
		return err
	}
	v.Form = typed(e, "factor_name")
	spare, err := accounts.FinishPasskey(e.App, v.Account, visit.Session, v.Form.Value("factor_name"), e.Request.PostFormValue("answer"))
	if err != nil {
		status, err := v.Form.take(e, s.locale(e), passkeyProblem(err), "factor_name")
		if err != nil {
			return err
		}
		return s.factorPasskey(e, status, v, visit)
	}
	return s.factorAdded(e, v, spare)
}

// passkeyProblem says what is wrong with what a passkey has answered. It is about no field.
func passkeyProblem(err error) error {
	switch {
	case errors.Is(err, accounts.ErrPasskeyCopied):
		return accounts.Problems{{Code: "passkey_copied"}}
	case errors.Is(err, accounts.ErrPasskey), errors.Is(err, accounts.ErrFactorBegun):
		return accounts.Problems{{Code: "passkey"}}
	}
	return err
}

// givePasskey takes what a passkey has signed in the place of a code.
func (s *site) givePasskey(e *core.RequestEvent) error {
	visit, ok := half(e)
	if !ok {
		return back(e, localPath(e.Request.PostFormValue("next"), "/me"))
	}
	err := takeFactor(e, visit.User)
	if err == nil {
		err = accounts.GivePasskey(e.App, accounts.PersonOf(visit.User), visit.Session, e.Request.PostFormValue("answer"))
	}
	if err != nil {
		return s.factorAgain(e, visit, "", passkeyProblem(err))
	}
	accounts.Forgive(e.App, accounts.TryFactor, visit.User.Id)
	return back(e, localPath(e.Request.PostFormValue("next"), "/me"))
}
