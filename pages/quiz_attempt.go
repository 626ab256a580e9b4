package pages

import (
	"fmt"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/quizzes"
)

type attemptView struct {
	Frame
	Course    *courses.Course
	Quiz      *quizzes.Record
	Attempt   *quizzes.Attempt
	Address   string
	Questions []questionView
	Current   int // the question that phones show, from 1
	Answered  int
	Now       time.Time
	Late      bool           // the time is over: only what is on its way still counts
	Closes    time.Time      // when nothing counts any more; zero without a limit
	Problems  []questionView // whose answers could not be saved
	Problem   string         // of the form as a whole
	Certainty bool
}

// FileMost is how many bytes a file may have.
func (attemptView) FileMost() int { return quizzes.MaxFile }

// openAttempt returns the reader's attempt at the quiz of the address.
func (s *site) openAttempt(e *core.RequestEvent) (*openedQuiz, *quizzes.Attempt, error) {
	user, err := signedIn(e)
	if err != nil {
		return nil, nil, err
	}
	o, err := s.openQuiz(e)
	if err != nil {
		return nil, nil, err
	}
	a, err := quizzes.CloseIfOver(e.App, user.Id, e.Request.PathValue("attempt"))
	if err != nil {
		return nil, nil, err
	}
	if a.Quiz() != o.quiz.Id {
		return nil, nil, fmt.Errorf("attempt %s at another quiz: %w", a.Id, quizzes.ErrNotFound)
	}
	return o, a, nil
}

// showAttempt shows the form of an open attempt, and the result of one that has ended.
func (s *site) showAttempt(e *core.RequestEvent) error {
	o, a, err := s.openAttempt(e)
	if err != nil {
		return err
	}
	if a.IsSubmitted() {
		return s.showResult(e, o, a)
	}
	questions, err := quizzes.Questions(e.App, a)
	if err != nil {
		return err
	}
	return s.renderAttempt(e, http.StatusOK, o, a, viewQuestions(questions), "")
}

func (s *site) renderAttempt(e *core.RequestEvent, status int, o *openedQuiz, a *quizzes.Attempt, questions []questionView, problem string) error {
	l := s.locale(e)
	view := attemptView{
		Frame: s.newFrame(e, o.quiz.Title()+" · "+o.Course.Title()), Course: o.Course, Quiz: o.quiz, Attempt: a,
		Address: o.attemptAddress(a), Questions: questions, Current: currentQuestion(e, questions), Now: quizzes.Now(e.App), Problem: problem,
	}
	view.Section, view.NoIndex = "courses", true
	view.Crumbs = s.quizCrumbs(e, o, l.T("quiz.attempt", "number", a.Number()))
	view.Late = a.Expired(view.Now)
	var err error
	if view.Closes, err = a.Closes(); err != nil {
		return err
	}
	if err := view.explain(e.App); err != nil {
		return err
	}
	for i := range view.Questions {
		q := &view.Questions[i]
		q.Current = q.Number == view.Current
		if q.Answer.Given() {
			view.Answered++
		}
		view.Certainty = view.Certainty || q.Certain
		if q.Problem != "" {
			view.Problems = append(view.Problems, *q)
		}
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return s.render(e, status, "quiz_attempt", &view)
}

// explain fills in what was checked, and what may be.
func (v *attemptView) explain(app core.App) error {
	_, feedback, err := v.Attempt.Rules()
	if err != nil || feedback != quizzes.AtOnce {
		return err
	}
	checked, err := quizzes.Explained(app, v.Attempt)
	if err != nil {
		return err
	}
	for i := range v.Questions {
		q := &v.Questions[i]
		if m, fixed := checked[q.ID]; fixed {
			q.Checked = &markedView{Marked: m, Number: q.Number, Told: q.Told}
		} else {
			q.Check = q.Type != quizzes.Essay
		}
	}
	return nil
}

// currentQuestion is the one of the address, else the first without an answer, else the first.
func currentQuestion(e *core.RequestEvent, questions []questionView) int {
	for _, q := range questions {
		if q.Problem != "" {
			return q.Number
		}
	}
	if n := atoi(e.Request.URL.Query().Get("q")); n >= 1 && n <= len(questions) {
		return n
	}
	for _, q := range questions {
		if !q.Answer.Given() {
			return q.Number
		}
	}
	return 1
}
