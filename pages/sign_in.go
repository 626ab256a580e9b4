package pages

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// signInView is the page on which people say by what they come in.
type signInView struct {
	accountView
	SPID []spidChoice
	Ways []wayIn
}

func (s *site) signInPage(e *core.RequestEvent, next string) (*signInView, error) {
	v := &signInView{accountView: s.accountFrame(e, "sign.in_title")}
	v.Next = next
	to := url.Values{}
	if next != "" {
		to.Set("next", next)
	}
	var err error
	if v.Ways, err = s.waysIn(e.App, to); err != nil {
		return v, err
	}
	v.SPID, err = s.spidChoices(e, to)
	return v, err
}

func (s *site) showSignIn(e *core.RequestEvent) error {
	next := localPath(e.Request.URL.Query().Get("next"), "")
	if person(e) != nil {
		return back(e, localPath(next, "/me"))
	}
	v, err := s.signInPage(e, next)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "sign_in", v)
}

func (s *site) signIn(e *core.RequestEvent) error {
	v, err := s.signInPage(e, localPath(e.Request.PostFormValue("next"), ""))
	if err != nil {
		return err
	}
	v.Form = typed(e, "email", "remember")
	p, err := s.byPassword(e, v.Form.Value("email"), e.Request.PostFormValue("password"))
	if errors.Is(err, accounts.ErrUnconfirmed) {
		return s.remindToConfirm(e, p)
	}
	if err != nil {
		status, err := v.Form.take(e, s.locale(e), err, "password")
		if err != nil {
			return err
		}
		return s.render(e, status, "sign_in", v)
	}
	return s.enter(e, p, v.Form.Is("remember", "yes"), v.Next)
}

// byPassword counts the try before a password's check, which is dear, is spent on it.
func (s *site) byPassword(e *core.RequestEvent, email, password string) (*accounts.Person, error) {
	var problems accounts.Problems
	if email == "" {
		problems = append(problems, accounts.Problem{Field: "email", Code: "required"})
	}
	if password == "" {
		problems = append(problems, accounts.Problem{Field: "password", Code: "required"})
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	if err := accounts.Take(e.App, accounts.TryPassword, email, e.RealIP()); err != nil {
		return nil, err
	}
	p, err := accounts.ByPassword(e.App, email, password)
	if err == nil || errors.Is(err, accounts.ErrUnconfirmed) {
		accounts.Forgive(e.App, accounts.TryPassword, email)
	}
	return p, err
}

// remindToConfirm sends the confirming mail again to who knows the password but has not confirmed yet.
func (s *site) remindToConfirm(e *core.RequestEvent, p *accounts.Person) error {
	err := accounts.Take(e.App, accounts.TryConfirmMail, p.Email(), e.RealIP())
	if err == nil {
		err = accounts.ResendConfirmation(e.App, p.Record)
	}
	if err != nil && !errors.Is(err, accounts.ErrTooMany) { // then the mails sent before suffice
		return err
	}
	return back(e, "/sign-up/sent?again=1")
}
