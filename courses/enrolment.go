package courses

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Enrolment ties a person to a course: unique by learner, course and cycle (from 1; a renewal makes the next). It is in self-study, or
// in an edition, between which it moves, see Attend. Deleting the person empties its user and keeps the rest.
type Enrolment struct{ core.BaseRecordProxy }

func newEnrolment(r *core.Record) *Enrolment {
	e := &Enrolment{}
	e.SetProxyRecord(r)
	return e
}

func (e *Enrolment) User() string         { return e.GetString("user") }
func (e *Enrolment) Course() string       { return e.GetString("course") }
func (e *Enrolment) Edition() string      { return e.GetString("edition") } // its id; empty: self-study
func (e *Enrolment) Cycle() int           { return e.GetInt("cycle") }
func (e *Enrolment) Percent() int         { return e.GetInt("percent") }
func (e *Enrolment) Rated() bool          { return e.GetBool("rated") }
func (e *Enrolment) LastLesson() string   { return e.GetString("last_lesson") } // a lesson's id
func (e *Enrolment) Started() time.Time   { return e.GetDateTime("created").Time() }
func (e *Enrolment) Completed() time.Time { return e.GetDateTime("completed").Time() } // zero while it is not
func (e *Enrolment) IsComplete() bool     { return !e.GetDateTime("completed").IsZero() }

// Enrol enrols the person in self-study, or returns the enrolment that is already there.
// It returns ErrNotPublished for a course that takes nobody.
func Enrol(app core.App, user, course string) (*Enrolment, error) {
	var enrolment *Enrolment
	err := app.RunInTransaction(func(tx core.App) error {
		found, err := FindEnrolment(tx, user, course)
		if err == nil {
			enrolment = found
			return nil
		}
		if !errors.Is(err, ErrNotEnrolled) {
			return err
		}
		c, err := FindByID(tx, course)
		if err != nil {
			return err
		}
		if c.State() != Published {
			return fmt.Errorf("enrol in course %s: %w", course, ErrNotPublished)
		}
		enrolment, err = insertEnrolment(tx, user, c, "", 1)
		return err
	})
	return enrolment, err
}

func insertEnrolment(tx core.App, user string, c *Course, edition string, cycle int) (*Enrolment, error) {
	collection, err := tx.FindCachedCollectionByNameOrId("enrolments")
	if err != nil {
		return nil, err
	}
	e := newEnrolment(core.NewRecord(collection))
	e.Set("user", user)
	e.Set("course", c.Id)
	due := c.Deadline().Due(time.Now())
	e.Set("due", due)
	e.Set("reminded", markOf(due, ReminderOf(due, time.Now()))) // who enrols has just read it
	e.Set("edition", edition)
	e.Set("cycle", cycle)
	if err := tx.Save(e); err != nil {
		return nil, fmt.Errorf("enrol in course %s: %w", c.Id, err)
	}
	return e, nil
}

// FindEnrolment returns the person's newest enrolment in the course, in which they study now, or ErrNotEnrolled.
func FindEnrolment(app core.App, user, course string) (*Enrolment, error) {
	return newest(app, user, course, "TRUE", nil)
}

// FindEnrolmentIn returns the person's newest enrolment in an edition of a course, whatever they have begun since, or ErrNotEnrolled.
func FindEnrolmentIn(app core.App, user, course, edition string) (*Enrolment, error) {
	return newest(app, user, course, "[[edition]] = {:edition}", dbx.Params{"edition": edition})
}

// FindEnrolmentAt returns the person's newest enrolment in the course that had begun at a moment, or the first, or ErrNotEnrolled.
func FindEnrolmentAt(app core.App, user, course string, at time.Time) (*Enrolment, error) {
	moment, _ := types.ParseDateTime(at) // a time always is one
	return newest(app, user, course, "([[cycle]] <= 1 OR [[created]] <= {:at})", dbx.Params{"at": moment.String()})
}

// newest returns the person's newest enrolment in the course of which a condition is true, or ErrNotEnrolled.
func newest(app core.App, user, course, condition string, values dbx.Params) (*Enrolment, error) {
	r := &core.Record{}
	err := app.RecordQuery("enrolments").
		AndWhere(dbx.NewExp("[[user]] = {:user} AND [[user]] != '' AND [[course]] = {:course}", dbx.Params{"user": user, "course": course})).
		AndWhere(dbx.NewExp(condition, values)).OrderBy("cycle DESC").Limit(1).One(r)
	if err != nil {
		return nil, absent(err, ErrNotEnrolled, "enrolment in course %s", course)
	}
	return newEnrolment(r), nil
}

// FindEnrolmentByID returns the enrolment, or ErrNotEnrolled.
func FindEnrolmentByID(app core.App, id string) (*Enrolment, error) {
	r, err := app.FindRecordById("enrolments", id)
	if err != nil {
		return nil, absent(err, ErrNotEnrolled, "enrolment %s", id)
	}
	return newEnrolment(r), nil
}
