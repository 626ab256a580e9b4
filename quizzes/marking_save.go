package quizzes

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/audit"
)

// DraftVerdict keeps a verdict that is not finished, and the answer with its marker. It returns what TakePaper returns, ErrChanged if
// it was saved since the form was made, and a *VerdictError.
func DraftVerdict(app core.App, v Verdict, now time.Time) (*Paper, error) {
	return save(app, v, true, now)
}

// GiveVerdict makes a verdict final. As soon as enough people have given theirs and they agree, the answer counts: what follows happens in the
// same transaction. It returns what DraftVerdict returns.
func GiveVerdict(app core.App, v Verdict, now time.Time) (*Paper, error) {
	return save(app, v, false, now)
}

func save(app core.App, v Verdict, draft bool, now time.Time) (*Paper, error) {
	var p *Paper
	var refused error
	err := app.RunInTransaction(func(tx core.App) (err error) {
		if p, err = openPaper(tx, v.Attempt, v.Question); err != nil {
			return err
		}
		if refused, err = p.take(tx, v.Marker, now); err != nil || refused != nil {
			return err
		}
		given, err := p.Mine.Given()
		if err != nil {
			return err
		}
		if given.Revision != v.Revision {
			refused = fmt.Errorf("marking %s: %w", p.Mine.Id, ErrChanged)
			return nil
		}
		if refused = v.check(p.Rubric(), p.Max, draft); refused != nil {
			return nil
		}
		return p.record(tx, v, draft, now)
	})
	if err != nil {
		return nil, err
	}
	return p, refused
}

// record writes the verdict into the own place and, if it is final, settles the answer if that can be.
func (p *Paper) record(tx core.App, v Verdict, draft bool, now time.Time) error {
	if err := p.Mine.write(v); err != nil {
		return err
	}
	if !draft {
		if err := p.Mine.finish(v.Score(p.Rubric(), p.Max), now); err != nil {
			return err
		}
	}
	if err := tx.Save(p.Mine); err != nil {
		return fmt.Errorf("save marking of %s in attempt %s: %w", p.ID, p.Attempt.Id, err)
	}
	if draft {
		return nil
	}
	if err := audit.Write(tx, audit.MarkGiven.On(audit.Attempt, p.Attempt.Id, "marking", p.Mine.Id).DoneBy(v.Marker)); err != nil {
		return err
	}
	rows, err := markingsOf(tx, p.Attempt.Id, p.ID)
	if err != nil {
		return err
	}
	score, settled := outcome(rows, p.Needed, p.Max)
	if !settled {
		return nil
	}
	for _, m := range rows {
		if !m.IsFinal() {
			if err := tx.Delete(m); err != nil {
				return fmt.Errorf("drop draft %s: %w", m.Id, err)
			}
		}
	}
	return p.award(tx, score)
}

func (m *Marking) finish(score float64, now time.Time) error {
	at, err := types.ParseDateTime(now)
	if err != nil {
		return err
	}
	m.Set("score", score)
	m.Set("final", at)
	m.Set("held", "")
	return nil
}

func (p *Paper) award(tx core.App, score float64) error {
	a, err := Award(tx, p.Attempt.Id, p.ID, score)
	if err != nil {
		return err
	}
	p.Attempt, p.Score, p.Grade = a, score, grade(settle(score/p.Max))
	return nil
}

// outcome is the score that the final marks come to, and whether they settle the answer: the last one does, one where one is needed,
// and two that are near each other.
func outcome(rows []*Marking, needed int, most float64) (score float64, settled bool) {
	rows = slices.DeleteFunc(slices.Clone(rows), func(m *Marking) bool { return !m.IsFinal() })
	switch n := len(rows); {
	case n == 0:
		return 0, false
	case n < needed:
		return 0, false
	case rows[n-1].Round() >= lastRound || needed == firstRound:
		return rows[n-1].Score(), true
	}
	return Agreed(rows[0].Score(), rows[1].Score(), most)
}

// ChangeMark gives another mark to an answer that counts already, and says why. The earlier ones stay. The verdict's revision is how many
// changes its form knew of. It returns ErrNotFound, ErrNotMarked, ErrChanged and a *VerdictError.
func ChangeMark(app core.App, v Verdict, now time.Time) (*Paper, error) {
	var p *Paper
	var refused error
	err := app.RunInTransaction(func(tx core.App) (err error) {
		if p, err = openPaper(tx, v.Attempt, v.Question); err != nil {
			return err
		}
		rows, err := markingsOf(tx, v.Attempt, v.Question)
		if err != nil {
			return err
		}
		if _, err := p.place(rows, v.Marker, now); !errors.Is(err, ErrMarked) {
			refused = fmt.Errorf("answer to %s in attempt %s: %w", v.Question, v.Attempt, ErrNotMarked)
			return nil
		}
		if p.Changes() != v.Revision {
			refused = fmt.Errorf("answer to %s in attempt %s: %w", v.Question, v.Attempt, ErrChanged)
			return nil
		}
		if refused = v.checkChange(p.Rubric(), p.Max); refused != nil {
			return nil
		}
		return p.change(tx, rows, v, now)
	})
	if err != nil {
		return nil, err
	}
	return p, refused
}

// checkChange is check, and wants a reason.
func (v Verdict) checkChange(rubric []Criterion, most float64) error {
	wrong := &VerdictError{}
	err := v.check(rubric, most, false)
	if err != nil && !errors.As(err, &wrong) {
		return err
	}
	if v.Reason == "" {
		wrong.Problems = append(wrong.Problems, VerdictProblem{ReasonField, MarkMissing})
	}
	if len(wrong.Problems) == 0 {
		return nil
	}
	return wrong
}

func (p *Paper) change(tx core.App, rows []*Marking, v Verdict, now time.Time) error {
	next := lastRound + 1
	for _, m := range rows {
		next = max(next, m.Round()+1)
	}
	m, err := newMarkingOf(tx, v.Attempt, v.Question, next)
	if err != nil {
		return err
	}
	m.Set("marker", v.Marker)
	if err := m.write(v); err != nil {
		return err
	}
	if err := m.finish(v.Score(p.Rubric(), p.Max), now); err != nil {
		return err
	}
	if err := tx.Save(m); err != nil {
		return fmt.Errorf("change mark of %s in attempt %s: %w", v.Question, v.Attempt, err)
	}
	if err := audit.Write(tx, audit.MarkChanged.On(audit.Attempt, v.Attempt, "marking", m.Id).DoneBy(v.Marker)); err != nil {
		return err
	}
	p.Mine, p.Earlier = m, append(p.Earlier, m)
	return p.award(tx, m.Score())
}
