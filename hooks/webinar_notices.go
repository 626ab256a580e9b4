package hooks

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
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
	ID           string            `json:"id"`
	Asked        string            `json:"asked"` // the registration's place when it was written: who withdrew and came back gets the newer one
}

const aboutRegistration = "registration:"

// bindWebinarNotices tells those who are registered what happened, in the transaction in which it happened.
func bindWebinarNotices(app core.App, queue *jobs.Queue) {
	queue.Register(webinarMailKind, sendWebinarMail)
	app.OnRecordCreate(webinars.Registrations).BindFunc(tellRegistration)
	app.OnRecordUpdate(webinars.Registrations).BindFunc(tellRegistration)
	app.OnRecordUpdate(webinars.Collection).BindFunc(tellWebinar)
	app.Cron().MustAdd("aulaWebinarReminders", "* * * * *", func() {
		if err := remindOfWebinars(app, time.Now()); err != nil {
			app.Logger().Error("reminders of webinars wait", "error", err)
		}
	})
}

// tellRegistration says what became of a registration: a seat, a place on the waiting list, a seat after waiting.
func tellRegistration(e *core.RecordEvent) error {
	before := webinars.Standing("")
	if !e.Record.IsNew() {
		before = webinars.Standing(e.Record.Original().GetString("state"))
	}
	if err := e.Next(); err != nil {
		return err
	}
	r := webinars.RegistrationOf(e.Record)
	if r.State() == before || r.IsErased() {
		return nil
	}
	kind := notifications.WebinarRegistered
	switch {
	case r.State() == webinars.Withdrawn:
		return notifications.StopAbout(e.App, aboutRegistration+r.Id)
	case r.State() == webinars.Waiting:
		kind = notifications.WebinarWaiting
	case before == webinars.Waiting:
		kind = notifications.WebinarPromoted
	}
	w, err := webinars.Find(e.App, r.Webinar())
	if err != nil {
		return err
	}
	return tellOfWebinar(e.App, w, r, kind, r.Asked().UTC().Format(time.RFC3339Nano), nil)
}

// tellWebinar says what became of a webinar to all who hold a seat or wait for one.
func tellWebinar(e *core.RecordEvent) error {
	before := webinars.Of(e.Record.Original())
	if err := e.Next(); err != nil {
		return err
	}
	w := webinars.Of(e.Record)
	kind, values := whatChanged(before, w)
	if kind == "" {
		return nil
	}
	return webinars.EachHolder(e.App, w.Id, func(r *webinars.Registration) error {
		if r.IsErased() {
			return nil
		}
		if kind == notifications.WebinarThanks {
			if r.State() != webinars.Registered {
				return nil
			}
			if fresh, err := webinars.Thanked(e.App, r); err != nil || !fresh {
				return err
			}
		}
		return tellOfWebinar(e.App, w, r, kind, fmt.Sprintf("%s:%d", w.Id, w.Revision()), values)
	})
}

// whatChanged is what those registered are told about a change, if anything.
func whatChanged(before, now *webinars.Webinar) (notifications.Kind, map[string]string) {
	switch {
	case now.State() == webinars.Cancelled && before.State() != webinars.Cancelled:
		return notifications.WebinarCancelled, nil
	case now.State() == webinars.Ended && before.State() == webinars.Open:
		return notifications.WebinarThanks, nil
	case now.State() == webinars.Planned && (!now.Start().Equal(before.Start()) || now.Minutes() != before.Minutes()):
		return notifications.WebinarChanged, map[string]string{
			"before_moment": momentOf(before), "before_minutes": strconv.Itoa(before.Minutes()), "minutes": strconv.Itoa(now.Minutes()),
		}
	}
	return "", nil
}

func momentOf(w *webinars.Webinar) string {
	return w.Start().UTC().Format(time.RFC3339) + "|" + w.Zone()
}

// tellOfWebinar tells one person, on the page and by mail as they chose, or writes to a guest. Asked again for the same key it does nothing.
func tellOfWebinar(tx core.App, w *webinars.Webinar, r *webinars.Registration, kind notifications.Kind, key string, more map[string]string) error {
	values := map[string]string{"webinar": w.Title(), "when_moment": momentOf(w)}
	for name, value := range more {
		values[name] = value
	}
	if r.IsGuest() {
		return writeToGuest(tx, r, string(kind), r.Id+":"+string(kind)+":"+key, values)
	}
	return notifications.Tell(tx, notifications.Notice{
		Person: r.User(), Kind: kind, Key: r.Id + ":" + key, Link: "/webinars/" + w.Id, About: aboutRegistration + r.Id, Values: values,
	})
}

func writeToGuest(tx core.App, r *webinars.Registration, kind, key string, values map[string]string) error {
	return jobs.Add(tx, webinarMailKind, key, webinarMail{
		Registration: r.Id, Kind: kind, Values: values, ID: security.RandomString(20), Asked: r.GetDateTime("asked").String(),
	})
}

// remindOfWebinars reminds everybody who has reached a reminder, each in the transaction that notes it.
func remindOfWebinars(app core.App, now time.Time) error {
	list, of, err := webinars.Due(app, now)
	if err != nil {
		return err
	}
	for _, r := range list {
		w := of[r.Webinar()]
		err := app.RunInTransaction(func(tx core.App) error {
			fresh, err := webinars.FindRegistration(tx, r.Id)
			if errors.Is(err, webinars.ErrNotRegistered) || err == nil && fresh.State() != webinars.Registered {
				return nil // withdrawn a moment ago
			}
			if err != nil {
				return err
			}
			if err := webinars.Reminded(tx, fresh, w, now); err != nil {
				return err
			}
			return tellOfWebinar(tx, w, fresh, notifications.WebinarSoon, webinars.ReminderOf(w.Start(), now).Mark(w.Start()), nil)
		})
		if err != nil {
			return fmt.Errorf("remind registration %s: %w", r.Id, err)
		}
	}
	return nil
}

// webinarStands tells whether what a mail or notice about a registration says still holds.
func webinarStands(app core.App, id string, e *notifications.Entry) (bool, error) {
	return webinarHolds(app, id, string(e.Kind()), e.Values())
}

func webinarHolds(app core.App, registration, kind string, values map[string]string) (bool, error) {
	r, err := webinars.FindRegistration(app, registration)
	if errors.Is(err, webinars.ErrNotRegistered) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	w, err := webinars.Find(app, r.Webinar())
	if errors.Is(err, webinars.ErrNotFound) {
		return false, nil
	}
	if err != nil || r.State() == webinars.Withdrawn {
		return false, err
	}
	live := w.State() == webinars.Planned || w.State() == webinars.Open
	same := values["when_moment"] == momentOf(w)
	switch notifications.Kind(kind) {
	case notifications.WebinarCancelled:
		return w.State() == webinars.Cancelled, nil
	case notifications.WebinarThanks:
		return w.State() == webinars.Ended, nil
	case notifications.WebinarWaiting:
		return live && same && r.State() == webinars.Waiting, nil
	case notifications.WebinarChanged:
		return live && same, nil
	case notifications.WebinarSoon:
		return live && same && r.State() == webinars.Registered && time.Now().Before(w.Over()), nil
	}
	return live && r.State() == webinars.Registered, nil // a seat, a seat after waiting, a code
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
		return x, err
	}
	path, err := webinarLink(app, notifications.Kind(m.Kind), r)
	x.link = x.home + cmp.Or(path, "/webinars/"+r.Webinar())
	if err == nil && m.Kind == string(notifications.WebinarThanks) && r.News() {
		err = x.nextWebinars(app)
	}
	if r.IsGuest() {
		x.foot.Why = x.locale.T("webinar.guest_foot")
	}
	return x, err
}

// webinarLink is the joining link in mails that invite to come in; other mails lead to the webinar's page.
func webinarLink(app core.App, kind notifications.Kind, r *webinars.Registration) (string, error) {
	switch kind {
	case notifications.WebinarRegistered, notifications.WebinarPromoted, notifications.WebinarSoon, notifications.WebinarChanged:
	default:
		return "", nil
	}
	w, err := webinars.Find(app, r.Webinar())
	if err != nil || w.NeedsSignIn() || r.State() != webinars.Registered {
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
	return writeToGuest(app, r, string(kind), "", map[string]string{"webinar": w.Title(), "when_moment": momentOf(w)})
}

// SendWebinarCode writes the code by which another device comes in.
func SendWebinarCode(app core.App, r *webinars.Registration) error {
	w, err := webinars.Find(app, r.Webinar())
	if err != nil {
		return err
	}
	return writeToGuest(app, r, webinarCode, "", map[string]string{"webinar": w.Title()})
}

// nextWebinars adds what comes next, for those who asked for it.
func (x *letter) nextWebinars(app core.App) error {
	list, _, err := webinars.List(app, webinars.Filter{State: webinars.Planned, Limit: 3}, time.Now())
	for _, w := range list {
		x.items = append(x.items, letterItem{Text: w.Title() + ", " + x.locale.Moment(w.Start(), w.Zone()), Button: x.locale.T("webinar.register"), Link: x.home + "/webinars/" + w.Id})
	}
	return err
}
