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
	var problems accounts.Problems // said before a code is used up
	if e.Request.PostFormValue("proof") == "" {
		problems = append(problems, accounts.Problem{Field: "proof", Code: "required"})
	}
	if code := accounts.CheckPassword(fresh, v.Account.Given(), v.Account.Family(), v.Account.Email()); code != "" {
		problems = append(problems, accounts.Problem{Field: "password", Code: code})
	}
	if err := problems.Err(); err != nil {
		return s.again(e, "account_password", &v, err, "proof")
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
