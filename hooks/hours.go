package hooks

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/hours"
	"aula/internal/jobs"
)

// bindHours writes into the ledger of hours what is established, in the transaction in which it is: parts of courses and their
// completion, certificates that are revoked or made good, employers that become known. Registers of webinars tell creditWebinar.
func bindHours(app core.App, queue *jobs.Queue) {
	queue.Register(hoursBeforeKind, writeHoursBefore)
	app.OnRecordCreate("fulfilments").BindFunc(creditPart)
	app.OnRecordDelete("fulfilments").BindFunc(creditPart)
	app.OnRecordCreate("enrolments").BindFunc(creditCompletion)
	app.OnRecordUpdate("enrolments").BindFunc(creditCompletion)
	app.OnRecordCreate(certificates.Collection).BindFunc(restoreHours)
	app.OnRecordUpdate(certificates.Collection).BindFunc(revokeHours)
	app.OnRecordCreate("memberships").BindFunc(employHolder)
	app.OnRecordUpdate("memberships").BindFunc(employHolder)
	app.OnRecordDelete(accounts.Collection).Bind(&hook.Handler[*core.RecordEvent]{Id: "aulaHolder", Priority: afterOthers, Func: keepHolder})
}

// afterOthers is a priority that comes after everybody's without one: whoever goes may get hours while seats are given up.
const afterOthers = 100

// creditPart gives what a requirement that was met is worth, or takes it back. Of a course that is complete nothing changes.
func creditPart(e *core.RecordEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	enrolment := e.Record.GetString("enrolment")
	work, err := courses.WorkOf(e.App, enrolment)
	if errors.Is(err, courses.ErrNotEnrolled) { // it goes with its enrolment: the hours stay
		return nil
	}
	if err != nil || !work.Completed.IsZero() {
		return err
	}
	return creditCourse(e.App, enrolment, work)
}

func creditCompletion(e *core.RecordEvent) error {
	before := e.Record.Original().GetDateTime("completed")
	if err := e.Next(); err != nil {
		return err
	}
	if !before.IsZero() || e.Record.GetDateTime("completed").IsZero() {
		return nil
	}
	work, err := courses.WorkOf(e.App, e.Record.Id)
	if err != nil {
		return err
	}
	return creditCourse(e.App, e.Record.Id, work)
}

// revokeHours takes back what a revoked certificate stood for. One with a corrected name stands for the same, and one that has expired did.
func revokeHours(e *core.RecordEvent) error {
	before := certificates.State(e.Record.Original().GetString("state"))
	if err := e.Next(); err != nil {
		return err
	}
	c := certificates.CertificateOf(e.Record)
	if before == certificates.Revoked || c.State() != certificates.Revoked || c.Enrolment() == "" {
		return nil
	}
	return hours.ReverseAll(e.App, enrolmentKey(c.Enrolment()), hours.ReasonRevoked, "")
}

// restoreHours gives back what was revoked by mistake.
func restoreHours(e *core.RecordEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	c := certificates.CertificateOf(e.Record)
	if c.Replaces() == "" || c.Enrolment() == "" {
		return nil
	}
	return hours.Restore(e.App, enrolmentKey(c.Enrolment()), hours.ReasonRevoked)
}

// employHolder finds the employer of hours that were earned before anybody said who it was.
func employHolder(e *core.RecordEvent) error {
	if err := e.Next(); err != nil {
		return err
	}
	if e.Record.GetString("role") != string(accounts.Employee) || e.Record.GetDateTime("accepted").IsZero() {
		return nil
	}
	return hours.Employ(e.App, e.Record.GetString("user"))
}

// keepHolder keeps the name of somebody whose account goes, in the transaction in which it does.
func keepHolder(e *core.RecordEvent) error {
	outer := e.App
	return outer.RunInTransaction(func(tx core.App) error {
		e.App = tx
		defer func() { e.App = outer }()
		if err := hours.KeepName(tx, accounts.PersonOf(e.Record)); err != nil {
			return err
		}
		return e.Next()
	})
}
