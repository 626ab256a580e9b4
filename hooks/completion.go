package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
)

// bindCompletion makes one act follow from another, in the transaction in which the first became true:
// a passed attempt fulfils a requirement, and a completed enrolment earns its certificate.
func bindCompletion(app core.App) {
	app.OnRecordUpdate("attempts").BindFunc(func(e *core.RecordEvent) error {
		before := e.Record.Original().GetString("state")
		if err := e.Next(); err != nil {
			return err
		}
		if before == "submitted" || e.Record.GetString("state") != "submitted" || !e.Record.GetBool("passed") {
			return nil
		}
		return fulfilQuiz(e.App, e.Record)
	})
}

func fulfilQuiz(tx core.App, attempt *core.Record) error {
	quiz, err := tx.FindRecordById("quizzes", attempt.GetString("quiz"))
	if err != nil {
		return err
	}
	enrolment, err := courses.FindEnrolmentByID(tx, attempt.GetString("enrolment"))
	if err != nil {
		return err
	}
	requirement := courses.Requirement{Kind: courses.QuizKind, Key: quiz.GetString("key")}
	return courses.Fulfil(tx, enrolment, requirement.String(), map[string]any{
		"attempt": attempt.Id, "score": attempt.GetFloat("score"), "max": attempt.GetFloat("max"),
	})
}
