package hooks

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/courses"
	"aula/quizzes"
)

type attemptAnswer struct {
	ID        string                     `json:"id"`
	Number    int                        `json:"number"`
	Expires   *time.Time                 `json:"expires"`
	Questions []questionAnswer           `json:"questions"`
	Answers   map[string]json.RawMessage `json:"answers"` // given so far
}

type savedAnswer struct {
	ID      string                     `json:"id"`
	Expires *time.Time                 `json:"expires"`
	Saved   time.Time                  `json:"saved"`
	Answers map[string]json.RawMessage `json:"answers"`
}

type markAnswer struct {
	ID       string  `json:"id"`
	Score    float64 `json:"score"`
	Max      float64 `json:"max"`
	Feedback string  `json:"feedback"` // empty while it may not be shown
}

type resultAnswer struct {
	Score     float64      `json:"score"`
	Max       float64      `json:"max"`
	Passed    bool         `json:"passed"`
	Questions []markAnswer `json:"questions"`
}

// bindQuizzes keeps what was asked and answered as it was, whoever writes, and ends what is out of time.
func bindQuizzes(app core.App) {
	app.OnRecordUpdate("questions").BindFunc(func(e *core.RecordEvent) error {
		if err := quizzes.CheckVersion(e.Record); err != nil {
			return err
		}
		return e.Next()
	})
	app.OnRecordUpdate("attempts").BindFunc(func(e *core.RecordEvent) error {
		if err := quizzes.CheckAttempt(e.Record); err != nil {
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
	api.PATCH("/attempts/{id}", saveAnswers)
	api.POST("/attempts/{id}/submission", submitAttempt)
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
	questions, err := quizzes.Questions(e.App, attempt)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if made {
		status = http.StatusCreated
	}
	return e.JSON(status, describeAttempt(attempt, questions))
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

func describeAttempt(a *quizzes.Attempt, questions []quizzes.Asked) attemptAnswer {
	answer := attemptAnswer{ID: a.Id, Number: a.Number(), Expires: moment(a.Expires()), Answers: given(questions)}
	answer.Questions = make([]questionAnswer, len(questions))
	for i, q := range questions {
		answer.Questions[i] = describeQuestion(q)
	}
	return answer
}

func given(questions []quizzes.Asked) map[string]json.RawMessage {
	answers := map[string]json.RawMessage{}
	for _, q := range questions {
		if q.Answer.Given() {
			answers[q.ID] = q.Raw
		}
	}
	return answers
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
		Answers map[string]json.RawMessage `json:"answers"`
	}
	if err := e.BindBody(&body); err != nil || body.Answers == nil {
		return errInvalid
	}
	attempt, err := quizzes.Give(e.App, user.Id, e.Request.PathValue("id"), body.Answers)
	if err != nil {
		return withDetails(err)
	}
	answers, err := attempt.Given()
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, savedAnswer{ID: attempt.Id, Expires: moment(attempt.Expires()), Saved: attempt.Saved().UTC(), Answers: answers})
}

// withDetails adds to a refusal what scripts need to mend it: which answer is wrong and why, or when to come again.
func withDetails(err error) error {
	var wrong *quizzes.AnswerError
	var soon quizzes.TooSoon
	switch {
	case errors.As(err, &wrong):
		return errors.Join(err, &router.ApiError{Data: map[string]any{"question": wrong.Question, "reason": wrong.Reason}})
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
	answer := resultAnswer{Score: result.Score, Max: result.Max, Passed: result.Passed, Questions: []markAnswer{}}
	for _, q := range result.Questions {
		var feedback []string
		for _, f := range q.Feedback {
			feedback = append(feedback, f.Plain)
		}
		answer.Questions = append(answer.Questions, markAnswer{q.ID, q.Score, q.Max, strings.Join(feedback, "\n")})
	}
	return e.JSON(http.StatusOK, answer)
}
