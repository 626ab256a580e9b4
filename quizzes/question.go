package quizzes

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Type says how a question is answered. Each type's rules stand in the file of its name.
type Type string

const (
	Single    Type = "single"     // one option
	Multiple  Type = "multiple"   // any number of options
	TrueFalse Type = "true_false" // yes or no
	Short     Type = "short"      // a few words
	Numeric   Type = "numeric"    // a number, perhaps with its unit
	Matching  Type = "matching"   // a partner for each thing at the left
	Ordering  Type = "ordering"   // things to put in order
	Gaps      Type = "gaps"       // a text with blanks to fill, typed or chosen
	Essay     Type = "essay"      // a text of one's own, with files where they are asked for; people mark it
)

// Question is one question as its author wrote it: what may be shown, and what must not be before it may.
type Question struct {
	Key      string
	Type     Type
	Points   float64
	Body     Body
	Solution Solution
	Line     int // of the author's file
}

// Body is what a learner may see at any time.
type Body struct {
	Title      string   `json:"title,omitempty"`      // the author's name for it, not shown to learners
	Category   string   `json:"category,omitempty"`   // where its bank keeps it
	Objectives []string `json:"objectives,omitempty"` // ids of the course's objectives that it tests
	Preface    Text     `json:"preface,omitzero"`     // told before the question
	Prompt     Text     `json:"prompt"`               // what is asked, on one line
	Detail     Text     `json:"detail,omitzero"`      // shown with it: pictures, code, tables
	Skills     []string `json:"skills,omitempty"`     // of a framework, as a course names them: digcomp-2.2:2.3
	Group      string   `json:"group,omitempty"`      // questions of one group are asked together, in order
	Options    []Option `json:"options,omitempty"`    // as written; of a matching its right side, with what has no partner
	KeepOrder  bool     `json:"keep_order,omitempty"` // options are never shuffled
	Left       []Option `json:"left,omitempty"`       // of a matching: each wants a partner from Options
	Gaps       []Gap    `json:"gaps,omitempty"`       // in the order in which the text names them
	Task       *Task    `json:"task,omitempty"`       // of an essay
	Unit       UnitRule `json:"unit,omitempty"`       // of a number: whether its unit is asked for
}

// Option is one thing to choose. Its id tells nothing about its place or its worth.
type Option struct {
	ID   string `json:"id"`
	Text Text   `json:"text"`
}

// Solution is what marks a question and explains it. It never reaches a learner before it may.
type Solution struct {
	Choices   []Choice   `json:"choices,omitempty"` // what each option is worth; true and false for true_false
	AllOrNone bool       `json:"all_or_none,omitempty"`
	Accepted  []Accepted `json:"accepted,omitempty"` // written answers, the first is the one to show
	Case      bool       `json:"case,omitempty"`     // capitals count
	Accents   bool       `json:"accents,omitempty"`  // accents count
	Penalty   float64    `json:"penalty,omitempty"`  // part of the points that an unlisted written answer takes away
	Otherwise Text       `json:"otherwise,omitzero"` // feedback of a written answer that is not listed
	Feedback  Text       `json:"feedback,omitzero"`  // for everybody

	Pairs       []Pair   `json:"pairs,omitempty"`        // of a matching: one for each thing at the left
	Order       []string `json:"order,omitempty"`        // of an ordering: the options' ids as they should stand
	Gaps        []Filled `json:"gaps,omitempty"`         // one for each gap
	Units       []Unit   `json:"units,omitempty"`        // of a number; the first is the one in which Accepted is meant
	UnitPenalty float64  `json:"unit_penalty,omitempty"` // part of the points that a missing unit takes away
	Notes       Text     `json:"notes,omitzero"`         // of an essay: for those who mark it
}

// Choice is what choosing one option is worth.
type Choice struct {
	Option   string  `json:"option"`
	Weight   float64 `json:"weight"` // part of the points, -1 to 1; above 0 is right
	Feedback Text    `json:"feedback,omitzero"`
}

// Accepted is one written answer that the author foresaw, right or wrong.
type Accepted struct {
	Text     string  `json:"text,omitempty"`   // short: a pattern
	Number   *Range  `json:"number,omitempty"` // numeric
	Weight   float64 `json:"weight"`           // part of the points, -1 to 1
	Feedback Text    `json:"feedback,omitzero"`
}

// The options of a true/false question.
const (
	optionTrue  = "true"
	optionFalse = "false"
)

// kind is what one type knows. A new type is a new file that adds itself to kinds.
type kind interface {
	// read makes an answer of its JSON form, or says by an *AnswerError what is wrong with it.
	read(q *Question, raw json.RawMessage) (Answer, error)
	// write is the JSON form of an answer, as read takes it.
	write(a Answer) any
	// mark tells which part of the points an answer earns, at most 1, and the feedback to it.
	mark(q *Question, a Answer) (float64, []Text)
	// solved is the answer to show as right.
	solved(q *Question) Solved
	// check reports what the author got wrong.
	check(q *Question) []problem
}

var kinds = map[Type]kind{
	Single: single{}, Multiple: multiple{}, TrueFalse: trueFalse{}, Short: short{}, Numeric: numeric{},
	Matching: matching{}, Ordering: ordering{}, Gaps: gaps{}, Essay: essay{},
}

// Known tells whether questions of the type can be asked and marked.
func (t Type) Known() bool { return kinds[t] != nil }

// Digest names what a question means: it changes when what is asked or what counts changes, and not when only
// addresses of pictures, places in the quiz or the objectives do.
func (q Question) Digest() (string, error) {
	bare, err := q.clone()
	if err != nil {
		return "", err
	}
	for _, t := range bare.texts() {
		*t = Text{Source: t.Source, Format: t.Format}
	}
	for _, list := range bare.choices() {
		for i := range list {
			if list[i].Weight == 0 {
				list[i].Weight = 0 // minus nought is nought
			}
		}
	}
	bare.Body.Title, bare.Body.Category, bare.Body.Objectives, bare.Body.Skills = "", "", nil, nil
	packed, err := json.Marshal([]any{bare.Type, bare.Points, bare.Body, bare.Solution})
	if err != nil {
		return "", fmt.Errorf("digest question %s: %w", q.Key, err)
	}
	sum := sha256.Sum256(packed)
	return hex.EncodeToString(sum[:]), nil
}

func (q Question) clone() (Question, error) {
	packed, err := json.Marshal(q)
	if err != nil {
		return Question{}, fmt.Errorf("copy question %s: %w", q.Key, err)
	}
	var copied Question
	if err := json.Unmarshal(packed, &copied); err != nil {
		return Question{}, fmt.Errorf("copy question %s: %w", q.Key, err)
	}
	return copied, nil
}

// texts are all texts of a question, to be changed in place.
func (q *Question) texts() []*Text {
	b, s := &q.Body, &q.Solution
	all := []*Text{&b.Preface, &b.Prompt, &b.Detail, &s.Otherwise, &s.Feedback, &s.Notes}
	for i := range b.Options {
		all = append(all, &b.Options[i].Text)
	}
	for i := range b.Left {
		all = append(all, &b.Left[i].Text)
	}
	for i := range b.Gaps {
		for k := range b.Gaps[i].Options {
			all = append(all, &b.Gaps[i].Options[k].Text)
		}
	}
	if b.Task != nil {
		all = append(all, b.Task.texts()...)
	}
	for i := range s.Pairs {
		all = append(all, &s.Pairs[i].Feedback)
	}
	all = append(all, s.feedback()...)
	for i := range s.Gaps {
		all = append(all, (&Solution{Choices: s.Gaps[i].Choices, Accepted: s.Gaps[i].Accepted}).feedback()...)
	}
	return all
}

// feedback is what is said to single choices and written answers.
func (s *Solution) feedback() []*Text {
	var all []*Text
	for i := range s.Choices {
		all = append(all, &s.Choices[i].Feedback)
	}
	for i := range s.Accepted {
		all = append(all, &s.Accepted[i].Feedback)
	}
	return all
}
