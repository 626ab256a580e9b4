package pages

import (
	"slices"
	"strconv"
	"strings"

	"aula/locales"
	"aula/quizzes"
)

// questionView is a question as the attempt shows it.
type questionView struct {
	quizzes.Asked
	Number  int
	Current bool
	Text    string            // of a written answer, as it was typed
	Typed   map[string]string // of an answer in parts that could not be saved, as it was typed
	Problem string            // why it could not be saved, in words
	Told    bool              // the question before it tells the same before asking
	Check   bool              // its answer can be explained at once
	Checked *markedView       // its answer was, and is fixed
}

func viewQuestions(asked []quizzes.Asked) []questionView {
	list := make([]questionView, len(asked))
	for i, q := range asked {
		list[i] = questionView{Asked: q, Number: i + 1, Text: q.Answer.Text}
		if q.Type == quizzes.Essay && q.Answer.Text == "" && q.Body.Task != nil {
			list[i].Text = q.Body.Task.Template.Source
		}
		if i > 0 {
			before := asked[i-1].Body
			list[i].Told = q.Body.Group != "" && q.Body.Group == before.Group && q.Body.Preface.HTML == before.Preface.HTML
		}
	}
	return list
}

// Name is the name under which the form sends the answer.
func (q questionView) Name() string { return "q_" + q.ID }

// PartName is the name under which the form sends a part of the answer.
func (q questionView) PartName(part string) string { return q.Name() + "_" + part }

// CertaintyName is the name under which the form says how sure the answer is.
func (q questionView) CertaintyName() string { return "c_" + q.ID }

// Chosen tells whether an option is chosen.
func (q questionView) Chosen(option string) bool { return slices.Contains(q.Answer.Options, option) }

// Part is what a part of the answer holds.
func (q questionView) Part(id string) string {
	if q.Typed != nil {
		return q.Typed[id]
	}
	return q.Answer.Parts[id]
}

// Place is where an option of an ordering was put, from 1; 0 while it was not.
func (q questionView) Place(option string) int {
	if q.Typed != nil {
		return atoi(q.Typed[option])
	}
	return slices.Index(q.Answer.Options, option) + 1
}

// Places are the numbers that an option of an ordering may get.
func (q questionView) Places() []int {
	places := make([]int, len(q.Body.Options))
	for i := range places {
		places[i] = i + 1
	}
	return places
}

// Ordered are the options of an ordering as they were put, or as they were drawn.
func (q questionView) Ordered() []quizzes.Option {
	options := slices.Clone(q.Body.Options)
	if len(q.Answer.Options) == len(options) {
		slices.SortStableFunc(options, func(a, b quizzes.Option) int { return q.Place(a.ID) - q.Place(b.ID) })
	}
	return options
}

// Lettered tells whether the partners of a matching are more than their words, so that they are shown beside letters.
func (q questionView) Lettered() bool { return lettered(q.Body.Options) }

func lettered(options []quizzes.Option) bool {
	return slices.ContainsFunc(options, func(o quizzes.Option) bool {
		return !o.Text.Inline || o.Text.Plain == "" || strings.Contains(o.Text.HTML, "<img") || strings.Contains(o.Text.HTML, "<math")
	})
}

// Worth is the question's points as a plural form reads them.
func (q questionView) Worth() string { return strconv.FormatFloat(q.Points, 'f', -1, 64) }

// Letter names an option that is no plain line.
func (q questionView) Letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return strconv.Itoa(i + 1)
}

// Pieces are the question's text with its blanks.
func (q questionView) Pieces() blanks { return splitBlanks(q.Body) }

// Missing counts the parts of an answer that hold nothing while others do.
func (q questionView) Missing() int {
	if q.Type != quizzes.Matching && q.Type != quizzes.Gaps || !q.Answer.Given() {
		return 0
	}
	return len(q.partIDs()) - len(q.Answer.Parts)
}

// Words counts the words of a text.
func (q questionView) Words() int { return quizzes.Words(q.Text) }

// Short and Long tell whether an essay has fewer or more words than it should.
func (q questionView) Short() bool {
	t := q.Body.Task
	return t != nil && q.Answer.Text != "" && q.Words() < t.MinWords
}

func (q questionView) Long() bool {
	t := q.Body.Task
	return t != nil && t.MaxWords > 0 && q.Words() > t.MaxWords
}

// MoreFiles tells whether another file may be added.
func (q questionView) MoreFiles() bool {
	return q.Body.Task != nil && len(q.Answer.Files) < q.Body.Task.Files
}

// AcceptsList is what the browser may offer to be added.
func (q questionView) AcceptsList() string { return strings.Join(q.Body.Task.Endings(), ",") }

// stakeView is one step of certainty and what it earns.
type stakeView struct {
	Step         int
	Right, Wrong float64 // points
	Chosen       bool
}

// Stakes are the steps of certainty.
func (q questionView) Stakes() []stakeView {
	steps := make([]stakeView, 0, quizzes.Very)
	for c := quizzes.Hardly; c <= quizzes.Very; c++ {
		right, wrong := quizzes.Stake(c)
		steps = append(steps, stakeView{c, right * q.Points, wrong * q.Points, q.Sure == c})
	}
	return steps
}

// acceptsInWords names the kinds of files that a task takes.
func acceptsInWords(l *locales.Locale, kinds []string) string {
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = l.T("file.kind." + kind)
	}
	return strings.Join(words, ", ")
}
