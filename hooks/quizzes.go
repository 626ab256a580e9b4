package hooks

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/courses"
	"aula/internal/body"
	"aula/quizzes"
)

// bindQuizzes keeps what was asked and answered as it was, whoever writes, and ends what is out of time.
func bindQuizzes(app core.App) {
	app.OnRecordUpdate("questions").BindFunc(func(e *core.RecordEvent) error {
		if err := quizzes.CheckVersion(e.Record); err != nil {
			return err
		}
		return e.Next()
	})
	app.OnRecordAfterDeleteSuccess("questions").BindFunc(func(e *core.RecordEvent) error {
		quizzes.ForgetQuestion(e.App, e.Record.Id)
		return e.Next()
	})
	app.OnRecordUpdate("attempts").BindFunc(func(e *core.RecordEvent) error {
		if err := quizzes.CheckAttempt(e.Record); err != nil {
			return err
		}
		return e.Next()
	})
	app.OnRecordDelete("users").BindFunc(func(e *core.RecordEvent) error {
		if err := quizzes.Erase(e.App, e.Record.Id); err != nil {
			return err
		}
		return e.Next()
	})
	app.Cron().MustAdd("aulaQuizzesOverdue", "* * * * *", func() {
		if _, err := quizzes.CloseOverdue(app); err != nil {
			app.Logger().Error("attempts out of time stay open", "error", err)
		}
	})
	bindClock(app)
}

func bindQuizRoutes(api *router.RouterGroup[*core.RequestEvent]) {
	api.POST("/quizzes/{id}/attempts", startAttempt)
	api.GET("/attempts/{id}", showAttempt)
	api.PATCH("/attempts/{id}", saveAnswers).Bind(body.Limit(mostAnswers))
	api.POST("/attempts/{id}/questions/{question}/check", checkAnswer)
	api.POST("/attempts/{id}/submission", submitAttempt)
	bindAttachmentRoutes(api)
}

func startAttempt(e *core.RequestEvent) error {
	user, err := learner(e)
	if err != nil {
		return err
	}
	quiz, err := quizzes.Find(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	enrolment, err := courses.FindEnrolment(e.App, user.Id, quiz.Course())
	if err != nil {
		return hideUnpublished(e.App, quiz.Course(), err)
	}
	attempt, made, err := quizzes.Start(e.App, user.Id, quiz.Id, enrolment.Id)
	if err != nil {
		return withDetails(err)
	}
	status := http.StatusOK
	if made {
		status = http.StatusCreated
	}
	return answerAttempt(e, status, attempt)
}

// showAttempt tells how an open attempt stands. One that has ended has a result instead.
func showAttempt(e *core.RequestEvent) error {
	user, err := learner(e)
	if err != nil {
		return err
	}
	attempt, err := quizzes.CloseIfOver(e.App, user.Id, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	if attempt.IsSubmitted() {
		return quizzes.ErrClosed
	}
	return answerAttempt(e, http.StatusOK, attempt)
}

// hideUnpublished says "not found" to who is not enrolled in a course that is not there for everybody.
func hideUnpublished(app core.App, course string, err error) error {
	c, findErr := courses.FindByID(app, course)
	if findErr != nil {
		return findErr
	}
	if errors.Is(err, courses.ErrNotEnrolled) && c.State() != courses.Published {
		return courses.ErrNotFound
	}
	return err
}

// moment is a time as JSON says it, null for none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func saveAnswers(e *core.RequestEvent) error {
	user, err := learner(e)
	if err != nil {
		return err
	}
	var body struct {
		Answers   map[string]json.RawMessage `json:"answers"`
		Certainty map[string]int             `json:"certainty"`
	}
	if err := e.BindBody(&body); err != nil || body.Answers == nil && body.Certainty == nil {
		return errInvalid
	}
	attempt, err := quizzes.Enter(e.App, user.Id, e.Request.PathValue("id"), quizzes.Entry{Answers: body.Answers, Certainty: body.Certainty})
	if err != nil {
		return withDetails(err)
	}
	return answerSaved(e, attempt)
}

// checkAnswer fixes an answer and explains it at once.
func checkAnswer(e *core.RequestEvent) error {
	user, err := learner(e)
	if err != nil {
		return err
	}
	marked, err := quizzes.Check(e.App, user.Id, e.Request.PathValue("id"), e.Request.PathValue("question"))
	if err != nil {
		return withDetails(err)
	}
	return e.JSON(http.StatusOK, describeMark(marked))
}

// withDetails adds to a refusal what scripts need to mend it: which answer is wrong and why, or when to come again.
func withDetails(err error) error {
	var wrong *quizzes.AnswerError
	var soon quizzes.TooSoon
	var file *quizzes.FileError
	switch {
	case errors.As(err, &file):
		return errors.Join(err, &router.ApiError{Data: map[string]any{"found": file.Found, "accepted": file.Accepted}})
	case errors.As(err, &wrong):
		details := map[string]any{"question": wrong.Question, "reason": wrong.Reason}
		if wrong.Reason == quizzes.TooLong {
			details["has"], details["most"] = wrong.Has, wrong.Most
		}
		return errors.Join(err, &router.ApiError{Data: details})
	case errors.As(err, &soon):
		return errors.Join(err, &router.ApiError{Data: map[string]any{"until": soon.Until.UTC().Format(time.RFC3339)}})
	}
	return err
}

func submitAttempt(e *core.RequestEvent) error {
	user, err := learner(e)
	if err != nil {
		return err
	}
	attempt, err := quizzes.Submit(e.App, user.Id, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	result, err := quizzes.ResultOf(e.App, user.Id, attempt.Id)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, describeResult(result))
}
