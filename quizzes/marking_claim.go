package quizzes

import (
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// TakePaper shows somebody an answer and keeps it for them until HoldFor has passed. With the paper it returns ErrMarked, ErrHeld or
// ErrOwnPart where they cannot mark it now, and without one ErrNotFound.
func TakePaper(app core.App, marker, attempt, question string, now time.Time) (*Paper, error) {
	var p *Paper
	var refused error
	err := app.RunInTransaction(func(tx core.App) (err error) {
		if p, err = openPaper(tx, attempt, question); err != nil {
			return err
		}
		refused, err = p.take(tx, marker, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, refused
}

// LeavePaper gives an answer back to the others. What was saved as a draft stays.
func LeavePaper(app core.App, marker, attempt, question string, now time.Time) error {
	return app.RunInTransaction(func(tx core.App) error {
		rows, err := markingsOf(tx, attempt, question)
		if err != nil {
			return err
		}
		for _, m := range rows {
			if m.Round() >= firstRound && m.Marker() == marker && m.holds(now) {
				m.Set("held", "")
				if err := tx.Save(m); err != nil {
					return fmt.Errorf("leave marking %s: %w", m.Id, err)
				}
			}
		}
		return nil
	})
}

// take gives the marker a place and holds it. refused says why there is none.
func (p *Paper) take(tx core.App, marker string, now time.Time) (refused, err error) {
	rows, err := markingsOf(tx, p.Attempt.Id, p.ID)
	if err != nil {
		return nil, err
	}
	round, refused := p.place(rows, marker, now)
	if refused != nil {
		return refused, nil
	}
	if p.Mine == nil {
		if p.Mine, err = p.sit(tx, rows, round, marker); err != nil {
			return nil, err
		}
	}
	held, err := types.ParseDateTime(now.Add(HoldFor))
	if err != nil {
		return nil, err
	}
	p.Mine.Set("held", held)
	if err := tx.Save(p.Mine); err != nil {
		return nil, fmt.Errorf("hold answer to %s in attempt %s: %w", p.ID, p.Attempt.Id, err)
	}
	return nil, nil
}

// sit makes the marker's row in a round. Somebody else's draft that stands there is put aside, and their own is brought back.
func (p *Paper) sit(tx core.App, rows []*Marking, round int, marker string) (*Marking, error) {
	if err := putAside(tx, rows, round); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(rows, func(m *Marking) bool { return m.Round() < firstRound && m.Marker() == marker })
	if i >= 0 {
		rows[i].Set("round", round)
		return rows[i], nil
	}
	m, err := newMarkingOf(tx, p.Attempt.Id, p.ID, round)
	if err != nil {
		return nil, err
	}
	m.Set("marker", marker)
	return m, nil
}

// putAside frees a round. An empty draft goes, another keeps what was written in it.
func putAside(tx core.App, rows []*Marking, round int) error {
	lowest := firstRound
	for _, m := range rows {
		lowest = min(lowest, m.Round())
	}
	for _, m := range rows {
		if m.Round() != round {
			continue
		}
		given, err := m.Given()
		if err != nil {
			return err
		}
		if given.Revision == 0 || m.Marker() == "" {
			err = tx.Delete(m)
		} else {
			m.Set("round", lowest-1)
			m.Set("held", "")
			err = tx.Save(m)
		}
		if err != nil {
			return fmt.Errorf("put marking %s aside: %w", m.Id, err)
		}
	}
	return nil
}
