package pages

import (
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/quizzes"
)

type previewView struct {
	Frame
	Course    *courses.Course
	Quiz      *quizzes.Record
	Address   string
	Settings  quizzes.Settings
	Questions []previewedView
}

// previewedView is a question with everything about it.
type previewedView struct {
	quizzes.Previewed
	Number int
	Worth  string
}

// IsRight tells whether an option is right.
func (q previewedView) IsRight(option string) bool { return slices.Contains(q.Right.Options, option) }

// FeedbackTo is what somebody reads who chose the option.
func (q previewedView) FeedbackTo(option string) string {
	for _, c := range q.Solution.Choices {
		if c.Option == option {
			return c.Feedback.Block()
		}
	}
	return ""
}

// Option finds an option by its id.
func (q previewedView) Option(id string) quizzes.Option { return optionOf(q.Body.Options, id) }

// Pieces are the question's text with its blanks.
func (q previewedView) Pieces() blanks { return splitBlanks(q.Body) }

// Blanks are the gaps with their numbers.
func (q previewedView) Blanks() []blank { return numbered(q.Body.Gaps) }

// takenView is what a gap takes: words, or a number.
type takenView struct {
	Text    string
	Number  *quizzes.Range
	Percent float64 // of the gap's points
}

// Takes are the answers that a gap takes.
func (q previewedView) Takes(g quizzes.Gap) []takenView {
	var takes []takenView
	add := func(v takenView, weight float64) {
		if v.Percent = weight * 100; weight > 0 {
			takes = append(takes, v)
		}
	}
	for _, f := range q.Solution.Gaps {
		if f.Gap != g.ID {
			continue
		}
		for _, a := range f.Accepted {
			add(takenView{Text: a.Text, Number: a.Number}, a.Weight)
		}
		for _, c := range f.Choices {
			add(takenView{Text: optionOf(g.Options, c.Option).Text.Plain}, c.Weight)
		}
	}
	return takes
}

// previewQuiz shows all questions with their answers to who manages the course; for everybody else the page is not there.
func (s *site) previewQuiz(e *core.RequestEvent) error {
	o, err := s.openQuiz(e)
	if err != nil {
		return err
	}
	if !o.Manages {
		return quizzes.ErrNotFound
	}
	questions, err := quizzes.Preview(e.App, o.quiz.Id)
	if err != nil {
		return err
	}
	title := s.locale(e).T("quiz.preview")
	view := previewView{
		Frame: s.newFrame(e, title+" · "+o.quiz.Title()), Course: o.Course, Quiz: o.quiz, Address: o.address(),
	}
	view.Section, view.NoIndex = "courses", true
	view.Crumbs = s.quizCrumbs(e, o, title)
	if view.Settings, err = o.quiz.Settings(); err != nil {
		return err
	}
	for i, q := range questions {
		view.Questions = append(view.Questions, previewedView{q, i + 1, questionView{Asked: q.Asked}.Worth()})
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return s.render(e, http.StatusOK, "quiz_preview", &view)
}
