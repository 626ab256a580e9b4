package pages

import (
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/sheets"
	"aula/locales"
	"aula/quizzes"
)

type learnersView struct {
	manageFrame
	Course   *courses.Course
	Learners []learnerLine
	Table    tableView
	CSV      string // address of the same list as a file
	Own      ownForm
	OwnAct   string // address that the form is posted to
	Today    string
	Change   string // that was just made and can be taken back; empty: none
	Changed  int    // learners whom it reached
}

// learnerLine is a learner with what they are granted in the course's quizzes.
type learnerLine struct {
	courses.Learner
	Granted *extrasLine // nil for nothing
}

var learnerColumns = []column{
	{"manage.column_learner", "name", false}, {"manage.column_progress", "percent", false}, {"manage.column_lesson", "", false},
	{"manage.column_started", "started", false}, {"manage.column_active", "active", false}, {"manage.column_completed", "completed", false},
	{"deadline.word", "due", false}, {"extras.column", "", false},
}

var learnerStates = []string{courses.LearnerIdle, courses.LearnerOpen, courses.LearnerFinished}

func (s *site) listLearners(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	return s.renderLearners(e, http.StatusOK, c, ownForm{})
}

// filterOf is what an address asks of the list, all pages of it.
func filterOf(q listing) courses.LearnerFilter {
	return courses.LearnerFilter{State: q.state(learnerStates...), Words: q.words(), Sort: q.sort()}
}

func (s *site) renderLearners(e *core.RequestEvent, status int, c *courses.Course, own ownForm) error {
	l := s.locale(e)
	q := listing{managedAddress(c) + "/learners", e.Request.URL.Query()}
	filter := filterOf(q)
	filter.Page = q.page()
	list, total, err := courses.ListLearners(e.App, c.Id, filter)
	if err != nil {
		return err
	}
	view := learnersView{
		manageFrame: s.newManageFrame(e, l.T("manage.learners_of", "title", c.Title()), "/manage/courses",
			Crumb{l.T("manage.courses"), "/manage/courses"}, Crumb{c.Title(), managedAddress(c)}, Crumb{Title: l.T("manage.learners")}),
		Course: c,
		Table:  q.table(l, total, learnerColumns, "name", "manage.learners_", learnerStates...),
		CSV:    listing{managedAddress(c) + "/learners.csv", q.query}.with("page", ""),
		Own:    own, OwnAct: listing{managedAddress(c) + "/learners/deadline", q.query}.with("page", q.query.Get("page")),
		Today: calendar.FormatDay(time.Now()), Change: q.query.Get("change"),
	}
	granted, err := quizzes.GrantedIn(e.App, c.Id)
	if err != nil {
		return err
	}
	for _, learner := range list {
		line := learnerLine{Learner: learner}
		if g, ok := granted[learner.User]; ok && learner.User != "" {
			extras := s.extrasLine(e, g)
			line.Granted = &extras
		}
		view.Learners = append(view.Learners, line)
	}
	if view.Changed, err = courses.CountOwnDeadline(e.App, c.Id, view.Change); err != nil {
		return err
	}
	return s.render(e, status, "manage_course_learners", &view)
}

// exportLearners sends the list as a file for spreadsheets.
func (s *site) exportLearners(e *core.RequestEvent) error {
	c, err := managed(e)
	if err != nil {
		return err
	}
	q := listing{"", e.Request.URL.Query()}
	list, _, err := courses.ListLearners(e.App, c.Id, filterOf(q))
	if err != nil {
		return err
	}
	if err := accounts.Exported(e, audit.Course, c.Id, "learners"); err != nil {
		return err
	}
	l := s.locale(e)
	csvFile.announce(e.Response.Header(), c.Slug())
	w, err := csvFile.begin(e.Response, c.Title(), l)
	if err != nil {
		return err
	}
	if err := w.Row(learnerHeads(l)...); err != nil {
		return err
	}
	for _, learner := range list {
		if err := w.Row(learnerCells(l, learner)...); err != nil {
			return err
		}
	}
	return w.Close()
}

func learnerHeads(l *locales.Locale) []sheets.Cell {
	var heads []sheets.Cell
	for _, key := range []string{"family", "given", "email", "progress", "lesson", "started", "active", "completed"} {
		heads = append(heads, sheets.Text(l.T("manage.column_"+key)))
	}
	return append(heads, sheets.Text(l.T("deadline.word")), sheets.Text(l.T("deadline.late_column")))
}

func learnerCells(l *locales.Locale, x courses.Learner) []sheets.Cell {
	return []sheets.Cell{
		sheets.Text(x.Family), sheets.Text(x.Given), sheets.Text(x.Email), sheets.Number(float64(x.Percent)), sheets.Text(x.Lesson),
		sheets.Text(calendar.FormatDay(x.Started())), sheets.Text(calendar.FormatDay(x.Active())), sheets.Text(calendar.FormatDay(x.Completed())),
		sheets.Text(calendar.FormatDay(x.Due())), sheets.Text(yesOrNothing(l, x.Late())),
	}
}

func yesOrNothing(l *locales.Locale, yes bool) string {
	if yes {
		return l.T("deadline.yes")
	}
	return ""
}
