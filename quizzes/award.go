package quizzes

import (
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

// Award says what the answer to a question of a submitted attempt is worth, in points from 0 to the question's: the mark that a person
// gave. Total and passing follow, and what follows from those in the same transaction. It returns ErrOpen, or ErrNotFound for a
// question that the attempt did not ask.
func Award(tx core.App, attempt, question string, score float64) (*Attempt, error) {
	r, err := tx.FindRecordById("attempts", attempt)
	if err != nil {
		return nil, absent(err, "attempt %s", attempt)
	}
	a := newAttempt(r)
	if !a.IsSubmitted() {
		return nil, fmt.Errorf("attempt %s: %w", attempt, ErrOpen)
	}
	marks, err := a.marks()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(marks, func(m mark) bool { return m.ID == question })
	if i < 0 {
		return nil, fmt.Errorf("question %s of attempt %s: %w", question, attempt, ErrNotFound)
	}
	m := &marks[i]
	m.Score = round(min(m.Max, max(0, score)))
	m.Grade = grade(settle(m.Score / m.Max))
	if err := a.settleAgain(marks); err != nil {
		return nil, err
	}
	if err := a.keepMarks(tx); err != nil {
		return nil, fmt.Errorf("award %s of attempt %s: %w", question, attempt, err)
	}
	return a, nil
}

// marks are the marks of a submitted attempt, in the order of its questions.
func (a *Attempt) marks() ([]mark, error) {
	var marks []mark
	if err := a.UnmarshalJSONField("result", &marks); err != nil {
		return nil, fmt.Errorf("result of attempt %s: %w", a.Id, err)
	}
	return marks, nil
}

// settleAgain is settle for an attempt of which nothing else is needed: attempts are marked again by the thousand.
func (a *Attempt) settleAgain(marks []mark) error {
	var rule struct {
		Pass float64 `json:"pass"`
	}
	if err := a.UnmarshalJSONField("drawn", &rule); err != nil {
		return fmt.Errorf("pass mark of attempt %s: %w", a.Id, err)
	}
	return a.settle(rule.Pass, marks)
}

// keepMarks saves marks and what they come to, once, of an attempt that was read in this transaction: only what changed is written, and the
// person, quiz and enrolment that the row names already are not looked up again. What holds for every writer is on the event.
func (a *Attempt) keepMarks(tx core.App) error {
	a.IgnoreUnchangedFields(true)
	defer a.IgnoreUnchangedFields(false)
	return tx.SaveNoValidate(a)
}

// settle writes marks and what they come to. Somebody has passed as soon as what waits cannot change it any more.
func (a *Attempt) settle(pass float64, marks []mark) error {
	outcomes, waiting := make([]Outcome, len(marks)), 0
	for i, m := range marks {
		outcomes[i] = Outcome{Score: m.Score, Max: m.Max}
		if m.Grade == Waiting {
			waiting++
		}
	}
	score, maximum := Total(outcomes)
	a.Set("score", score)
	a.Set("max", maximum)
	a.Set("waiting", waiting)
	a.Set("passed", Passed(score, maximum, pass))
	return a.setJSON("result", marks)
}
