package pages

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/pocketbase/pocketbase/core"

	"aula/quizzes"
)

// saveAttempt saves what the form holds and goes on to where the pressed button leads: a question's number, "review", "final" (the time
// is over) or the same page.
func (s *site) saveAttempt(e *core.RequestEvent) error {
	w, err := s.keepForm(e)
	if err != nil || w == nil {
		return err
	}
	switch goal := w.form.Get("go"); goal {
	case "review":
		return back(e, w.address()+"/review")
	case "final":
		return s.end(e, w.openedQuiz, w.attempt)
	default:
		n, err := strconv.Atoi(goal)
		if err != nil || n < 1 || n > len(w.questions) {
			n = w.number(e.Request.URL.Query().Get("q"))
		}
		return back(e, w.at(n))
	}
}

// checkAnswer saves what the form holds, fixes the answer to one question and shows what it is worth.
func (s *site) checkAnswer(e *core.RequestEvent) error {
	w, err := s.keepForm(e)
	if err != nil || w == nil {
		return err
	}
	question := e.Request.PathValue("question")
	_, err = quizzes.Check(e.App, e.Auth.Id, w.attempt.Id, question)
	var wrong *quizzes.AnswerError
	switch {
	case errors.Is(err, quizzes.ErrUnanswered):
		return s.refuse(e, w, &quizzes.AnswerError{Question: question, Reason: "unanswered"})
	case errors.As(err, &wrong):
		return s.refuse(e, w, wrong)
	case err != nil && !errors.Is(err, quizzes.ErrClosed):
		return err
	}
	return back(e, w.at(w.numberOf(question)))
}

// attachFile saves what the form holds and adds a file to one answer.
func (s *site) attachFile(e *core.RequestEvent) error {
	w, err := s.keepForm(e)
	if err != nil || w == nil {
		return err
	}
	question := e.Request.PathValue("question")
	header := fileOf(e, question)
	if header == nil {
		return s.refuse(e, w, &quizzes.AnswerError{Question: question, Reason: "no_file"})
	}
	content, err := header.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	_, err = quizzes.Attach(e.App, e.Auth.Id, w.attempt.Id, question, header.Filename, content)
	if problem := s.fileProblem(e, err); problem != "" {
		return s.refuseWith(e, w, question, problem)
	}
	if err != nil && !errors.Is(err, quizzes.ErrClosed) {
		return err
	}
	return back(e, w.at(w.numberOf(question)))
}

// fileProblem says in words why a file is not taken, empty where another error is the matter.
func (s *site) fileProblem(e *core.RequestEvent, err error) string {
	l := s.locale(e)
	var file *quizzes.FileError
	switch {
	case errors.As(err, &file):
		return l.T("error.file_type", "found", l.T("file.is."+file.Found), "accepted", acceptsInWords(l, file.Accepted))
	case errors.Is(err, quizzes.ErrFileTooLarge):
		return l.T("error.file_too_large")
	case errors.Is(err, quizzes.ErrTooManyFiles):
		return l.T("error.too_many_files")
	}
	return ""
}

// detachFile saves what the form holds and takes a file back.
func (s *site) detachFile(e *core.RequestEvent) error {
	w, err := s.keepForm(e)
	if err != nil || w == nil {
		return err
	}
	err = quizzes.Detach(e.App, e.Auth.Id, w.attempt.Id, e.Request.PathValue("file"))
	if err != nil && !errors.Is(err, quizzes.ErrClosed) && !errors.Is(err, quizzes.ErrNotFound) { // gone is what was wanted
		return err
	}
	return back(e, w.at(w.numberOf(e.Request.PathValue("question"))))
}

// written is an attempt whose form has been saved.
type written struct {
	*openedQuiz
	attempt   *quizzes.Attempt
	questions []quizzes.Asked
	form      url.Values
}

func (w *written) address() string { return w.attemptAddress(w.attempt) }

// at is the attempt's page at a question.
func (w *written) at(n int) string { return fmt.Sprintf("%s?q=%d#q%d", w.address(), n, n) }

func (w *written) number(text string) int { return max(1, min(len(w.questions), atoi(text))) }

func (w *written) numberOf(question string) int {
	for i, q := range w.questions {
		if q.ID == question {
			return i + 1
		}
	}
	return 1
}

// keepForm saves what the form of an attempt holds. Where some of it cannot be an answer, the rest is saved, and the page says so and keeps
// what was typed: then there is nothing left to do.
func (s *site) keepForm(e *core.RequestEvent) (*written, error) {
	o, a, err := s.openAttempt(e)
	if err != nil {
		return nil, err
	}
	w := &written{openedQuiz: o, attempt: a}
	if w.questions, err = quizzes.Questions(e.App, a); err != nil {
		return nil, err
	}
	if w.form, err = readAttemptForm(e); errors.Is(err, errTooMuch) {
		return nil, s.renderAttempt(e, http.StatusRequestEntityTooLarge, o, a, viewQuestions(w.questions), s.locale(e).T("quiz.form_too_large"))
	} else if err != nil {
		return nil, err
	}
	problems, err := w.enter(e.App, e.Auth.Id)
	switch {
	case errors.Is(err, quizzes.ErrClosed):
		return nil, back(e, withSaid(w.address(), "attempt_was_over")) // nobody should think that it counts
	case err != nil:
		return nil, s.notKept(e, w, err)
	case len(problems) > 0:
		return nil, s.refuse(e, w, problems...)
	}
	return w, nil
}

// notKept shows the form again with what was typed where it is our fault that it could not be saved: a full disk, above all.
func (s *site) notKept(e *core.RequestEvent, w *written, err error) error {
	status, key := s.describe(err)
	if status < http.StatusInternalServerError {
		return err
	}
	s.app.Logger().Error("answers not saved", "path", e.Request.URL.Path, "error", err)
	return s.renderAttempt(e, status, w.openedQuiz, w.attempt, s.retype(e, w.questions, nil), s.locale(e).T(key))
}

// enter saves the answers of the form but those that cannot be one, which it returns.
func (w *written) enter(app core.App, user string) (problems []*quizzes.AnswerError, err error) {
	entry, problems := entryOf(w.form, w.questions)
	for {
		_, err := quizzes.Enter(app, user, w.attempt.Id, entry)
		var wrong *quizzes.AnswerError
		if !errors.As(err, &wrong) || !entry.Without(wrong.Question) {
			return problems, err
		}
		problems = append(problems, wrong)
	}
}

func (s *site) refuse(e *core.RequestEvent, w *written, problems ...*quizzes.AnswerError) error {
	return s.renderAttempt(e, http.StatusUnprocessableEntity, w.openedQuiz, w.attempt, s.retype(e, w.questions, problems), "")
}

// refuseWith shows the form again with a problem of one question in words.
func (s *site) refuseWith(e *core.RequestEvent, w *written, question, problem string) error {
	list := s.retype(e, w.questions, nil)
	list[w.numberOf(question)-1].Problem = problem
	return s.renderAttempt(e, http.StatusUnprocessableEntity, w.openedQuiz, w.attempt, list, "")
}
