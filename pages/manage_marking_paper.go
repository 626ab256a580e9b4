package pages

import (
	"errors"
	"html"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/locales"
	"aula/quizzes"
)

// paperView is one answer with the form by which it is marked.
type paperView struct {
	manageFrame
	Paper    *quizzes.Paper
	Course   *courses.Course
	Quiz     string
	Who      string // who wrote it, or the code that stands for them
	Way      string // empty: the form of a mark; held, own or marked: why there is none
	Form     *form
	Criteria []criterionView
	Revision int
	Holder   string // name
	Until    time.Time
	Earlier  []earlierView
	Saved    *earlierView // the own draft from another window
	Action   string
	Next     string
	Words    int
	Left     int // answers that this person can mark besides
}

// criterionView is a criterion as a group of radio buttons.
type criterionView struct {
	ID, HTML, Problem string
	Best              float64
	Levels            []criterionLevel
}

type criterionLevel struct {
	Index  int
	Points float64
	HTML   string
	Chosen bool
}

// inLine is a text that may stand in a label: its HTML, or its plain words where that is more than a line.
func inLine(t quizzes.Text) string {
	if t.Inline {
		return t.HTML
	}
	return html.EscapeString(t.Plain)
}

// earlierView is a mark that was given, with what it was given for.
type earlierView struct {
	Marker, Comment, Reason string
	At                      time.Time
	Score                   float64
	Levels                  []judgedLevel
}

type judgedLevel struct {
	Criterion, Level string
	Points           float64
}

// Ways in which an answer stands.
const (
	paperHeld   = "held"
	paperOwn    = "own"
	paperMarked = "marked"
)

// marking finds the course of the answer in the address, if this person may mark there; else courses.ErrNotFound.
func marking(e *core.RequestEvent) (*courses.Course, *quizzes.Record, error) {
	a, err := quizzes.FindAnyAttempt(e.App, e.Request.PathValue("attempt"))
	if err != nil {
		return nil, nil, err
	}
	quiz, err := quizzes.Find(e.App, a.Quiz())
	if err != nil {
		return nil, nil, err
	}
	c, err := courses.FindByID(e.App, quiz.Course())
	if err != nil {
		return nil, nil, err
	}
	if !accounts.MayManageCourse(e.Auth, c.Owner()) {
		return nil, nil, courses.ErrNotFound
	}
	return c, quiz, nil
}

// showPaper shows an answer, and keeps it for who opened it.
func (s *site) showPaper(e *core.RequestEvent) error {
	c, quiz, err := marking(e)
	if err != nil {
		return err
	}
	p, err := quizzes.TakePaper(e.App, e.Auth.Id, e.Request.PathValue("attempt"), e.Request.PathValue("question"), time.Now())
	if p == nil {
		return err
	}
	view, err := s.viewPaper(e, c, quiz, p, err)
	if err != nil {
		return err
	}
	if err := view.prefill(s.locale(e)); err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "manage_marking_paper", view)
}

// viewPaper builds the page without what was typed. refused is why the person cannot mark the answer now, nil if they can.
func (s *site) viewPaper(e *core.RequestEvent, c *courses.Course, quiz *quizzes.Record, p *quizzes.Paper, refused error) (*paperView, error) {
	l := s.locale(e)
	here := p.Attempt.Id + "/" + p.ID
	view := &paperView{Paper: p, Course: c, Quiz: quiz.Title(), Form: &form{values: map[string]string{}}, Action: markingAddress(e, "/"+here),
		Next: markingAddress(e, "/next", "after", p.Attempt.Id+"."+p.ID), Words: quizzes.Words(p.Answer.Text)}
	view.Way = wayOf(refused)
	if p.Holder != nil {
		view.Holder, view.Until = s.nameOf(e, p.Holder.Marker()), p.Holder.Held()
	}
	view.Who = l.T("marking.answer_named", "code", paperCode(p.Attempt.Id))
	if p.Marked() || namesShown(e) {
		view.Who = s.nameOf(e, p.Attempt.User())
	}
	view.manageFrame = s.newManageFrame(e, view.Who, "/manage/marking",
		Crumb{l.T("manage.marking"), markingAddress(e, "")}, Crumb{Title: view.Who})
	for _, m := range p.Earlier {
		earlier, err := s.viewMark(e, p, m)
		if err != nil {
			return nil, err
		}
		view.Earlier = append(view.Earlier, earlier)
	}
	filter, err := markingFilter(e)
	if err != nil {
		return nil, err
	}
	if view.Left, err = quizzes.CountPapers(e.App, filter, time.Now()); err != nil {
		return nil, err
	}
	if view.Way == "" {
		view.Left = max(0, view.Left-1)
	}
	return view, nil
}

func wayOf(refused error) string {
	switch {
	case errors.Is(refused, quizzes.ErrHeld):
		return paperHeld
	case errors.Is(refused, quizzes.ErrOwnPart):
		return paperOwn
	case errors.Is(refused, quizzes.ErrMarked):
		return paperMarked
	}
	return ""
}

// nameOf is a person's name, or that they have gone.
func (s *site) nameOf(e *core.RequestEvent, id string) string {
	if p, err := accounts.Find(e.App, id); err == nil {
		return p.Name()
	}
	return s.locale(e).T("manage.gone")
}

func (s *site) viewMark(e *core.RequestEvent, p *quizzes.Paper, m *quizzes.Marking) (earlierView, error) {
	v := earlierView{Marker: s.nameOf(e, m.Marker()), Comment: m.Comment(), Reason: m.Reason(), At: m.Final(), Score: m.Score()}
	given, err := m.Given()
	if err != nil {
		return v, err
	}
	for _, c := range p.Rubric() {
		if i, chosen := given.Levels[c.ID]; chosen && i >= 0 && i < len(c.Levels) {
			v.Levels = append(v.Levels, judgedLevel{c.Text.Plain, c.Levels[i].Text.Plain, c.Levels[i].Points})
		}
	}
	return v, nil
}

// prefill puts into the form what is kept: the own draft, or the mark that counts.
func (v *paperView) prefill(l *locales.Locale) error {
	m := v.Paper.Mine
	v.Revision = v.Paper.Changes()
	if m == nil && len(v.Paper.Earlier) > 0 && v.Paper.Marked() {
		m = v.Paper.Earlier[len(v.Paper.Earlier)-1]
	}
	given := quizzes.Given{}
	if m != nil {
		var err error
		if given, err = m.Given(); err != nil {
			return err
		}
		v.Form.values["comment"] = m.Comment()
	}
	if v.Way == "" {
		v.Revision = given.Revision
	}
	if given.Points != nil {
		v.Form.values[quizzes.PointsField] = strings.TrimPrefix(l.Number(*given.Points), "−")
	}
	v.Criteria = v.criteria(func(id string) string {
		if i, chosen := given.Levels[id]; chosen {
			return strconv.Itoa(i)
		}
		return ""
	})
	return nil
}

// criteria are the rubric's groups of radio buttons; chosen tells what was ticked.
func (v *paperView) criteria(chosen func(id string) string) []criterionView {
	var list []criterionView
	for _, c := range v.Paper.Rubric() {
		view := criterionView{ID: c.ID, HTML: inLine(c.Text), Best: c.Best(), Problem: v.Form.Problem("level-" + c.ID)}
		for i, level := range c.Levels {
			view.Levels = append(view.Levels, criterionLevel{i, level.Points, inLine(level.Text), chosen(c.ID) == strconv.Itoa(i)})
		}
		list = append(list, view)
	}
	return list
}
