package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/internal/calendar"
	"aula/internal/jobs"
	"aula/locales"
	"aula/notifications"
)

// bindNotices tells people what happened, in the transaction in which it happened, and sends the mails about it.
func bindNotices(app core.App, queue *jobs.Queue) {
	queue.Register(notifications.LetterKind, sendNotices)
	app.OnRecordCreate(certificates.Collection).BindFunc(tellCertificateIssued)
	app.OnRecordUpdate(certificates.Collection).BindFunc(tellCertificateRevoked)
	app.OnRecordCreate("lesson_questions").BindFunc(tellQuestionAsked)
	app.OnRecordUpdate("lesson_questions").BindFunc(tellQuestionAnswered)
	app.OnRecordUpdate("courses").BindFunc(tellCourseRevised)
	app.OnRecordUpdate("jobs").BindFunc(tellJobFailed)
	bindNoticeRounds(app, queue)
}

func tellCertificateIssued(e *core.RecordEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	return tellCertificate(e, notifications.CertificateIssued)
}

func tellCertificateRevoked(e *core.RecordEvent) error {
	before := e.Record.Original().GetString("state")
	if err := e.Next(); err != nil {
		return err
	}
	if now := e.Record.GetString("state"); now == before || now != string(certificates.Revoked) {
		return nil
	}
	return tellCertificate(e, notifications.CertificateRevoked)
}

func tellCertificate(e *core.RecordEvent, kind notifications.Kind) error {
	c := certificates.CertificateOf(e.Record)
	return notifications.Tell(e.App, notifications.Notice{
		Person: c.User(), Kind: kind, Key: c.Id, Link: "/certificates/" + c.Code(), About: "certificate:" + c.Id,
		Values: map[string]string{"course": c.Facts().Course},
	})
}

// tellQuestionAsked tells the course's owner; where nobody owns it, all who may answer.
func tellQuestionAsked(e *core.RecordEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	q, err := courses.FindQuestion(e.App, e.Record.Id)
	if err != nil {
		return err
	}
	people, err := managersOf(e.App, q.Owner)
	if err != nil {
		return err
	}
	return notifications.TellAll(e.App, people, notifications.Notice{
		Kind: notifications.QuestionAsked, Key: q.ID, Link: "/manage/questions?course=" + q.Slug, About: "question:" + q.ID,
		Values: map[string]string{"course": q.Course, "question": q.Gist()},
	})
}

// tellQuestionAnswered tells the learner the first time.
func tellQuestionAnswered(e *core.RecordEvent) error {
	before := e.Record.Original().GetDateTime("answered")
	if err := e.Next(); err != nil {
		return err
	}
	if !before.IsZero() || e.Record.GetDateTime("answered").IsZero() {
		return nil
	}
	q, err := courses.FindQuestion(e.App, e.Record.Id)
	if err != nil {
		return err
	}
	link := courses.Address(q.Slug)
	if q.Place != "" {
		link = courses.Address(q.Slug, q.Place) + "#ask"
	}
	return notifications.Tell(e.App, notifications.Notice{
		Person: e.Record.GetString("user"), Kind: notifications.QuestionAnswered, Key: q.ID, Link: link, About: "question:" + q.ID,
		Values: map[string]string{"course": q.Course, "question": q.Gist(), "answer": q.Answer},
	})
}

// tellCourseRevised tells who is under way, once a week at most: authors correct in many small steps.
func tellCourseRevised(e *core.RecordEvent) error {
	before := e.Record.Original().GetInt("revision")
	if err := e.Next(); err != nil {
		return err
	}
	if before == 0 || e.Record.GetInt("revision") <= before || e.Record.GetString("state") != courses.Published {
		return nil
	}
	people, err := courses.UnderWay(e.App, e.Record.Id)
	if err != nil {
		return err
	}
	week := notifications.Boundary(notifications.Weekly, time.Now())
	return notifications.TellAll(e.App, people, notifications.Notice{
		Kind: notifications.CourseRevised, Key: e.Record.Id + ":" + calendar.FormatDay(week),
		Link: courses.Address(e.Record.GetString("slug")), About: "course:" + e.Record.Id,
		Values: map[string]string{"course": e.Record.GetString("title")},
	})
}

// tellJobFailed tells those who look after the jobs, once a day for each kind: a mail server that is away fails them all.
func tellJobFailed(e *core.RecordEvent) error {
	before := e.Record.Original().GetString("state")
	if err := e.Next(); err != nil {
		return err
	}
	if before == "failed" || e.Record.GetString("state") != "failed" {
		return nil
	}
	people, err := accounts.WhoMay(e.App, accounts.SeeJobs)
	if err != nil {
		return err
	}
	kind := e.Record.GetString("kind")
	name := "manage.job_" + kind
	if !locales.For("").Has(name) {
		name = "notice.job.other"
	}
	return notifications.TellAll(e.App, people, notifications.Notice{
		Kind: notifications.JobFailed, Key: kind + ":" + e.Record.GetDateTime("updated").Time().Format("2006-01-02"),
		Link: "/manage/jobs?state=failed", About: "job:" + e.Record.Id, Values: map[string]string{"kind_key": name},
	})
}

// managersOf are those who look after a course: its owner, or all who may manage any.
func managersOf(app core.App, owner string) ([]string, error) {
	if owner != "" {
		return []string{owner}, nil
	}
	return accounts.WhoMay(app, accounts.ManageAllCourses)
}

// sendNotices is the queue's handler of mails about notices. What was sent, stopped, or holds no more is not sent.
func sendNotices(_ context.Context, app core.App, payload json.RawMessage) error {
	var l notifications.Letter
	if err := json.Unmarshal(payload, &l); err != nil {
		return fmt.Errorf("read letter: %w: %w", err, jobs.ErrGiveUp)
	}
	p, err := accounts.Find(app, l.Person)
	if errors.Is(err, accounts.ErrNoPerson) {
		return nil // the account was deleted meanwhile
	}
	if err != nil {
		return err
	}
	list, err := notifications.ToSend(app, l)
	if err != nil {
		return err
	}
	holds, over, err := sift(app, list)
	if err != nil {
		return err
	}
	if err := notifications.Stop(app, over); err != nil {
		return err
	}
	if len(holds) == 0 || !p.Verified() {
		return nil
	}
	message, err := composeNotices(app, l, p, holds)
	if err != nil {
		return err
	}
	if err := app.NewMailClient().Send(message); err != nil {
		return verdict(fmt.Errorf("send notices: %w", err))
	}
	return jobs.DoneAnd(func(tx core.App) error { return notifications.Sent(tx, holds) })
}
