package pages

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/courses"
	"aula/locales"
	"aula/quizzes"
)

// markingView is the list of the answers that people mark.
type markingView struct {
	manageFrame
	Papers   []paperLine
	State    string // empty, markingOthers or markingDone
	Ready    int    // that this person can mark now
	Choices  []markingChoices
	Of       string // what is chosen of them
	Named    bool   // names are shown
	Names    string // address of the same list with or without names
	Next     string // address of the first to mark
	Table    tableView
	Narrowed bool // by Of
}

// paperLine is a line of the list.
type paperLine struct {
	quizzes.PaperRef
	Address, Course, Lang, Who string
}

// markingChoices is a group of things to narrow the list to.
type markingChoices struct {
	Title   string
	Choices []markingChoice
}

type markingChoice struct {
	Value, Title string
	Chosen       bool
}

// States of the list beside what waits for this person.
const (
	markingOthers = "others"
	markingDone   = "done"
)

func (s *site) bindMarking(manage *router.RouterGroup[*core.RequestEvent]) {
	marking := manage.Group("/marking")
	marking.BindFunc(s.allowedOnly(accounts.MarkAnswers))
	marking.GET("", s.listPapers)
	marking.GET("/next", s.nextPaper)
	marking.GET("/{attempt}/{question}", s.showPaper)
	marking.POST("/{attempt}/{question}", s.markPaper)
}

// markingFilter chooses what this person may mark, narrowed as the address asks.
func markingFilter(e *core.RequestEvent) (quizzes.PaperFilter, error) {
	f := quizzes.PaperFilter{Marker: e.Auth.Id}
	if owner := ownOnly(e); owner != "" {
		own, err := courses.Owned(e.App, owner)
		if err != nil {
			return f, err
		}
		f.Courses = make([]string, len(own))
		for i, c := range own {
			f.Courses[i] = c.ID
		}
	}
	switch kind, rest, _ := strings.Cut(e.Request.URL.Query().Get("of"), "."); kind {
	case "course":
		f.Course = rest
	case "quiz":
		f.Quiz = rest
	case "question":
		f.Quiz, f.Question, _ = strings.Cut(rest, ".")
	}
	return f, nil
}

// keptOfMarking is what stays in the address from answer to answer.
func keptOfMarking(e *core.RequestEvent) url.Values {
	kept := url.Values{}
	for _, name := range []string{"of", "names"} {
		if v := e.Request.URL.Query().Get(name); v != "" {
			kept.Set(name, shorten(v, queryAtMost))
		}
	}
	return kept
}

// markingAddress is an address below the list, with what stays and more.
func markingAddress(e *core.RequestEvent, below string, more ...string) string {
	q := keptOfMarking(e)
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	if len(q) == 0 {
		return "/manage/marking" + below
	}
	return "/manage/marking" + below + "?" + q.Encode()
}

var waitingColumns = []column{
	{"marking.column_answer", "", false}, {"marking.column_quiz", "", false}, {"marking.column_submitted", "", false}, {"marking.column_state", "", false},
}

var markedColumns = []column{
	{"marking.column_answer", "", false}, {"marking.column_quiz", "", false}, {"marking.column_marked", "", false}, {"marking.column_score", "", true},
}

func (s *site) listPapers(e *core.RequestEvent) error {
	l := s.locale(e)
	q := listing{"/manage/marking", e.Request.URL.Query()}
	filter, err := markingFilter(e)
	if err != nil {
		return err
	}
	filter.Page = q.page()
	view := markingView{
		manageFrame: s.newManageFrame(e, l.T("manage.marking"), "/manage/marking", Crumb{Title: l.T("manage.marking")}),
		State:       q.state(markingOthers, markingDone), Of: q.query.Get("of"), Named: namesShown(e), Names: q.with("names", "shown"),
		Next: markingAddress(e, "/next"), Narrowed: q.query.Get("of") != "",
	}
	if view.Named {
		view.Names = q.with("names", "")
	}
	list, total, err := papersIn(e.App, filter, view.State)
	if err != nil {
		return err
	}
	columns := waitingColumns
	if view.State == markingDone {
		columns = markedColumns
	}
	view.Table = q.table(l, total, columns, "", "marking.state_", markingOthers, markingDone)
	if err := s.fillPapers(e, &view, filter, list); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "manage_marking", &view)
}

// papersIn reads the answers of one state.
func papersIn(app core.App, f quizzes.PaperFilter, state string) ([]quizzes.PaperRef, int, error) {
	if state == markingDone {
		return quizzes.ListMarked(app, f)
	}
	return quizzes.ListPapers(app, f, state == markingOthers, time.Now())
}

// fillPapers puts lines and what they can be narrowed to into the view.
func (s *site) fillPapers(e *core.RequestEvent, view *markingView, filter quizzes.PaperFilter, list []quizzes.PaperRef) error {
	refs, err := courses.Owned(e.App, ownOnly(e))
	if err != nil {
		return err
	}
	known := map[string]courses.Ref{}
	for _, c := range refs {
		known[c.ID] = c
	}
	l := s.locale(e)
	for _, p := range list {
		line := paperLine{PaperRef: p, Course: known[p.Course].Title, Lang: known[p.Course].Language,
			Address: markingAddress(e, "/"+p.Attempt+"/"+p.Question), Who: l.T("marking.answer_named", "code", paperCode(p.Attempt))}
		if (view.Named || view.State == markingDone) && p.Learner != "" {
			line.Who = p.Learner
		}
		view.Papers = append(view.Papers, line)
	}
	if view.Ready, err = quizzes.CountPapers(e.App, filter, time.Now()); err != nil || view.State == markingDone {
		return err
	}
	groups, err := quizzes.PaperGroups(e.App, filter.Courses)
	if err != nil {
		return err
	}
	view.Choices = markingChoicesOf(l, groups, known, view.Of)
	return nil
}

// markingChoicesOf makes the entries of the list's filter: each quiz as a group of its questions.
func markingChoicesOf(l *locales.Locale, groups []quizzes.PaperGroup, known map[string]courses.Ref, chosen string) []markingChoices {
	var list []markingChoices
	quiz, course := "", map[string]bool{}
	byCourse := markingChoices{Title: l.T("manage.courses")}
	for _, g := range groups {
		if !course[g.Course] {
			course[g.Course] = true
			value := "course." + g.Course
			byCourse.Choices = append(byCourse.Choices, markingChoice{value, known[g.Course].Title, chosen == value})
		}
		if g.Quiz != quiz {
			quiz = g.Quiz
			value := "quiz." + g.Quiz
			list = append(list, markingChoices{Title: known[g.Course].Title + ", " + g.QuizTitle,
				Choices: []markingChoice{{value, l.T("marking.whole_quiz", "quiz", g.QuizTitle), chosen == value}}})
		}
		value := "question." + g.Quiz + "." + g.Key
		title := l.T("marking.question_count", "question", shorten(cmp.Or(g.Prompt, g.Key), promptAtMost), "number", l.Number(float64(g.Count)))
		last := &list[len(list)-1]
		last.Choices = append(last.Choices, markingChoice{value, title, chosen == value})
	}
	if len(byCourse.Choices) > 1 {
		list = append([]markingChoices{byCourse}, list...)
	}
	return list
}

// promptAtMost is how many characters of a question a list shows.
const promptAtMost = 80

// paperCode names an answer whose writer is not named.
func paperCode(attempt string) string { return strings.ToUpper(attempt[:min(4, len(attempt))]) }

// namesShown tells whether this person asked for the names of those whose answers are not marked yet.
func namesShown(e *core.RequestEvent) bool { return e.Request.URL.Query().Get("names") == "shown" }

// nextPaper leads to the answer after the one that the address names, or back to the list.
func (s *site) nextPaper(e *core.RequestEvent) error {
	attempt, question, _ := strings.Cut(e.Request.URL.Query().Get("after"), ".")
	return s.goOn(e, attempt, question, "", "")
}

// goOn leads to the next answer, which says first what has just happened, or to the list when nothing is left.
func (s *site) goOn(e *core.RequestEvent, attempt, question, said, last string) error {
	filter, err := markingFilter(e)
	if err != nil {
		return err
	}
	next, err := quizzes.NextPaper(e.App, filter, attempt, question, time.Now())
	if errors.Is(err, quizzes.ErrNotFound) {
		return back(e, markingAddress(e, "", "said", cmp.Or(last, "marking_none_left")))
	}
	if err != nil {
		return err
	}
	if said == "" {
		return back(e, markingAddress(e, "/"+next.Attempt+"/"+next.Question))
	}
	return back(e, markingAddress(e, "/"+next.Attempt+"/"+next.Question, "said", said))
}
