package quizzes

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Submit ends the person's attempt and marks what was answered, by the versions that were asked. Submitting again, even at
// once, changes nothing and returns the same. It returns ErrNotFound or ErrNotYours.
func Submit(app core.App, user, attempt string) (*Attempt, error) {
	var a *Attempt
	err := app.RunInTransaction(func(tx core.App) (err error) {
		if a, err = FindAttempt(tx, user, attempt); err != nil || a.IsSubmitted() {
			return err
		}
		return closeAttempt(tx, a)
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// CloseIfOver submits the person's attempt if it takes no answer any more, and returns it as it is then. It returns ErrNotFound or
// ErrNotYours.
func CloseIfOver(app core.App, user, attempt string) (*Attempt, error) {
	a, err := FindAttempt(app, user, attempt)
	if err != nil || a.IsSubmitted() {
		return a, err
	}
	if ended, err := a.over(Now(app)); err != nil || !ended {
		return a, err
	}
	return Submit(app, user, attempt)
}

// CloseOverdue submits the attempts that take no answer any more, each in a transaction of its own, and tells how many. One that cannot be
// submitted keeps no other waiting.
func CloseOverdue(app core.App) (int, error) {
	now := Now(app)
	ids, err := overdue(app, now)
	if err != nil {
		return 0, err
	}
	closed, failures := 0, []error(nil)
	for _, id := range ids {
		err := app.RunInTransaction(func(tx core.App) error { return closeOverdue(tx, id, now) })
		if err != nil {
			failures = append(failures, fmt.Errorf("close attempt %s: %w", id, err))
			continue
		}
		closed++
	}
	return closed, errors.Join(failures...)
}

// closeOverdue looks again in its transaction: an attempt may have been submitted meanwhile, or its end moved.
func closeOverdue(tx core.App, id string, now time.Time) error {
	r, err := tx.FindRecordById("attempts", id)
	if err != nil {
		return absent(err, "attempt %s", id)
	}
	a := newAttempt(r)
	if ended, err := a.over(now); err != nil || !ended || a.IsSubmitted() {
		return err
	}
	return closeAttempt(tx, a)
}

// mark is the outcome of one question as it is kept with the attempt.
type mark struct {
	ID    string  `json:"id"`
	Score float64 `json:"score"`
	Max   float64 `json:"max"`
	Grade Grade   `json:"grade"`
	Sure  int     `json:"sure,omitempty"` // how sure the answer was, in a quiz that asks for it
	By    string  `json:"by,omitempty"`   // the version by which it was marked again, where that is another one
}

// closeAttempt marks an open attempt and saves it as submitted. What follows from it happens in the same transaction,
// on the event of saving.
func closeAttempt(tx core.App, a *Attempt) error {
	d, err := a.drawn()
	if err != nil {
		return err
	}
	asked, err := meaningsOf(tx, d.ids())
	if err != nil {
		return err
	}
	sheet, err := a.pose(tx, d, asked)
	if err != nil {
		return err
	}
	marks := make([]mark, 0, len(sheet))
	for i := range sheet {
		marks = append(marks, sheet[i].mark())
	}
	if err := a.settle(d.Pass, marks); err != nil {
		return err
	}
	ended := Now(tx)
	if a.Expired(ended) {
		ended = a.Expires()
	}
	at, err := types.ParseDateTime(ended)
	if err != nil {
		return err
	}
	a.Set("submitted", at)
	a.Set("state", stateSubmitted)
	if err := a.keepMarks(tx); err != nil {
		return fmt.Errorf("submit attempt %s: %w", a.Id, err)
	}
	return nil
}

// posed is one question of an attempt with the answer given.
type posed struct {
	id       string
	question Question
	answer   Answer
	options  []string // in the order in which they were shown
	certain  bool     // the quiz asks how sure the answer is
	sure     int      // how sure it is said to be; 0: nothing is said
}

// mark marks the answer by the version that was asked.
func (p *posed) mark() mark {
	out := p.question.mark(p.answer)
	m := mark{ID: p.id, Score: out.Score, Max: out.Max, Grade: out.Grade}
	if p.certain {
		m.Score, m.Sure = out.sure(p.sure).Score, max(Hardly, p.sure)
	}
	return m
}

// sheet reads what an attempt was asked and what was answered. A version that is no more is left out.
func (a *Attempt) sheet(app core.App, d drawn) ([]posed, error) {
	found, err := versionsByID(app, d.ids())
	if err != nil {
		return nil, err
	}
	asked := make(map[string]*Question, len(found))
	for id, v := range found {
		q, err := v.Question()
		if err != nil {
			return nil, err
		}
		asked[id] = &q
	}
	return a.pose(app, d, asked)
}

// pose puts the answers beside the questions that were asked.
func (a *Attempt) pose(app core.App, d drawn, asked map[string]*Question) ([]posed, error) {
	given, err := a.Given()
	if err != nil {
		return nil, err
	}
	certainty, err := a.Certainty()
	if err != nil {
		return nil, err
	}
	sheet := make([]posed, 0, len(d.Questions))
	for _, dq := range d.Questions {
		question, found := asked[dq.ID]
		if !found {
			continue
		}
		sheet = append(sheet, posed{id: dq.ID, question: *question, options: dq.Options, certain: d.Certainty && question.Type != Essay, sure: certainty[dq.ID]})
		p := &sheet[len(sheet)-1]
		raw, ok := given[dq.ID]
		if !ok {
			raw = json.RawMessage("null")
		}
		if p.answer, err = p.question.read(raw); err != nil {
			return nil, fmt.Errorf("attempt %s: %w", a.Id, err)
		}
	}
	return sheet, a.attach(app, sheet)
}
