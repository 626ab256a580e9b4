package quizzes

import (
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"
)

// Decisions about checking one answer on the way.
var (
	ErrNotCheckable = errors.New("answer is not explained on the way") // the quiz explains later, or people mark the question
	ErrUnanswered   = errors.New("question has no answer yet")
)

// Check fixes the answer to a question of the person's open attempt, so that it can be explained at once, and returns its mark. Again
// it changes nothing and returns the same. It returns ErrNotFound, ErrNotYours, ErrClosed, ErrNotCheckable, ErrUnanswered, and an
// *AnswerError for a question that the attempt does not ask and for an answer that cannot be read: that one is not fixed.
func Check(app core.App, user, attempt, question string) (Marked, error) {
	var m Marked
	err := app.RunInTransaction(func(tx core.App) error {
		a, err := findOpen(tx, user, attempt)
		if err != nil {
			return err
		}
		d, err := a.drawn()
		if err != nil {
			return err
		}
		p, err := a.checkable(tx, d, question)
		if err != nil {
			return err
		}
		m = p.explained()
		fixed, err := a.Checked()
		if err != nil || slices.Contains(fixed, question) {
			return err
		}
		if err := a.setJSON("checked", append(fixed, question)); err != nil {
			return err
		}
		return tx.Save(a)
	})
	if err != nil {
		return Marked{}, fmt.Errorf("check question %s of attempt %s: %w", question, attempt, err)
	}
	return m, nil
}

// checkable is the question with its answer, if that can be explained at once.
func (a *Attempt) checkable(tx core.App, d drawn, question string) (posed, error) {
	if d.Feedback != AtOnce {
		return posed{}, ErrNotCheckable
	}
	d.Questions = slices.DeleteFunc(slices.Clone(d.Questions), func(q drawnQuestion) bool { return q.ID != question })
	sheet, err := a.sheet(tx, d)
	if err != nil {
		return posed{}, err
	}
	if len(sheet) == 0 {
		return posed{}, &AnswerError{Question: question, Reason: NotAsked}
	}
	p := sheet[0]
	switch {
	case p.question.Type == Essay:
		return p, ErrNotCheckable
	case !p.answer.Given():
		return p, ErrUnanswered
	case p.unread() != "":
		return p, &AnswerError{Question: question, Reason: Unreadable}
	}
	return p, nil
}

// explained is the question with its mark and all that explains it.
func (p *posed) explained() Marked {
	out := p.mark()
	m := Marked{Asked: p.asked(), Score: out.Score, Max: out.Max, Grade: out.Grade}
	m.explain(p, p.question)
	return m
}

// explain adds what may be shown once the answer is no secret any more, by the version that marked it.
func (m *Marked) explain(p *posed, by Question) {
	m.Explained = true
	m.Right = by.solved()
	m.Feedback = Mark(by, p.answer).Feedback
	m.Parts = gradesOf(by, p.answer)
}

// Explained are the questions of an open attempt that were checked, with their marks, by their ids.
func Explained(app core.App, a *Attempt) (map[string]Marked, error) {
	fixed, err := a.Checked()
	if err != nil || len(fixed) == 0 {
		return nil, err
	}
	d, err := a.drawn()
	if err != nil {
		return nil, err
	}
	d.Questions = slices.DeleteFunc(slices.Clone(d.Questions), func(q drawnQuestion) bool { return !slices.Contains(fixed, q.ID) })
	sheet, err := a.sheet(app, d)
	if err != nil {
		return nil, err
	}
	explained := make(map[string]Marked, len(sheet))
	for _, p := range sheet {
		explained[p.id] = p.explained()
	}
	return explained, nil
}
