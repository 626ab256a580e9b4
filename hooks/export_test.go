package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"aula/accounts"
	"aula/courses"
	"aula/internal/jobs"
	"aula/notifications"
	"aula/recordings"
)

// SendMail sends a mail as the queue does.
func SendMail(ctx context.Context, app core.App, m accounts.Mail) error {
	m.ID = "id"
	payload, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return sendMail(ctx, app, payload)
}

// BindRecordings ties recordings to a queue, with limits of their own.
func BindRecordings(app core.App, q *jobs.Queue, l recordings.Limits) { bindRecordings(app, q, l) }

// AnnounceAdhesions does what is done each morning about adhesions that end.
func AnnounceAdhesions(app core.App, now time.Time) error { return announceAdhesions(app, now) }

// MakeRegisterRounds does what is done each minute about registers that wait to be closed, as after a restart.
func MakeRegisterRounds(app core.App, now time.Time) error {
	return (&daily{hour: reminding, do: remindOfRegisters}).make(app, now)
}

// RemindReferents does what is done each week about what organisations' people have to finish.
func RemindReferents(app core.App, now time.Time) error { return remindReferents(app, now) }

// AnnounceRecordings does what is done each morning about recordings that go.
func AnnounceRecordings(app core.App, now time.Time) error { return announceRecordings(app, now) }

// MailQueue is a queue that tells people of things and sends mails, and does nothing else.
func MailQueue(app core.App) *jobs.Queue {
	q := jobs.New(app)
	q.Register(accounts.MailKind, sendMail)
	q.Register(notifications.LetterKind, sendNotices)
	q.Register(webinarMailKind, sendWebinarMail)
	q.Register(courses.AssignedKind, tellBatch)
	return q
}

// Deliver works through the mails that are due.
func Deliver(ctx context.Context, app core.App) error { return MailQueue(app).Drain(ctx) }

// WriteNotice writes the mail of a notice that was told.
func WriteNotice(app core.App, e *notifications.Entry) (*mailer.Message, error) {
	p, err := accounts.Find(app, e.Person())
	if err != nil {
		return nil, err
	}
	return composeNotices(app, notifications.Letter{Person: p.Id, ID: "id"}, p, []*notifications.Entry{e})
}

// MakeRounds does what a minute's round does on a machine that has just started.
func MakeRounds(app core.App, now time.Time) error { return (&noticeRounds{}).make(app, now) }

// MakeCertificateRounds does what a minute's round does on a machine that has just started.
func MakeCertificateRounds(app core.App, now time.Time) error {
	return errors.Join((&daily{do: endCertificates}).make(app, now), (&daily{hour: reminding, do: remindOfEnds}).make(app, now))
}

// BindQueue lets a queue hear what is written about jobs.
func BindQueue(app core.App, q *jobs.Queue) { bindQueue(app, q) }

// FollowClock does what is done every few seconds.
func FollowClock(app core.App) { followClock(app) }

// BoundLogs forgets the oldest entries beyond a number.
func BoundLogs(app core.App, most int) error { return boundLogs(app, most) }

// RemindOfWebinars does what a minute's round does about webinars.
func RemindOfWebinars(app core.App, now time.Time) error { return remindOfWebinars(app, now) }

// Ticks returns what does in all open rooms what is done every five seconds, as if it were then.
func (o *Options) Ticks() func(now time.Time) {
	var held *rooms
	o.opened = func(rs *rooms) { held = rs }
	return func(now time.Time) {
		for _, r := range held.all() {
			r.tick(now)
		}
	}
}

// WriteHoursBefore does what the first job of hours and those that follow it do.
func WriteHoursBefore(ctx context.Context, app core.App) error {
	queue := jobs.New(app)
	queue.Register(hoursBeforeKind, writeHoursBefore)
	if _, err := app.DB().NewQuery("DELETE FROM jobs").Execute(); err != nil {
		return err
	}
	if err := jobs.Add(app, hoursBeforeKind, "start", hoursBefore{}); err != nil {
		return err
	}
	return queue.Drain(ctx)
}
