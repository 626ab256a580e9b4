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
	Standing quizzes.Standing
	Complete bool // the course is
	Next     *stepView
}

// Again tells whether another attempt may be begun.
func (v *resultView) Again() bool { return v.Standing.MayStart() }

// markedView is a question of a result.
type markedView struct {
	quizzes.Marked
	Number int
	Told   bool // the question before it tells the same before asking
}

// Chosen tells whether an option was chosen.
func (m markedView) Chosen(option string) bool { return slices.Contains(m.Answer.Options, option) }

// IsRight tells whether an option is right, as far as that may be shown.
func (m markedView) IsRight(option string) bool {
	return slices.Contains(m.Marked.Right.Options, option)
}

// Letter names an option that is no plain line.
func (m markedView) Letter(i int) string { return questionView{}.Letter(i) }

// Pieces are the question's text with its blanks.
func (m markedView) Pieces() blanks { return splitBlanks(m.Body) }

// Blanks are the gaps with their numbers.
func (m markedView) Blanks() []blank { return numbered(m.Body.Gaps) }

// Option finds an option by its id; an empty one where there is none.
func (m markedView) Option(id string) quizzes.Option { return optionOf(m.Body.Options, id) }

func optionOf(options []quizzes.Option, id string) quizzes.Option {
	if i := slices.IndexFunc(options, func(o quizzes.Option) bool { return o.ID == id }); i >= 0 {
		return options[i]
	}
	return quizzes.Option{}
}

// Filled is what stands in a gap: what was typed, or the option that was chosen, as text.
func (m markedView) Filled(g quizzes.Gap) string { return textIn(g, m.Answer.Parts) }

// Fills is what should stand in a gap, as far as that may be shown.
func (m markedView) Fills(g quizzes.Gap) string { return textIn(g, m.Marked.Right.Parts) }

func textIn(g quizzes.Gap, parts map[string]string) string {
	if len(g.Options) == 0 {
		return parts[g.ID]
	}
	return optionOf(g.Options, parts[g.ID]).Text.Plain
}

// Stake is what the certainty of the answer made of it, in points: nothing where it was not asked.
func (m markedView) Stake() *stakeView {
	if !m.Certain || !m.Answer.Given() {
		return nil
	}
	step := max(quizzes.Hardly, m.Sure)
	right, wrong := quizzes.Stake(step)
	return &stakeView{Step: step, Right: right * m.Points, Wrong: wrong * m.Points}
}

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
		Feedback: feedback, Standing: standing, Complete: o.Reading.Standing.Complete,
	}
	view.Section, view.NoIndex = "courses", true
	view.Crumbs = s.quizCrumbs(e, o, title)
	view.Marked = viewMarked(result, feedback)
	view.Next = nextStep(o)
	e.Response.Header().Set("Cache-Control", "no-store")
	return s.render(e, http.StatusOK, "quiz_result", &view)
}

// viewMarked are the questions that a result shows. Where nothing is ever explained these are those that people mark.
func viewMarked(result quizzes.Result, feedback quizzes.Moment) []markedView {
	var list []markedView
	for i, q := range result.Questions {
		if feedback == quizzes.Never && q.Type != quizzes.Essay {
			continue
		}
		told := i > 0 && q.Body.Group != "" && q.Body.Group == result.Questions[i-1].Body.Group
		list = append(list, markedView{Marked: q, Number: i + 1, Told: told})
	}
	return list
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
