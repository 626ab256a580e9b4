package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

func (s *site) showCodeRequest(e *core.RequestEvent) error {
	v := s.accountFrame(e, "sign.code_title")
	v.Next = localPath(e.Request.URL.Query().Get("next"), "")
	return s.render(e, http.StatusOK, "sign_code", &v)
}

// requestCode queues a code and shows where to write it, whether or not anybody has the mailbox.
func (s *site) requestCode(e *core.RequestEvent) error {
	v := s.accountFrame(e, "sign.code_title")
	v.Form = typed(e, "email", "remember")
	v.Next = localPath(e.Request.PostFormValue("next"), "")
	email := accounts.NormaliseAddress(v.Form.Value("email"))
	err := mailboxProblem(email)
	if err == nil {
		err = accounts.Take(e.App, accounts.TryCodeMail, email, e.RealIP())
	}
	if err == nil {
		err = accounts.RequestCode(e.App, email)
	}
	if err != nil {
		status, err := v.Form.take(e, s.locale(e), err, "email")
		if err != nil {
			return err
		}
		return s.render(e, status, "sign_code", &v)
	}
	v.Mailbox = email
	return s.render(e, http.StatusOK, "sign_code_enter", &v)
}

func (s *site) enterCode(e *core.RequestEvent) error {
	v := s.accountFrame(e, "sign.code_title")
	v.Form = typed(e, "remember")
	v.Next = localPath(e.Request.PostFormValue("next"), "")
	v.Mailbox = accounts.NormaliseAddress(e.Request.PostFormValue("email"))
	code := e.Request.PostFormValue("code")
	err := accounts.Take(e.App, accounts.TryCode, v.Mailbox, e.RealIP())
	var p *accounts.Person
	if err == nil {
		p, err = accounts.ByCode(e.App, v.Mailbox, code)
	}
	if err == nil {
		accounts.Forgive(e.App, accounts.TryCode, v.Mailbox)
		return s.enter(e, p, v.Form.Is("remember", "yes"), v.Next)
	}
	status, err := v.Form.take(e, s.locale(e), codeProblem(err), "code")
	if err != nil {
		return err
	}
	return s.render(e, status, "sign_code_enter", &v)
}

// codeProblem says of a code what credentials would say of a password.
func codeProblem(err error) error {
	if wrong(err) {
		return accounts.Problems{{Field: "code", Code: "code"}}
	}
	return err
}
