package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/locales"
	"aula/quizzes"
)

// What the buttons of the form do.
const (
	actAssign = "assign"
	actDraft  = "draft"
	actSkip   = "skip"
	actChange = "change"
)

// markPaper saves what was judged. Whatever stands in the way, what was typed stays in the form.
func (s *site) markPaper(e *core.RequestEvent) error {
	c, quiz, err := marking(e)
	if errors.Is(err, quizzes.ErrNotFound) { // deleted while it was being marked
		return back(e, markingAddress(e, "", "said", "marking_gone"))
	}
	if err != nil {
		return err
	}
	act := e.Request.PostFormValue("act")
	v, wrong := typedVerdict(e)
	p, err := (*quizzes.Paper)(nil), error(wrong)
	if wrong == nil {
		p, err = s.carryOut(e, act, v)
	}
	switch {
	case err == nil:
		return s.afterMark(e, act, v)
	case errors.Is(err, quizzes.ErrNotFound):
		return back(e, markingAddress(e, "", "said", "marking_gone"))
	}
	return s.showAgain(e, c, quiz, p, v, err)
}

// carryOut does what a button asks for.
func (s *site) carryOut(e *core.RequestEvent, act string, v quizzes.Verdict) (*quizzes.Paper, error) {
	switch act {
	case actAssign:
		return quizzes.GiveVerdict(e.App, v, time.Now())
	case actChange:
		return quizzes.ChangeMark(e.App, v, time.Now())
	case actSkip:
		if v.Comment != "" || v.Points != nil || len(v.Levels) > 0 {
			if p, err := quizzes.DraftVerdict(e.App, v, time.Now()); err != nil {
				return p, err
			}
		}
		return nil, quizzes.LeavePaper(e.App, v.Marker, v.Attempt, v.Question, time.Now())
	}
	return quizzes.DraftVerdict(e.App, v, time.Now())
}

func (s *site) afterMark(e *core.RequestEvent, act string, v quizzes.Verdict) error {
	switch act {
	case actAssign:
		return s.goOn(e, v.Attempt, v.Question, "mark_given", "mark_given_last")
	case actSkip:
		return s.goOn(e, v.Attempt, v.Question, "paper_skipped", "paper_skipped_last")
	case actChange:
		return back(e, markingAddress(e, "/"+v.Attempt+"/"+v.Question, "said", "mark_changed"))
	}
	return back(e, markingAddress(e, "/"+v.Attempt+"/"+v.Question, "said", "mark_drafted"))
}

// typedVerdict reads the form. What is no number is wrong before anything else.
func typedVerdict(e *core.RequestEvent) (quizzes.Verdict, *quizzes.VerdictError) {
	v := quizzes.Verdict{Marker: e.Auth.Id, Attempt: e.Request.PathValue("attempt"), Question: e.Request.PathValue("question"),
		Comment: trimmedLines(e.Request.PostFormValue(quizzes.CommentField)), Reason: trimmedLines(e.Request.PostFormValue(quizzes.ReasonField))}
	v.Revision, _ = strconv.Atoi(e.Request.PostFormValue("revision"))
	v.Levels = map[string]int{}
	for name, values := range e.Request.PostForm {
		id, isLevel := strings.CutPrefix(name, "level-")
		if level, err := strconv.Atoi(values[0]); isLevel && err == nil {
			v.Levels[id] = level
		}
	}
	text := strings.TrimSpace(e.Request.PostFormValue(quizzes.PointsField))
	if text == "" {
		return v, nil
	}
	points, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil {
		return v, &quizzes.VerdictError{Problems: []quizzes.VerdictProblem{{Field: quizzes.PointsField, Code: "number"}}}
	}
	v.Points = &points
	return v, nil
}

// trimmedLines is a text of a form with plain line ends.
func trimmedLines(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// showAgain shows the form as it was typed, and what stood in the way.
func (s *site) showAgain(e *core.RequestEvent, c *courses.Course, quiz *quizzes.Record, p *quizzes.Paper, v quizzes.Verdict, failure error) error {
	var refused error
	if p == nil || !isRefusal(failure) { // as it stands now
		if p, refused = quizzes.TakePaper(e.App, v.Marker, v.Attempt, v.Question, time.Now()); p == nil {
			return refused
		}
	} else {
		refused = failure
	}
	view, err := s.viewPaper(e, c, quiz, p, refused)
	if err != nil {
		return err
	}
	l := s.locale(e)
	status := view.object(l, failure)
	if status == 0 {
		return failure
	}
	if errors.Is(failure, quizzes.ErrChanged) && p.Mine != nil {
		saved, err := s.viewMark(e, p, p.Mine)
		if err != nil {
			return err
		}
		view.Saved = &saved
	}
	if err := view.keep(e); err != nil {
		return err
	}
	return s.render(e, status, "manage_marking_paper", view)
}

func isRefusal(err error) bool { return wayOf(err) != "" }

// object writes what stood in the way into the form and returns the page's status, 0 for a failure that is nobody's mistake.
func (v *paperView) object(l *locales.Locale, failure error) int {
	var wrong *quizzes.VerdictError
	switch {
	case errors.As(failure, &wrong):
		for _, p := range wrong.Problems {
			v.blame(l, p)
		}
		return http.StatusUnprocessableEntity
	case errors.Is(failure, quizzes.ErrMarked):
		v.Form.say(l, "", l.T("marking.problem_marked"))
	case errors.Is(failure, quizzes.ErrHeld):
		v.Form.say(l, "", l.T("marking.problem_held", "name", v.Holder, "time", l.Clock(v.Until)))
	case errors.Is(failure, quizzes.ErrOwnPart):
		v.Form.say(l, "", l.T("marking.problem_own"))
	case errors.Is(failure, quizzes.ErrChanged):
		v.Form.say(l, "", l.T("marking.problem_changed"))
	case errors.Is(failure, quizzes.ErrNotMarked):
		v.Form.say(l, "", l.T("marking.problem_not_marked"))
	default:
		return 0
	}
	return http.StatusConflict
}

// problemTexts say what is wrong with each field.
var problemTexts = map[quizzes.VerdictProblem]string{
	{Field: quizzes.PointsField, Code: quizzes.MarkMissing}: "marking.points_missing",
	{Field: quizzes.PointsField, Code: quizzes.MarkRange}:   "marking.points_range",
	{Field: quizzes.PointsField, Code: "number"}:            "marking.points_number",
	{Field: quizzes.CommentField, Code: quizzes.MarkLong}:   "marking.comment_long",
	{Field: quizzes.ReasonField, Code: quizzes.MarkLong}:    "marking.reason_long",
	{Field: quizzes.ReasonField, Code: quizzes.MarkMissing}: "marking.reason_missing",
}

func (v *paperView) blame(l *locales.Locale, p quizzes.VerdictProblem) {
	if key, known := problemTexts[p]; known {
		v.Form.say(l, p.Field, l.T(key, "max", l.Number(v.Paper.Max), "comment", quizzes.CommentAtMost, "reason", quizzes.ReasonAtMost))
		return
	}
	for _, c := range v.Paper.Rubric() {
		if c.ID == p.Field {
			v.Form.say(l, "level-"+c.ID, l.T("marking.level_missing", "criterion", c.Text.Plain))
		}
	}
}

// keep puts what was typed into the form, over what is stored.
func (v *paperView) keep(e *core.RequestEvent) error {
	for _, name := range []string{quizzes.PointsField, quizzes.CommentField, quizzes.ReasonField} {
		v.Form.values[name] = e.Request.PostFormValue(name)
	}
	v.Revision = v.Paper.Changes()
	if m := v.Paper.Mine; m != nil && v.Way == "" {
		given, err := m.Given()
		if err != nil {
			return err
		}
		v.Revision = given.Revision
	}
	v.Criteria = v.criteria(func(id string) string { return e.Request.PostFormValue("level-" + id) })
	return nil
}
