package quizzes

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// Asked is one question as an attempt shows it. It holds nothing of the solution.
type Asked struct {
	ID      string // of the version: the name under which it is answered
	Key     string
	Type    Type
	Points  float64
	Body    Body // options in the order of the attempt
	Answer  Answer
	Raw     json.RawMessage // the answer in its JSON form; null where there is none
	Certain bool            // it is asked how sure the answer is
	Sure    int             // how sure the answer is said to be; 0 where nothing is said
	Unread  Unread          // why the answer does not count as it is written; empty where it does
}

// Unread says what keeps a written number from being read. It tells nothing about whether it is right.
type Unread string

const (
	NoNumber    Unread = "number"  // a text where only a number counts
	UnknownUnit Unread = "unit"    // behind the number stands what is no unit of this question
	MissingUnit Unread = "no_unit" // the question wants one
)

// Unreadable tells that the answer is a text where only a number counts.
func (q Asked) Unreadable() bool { return q.Unread != "" }

// unread is why the answer cannot be read, empty if it can.
func (p *posed) unread() Unread {
	if p.question.Type != Numeric || !p.answer.Given() {
		return ""
	}
	s := &p.question.Solution
	number, unit := p.answer.Text, ""
	if len(s.Units) > 0 {
		number, unit = splitUnit(p.answer.Text)
	}
	switch {
	case len(ReadNumber(number)) == 0:
		return NoNumber
	case unit != "" && unitNamed(s.Units, unit) == nil:
		return UnknownUnit
	case unit == "" && p.question.Body.Unit == UnitRequired:
		return MissingUnit
	}
	return ""
}

// Questions returns what the attempt asks, in its order, and what was answered so far.
func Questions(app core.App, a *Attempt) ([]Asked, error) {
	d, err := a.drawn()
	if err != nil {
		return nil, err
	}
	sheet, err := a.sheet(app, d)
	if err != nil {
		return nil, err
	}
	list := make([]Asked, len(sheet))
	for i, p := range sheet {
		list[i] = p.asked()
	}
	return list, nil
}

func (p *posed) asked() Asked {
	q := Asked{ID: p.id, Key: p.question.Key, Type: p.question.Type, Points: p.question.Points,
		Body: p.question.Body, Answer: p.answer, Raw: p.answer.JSON(p.question.Type), Certain: p.certain, Sure: p.sure, Unread: p.unread()}
	arrange(q.Body.Options, p.options)
	for _, g := range q.Body.Gaps {
		arrange(g.Options, p.options)
	}
	return q
}

// arrange puts options into the order that an attempt drew.
func arrange(options []Option, order []string) {
	slices.SortStableFunc(options, func(a, b Option) int {
		return slices.Index(order, a.ID) - slices.Index(order, b.ID)
	})
}

// UnreadIn tells which of an attempt's answers are numbers that cannot be read as they are written, by the questions' ids.
func UnreadIn(app core.App, a *Attempt) (map[string]Unread, error) {
	d, err := a.drawn()
	if err != nil {
		return nil, err
	}
	given, err := a.Given()
	if err != nil {
		return nil, err
	}
	d.Questions = slices.DeleteFunc(d.Questions, func(q drawnQuestion) bool { return !strings.HasPrefix(string(given[q.ID]), `"`) })
	sheet, err := a.sheet(app, d)
	if err != nil {
		return nil, err
	}
	unread := map[string]Unread{}
	for _, p := range sheet {
		if why := p.unread(); why != "" {
			unread[p.id] = why
		}
	}
	return unread, nil
}
