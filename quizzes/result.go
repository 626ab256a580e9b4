package quizzes

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// Asked is one question as an attempt shows it. It holds nothing of the solution.
type Asked struct {
	ID     string // of the version: the name under which it is answered
	Key    string
	Type   Type
	Points float64
	Body   Body // options in the order of the attempt
	Answer Answer
	Raw    json.RawMessage // the answer in its JSON form; null where there is none
}

// Unreadable tells that the answer is a text where only a number counts.
func (q Asked) Unreadable() bool {
	return q.Type == Numeric && q.Answer.Given() && len(ReadNumber(q.Answer.Text)) == 0
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

func (p posed) asked() Asked {
	q := Asked{ID: p.id, Key: p.question.Key, Type: p.question.Type, Points: p.question.Points,
		Body: p.question.Body, Answer: p.answer, Raw: p.answer.JSON(p.question.Type)}
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

// Result is a submitted attempt as its learner may see it.
type Result struct {
	Attempt   *Attempt
	Score     float64
	Max       float64
	Percent   float64
	Pass      float64 // percent that was needed
	Passed    bool
	Explained bool // right answers and feedback may be shown, and are there
	Questions []Marked
}

// Marked is one question of a result. Right and Feedback are empty while they may not be shown.
type Marked struct {
	Asked
	Score    float64
	Max      float64
	Grade    Grade
	Right    Solved
	Feedback []Text
}

// Solved is the right answer in the form of the question's type.
type Solved struct {
	Options []string          // ids; true or false for a statement; of an ordering all of them, in order
	Text    string            // with its unit where the number has one
	Number  *Range            // in the first unit
	Unit    string            // of Number
	Parts   map[string]string // matching: left id to right id; gaps: gap id to the text to show, or to the option's id
}

// ResultOf returns the result of the person's attempt. It returns ErrNotFound, ErrNotYours, or ErrOpen before it is submitted.
func ResultOf(app core.App, user, attempt string) (Result, error) {
	a, err := FindAttempt(app, user, attempt)
	if err != nil {
		return Result{}, err
	}
	if !a.IsSubmitted() {
		return Result{}, fmt.Errorf("attempt %s: %w", attempt, ErrOpen)
	}
	d, err := a.drawn()
	if err != nil {
		return Result{}, err
	}
	r := Result{Attempt: a, Score: a.Score(), Max: a.Max(), Percent: a.Percent(), Pass: d.Pass, Passed: a.Passed()}
	if r.Explained, err = explained(app, a, d.Feedback); err != nil {
		return r, err
	}
	sheet, err := a.sheet(app, d)
	if err != nil {
		return r, err
	}
	kept, err := a.marks()
	if err != nil {
		return r, err
	}
	newer, err := markedBy(app, kept)
	if err != nil {
		return r, err
	}
	for _, p := range sheet {
		i := slices.IndexFunc(kept, func(m mark) bool { return m.ID == p.id })
		if i < 0 {
			continue
		}
		m := Marked{Asked: p.asked(), Score: kept[i].Score, Max: kept[i].Max, Grade: kept[i].Grade}
		if r.Explained {
			by := p.question
			if again, ok := newer[kept[i].By]; ok {
				by = again
			}
			m.Right = by.solved()
			m.Feedback = Mark(by, p.answer).Feedback
		}
		r.Questions = append(r.Questions, m)
	}
	return r, nil
}

// markedBy are the versions by which answers were marked again.
func markedBy(app core.App, marks []mark) (map[string]Question, error) {
	var ids []string
	for _, m := range marks {
		if m.By != "" {
			ids = append(ids, m.By)
		}
	}
	found, err := versionsByID(app, ids)
	if err != nil {
		return nil, err
	}
	questions := make(map[string]Question, len(found))
	for id, v := range found {
		if questions[id], err = v.Question(); err != nil {
			return nil, err
		}
	}
	return questions, nil
}

// explained tells whether right answers may be shown: a person who can no longer try may see them too.
func explained(app core.App, a *Attempt, moment Moment) (bool, error) {
	switch {
	case moment == Never:
		return false, nil
	case moment == AfterSubmission || a.Passed():
		return true, nil
	}
	quiz, err := Find(app, a.Quiz())
	if err != nil {
		return false, err
	}
	standing, err := StandingOf(app, a.Enrolment(), quiz)
	if err != nil {
		return false, err
	}
	return standing.Open == nil && (standing.TriesLeft == 0 || standing.Passed), nil
}

// best is the written answer to show as right: the first full one, if possible without wildcards.
func (s *Solution) best() Solved {
	var best Solved
	found := false
	for _, a := range s.Accepted {
		text, plain := shown(a.Text)
		if settle(a.Weight) < 1 || found && !plain {
			continue
		}
		if !found || plain {
			best.Text, best.Number, found = text, a.Number, true
		}
		if plain {
			break
		}
	}
	return best
}

// solved is the answer to show as right.
func (q Question) solved() Solved {
	if k := kinds[q.Type]; k != nil {
		return k.solved(&q)
	}
	return Solved{}
}

// shown writes a pattern for people, and tells whether it stands for one text only.
func shown(pattern string) (text string, plain bool) {
	bare := strings.ReplaceAll(pattern, `\*`, string(star))
	plain = !strings.Contains(bare, "*")
	return strings.ReplaceAll(strings.ReplaceAll(bare, "*", "…"), string(star), "*"), plain
}
