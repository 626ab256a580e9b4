package pages

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/locales"
	"aula/organisations"
)

// form is a form as it was typed, with what is wrong with it. Passwords and codes are never given back.
type form struct {
	values   map[string]string
	locale   *locales.Locale   // of the problems; nil while there are none
	named    map[string]string // texts above fields that are called otherwise elsewhere
	Problems []fieldProblem
}

// fieldProblem is what is wrong with one field, in the reader's language. Field is empty if it is about all.
type fieldProblem struct{ Field, Text string }

// labels are the texts that stand above fields, so that a list of problems can name them.
var labels = map[string]string{
	"given_name": "account.given_name", "family_name": "account.family_name", "email": "account.email",
	"password": "account.password", "proof": "account.proof", "code": "sign.code", "spare": "factor.spare", "factor_name": "factor.name", "locale": "account.language",
	"text_size": "account.text_size", "tax_code": "account.tax_code", "role": "account.role", "name": "setup.name", "ipa": "setup.ipa", "logo": "setup.logo",
	"url": "setup.url", "privacy_url": "setup.privacy_url", "accessibility_url": "setup.accessibility_url",
	"day": "deadline.day", "after": "deadline.days", "kind": "deadline.word",
	"sender_name": "setup.sender_name", "sender_address": "setup.sender_address", "smtp_host": "setup.smtp_host",
	"smtp_port": "setup.smtp_port", "signatory": "setup.signatory", "signatory_role": "setup.signatory_role",
	"title": "webinar.title", "description": "webinar.description", "start": "webinar.start", "minutes": "webinar.length", "zone": "webinar.zone",
	"hosts": "webinar.hosts", "presenters": "webinar.presenters", "seats": "webinar.seats", "series": "webinar.series",
	"percent": "webinar.percent", "course_key": "webinar.course_key",
	"presence": "register.presence", "reason": "register.reason",
	"time": "extras.time", "tries": "extras.tries", "recording_days": "recordings.days", "recording_hours": "recorded.legend",
}

// typed reads fields of a posted form.
func typed(e *core.RequestEvent, names ...string) *form {
	f := &form{values: map[string]string{}}
	for _, name := range names {
		f.values[name] = e.Request.PostFormValue(name)
	}
	return f
}

// filled is a form that shows values already known: name, value pairs.
func filled(pairs ...string) *form {
	f := &form{values: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values[pairs[i]] = pairs[i+1]
	}
	return f
}

// Value is what was typed.
func (f *form) Value(name string) string { return f.values[name] }

// Is tells whether this was typed or chosen.
func (f *form) Is(name, value string) bool { return f.values[name] == value }

// Problem is what is wrong with the field, "" if nothing is.
func (f *form) Problem(name string) string {
	for _, p := range f.Problems {
		if p.Field == name {
			return p.Text
		}
	}
	return ""
}

// Wrong tells whether anything is wrong.
func (f *form) Wrong() bool { return len(f.Problems) > 0 }

// Label is what stands above a field that is to blame, "" if it is not known.
func (f *form) Label(field string) string {
	key := cmp.Or(f.named[field], labels[field])
	if f.locale == nil || key == "" {
		return ""
	}
	return f.locale.T(key)
}

// say notes a problem with a field, which may be "".
func (f *form) say(l *locales.Locale, field, text string) {
	f.locale = l
	f.Problems = append(f.Problems, fieldProblem{field, text})
}

func (f *form) blame(l *locales.Locale, field, code string) {
	f.say(l, field, l.T("account.problem."+code, "least", accounts.ShortestPassword))
}

// take writes what a rule objects to into the form and returns the status for showing it again. An error that is
// no objection to the form comes back. field is to blame where the error does not name one.
func (f *form) take(e *core.RequestEvent, l *locales.Locale, err error, field string) (status int, other error) {
	var problems accounts.Problems
	var centre organisations.Problems
	var wait accounts.TooMany
	switch {
	case errors.As(err, &centre):
		for _, p := range centre {
			f.say(l, p.Field, l.T("setup.problem."+p.Code))
		}
	case errors.As(err, &problems):
		for _, p := range problems {
			f.blame(l, p.Field, p.Code)
		}
	case errors.As(err, &wait):
		e.Response.Header().Set("Retry-After", strconv.Itoa(wait.Seconds()))
		f.say(l, field, l.T("account.problem.too_many", "count", wait.Minutes()))
		return http.StatusTooManyRequests, nil
	case errors.Is(err, accounts.ErrCredentials), errors.Is(err, accounts.ErrNotProven):
		f.blame(l, field, "credentials")
	case errors.Is(err, accounts.ErrLastAdministrator):
		f.blame(l, field, "last_administrator")
	case errors.Is(err, accounts.ErrRole):
		f.blame(l, field, "role")
	default:
		return 0, err
	}
	return http.StatusUnprocessableEntity, nil
}

// accountView is what the pages of coming in and of the own account show.
type accountView struct {
	Frame
	Form     *form
	Next     string // where to go afterwards, may be empty
	Token    string // of a mail's link
	NeedsKey bool   // the link alone does not suffice: the password is asked for
	Mailbox  string // that the page is about
	Account  *accounts.Person
	Notice   string      // what has just happened while the form stays open
	Tabs     []manageTab // of the management's area, on its pages
}

// accountFrame begins a page of this family: never stored by browsers or found by search engines.
func (s *site) accountFrame(e *core.RequestEvent, title string) accountView {
	e.Response.Header().Set("Cache-Control", "no-store")
	v := accountView{Frame: s.newFrame(e, s.locale(e).T(title)), Form: &form{}}
	v.NoIndex = true
	return v
}

// mine begins a page of the account's area. It returns errSignInFirst if nobody is signed in.
func (s *site) mine(e *core.RequestEvent, title string) (accountView, error) {
	user, err := signedIn(e)
	if err != nil {
		return accountView{}, err
	}
	// What is written is the record as it is now, not as a session remembers it.
	p, err := accounts.Find(e.App, user.Id)
	if err != nil {
		return accountView{}, err
	}
	v := s.accountFrame(e, title)
	v.Section = "me"
	v.Account = p
	l := s.locale(e)
	v.Crumbs = []Crumb{{l.T("frame.me"), "/me"}}
	if title != "account.title" {
		v.Crumbs = append(v.Crumbs, Crumb{l.T("account.title"), "/me/account"})
	}
	v.Crumbs = append(v.Crumbs, Crumb{Title: v.Title})
	return v, nil
}

// askedForCode tells whether the form was sent by its button "send me a code".
func askedForCode(e *core.RequestEvent) bool { return e.Request.PostFormValue("act") == "code" }

// sendCode queues a code to the person who is signed in, for a form that they are about to send.
func (s *site) sendCode(e *core.RequestEvent, v *accountView) (status int, other error) {
	l := s.locale(e)
	err := accounts.Take(e.App, accounts.TryCodeMail, v.Account.Email(), e.RealIP())
	if err == nil {
		err = accounts.RequestCode(e.App, v.Account.Email())
	}
	if err != nil {
		return v.Form.take(e, l, err, "proof")
	}
	v.Notice = l.T("account.code_queued", "email", v.Account.Email())
	return http.StatusOK, nil
}

// proven checks the password or the code by which somebody signed in shows again who they are.
func (s *site) proven(e *core.RequestEvent, p *accounts.Person) error {
	if err := accounts.Take(e.App, accounts.TryPassword, p.Id, e.RealIP()); err != nil {
		return err
	}
	if err := accounts.ShowAgain(e.App, p, strings.TrimSpace(e.Request.PostFormValue("proof"))); err != nil {
		return err
	}
	accounts.Forgive(e.App, accounts.TryPassword, p.Id)
	return nil
}
