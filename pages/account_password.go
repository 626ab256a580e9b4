package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

func (s *site) showPassword(e *core.RequestEvent) error {
	v, err := s.mine(e, "account.password_title")
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "account_password", &v)
}

func (s *site) savePassword(e *core.RequestEvent) error {
	v, err := s.mine(e, "account.password_title")
	if err != nil {
		return err
	}
	if askedForCode(e) {
		return s.codeThenAgain(e, "account_password", &v)
	}
	fresh := e.Request.PostFormValue("password")
	if code := accounts.CheckPassword(fresh, v.Account.Given(), v.Account.Family(), v.Account.Email()); code != "" {
		// Said before a code is used up.
		return s.again(e, "account_password", &v, accounts.Problems{{Field: "password", Code: code}}, "password")
	}
	if err := s.proven(e, v.Account); err != nil {
		return s.again(e, "account_password", &v, err, "proof")
	}
	if err := accounts.ChangePassword(e.App, v.Account, fresh); err != nil {
		return s.again(e, "account_password", &v, err, "password")
	}
	return s.enter(e, v.Account, remembered(e), withSaid("/me/account", "password_changed"))
}

// remembered tells whether this device's session is a long one, so that the one that replaces it is too.
func remembered(e *core.RequestEvent) bool {
	visit, ok := e.Get(accounts.VisitKey).(accounts.Visit)
	return ok && visit.Long
}
