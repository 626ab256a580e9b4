package quizzes

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Start begins an attempt of the enrolment at the quiz, or returns the open one; made tells which. It returns ErrNotFound for
// a quiz that is asked no more, ErrNotYours for an enrolment of another person or course, and ErrNoTriesLeft.
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
		if open := standing.Open; open != nil && !open.Expired(time.Now()) {
			a = open
			return nil
		} else if open != nil { // keeps what was answered in time, also if no further try is left
			if err := closeAttempt(tx, open); err != nil {
				return err
			}
		}
		if standing.TriesLeft == 0 {
			refused = fmt.Errorf("attempt at quiz %s: %w", quiz, ErrNoTriesLeft)
			return nil
		}
		a, made = nil, true
		a, err = begin(tx, user, q, enrolment, len(standing.Attempts)+1)
		return err
	})
	if err == nil {
		err = refused
	}
	return a, made && err == nil, err
}

// checkEnrolment makes sure that the enrolment is the person's, in the quiz's course.
func checkEnrolment(tx core.App, user, enrolment string, q *Record) error {
	e, err := tx.FindRecordById("enrolments", enrolment)
	if err != nil {
		return absent(err, "enrolment %s", enrolment)
	}
	if user == "" || e.GetString("user") != user || e.GetString("course") != q.Course() {
		return fmt.Errorf("enrolment %s: %w", enrolment, ErrNotYours)
	}
	if q.Retired() {
		return fmt.Errorf("quiz %s is retired: %w", q.Id, ErrNotFound)
	}
	return nil
}

// begin draws and saves a new attempt.
func begin(tx core.App, user string, q *Record, enrolment string, number int) (*Attempt, error) {
	settings, err := q.Settings()
	if err != nil {
		return nil, err
	}
	all, err := drawables(tx, q)
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
	if settings.TimeLimit > 0 {
		a.Set("expires", types.NowDateTime().Add(time.Duration(settings.TimeLimit)*time.Minute))
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

// drawables are the questions that an attempt may draw.
func drawables(tx core.App, q *Record) ([]drawable, error) {
	current, err := currentVersions(tx, q.Id)
	if err != nil {
		return nil, err
	}
	if len(current) == 0 {
		return nil, fmt.Errorf("quiz %s has no questions: %w", q.Id, ErrNotFound)
	}
	all := make([]drawable, len(current))
	for i, v := range current {
		question, err := v.Question()
		if err != nil {
			return nil, err
		}
		all[i] = drawable{id: v.Id, keep: question.Body.KeepOrder}
		for _, o := range question.Body.Options {
			all[i].options = append(all[i].options, o.ID)
		}
	}
	return all, nil
}
