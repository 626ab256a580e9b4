package pages

import (
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// signUpCookie marks the browser that signed up, so that it need not ask for the password when the mail's link
// is opened in it.
const signUpCookie = "aula_sign_up"

func (s *site) showSignUp(e *core.RequestEvent) error {
	next := localPath(e.Request.URL.Query().Get("next"), "")
	if person(e) != nil {
		return back(e, localPath(next, "/me"))
	}
	v := s.accountFrame(e, "sign.up_title")
	v.Form = filled("locale", v.Lang)
	v.Next = next
	return s.render(e, http.StatusOK, "sign_up", &v)
}

func (s *site) signUp(e *core.RequestEvent) error {
	v := s.accountFrame(e, "sign.up_title")
	v.Form = typed(e, "given_name", "family_name", "email", "locale")
	v.Next = localPath(e.Request.PostFormValue("next"), "")
	wanted := accounts.SignUp{
		Given: v.Form.Value("given_name"), Family: v.Form.Value("family_name"), Email: v.Form.Value("email"),
		Password: e.Request.PostFormValue("password"), Locale: v.Form.Value("locale"),
	}
	wanted.Normalise()
	err := wanted.Check().Err()
	if err == nil { // what cannot succeed is not counted
		err = accounts.Take(e.App, accounts.TrySignUp, wanted.Email, e.RealIP())
	}
	var proof string
	if err == nil {
		proof, err = accounts.Register(e.App, wanted)
	}
	if err != nil {
		status, err := v.Form.take(e, s.locale(e), err, "email")
		if err != nil {
			return err
		}
		return s.render(e, status, "sign_up", &v)
	}
	setCookie(e, signUpCookie, proof, int((72 * time.Hour).Seconds()))
	if v.Next != "" {
		setCookie(e, nextCookie, v.Next, int((72 * time.Hour).Seconds()))
	}
	return back(e, "/sign-up/sent")
}

// nextCookie keeps where somebody wanted to go before they signed up.
const nextCookie = "aula_next"

func (s *site) showSignUpSent(e *core.RequestEvent) error {
	v := s.accountFrame(e, "sign.sent_title")
	if e.Request.URL.Query().Get("again") != "" {
		v.Notice = s.locale(e).T("sign.sent_again")
	}
	return s.render(e, http.StatusOK, "sign_up_sent", &v)
}

// showConfirm only shows a button: programs that look into mails for bad links follow them too.
func (s *site) showConfirm(e *core.RequestEvent) error {
	v := s.accountFrame(e, "sign.confirm_title")
	v.Token = hidesToken(e)
	p, suffices, err := accounts.ConfirmableBy(e.App, v.Token, confirmingProof(e, v.Token))
	if errors.Is(err, accounts.ErrConfirmed) {
		return back(e, withSaid("/sign-in", "already_confirmed"))
	}
	if err != nil {
		return s.showDeadLink(e, err)
	}
	v.Mailbox, v.NeedsKey = p.Email(), !suffices
	held, err := accounts.HeldByIdentity(e.App, p)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "sign_up_confirm", &confirmView{v, held && v.NeedsKey})
}

// confirmView is the page behind a confirming mail's link.
type confirmView struct {
	accountView
	Held bool // an identity opens the account, and this browser does not: its mailbox may be somebody else's
}

func (s *site) confirm(e *core.RequestEvent) error {
	v := s.accountFrame(e, "sign.confirm_title")
	v.Token = hidesToken(e)
	if e.Request.PostFormValue("act") == "release" {
		return s.releaseMailbox(e, v.Token)
	}
	proof := confirmingProof(e, v.Token)
	waiting, suffices, err := accounts.ConfirmableBy(e.App, v.Token, proof)
	if errors.Is(err, accounts.ErrConfirmed) {
		return back(e, withSaid("/sign-in", "already_confirmed"))
	}
	if err != nil {
		return s.showDeadLink(e, err)
	}
	v.Mailbox, v.NeedsKey = waiting.Email(), !suffices
	err = accounts.Take(e.App, accounts.TryPassword, v.Mailbox, e.RealIP())
	var p *accounts.Person
	if err == nil {
		p, err = accounts.Confirm(e.App, v.Token, proof, e.Request.PostFormValue("password"))
	}
	if err != nil {
		status, err := v.Form.take(e, s.locale(e), err, "password")
		if err != nil {
			return err
		}
		return s.render(e, status, "sign_up_confirm", &confirmView{accountView: v})
	}
	next := localPath(cookieValue(e, nextCookie), "/me")
	setCookie(e, signUpCookie, "", -1)
	setCookie(e, nextCookie, "", -1)
	if user := person(e); user != nil && user.Id == p.Id {
		return back(e, withSaid(next, "confirmed"))
	}
	return s.enter(e, p, false, withSaid(next, "confirmed"))
}

// confirmingProof is what shows that the account is this browser's: its person is signed in, or signed up here.
func confirmingProof(e *core.RequestEvent, token string) string {
	if user := person(e); user != nil {
		if _, suffices, err := accounts.ConfirmableBy(e.App, token, accounts.ProofOf(user)); err == nil && suffices {
			return accounts.ProofOf(user)
		}
	}
	return cookieValue(e, signUpCookie)
}

// releaseMailbox takes the mailbox from an account that its owner says is not theirs.
func (s *site) releaseMailbox(e *core.RequestEvent, token string) error {
	err := accounts.ReleaseMailbox(e.App, token)
	switch {
	case errors.Is(err, accounts.ErrConfirmed):
		return back(e, withSaid("/sign-in", "already_confirmed"))
	case err != nil:
		return s.showDeadLink(e, err)
	}
	return back(e, withSaid("/sign-up", "mailbox_released"))
}

// keepProof lets this browser, in which somebody is signed in, confirm their mailbox without the password, and go on to an address then.
func keepProof(e *core.RequestEvent, user *core.Record, next string) {
	setCookie(e, signUpCookie, accounts.ProofOf(user), int((72 * time.Hour).Seconds()))
	setCookie(e, nextCookie, next, int((72 * time.Hour).Seconds()))
}

func cookieValue(e *core.RequestEvent, name string) string {
	c, err := e.Request.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}
