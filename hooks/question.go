package hooks

import "aula/quizzes"

type optionAnswer struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	HTML string `json:"html"`
}

type gapAnswer struct {
	ID      string         `json:"id"` // the text names it as [[id]]
	Options []optionAnswer `json:"options"`
}

type levelAnswer struct {
	Points float64 `json:"points"`
	Text   string  `json:"text"`
}

type criterionAnswer struct {
	ID     string        `json:"id"`
	Text   string        `json:"text"`
	Levels []levelAnswer `json:"levels"`
}

// taskAnswer is what an essay should be.
type taskAnswer struct {
	MinWords int               `json:"min_words"`
	MaxWords int               `json:"max_words"` // 0 is without limit
	Files    int               `json:"files"`
	Accept   []string          `json:"accept"`
	NoText   bool              `json:"no_text"`
	Template string            `json:"template"`
	Rubric   []criterionAnswer `json:"rubric"`
}

type questionAnswer struct {
	ID      string           `json:"id"`
	Type    quizzes.Type     `json:"type"`
	Group   string           `json:"group,omitempty"` // questions of one group belong together
	Points  float64          `json:"points"`
	Text    string           `json:"text"`
	HTML    string           `json:"html"`
	Options []optionAnswer   `json:"options"`
	Left    []optionAnswer   `json:"left,omitempty"` // of a matching
	Gaps    []gapAnswer      `json:"gaps,omitempty"`
	Unit    quizzes.UnitRule `json:"unit,omitempty"`      // of a number
	Task    *taskAnswer      `json:"task,omitempty"`      // of an essay
	Files   []fileAnswer     `json:"files,omitempty"`     // given to it so far
	Certain bool             `json:"certainty,omitempty"` // it is asked how sure the answer is
}

// describeQuestion is a question as it is asked: nothing of its solution.
func describeQuestion(q quizzes.Asked) questionAnswer {
	text, html := q.Body.Asked()
	shown := questionAnswer{ID: q.ID, Type: q.Type, Group: q.Body.Group, Points: q.Points, Certain: q.Certain, Text: text, HTML: html,
		Options: describeOptions(q.Body.Options), Unit: q.Body.Unit}
	if len(q.Body.Left) > 0 {
		shown.Left = describeOptions(q.Body.Left)
	}
	for _, g := range q.Body.Gaps {
		shown.Gaps = append(shown.Gaps, gapAnswer{g.ID, describeOptions(g.Options)})
	}
	if q.Type == quizzes.Essay {
		shown.Task = describeTask(q.Body.Task)
		for _, f := range q.Answer.Files {
			shown.Files = append(shown.Files, describeFile(f))
		}
	}
	return shown
}

func describeOptions(options []quizzes.Option) []optionAnswer {
	list := make([]optionAnswer, len(options))
	for i, o := range options {
		list[i] = optionAnswer{o.ID, o.Text.Plain, o.Text.HTML}
	}
	return list
}

func describeTask(t *quizzes.Task) *taskAnswer {
	if t == nil {
		t = &quizzes.Task{}
	}
	shown := &taskAnswer{MinWords: t.MinWords, MaxWords: t.MaxWords, Files: t.Files, NoText: t.NoText, Template: t.Template.Source,
		Accept: append([]string{}, t.Accepts()...), Rubric: []criterionAnswer{}}
	for _, c := range t.Rubric {
		criterion := criterionAnswer{ID: c.ID, Text: c.Text.Plain}
		for _, l := range c.Levels {
			criterion.Levels = append(criterion.Levels, levelAnswer{l.Points, l.Text.Plain})
		}
		shown.Rubric = append(shown.Rubric, criterion)
	}
	return shown
}
