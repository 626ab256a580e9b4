package pages

import (
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/quizzes"
)

type resultView struct {
	Frame
	Course   *courses.Course
	Quiz     *quizzes.Record
	Address  string // of the quiz
	Result   quizzes.Result
	Feedback quizzes.Moment
	Marked   []markedView
	Again    bool // another attempt may be begun
	Left     int  // tries; -1 without limit
	Complete bool // the course is
	Next     *stepView
}

// markedView is a question of a result.
type markedView struct {
	quizzes.Marked
	Number int
}

// Chosen tells whether an option was chosen.
func (m markedView) Chosen(option string) bool { return slices.Contains(m.Answer.Options, option) }

// IsRight tells whether an option is right, as far as that may be shown.
func (m markedView) IsRight(option string) bool {
	return slices.Contains(m.Marked.Right.Options, option)
}

// Letter names an option that is no plain line.
func (m markedView) Letter(i int) string { return questionView{}.Letter(i) }

// showResult shows what a submitted attempt led to and, when it may, why.
func (s *site) showResult(e *core.RequestEvent, o *openedQuiz, a *quizzes.Attempt) error {
	result, err := quizzes.ResultOf(e.App, e.Auth.Id, a.Id)
	if err != nil {
		return err
	}
	_, feedback, err := a.Rules()
	if err != nil {
		return err
	}
	standing, err := quizzes.StandingOf(e.App, a.Enrolment(), o.quiz)
	if err != nil {
		return err
	}
	title := s.locale(e).T("quiz.result")
	view := resultView{
		Frame: s.newFrame(e, title+" · "+o.quiz.Title()), Course: o.Course, Quiz: o.quiz, Address: o.address(), Result: result,
		Feedback: feedback, Again: standing.MayStart(), Left: standing.TriesLeft, Complete: o.Reading.Standing.Complete,
	}
	view.Section, view.NoIndex = "courses", true
	view.Crumbs = s.quizCrumbs(e, o, title)
	if feedback != quizzes.Never {
		for i, q := range result.Questions {
			view.Marked = append(view.Marked, markedView{Marked: q, Number: i + 1})
		}
	}
	view.Next = nextStep(o)
	e.Response.Header().Set("Cache-Control", "no-store")
	return s.render(e, http.StatusOK, "quiz_result", &view)
}

// nextStep is the first lesson that is not done, else the first quiz that is not passed, nil when nothing is left.
func nextStep(o *openedQuiz) *stepView {
	if l := o.Next(o.Reading); l != nil {
		return &stepView{Title: l.Title(), Address: o.opened.address() + "/" + l.Slug()}
	}
	for _, q := range o.Quizzes {
		if !o.Reading.Passed(q) && q.ID != o.quiz.Id {
			return &stepView{Title: q.Title, Address: quizAddress(o.opened, q), Quiz: true}
		}
	}
	return nil
}
