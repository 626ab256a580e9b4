package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

func (s *site) showEmail(e *core.RequestEvent) error {
	v, err := s.mine(e, "account.email_title")
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "account_email", &v)
}

func (s *site) requestEmail(e *core.RequestEvent) error {
	v, err := s.mine(e, "account.email_title")
	if err != nil {
		return err
	}
	v.Form = typed(e, "email")
	if askedForCode(e) {
		return s.codeThenAgain(e, "account_email", &v)
	}
	email := accounts.NormaliseAddress(v.Form.Value("email"))
	err = mailboxProblem(email)
	if err == nil {
		err = s.proven(e, v.Account)
	}
	if err != nil {
		return s.again(e, "account_email", &v, err, "proof")
	}
	err = accounts.Take(e.App, accounts.TryNewEmail, v.Account.Id, e.RealIP())
	if err == nil {
		err = accounts.RequestNewEmail(e.App, v.Account, email)
	}
	if err != nil {
		return s.again(e, "account_email", &v, err, "email")
	}
	return back(e, withSaid("/me/account", "new_email_queued"))
}

// codeThenAgain sends a code and shows the form again as it was typed.
func (s *site) codeThenAgain(e *core.RequestEvent, page string, v *accountView) error {
	status, err := s.sendCode(e, v)
	if err != nil {
		return err
	}
	return s.render(e, status, page, v)
}

// showMove is opened from the mail to the new mailbox. It changes nothing: see showConfirm.
func (s *site) showMove(e *core.RequestEvent) error {
	v, err := s.moving(e)
	if err != nil {
		return s.showDeadLink(e, err)
	}
	return s.render(e, http.StatusOK, "account_email_confirm", &v)
}

func (s *site) moving(e *core.RequestEvent) (accountView, error) {
	v := s.accountFrame(e, "account.move_title")
	v.Token = hidesToken(e)
	p, email, err := accounts.MovableBy(e.App, v.Token)
	if err != nil {
		return v, err
	}
	v.Mailbox = email
	v.NeedsKey = person(e) == nil || person(e).Id != p.Id
	v.Account = p
	return v, nil
}

func (s *site) moveEmail(e *core.RequestEvent) error {
	v, err := s.moving(e)
	if err != nil {
		return s.showDeadLink(e, err)
	}
	by := ""
	if !v.NeedsKey {
		by = v.Account.Id
	}
	err = accounts.Take(e.App, accounts.TryPassword, v.Account.Id, e.RealIP())
	var p *accounts.Person
	if err == nil {
		p, err = accounts.MoveEmail(e.App, v.Token, by, e.Request.PostFormValue("password"))
	}
	if errors.Is(err, accounts.ErrLink) {
		return s.showDeadLink(e, err)
	}
	if err != nil {
		return s.again(e, "account_email_confirm", &v, err, "password")
	}
	return s.enter(e, p, false, withSaid("/me/account", "email_moved"))
}
