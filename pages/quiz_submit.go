package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/quizzes"
)

type reviewView struct {
	Frame
	Course    *courses.Course
	Quiz      *quizzes.Record
	Attempt   *quizzes.Attempt
	Address   string
	Questions []questionView
	Missing   int
	Late      bool // the time is over: only what is on its way still counts
	Closes    time.Time
}

// reviewAttempt shows what has an answer and what has none, before the attempt is submitted.
func (s *site) reviewAttempt(e *core.RequestEvent) error {
	o, a, err := s.openAttempt(e)
	if err != nil {
		return err
	}
	if a.IsSubmitted() {
		return back(e, o.attemptAddress(a))
	}
	questions, err := quizzes.Questions(e.App, a)
	if err != nil {
		return err
	}
	title := s.locale(e).T("quiz.review")
	view := reviewView{
		Frame: s.newFrame(e, title+" · "+o.quiz.Title()), Course: o.Course, Quiz: o.quiz, Attempt: a,
		Address: o.attemptAddress(a), Questions: viewQuestions(questions),
	}
	view.Section, view.NoIndex = "courses", true
	view.Crumbs = s.quizCrumbs(e, o, title)
	view.Late = a.Expired(quizzes.Now(e.App))
	if view.Closes, err = a.Closes(); err != nil {
		return err
	}
	for _, q := range questions {
		if !q.Answer.Given() {
			view.Missing++
		}
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return s.render(e, http.StatusOK, "quiz_review", &view)
}

func (s *site) submitAttempt(e *core.RequestEvent) error {
	o, a, err := s.openAttempt(e)
	if err != nil {
		return err
	}
	return s.end(e, o, a)
}

// end submits the attempt and goes on to its result.
func (s *site) end(e *core.RequestEvent, o *openedQuiz, a *quizzes.Attempt) error {
	if _, err := quizzes.Submit(e.App, e.Auth.Id, a.Id); err != nil {
		return err
	}
	return back(e, o.attemptAddress(a))
}
