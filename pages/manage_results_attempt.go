package pages

import (
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/locales"
	"aula/quizzes"
)

// sheetView is one attempt as those who run the course see it.
type sheetView struct {
	manageFrame
	Course  *courses.Course
	Attempt *quizzes.Attempt
	Result  quizzes.Result
	Open    bool
	Lines   []sheetLine
}

// sheetLine is one question of the attempt.
type sheetLine struct {
	markedView
	Given, Solved string // as plain text; empty where there is none
	Marking       string // address at which it is marked; empty where it marks itself
	Said          *quizzes.Judgement
}

func (s *site) showSheet(e *core.RequestEvent) error {
	c, quiz, err := managedQuiz(e)
	if err != nil {
		return err
	}
	a, err := quizzes.FindAnyAttempt(e.App, e.Request.PathValue("attempt"))
	if err != nil {
		return err
	}
	if a.Quiz() != quiz.Id {
		return quizzes.ErrNotFound
	}
	l := s.locale(e)
	name := s.nameOf(e, a.User())
	view := sheetView{
		manageFrame: s.newManageFrame(e, l.T("results.attempt_of", "name", name, "number", a.Number()), "/manage/courses",
			append(resultsCrumbs(l, c, quiz), Crumb{Title: name})...),
		Course: c, Attempt: a, Open: !a.IsSubmitted(),
	}
	if !view.Open {
		if err := view.fill(e.App, l); err != nil {
			return err
		}
	}
	return s.render(e, http.StatusOK, "manage_results_attempt", &view)
}

// fill reads the attempt's questions and what people said about the answers.
func (v *sheetView) fill(app core.App, l *locales.Locale) (err error) {
	if v.Result, err = quizzes.SheetOf(app, v.Attempt); err != nil {
		return err
	}
	said, err := quizzes.MarkingOf(app, v.Attempt)
	if err != nil {
		return err
	}
	for _, q := range viewMarked(v.Result, quizzes.AfterSubmission) {
		line := sheetLine{markedView: q}
		asked := quizzes.Question{Type: q.Type, Body: q.Body}
		right := q.Marked.Right
		line.Given = asked.Written(q.Answer, statements(l))
		line.Solved = asked.Written(quizzes.Answer{Options: right.Options, Text: right.Text, Parts: right.Parts}, statements(l))
		if n := right.Number; n != nil {
			line.Solved = strings.TrimSpace(rangeText(l, n) + " " + right.Unit)
		}
		if q.Type == quizzes.Essay && q.Answer.Given() {
			line.Marking = "/manage/marking/" + v.Attempt.Id + "/" + q.ID
		}
		if j, ok := said[q.ID]; ok {
			line.Said = &j
		}
		v.Lines = append(v.Lines, line)
	}
	return nil
}

func statements(l *locales.Locale) quizzes.Statements {
	return quizzes.Statements{True: l.T("quiz.true"), False: l.T("quiz.false")}
}

// rangeText writes the numbers that are right.
func rangeText(l *locales.Locale, n *quizzes.Range) string {
	switch {
	case n.Low == n.High:
		return l.Number(n.Low)
	case n.Around:
		return l.T("quiz.around", "middle", l.Number(n.Middle()), "low", l.Number(n.Low), "high", l.Number(n.High))
	}
	return l.T("quiz.between", "low", l.Number(n.Low), "high", l.Number(n.High))
}
