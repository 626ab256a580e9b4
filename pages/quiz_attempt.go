package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
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
	Problems  []questionView // whose answers could not be saved
}

// questionView is a question as the attempt shows it.
type questionView struct {
	quizzes.Asked
	Number  int
	Current bool
	Text    string // of a written answer, as it was typed
	Problem string // why it could not be saved, in words
}

// Name is the name under which the form sends the answer.
func (q questionView) Name() string { return "q_" + q.ID }

// Chosen tells whether an option is chosen.
func (q questionView) Chosen(option string) bool { return slices.Contains(q.Answer.Options, option) }

// Worth is the question's points as a plural form reads them.
func (q questionView) Worth() string { return strconv.FormatFloat(q.Points, 'f', -1, 64) }

// Letter names an option that is no plain line.
func (q questionView) Letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return strconv.Itoa(i + 1)
}

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
	a, err := quizzes.FindAttempt(e.App, user.Id, e.Request.PathValue("attempt"))
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
	if a, err = quizzes.CloseIfOver(e.App, e.Auth.Id, a.Id); err != nil {
		return err
	}
	if a.IsSubmitted() {
		return s.showResult(e, o, a)
	}
	questions, err := quizzes.Questions(e.App, a)
	if err != nil {
		return err
	}
	return s.renderAttempt(e, http.StatusOK, o, a, viewQuestions(questions))
}

func viewQuestions(asked []quizzes.Asked) []questionView {
	list := make([]questionView, len(asked))
	for i, q := range asked {
		list[i] = questionView{Asked: q, Number: i + 1, Text: q.Answer.Text}
	}
	return list
}

func (s *site) renderAttempt(e *core.RequestEvent, status int, o *openedQuiz, a *quizzes.Attempt, questions []questionView) error {
	l := s.locale(e)
	view := attemptView{
		Frame: s.newFrame(e, o.quiz.Title()+" · "+o.Course.Title()), Course: o.Course, Quiz: o.quiz, Attempt: a,
		Address: o.attemptAddress(a), Questions: questions, Current: currentQuestion(e, questions), Now: time.Now(),
	}
	view.Section, view.NoIndex = "courses", true
	view.Crumbs = s.quizCrumbs(e, o, l.T("quiz.attempt", "number", a.Number()))
	for i := range view.Questions {
		q := &view.Questions[i]
		q.Current = q.Number == view.Current
		if q.Answer.Given() {
			view.Answered++
		}
		if q.Problem != "" {
			view.Problems = append(view.Problems, *q)
		}
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return s.render(e, status, "quiz_attempt", &view)
}

// currentQuestion is the one of the address, else the first without an answer, else the first.
func currentQuestion(e *core.RequestEvent, questions []questionView) int {
	for _, q := range questions {
		if q.Problem != "" {
			return q.Number
		}
	}
	if n, err := strconv.Atoi(e.Request.URL.Query().Get("q")); err == nil && n >= 1 && n <= len(questions) {
		return n
	}
	for _, q := range questions {
		if !q.Answer.Given() {
			return q.Number
		}
	}
	return 1
}

// saveAttempt saves what the form holds and goes on to where the pressed button leads: a question's number, "review", "final" (the time
// is over) or the same page.
func (s *site) saveAttempt(e *core.RequestEvent) error {
	o, a, err := s.openAttempt(e)
	if err != nil {
		return err
	}
	if err := e.Request.ParseForm(); err != nil {
		return e.BadRequestError("", err)
	}
	questions, err := quizzes.Questions(e.App, a)
	if err != nil {
		return err
	}
	address, form := o.attemptAddress(a), e.Request.PostForm
	_, err = quizzes.Give(e.App, e.Auth.Id, a.Id, answersOf(form, questions))
	var wrong *quizzes.AnswerError
	switch {
	case errors.As(err, &wrong):
		return s.renderAttempt(e, http.StatusUnprocessableEntity, o, a, s.retype(e, questions, wrong))
	case errors.Is(err, quizzes.ErrClosed):
		return back(e, address)
	case err != nil:
		return err
	}
	switch goal := form.Get("go"); goal {
	case "review":
		return back(e, address+"/review")
	case "final":
		return s.end(e, o, a)
	default:
		n, err := strconv.Atoi(goal)
		if err != nil || n < 1 || n > len(questions) {
			n = max(1, min(len(questions), atoi(e.Request.URL.Query().Get("q"))))
		}
		return back(e, fmt.Sprintf("%s?q=%d#q%d", address, n, n))
	}
}

func atoi(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 1
	}
	return n
}

// answersOf reads the answers to those questions that the form shows. An option left alone is an answer taken back, except where it
// cannot be: a choice of one.
func answersOf(form map[string][]string, questions []quizzes.Asked) map[string]json.RawMessage {
	answers := map[string]json.RawMessage{}
	for _, q := range questions {
		values, sent := form["q_"+q.ID]
		if !sent && (q.Type != quizzes.Multiple || !slices.Contains(form["shown"], q.ID)) {
			continue
		}
		answers[q.ID] = jsonAnswer(q.Type, values)
	}
	return answers
}

// jsonAnswer is what a form's values are in the form of the API.
func jsonAnswer(t quizzes.Type, values []string) json.RawMessage {
	var answer any
	switch {
	case t == quizzes.Multiple:
		answer = append([]string{}, values...)
	case t == quizzes.TrueFalse && (values[0] == "true" || values[0] == "false"):
		answer = values[0] == "true"
	default:
		answer = values[0]
	}
	packed, err := json.Marshal(answer)
	if err != nil { // plain texts, lists and bools always have a form
		panic(err)
	}
	return packed
}

// retype puts back what was typed, with what is wrong about it.
func (s *site) retype(e *core.RequestEvent, questions []quizzes.Asked, wrong *quizzes.AnswerError) []questionView {
	list := viewQuestions(questions)
	for i := range list {
		q := &list[i]
		values := e.Request.PostForm[q.Name()]
		switch q.Type {
		case quizzes.Short, quizzes.Numeric:
			if len(values) > 0 {
				q.Text = values[0]
			}
		case quizzes.Multiple, quizzes.Single, quizzes.TrueFalse:
			if len(values) > 0 {
				q.Answer.Options = values
			}
		}
		if q.ID == wrong.Question {
			q.Problem = s.locale(e).T("quiz.problem_" + wrong.Reason)
		}
	}
	return list
}
