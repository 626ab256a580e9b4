package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
)

type questionsView struct {
	manageFrame
	Questions []askedView
	Answered  bool // those with an answer are shown
	Course    string
	Table     tableView
}

// askedView is a question with the form of its answer.
type askedView struct {
	courses.OpenQuestion
	Lesson  string // address; empty when it has gone
	Typed   string // answer as it stands in the form
	Problem string
}

const answeredState = "answered"

func (s *site) listQuestions(e *core.RequestEvent) error {
	return s.renderQuestions(e, http.StatusOK, askedView{})
}

// renderQuestions shows the queue; failed is an answer that could not be taken, with what was typed.
func (s *site) renderQuestions(e *core.RequestEvent, status int, failed askedView) error {
	l := s.locale(e)
	q := listing{"/manage/questions", e.Request.URL.Query()}
	view := questionsView{
		manageFrame: s.newManageFrame(e, l.T("manage.questions"), "/manage/questions", Crumb{Title: l.T("manage.questions")}),
		Answered:    q.state(answeredState) != "", Course: q.query.Get("course"),
	}
	list, total, err := courses.ListQuestions(e.App, courses.QuestionFilter{
		Owner: ownOnly(e), Course: view.Course, Answered: view.Answered, Page: q.page(),
	})
	if err != nil {
		return err
	}
	view.Table = q.table(l, total, nil, "", "manage.questions_", answeredState)
	for _, question := range list {
		v := askedView{OpenQuestion: question, Typed: question.Answer}
		if question.Place != "" {
			v.Lesson = courses.Address(question.Slug, question.Place)
		}
		if question.ID == failed.ID {
			v.Typed, v.Problem = failed.Typed, failed.Problem
		}
		view.Questions = append(view.Questions, v)
	}
	return s.render(e, status, "manage_question_list", &view)
}
