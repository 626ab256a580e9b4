package hooks

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"aula/accounts"
	"aula/internal/jobs"
	"aula/locales"
	"aula/notifications"
	"aula/organisations"
	"aula/webinars"
)

// webinarMailKind is the kind of the jobs that write to guests, and that send anybody a code.
const webinarMailKind = "webinar_mail"

// webinarCode is what a mail with a code is about, beside the kinds of notices.
const webinarCode = "webinar_code"

// webinarMail is a mail to a guest. It holds no link and no code: both are made when it is sent.
type webinarMail struct {
	Registration string            `json:"registration"`
	Kind         string            `json:"kind"` // of a notice, or webinarCode
	Values       map[string]string `json:"values"`
	Link         string            `json:"link,omitempty"` // path of the button, where it is neither the joining link nor the webinar's page
	ID           string            `json:"id"`
	Asked        string            `json:"asked"` // the registration's place when it was written: who withdrew and came back gets the newer one
}

func writeToGuest(tx core.App, r *webinars.Registration, kind, key string, values map[string]string, link string) error {
	return jobs.Add(tx, webinarMailKind, key, webinarMail{
		Registration: r.Id, Kind: kind, Values: values, Link: link, ID: security.RandomString(20), Asked: r.GetDateTime("asked").String(),
	})
}

// sendWebinarMail is the queue's handler of mails to guests, and of codes. What holds no more is not sent.
func sendWebinarMail(_ context.Context, app core.App, payload json.RawMessage) error {
	var m webinarMail
	if err := json.Unmarshal(payload, &m); err != nil {
		return fmt.Errorf("read mail about a webinar: %w: %w", err, jobs.ErrGiveUp)
	}
	if holds, err := webinarHolds(app, m.Registration, m.Kind, m.Values); err != nil || !holds {
		return err
	}
	r, err := webinars.FindRegistration(app, m.Registration)
	if err != nil {
		return err
	}
	to, language, err := mailboxOf(app, r)
	if err != nil || to == "" || m.Asked != "" && m.Asked != r.GetDateTime("asked").String() {
		return err
	}
	x, err := webinarLetter(app, r, m, language)
	if err != nil {
		return err
	}
	message, err := x.message()
	if err != nil {
		return err
	}
	direct(app, x.centre, message, to, m.ID)
	if err := app.NewMailClient().Send(message); err != nil {
		return verdict(fmt.Errorf("send mail about a webinar: %w", err))
	}
	return nil
}

// mailboxOf is where a registration's mails go, in what language; empty if whose it was has gone.
func mailboxOf(app core.App, r *webinars.Registration) (to, language string, err error) {
	if r.IsGuest() {
		return r.Email(), r.Locale(), nil
	}
	p, err := accounts.Find(app, r.User())
	if errors.Is(err, accounts.ErrNoPerson) || err == nil && !p.Verified() {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	return p.Email(), p.Locale(), nil
}

func webinarLetter(app core.App, r *webinars.Registration, m webinarMail, language string) (letter, error) {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return letter{}, err
	}
	x := letter{locale: locales.For(language), centre: centre, home: address(app, centre), texts: "notice." + m.Kind, values: m.Values}
	if x.values == nil {
		x.values = map[string]string{}
	}
	x.values["name"] = r.Name()
	if m.Kind == webinarCode {
		x.texts = "mail." + webinarCode
		code, err := webinars.MintCode(app, r.Id, time.Now())
		x.code = spaced(code)
		x.values["code"] = x.code
		return x, err
	}
	path, err := webinarLink(app, notifications.Kind(m.Kind), r)
	x.link = x.home + cmp.Or(path, m.Link, "/webinars/"+r.Webinar())
	if r.IsGuest() {
		x.foot.Why = x.locale.T(guestFoot(notifications.Kind(m.Kind)))
	}
	if err == nil && isThanks(notifications.Kind(m.Kind)) && r.News() {
		err = x.nextWebinars(app)
	}
	return x, err
}

func isThanks(k notifications.Kind) bool {
	return k == notifications.WebinarThanks || k == notifications.WebinarCredit
}

// guestFoot says below a letter to a guest why it comes, and what a guest can do.
func guestFoot(k notifications.Kind) string {
	switch k {
	case notifications.WebinarCredit:
		return "webinar.guest_foot_credit"
	case notifications.WebinarThanks, notifications.WebinarCancelled, notifications.WebinarRemoved:
		return "webinar.guest_foot_over"
	}
	return "webinar.guest_foot"
}

// webinarLink is the joining link in mails that invite to come in, and in those to guests who wait: it is how they leave the list. Other
// mails lead to the page that their notice names.
func webinarLink(app core.App, kind notifications.Kind, r *webinars.Registration) (string, error) {
	switch kind {
	case notifications.WebinarRegistered, notifications.WebinarPromoted, notifications.WebinarSoon, notifications.WebinarChanged, notifications.WebinarWaiting:
	default:
		return "", nil
	}
	w, err := webinars.Find(app, r.Webinar())
	if err != nil || w.NeedsSignIn() || r.State() != webinars.Registered && !(r.State() == webinars.Waiting && r.IsGuest()) {
		return "", err
	}
	return webinars.JoinPath(app, w, r)
}

// ResendWebinarMail writes once more to whoever holds the registration, with the joining link that counts now.
func ResendWebinarMail(app core.App, r *webinars.Registration) error {
	w, err := webinars.Find(app, r.Webinar())
	if err != nil {
		return err
	}
	kind := notifications.WebinarRegistered
	if r.State() == webinars.Waiting {
		kind = notifications.WebinarWaiting
	}
	return writeToGuest(app, r, string(kind), "", map[string]string{"webinar": w.Title(), "when_moment": momentOf(w)}, "")
}

// SendWebinarCode writes the code by which another device comes in.
func SendWebinarCode(app core.App, r *webinars.Registration) error {
	w, err := webinars.Find(app, r.Webinar())
	if err != nil {
		return err
	}
	return writeToGuest(app, r, webinarCode, "", map[string]string{"webinar": w.Title()}, "")
}

// nextWebinars adds what comes next, for those who asked for it.
func (x *letter) nextWebinars(app core.App) error {
	list, _, err := webinars.List(app, webinars.Filter{State: webinars.Planned, Limit: 3}, time.Now())
	for _, w := range list {
		x.items = append(x.items, letterItem{Text: w.Title() + ", " + x.locale.Moment(w.Start(), w.Zone()), Button: x.locale.T("webinar.register"), Link: x.home + "/webinars/" + w.Id})
	}
	return err
}
