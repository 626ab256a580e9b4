package quizzes

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Paper is one answer that people mark, as one of them may see it.
type Paper struct {
	Attempt  *Attempt
	Question Question // its id and points only, where the question has gone
	ID       string   // of the question's version
	Gone     bool     // the question is no longer kept: the answer is
	Answer   Answer
	Max      float64
	Score    float64
	Grade    Grade
	Needed   int        // how many people mark it before it counts
	Mine     *Marking   // the own place, once it is taken
	Holder   *Marking   // who keeps others away
	Earlier  []*Marking // final marks that this person may see: all of them once two disagree or the answer is marked
}

// Marked tells whether the answer counts already.
func (p *Paper) Marked() bool { return p.Grade != Waiting }

// Settling tells whether two people disagree, so that a third decides.
func (p *Paper) Settling() bool { return !p.Marked() && len(p.Earlier) == secondRound }

// Rubric is what is judged; empty: the points as a whole.
func (p *Paper) Rubric() []Criterion {
	if p.Question.Body.Task == nil {
		return nil
	}
	return p.Question.Body.Task.Rubric
}

// Changes is how often the mark was changed since it counts.
func (p *Paper) Changes() int {
	n := 0
	for _, m := range p.Earlier {
		if m.IsChange() {
			n++
		}
	}
	return n
}

// openPaper reads an answer of a submitted attempt. It returns ErrNotFound also for what is no essay, was not answered, or whose
// writer has gone.
func openPaper(app core.App, attempt, question string) (*Paper, error) {
	r, err := app.FindRecordById("attempts", attempt)
	if err != nil {
		return nil, absent(err, "attempt %s", attempt)
	}
	a := newAttempt(r)
	d, err := a.drawn()
	if err != nil {
		return nil, err
	}
	marks, err := a.marks()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(marks, func(m mark) bool { return m.ID == question })
	if i < 0 || a.User() == "" || marks[i].Grade == Unanswered {
		return nil, fmt.Errorf("answer to %s in attempt %s: %w", question, attempt, ErrNotFound)
	}
	p := &Paper{Attempt: a, ID: question, Max: marks[i].Max, Score: marks[i].Score, Grade: marks[i].Grade, Needed: d.needed()}
	if err := p.read(app, d); err != nil {
		return nil, err
	}
	if p.Question.Type != Essay || p.Gone && p.Marked() {
		return nil, fmt.Errorf("question %s is marked by itself: %w", question, ErrNotFound)
	}
	return p, nil
}

// needed is how many people mark an essay before it counts.
func (d drawn) needed() int {
	if d.SecondMarker {
		return secondRound
	}
	return firstRound
}

// read finds the question and the answer. Of a question that has gone the answer is still there.
func (p *Paper) read(app core.App, d drawn) error {
	d.Questions = slices.DeleteFunc(slices.Clone(d.Questions), func(q drawnQuestion) bool { return q.ID != p.ID })
	sheet, err := p.Attempt.sheet(app, d)
	if err != nil {
		return err
	}
	if len(sheet) > 0 {
		p.Question, p.Answer = sheet[0].question, sheet[0].answer
		return nil
	}
	p.Gone, p.Question = true, Question{Key: p.ID, Type: Essay, Points: p.Max}
	given, err := p.Attempt.Given()
	if err != nil {
		return err
	}
	if raw, ok := given[p.ID]; ok {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		p.Answer.Text = text
	}
	return nil
}

// markingsOf are all rows about an answer, the first round first.
func markingsOf(app core.App, attempt, question string) ([]*Marking, error) {
	return markings(app, dbx.HashExp{"attempt": attempt, "question": question})
}

func markings(app core.App, where dbx.Expression) ([]*Marking, error) {
	var records []*core.Record
	if err := app.RecordQuery("markings").AndWhere(where).OrderBy("question ASC", "round ASC").All(&records); err != nil {
		return nil, fmt.Errorf("find markings: %w", err)
	}
	list := make([]*Marking, len(records))
	for i, r := range records {
		list[i] = newMarking(r)
	}
	return list, nil
}

// place finds where somebody stands with an answer, and what they may see of others' marks. It returns ErrMarked, ErrHeld or
// ErrOwnPart where they cannot mark it now; the paper is whole all the same.
func (p *Paper) place(rows []*Marking, me string, now time.Time) (int, error) {
	var finals []*Marking
	for _, m := range rows {
		if m.IsFinal() {
			finals = append(finals, m)
		}
	}
	if p.Marked() || len(finals) >= secondRound {
		p.Earlier = finals
	}
	if p.Marked() {
		return 0, fmt.Errorf("answer to %s in attempt %s: %w", p.ID, p.Attempt.Id, ErrMarked)
	}
	round, row, err := seat(rows, p.Needed, me, now)
	if errors.Is(err, ErrHeld) {
		p.Holder = row
	}
	p.Mine = row
	if err != nil || row != nil && row.Marker() != me {
		p.Mine = nil
	}
	return round, err
}
