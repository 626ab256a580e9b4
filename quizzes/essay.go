package quizzes

import (
	"encoding/json"
	"strings"
)

// essay is a question answered by a text of one's own, by files, or by both. People mark it.
type essay struct{}

// Bounds of an essay.
const (
	maxEssay = 200_000 // characters: eighty pages
	maxFiles = 10
)

// Task says what an essay's answer should be, and by what it is judged. Learners see it from the start.
type Task struct {
	Lines    int         `json:"lines,omitempty"`     // how tall the field is; 0 leaves it to the page
	MinWords int         `json:"min_words,omitempty"` // told and counted, never enforced: a text is not lost for a word
	MaxWords int         `json:"max_words,omitempty"`
	Files    int         `json:"files,omitempty"`   // how many may be added
	Accept   []string    `json:"accept,omitempty"`  // kinds of files, each a key of FileTypes; empty: all of them
	NoText   bool        `json:"no_text,omitempty"` // files alone
	Template Text        `json:"template,omitzero"` // what the field holds at first
	Rubric   []Criterion `json:"rubric,omitempty"`  // what is judged; empty: the points as a whole
}

// Criterion is one thing that is judged. The best levels of a rubric together are worth the question's points.
type Criterion struct {
	ID     string  `json:"id"`
	Text   Text    `json:"text"`
	Levels []Level `json:"levels"`
}

// Level is one step of a criterion. Points are the rubric's own: they are scaled to the question's.
type Level struct {
	Points float64 `json:"points"`
	Text   Text    `json:"text"`
}

// Best is the most points that the criterion gives.
func (c Criterion) Best() float64 {
	best := 0.0
	for _, l := range c.Levels {
		best = max(best, l.Points)
	}
	return best
}

// Best is the most points that the rubric gives, 0 without one.
func (t *Task) Best() float64 {
	all := 0.0
	for _, c := range t.Rubric {
		all += c.Best()
	}
	return all
}

func (t *Task) texts() []*Text {
	all := []*Text{&t.Template}
	for i := range t.Rubric {
		all = append(all, &t.Rubric[i].Text)
		for k := range t.Rubric[i].Levels {
			all = append(all, &t.Rubric[i].Levels[k].Text)
		}
	}
	return all
}

func (essay) read(q *Question, raw json.RawMessage) (Answer, error) {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return Answer{}, &AnswerError{Question: q.Key, Reason: WrongShape}
	}
	if err := q.fits(text, maxEssay); err != nil {
		return Answer{}, err
	}
	text = strings.ReplaceAll(text, "\r\n", "\n") // as forms send line ends
	if bare := strings.TrimSpace(text); bare == "" || q.Body.Task != nil && bare == strings.TrimSpace(q.Body.Task.Template.Source) {
		return Answer{}, nil // what stood there from the start is no answer
	}
	return Answer{Text: text}, nil
}

func (essay) write(a Answer) any { return a.Text }

func (essay) mark(*Question, Answer) (float64, []Text) { return 0, nil } // people do

func (essay) solved(*Question) Solved { return Solved{} }

func (essay) check(q *Question) []problem {
	t := q.Body.Task
	switch {
	case t == nil:
		return nil
	case t.Files > maxFiles:
		return []problem{{line: q.Line, code: "quiz.too_many_files", values: map[string]any{"max": maxFiles}}}
	case t.NoText && t.Files == 0:
		return []problem{{line: q.Line, code: "quiz.nothing_to_give"}}
	case t.MaxWords > 0 && t.MinWords > t.MaxWords:
		return []problem{{line: q.Line, code: "quiz.words_crossed"}}
	}
	for _, c := range t.Rubric {
		if len(c.Levels) < 2 || c.Best() <= 0 {
			return []problem{{line: q.Line, code: "quiz.rubric_levels"}}
		}
	}
	return nil
}

// Words counts the words of a text as its writer would.
func Words(text string) int { return len(strings.Fields(text)) }
