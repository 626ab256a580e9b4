package hooks

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
	"aula/courses"
	"aula/notifications"
	"aula/quizzes"
)

// bindCompletion makes one act follow from another, in the transaction in which the first became true:
// a passed attempt fulfils a requirement, and a completed enrolment earns its certificate.
func bindCompletion(app core.App) {
	app.OnRecordUpdate("attempts").BindFunc(func(e *core.RecordEvent) error {
		before := e.Record.Original().GetBool("passed")
		if err := e.Next(); err != nil {
			return err
		}
		if before || !e.Record.GetBool("passed") { // by submitting it, or by the marks that people gave later
			return nil
		}
		return fulfilQuiz(e.App, e.Record)
	})
	app.OnRecordUpdate("enrolments").BindFunc(func(e *core.RecordEvent) error {
		before := e.Record.Original().GetDateTime("completed")
		if err := e.Next(); err != nil {
			return err
		}
		if !before.IsZero() || e.Record.GetDateTime("completed").IsZero() {
			return nil
		}
		if err := notifications.StopAbout(e.App, e.Record.GetString("user"), aboutEnrolment+e.Record.Id); err != nil {
			return err
		}
		return issueCertificate(e.App, e.Record.Id)
	})
}

// issueCertificate gives a completed enrolment its certificate, where the course gives one and none was revoked.
func issueCertificate(tx core.App, enrolment string) error {
	completed, err := courses.FindEnrolmentByID(tx, enrolment)
	if err != nil {
		return err
	}
	_, err = certificates.Issue(tx, completed)
	if errors.Is(err, certificates.ErrNone) || errors.Is(err, certificates.ErrEnded) {
		return nil
	}
	return err
}

func fulfilQuiz(tx core.App, attempt *core.Record) error {
	key, err := quizzes.KeyOf(tx, attempt.GetString("quiz"))
	if err != nil {
		return err
	}
	enrolment, err := courses.FindEnrolmentByID(tx, attempt.GetString("enrolment"))
	if err != nil {
		return err
	}
	requirement := courses.Requirement{Kind: courses.QuizKind, Key: key}
	return courses.Fulfil(tx, enrolment, requirement.String(), map[string]any{
		"attempt": attempt.Id, "score": attempt.GetFloat("score"), "max": attempt.GetFloat("max"),
	})
}
