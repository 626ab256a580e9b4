package pages

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
)

// askTeacher stores a question about the lesson. What was typed stays in the form when it cannot be taken.
func (s *site) askTeacher(e *core.RequestEvent) error {
	user, err := signedIn(e)
	if err != nil {
		return err
	}
	o, err := s.open(e)
	if err != nil {
		return err
	}
	lesson, _, err := o.Lesson(e.Request.PathValue("lesson"))
	if err != nil {
		return err
	}
	text := e.Request.PostFormValue("text")
	_, err = courses.Ask(e.App, user.Id, o.Course.Id, lesson.Key(), text)
	problem := ""
	switch {
	case err == nil:
		return back(e, withSaid(o.address()+"/"+lesson.Slug(), "asked"))
	case errors.Is(err, courses.ErrQuestionEmpty):
		problem = "lesson.ask_empty"
	case errors.Is(err, courses.ErrQuestionLong):
		problem = "lesson.ask_long"
	case errors.Is(err, courses.ErrQuestionsMany):
		problem = "lesson.ask_many"
	default:
		return err
	}
	form := askForm{Text: text, Problem: s.locale(e).T(problem, "count", courses.QuestionAtMost)}
	return s.renderLesson(e, http.StatusUnprocessableEntity, o, form)
}
