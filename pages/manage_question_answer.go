package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
)

// answerQuestion stores the answer and tells the learner. What was typed stays in the form when it cannot be taken.
func (s *site) answerQuestion(e *core.RequestEvent) error {
	q, err := courses.FindQuestion(e.App, e.Request.PathValue("id"))
	if err != nil {
		return err
	}
	if !accounts.MayManageCourse(e.Auth, q.Owner) {
		return courses.ErrNotFound
	}
	text := e.Request.PostFormValue("answer")
	err = courses.AnswerQuestion(e.App, q.ID, e.Auth.Id, text)
	problem := ""
	switch {
	case err == nil:
		return back(e, withSaid("/manage/questions", "answer_sent"))
	case errors.Is(err, courses.ErrAnswerEmpty):
		problem = "manage.answer_empty"
	case errors.Is(err, courses.ErrAnswerLong):
		problem = "manage.answer_long"
	default:
		return err
	}
	failed := askedView{Typed: text, Problem: s.locale(e).T(problem, "limit", courses.AnswerAtMost)}
	failed.ID = q.ID
	return s.renderQuestions(e, http.StatusUnprocessableEntity, failed)
}
