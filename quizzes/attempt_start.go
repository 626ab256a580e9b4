package quizzes

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Start begins an attempt of the enrolment at the quiz, or returns the open one; made tells which. It returns ErrNotFound for
// a quiz that is asked no more, ErrNotYours for an enrolment of another person or course, ErrNoTriesLeft, and a TooSoon while the
// quiz wants people to wait.
func Start(app core.App, user, quiz, enrolment string) (a *Attempt, made bool, err error) {
	var refused error
	err = app.RunInTransaction(func(tx core.App) error {
		q, err := Find(tx, quiz)
		if err != nil {
			return err
		}
		if err := checkEnrolment(tx, user, enrolment, q); err != nil {
			return err
		}
		standing, err := StandingOf(tx, enrolment, q)
		if err != nil {
			return err
		}
		if a, standing, err = goOn(tx, standing, enrolment, q); err != nil || a != nil {
			return err
		}
		if refused = standing.refusal(quiz); refused != nil {
			return nil // what ended by itself stays ended
		}
		made = true
		a, err = begin(tx, user, q, enrolment, len(standing.Attempts)+1)
		return err
	})
	if err == nil {
		err = refused
	}
	return a, made && err == nil, err
}

// goOn returns the open attempt. One whose time is over is ended instead: what was answered in time counts, also if no other follows.
func goOn(tx core.App, s Standing, enrolment string, q *Record) (*Attempt, Standing, error) {
	if s.Open == nil {
		return nil, s, nil
	}
	ended, err := s.Open.over(Now(tx))
	if err != nil || !ended {
		return s.Open, s, err
	}
	if err := closeAttempt(tx, s.Open); err != nil {
		return nil, s, err
	}
	s, err = StandingOf(tx, enrolment, q)
	return nil, s, err
}

// refusal says why no attempt may be begun, nil if one may.
func (s Standing) refusal(quiz string) error {
	switch {
	case s.TriesLeft == 0:
		return fmt.Errorf("attempt at quiz %s: %w", quiz, ErrNoTriesLeft)
	case !s.NotBefore.IsZero():
		return fmt.Errorf("attempt at quiz %s: %w", quiz, TooSoon{s.NotBefore})
	}
	return nil
}

// TooSoon says from when on another attempt may be begun. It is ErrTooSoon.
type TooSoon struct{ Until time.Time }

func (e TooSoon) Error() string {
	return "another attempt may begin at " + e.Until.UTC().Format(time.RFC3339)
}
func (e TooSoon) Is(target error) bool { return target == ErrTooSoon }

// checkEnrolment makes sure that the enrolment is the person's, in the quiz's course.
func checkEnrolment(tx core.App, user, enrolment string, q *Record) error {
	e, err := tx.FindRecordById("enrolments", enrolment)
	if err != nil {
		return absent(err, "enrolment %s", enrolment)
	}
	if user == "" || e.GetString("user") != user || e.GetString("course") != q.Course() {
		return fmt.Errorf("enrolment %s: %w", enrolment, ErrNotYours)
	}
	settings, err := q.Settings()
	if err != nil {
		return err
	}
	if q.Retired() || settings.Bank {
		return fmt.Errorf("quiz %s is asked no more, or never by itself: %w", q.Id, ErrNotFound)
	}
	return nil
}

// begin draws and saves a new attempt.
func begin(tx core.App, user string, q *Record, enrolment string, number int) (*Attempt, error) {
	settings, err := q.Settings()
	if err != nil {
		return nil, err
	}
	all, err := drawables(tx, q, settings)
	if err != nil {
		return nil, err
	}
	collection, err := tx.FindCachedCollectionByNameOrId("attempts")
	if err != nil {
		return nil, err
	}
	a := newAttempt(core.NewRecord(collection))
	a.Set("user", user)
	a.Set("quiz", q.Id)
	a.Set("enrolment", enrolment)
	a.Set("number", number)
	a.Set("state", stateOpen)
	if err := a.limit(tx, settings.TimeLimit, q.Course()); err != nil {
		return nil, err
	}
	if err := a.setJSON("drawn", draw(all, settings, rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())))); err != nil {
		return nil, err
	}
	if err := a.setJSON("answers", map[string]any{}); err != nil {
		return nil, err
	}
	if err := tx.Save(a); err != nil {
		return nil, fmt.Errorf("begin attempt at quiz %s: %w", q.Id, err)
	}
	return a, nil
}

// limit sets the end of an attempt that begins now.
func (a *Attempt) limit(tx core.App, minutes int, course string) error {
	if minutes == 0 {
		return nil
	}
	granted, err := AccommodationOf(tx, a.User(), course)
	if err != nil {
		return err
	}
	end, err := types.ParseDateTime(Now(tx).Add(granted.Limit(minutes)))
	a.Set("expires", end)
	a.Set("extra", granted.TimePercent)
	return err
}

// drawables are the questions that an attempt may draw: the quiz's own, and those of the banks that its draws name.
func drawables(tx core.App, q *Record, s Settings) ([]drawable, error) {
	var all []drawable
	banks := []string{""}
	for _, d := range s.Draws {
		if !slices.Contains(banks, d.Bank) {
			banks = append(banks, d.Bank)
		}
	}
	for _, bank := range banks {
		lender := q
		if bank != "" {
			var err error
			if lender, err = findBank(tx, q.Course(), bank); errors.Is(err, ErrNotFound) {
				continue // the import warned of it
			} else if err != nil {
				return nil, err
			}
		}
		lent, err := lend(tx, lender.Id, bank)
		if err != nil {
			return nil, err
		}
		all = append(all, lent...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("quiz %s has no questions: %w", q.Id, ErrNotFound)
	}
	return all, nil
}

// CountAsked tells how many questions an attempt at the quiz asks. Where groups of several sizes are drawn it may be another one each time.
func CountAsked(app core.App, q *Record) (int, error) {
	settings, err := q.Settings()
	if err != nil {
		return 0, err
	}
	if settings.Draw == 0 && len(settings.Draws) == 0 {
		return CountQuestions(app, q.Id)
	}
	all, err := drawables(app, q, settings)
	if err != nil {
		return 0, err
	}
	return len(draw(all, settings, rand.New(rand.NewPCG(1, 1))).Questions), nil
}

// lend makes the current questions of one quiz ready to be drawn.
func lend(tx core.App, quiz, bank string) ([]drawable, error) {
	current, err := currentVersions(tx, quiz)
	if err != nil {
		return nil, err
	}
	all := make([]drawable, len(current))
	for i, v := range current {
		question, err := v.Question()
		if err != nil {
			return nil, err
		}
		all[i] = question.drawable(v.Id, bank)
	}
	return all, nil
}

func (q Question) drawable(id, bank string) drawable {
	b := q.Body
	d := drawable{id: id, bank: bank, group: b.Group, category: b.Category, skills: b.Skills, keep: b.KeepOrder,
		mix: q.Type == Matching || q.Type == Ordering, order: q.Solution.Order}
	for _, o := range b.Options {
		d.options = append(d.options, o.ID)
	}
	for _, g := range b.Gaps {
		for _, o := range g.Options {
			d.options = append(d.options, o.ID)
		}
	}
	return d
}
