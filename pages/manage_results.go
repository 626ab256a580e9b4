package pages

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/courses"
	"aula/locales"
	"aula/quizzes"
)

// resultsView is the list of the attempts at a quiz.
type resultsView struct {
	manageFrame
	Course  *courses.Course
	Quiz    *quizzes.Record
	Rows    []quizzes.RegisterRow
	Table   tableView
	Address string // of the quiz in the area
	State   string
	Sort    string
	Waiting int // answers to mark, of this quiz
}

func (s *site) bindResults(manage *router.RouterGroup[*core.RequestEvent]) {
	results := manage.Group("/courses/{slug}/quizzes/{quiz}")
	results.BindFunc(s.allowedOnly(accounts.SeeResults))
	results.GET("", s.listResults)
	results.GET("/attempts/{attempt}", s.showSheet)
	s.bindResultFiles(results)
}

// resultsCrumbs lead from the area's home to the results of a quiz.
func resultsCrumbs(l *locales.Locale, c *courses.Course, quiz *quizzes.Record) []Crumb {
	return []Crumb{{l.T("manage.courses"), "/manage/courses"}, {c.Title(), managedAddress(c)}, {quiz.Title(), managedQuizAddress(c, quiz)}}
}

var resultColumns = []column{
	{"results.column_person", "name", false}, {"results.column_number", "number", true}, {"results.column_submitted", "submitted", false},
	{"results.column_score", "score", true}, {"results.column_percent", "percent", true}, {"results.column_outcome", "passed", false},
}

var resultStates = []string{quizzes.RegisterPassed, quizzes.RegisterFailed, quizzes.RegisterWaiting, quizzes.RegisterOpen}

// registerFilter is what an address asks of the list.
func registerFilter(q listing) quizzes.RegisterFilter {
	return quizzes.RegisterFilter{State: q.state(resultStates...), Words: q.words(), Sort: q.sort(), Page: q.page()}
}

func (s *site) listResults(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	l := s.locale(e)
	q := listing{managedQuizAddress(c, quiz), e.Request.URL.Query()}
	rows, total, err := quizzes.ListRegister(e.App, quiz.Id, registerFilter(q))
	if err != nil {
		return err
	}
	crumbs := resultsCrumbs(l, c, quiz)
	crumbs[2].Address = ""
	view := resultsView{
		manageFrame: s.newManageFrame(e, l.T("results.title", "quiz", quiz.Title()), "/manage/courses", crumbs...),
		Course:      c, Quiz: quiz, Rows: rows, Address: q.base, State: q.state(resultStates...), Sort: q.sort(),
		Table: q.table(l, total, resultColumns, "name", "results.state_", resultStates...),
	}
	if view.Waiting, err = quizzes.CountWaiting(e.App, quiz.Id); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "manage_results", &view)
}
