package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

func wrong(err error) bool { return errors.Is(err, accounts.ErrCredentials) }

// mailboxProblem is what a form says of a mailbox that cannot be one.
func mailboxProblem(email string) error {
	switch {
	case email == "":
		return accounts.Problems{{Field: "email", Code: "required"}}
	case !accounts.ValidAddress(email):
		return accounts.Problems{{Field: "email", Code: "email"}}
	}
	return nil
}

func (s *site) showResetRequest(e *core.RequestEvent) error {
	v := s.accountFrame(e, "sign.reset_title")
	return s.render(e, http.StatusOK, "sign_reset", &v)
}

func (s *site) requestReset(e *core.RequestEvent) error {
	v := s.accountFrame(e, "sign.reset_title")
	v.Form = typed(e, "email")
	email := accounts.NormaliseAddress(v.Form.Value("email"))
	err := mailboxProblem(email)
	if err == nil {
		err = accounts.Take(e.App, accounts.TryResetMail, email, e.RealIP())
	}
	if err == nil {
		err = accounts.RequestReset(e.App, email)
	}
	if err != nil {
		status, err := v.Form.take(e, s.locale(e), err, "email")
		if err != nil {
			return err
		}
		return s.render(e, status, "sign_reset", &v)
	}
	v.Mailbox = email
	return s.render(e, http.StatusOK, "sign_reset_sent", &v)
}

func (s *site) showReset(e *core.RequestEvent) error {
	v := s.accountFrame(e, "sign.new_password_title")
	v.Token = hidesToken(e)
	p, err := accounts.ResettableBy(e.App, v.Token)
	if err != nil {
		return s.showDeadLink(e, err)
	}
	v.Mailbox = p.Email()
	return s.render(e, http.StatusOK, "sign_reset_new", &v)
}

func (s *site) reset(e *core.RequestEvent) error {
	v := s.accountFrame(e, "sign.new_password_title")
	v.Token = hidesToken(e)
	err := accounts.Take(e.App, accounts.TryLink, "", e.RealIP())
	if err != nil {
		return err
	}
	p, err := accounts.Reset(e.App, v.Token, e.Request.PostFormValue("password"))
	if errors.Is(err, accounts.ErrLink) {
		return s.showDeadLink(e, err)
	}
	if err != nil {
		v.Mailbox = p.Email()
		status, err := v.Form.take(e, s.locale(e), err, "password")
		if err != nil {
			return err
		}
		return s.render(e, status, "sign_reset_new", &v)
	}
	return s.enter(e, p, false, withSaid("/me", "password_changed"))
}

// showDeadLink says that a link of a mail holds no more, and how to get another.
func (s *site) showDeadLink(e *core.RequestEvent, err error) error {
	if !errors.Is(err, accounts.ErrLink) {
		return err
	}
	v := s.accountFrame(e, "sign.link_title")
	return s.render(e, http.StatusGone, "sign_link_dead", &v)
}
