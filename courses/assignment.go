package courses

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/calendar"
)

const assignments = "assignments"

// ErrNoAssignment says that there is no such assignment.
var ErrNoAssignment = errors.New("no such assignment")

// Assignment is that an organisation wants one of its people to finish a course until the end of a day. The person is enrolled by it, and is
// reminded as of any deadline. It is taken back, never deleted: who was asked for what stays known.
type Assignment struct{ core.BaseRecordProxy }

func (a *Assignment) Organisation() string { return a.GetString("organisation") }
func (a *Assignment) Course() string       { return a.GetString("course") }
func (a *Assignment) User() string         { return a.GetString("user") }
func (a *Assignment) By() string           { return a.GetString("by") }

// Due is the last moment; zero: whenever.
func (a *Assignment) Due() time.Time { return a.GetDateTime("due").Time() }

// Withdrawn is when it was taken back; zero: it holds.
func (a *Assignment) Withdrawn() time.Time { return a.GetDateTime("withdrawn").Time() }

// Assigning is what an organisation asks of its people. Whether they are its people the caller has made sure.
type Assigning struct {
	Organisation, Course, By string
	Users                    []string
	Day                      time.Time // any moment of it; zero: whenever
}

// Assigned counts what became of an Assigning.
type Assigned struct {
	New     int // asked for the first time
	Moved   int // had been asked, and have another day now
	Same    int // had been asked for this day already
	Already int // have finished the course: nothing is asked of them
}

// Assign asks people to finish a course, or moves the day until which they were asked to. It returns ErrNotPublished, ErrDeadlinePast or
// ErrNotFound.
func Assign(app core.App, a Assigning) (done Assigned, err error) {
	due := ""
	if !a.Day.IsZero() {
		if err := (Deadline{Day: a.Day}).Check(time.Now()); err != nil {
			return done, err
		}
		due = stored(calendar.EndOfDay(a.Day))
	}
	err = app.RunInTransaction(func(tx core.App) error {
		done = Assigned{}
		c, err := FindByID(tx, a.Course)
		if err != nil {
			return err
		}
		if c.State() != Published {
			return fmt.Errorf("assign course %s: %w", a.Course, ErrNotPublished)
		}
		for _, user := range a.Users {
			if err := assign(tx, a, c, user, due, &done); err != nil {
				return err
			}
		}
		return nil
	})
	return done, err
}

func assign(tx core.App, a Assigning, c *Course, user, due string, done *Assigned) error {
	enrolment, err := FindEnrolment(tx, user, c.Id)
	if errors.Is(err, ErrNotEnrolled) {
		enrolment, err = insertEnrolment(tx, user, c)
	}
	if err != nil {
		return err
	}
	if enrolment.IsComplete() {
		done.Already++
		return nil
	}
	found, err := findAssignment(tx, dbx.HashExp{"organisation": a.Organisation, "course": c.Id, "user": user, "withdrawn": ""})
	switch {
	case errors.Is(err, ErrNoAssignment):
		collection, err := tx.FindCachedCollectionByNameOrId(assignments)
		if err != nil {
			return err
		}
		found = &Assignment{}
		found.SetProxyRecord(core.NewRecord(collection))
		for field, value := range map[string]any{"organisation": a.Organisation, "course": c.Id, "user": user} {
			found.Set(field, value)
		}
		done.New++
	case err != nil:
		return err
	case found.GetDateTime("due").String() == due:
		done.Same++
		return nil
	default:
		done.Moved++
	}
	found.Set("due", due)
	found.Set("by", a.By)
	if err := tx.Save(found.Record); err != nil {
		return fmt.Errorf("assign course %s to %s: %w", c.Id, user, err)
	}
	return settleDue(tx, enrolment, c)
}

// Unassign takes an assignment back. The person stays enrolled, with the next earliest day that they were asked for, or the course's own.
func Unassign(app core.App, a *Assignment) error {
	return app.RunInTransaction(func(tx core.App) error {
		if !a.Withdrawn().IsZero() {
			return nil
		}
		a.Set("withdrawn", time.Now())
		if err := tx.Save(a.Record); err != nil {
			return fmt.Errorf("take back assignment %s: %w", a.Id, err)
		}
		c, err := FindByID(tx, a.Course())
		if err != nil {
			return err
		}
		enrolment, err := FindEnrolment(tx, a.User(), c.Id)
		if errors.Is(err, ErrNotEnrolled) {
			return nil
		}
		if err != nil {
			return err
		}
		return settleDue(tx, enrolment, c)
	})
}

// UnassignAll takes back what an organisation asked of somebody who has left it and what they have not finished.
func UnassignAll(tx core.App, organisation, user string) error {
	var open []*Assignment
	err := tx.RecordQuery(assignments).AndWhere(dbx.HashExp{"organisation": organisation, "user": user, "withdrawn": ""}).All(&open)
	if err != nil {
		return fmt.Errorf("assignments of %s: %w", user, err)
	}
	for _, a := range open {
		if err := Unassign(tx, a); err != nil {
			return err
		}
	}
	return nil
}

// settleDue gives an enrolment the earliest day that anybody asked for; without one it follows the course.
func settleDue(tx core.App, e *Enrolment, c *Course) error {
	if e.IsComplete() {
		return nil
	}
	var earliest sql.NullString
	err := tx.DB().Select("min([[due]])").From(assignments).
		Where(dbx.NewExp("[[user]] = {:user} AND [[course]] = {:course} AND [[withdrawn]] = '' AND [[due]] != ''", dbx.Params{"user": e.User(), "course": c.Id})).
		Row(&earliest)
	if err != nil {
		return fmt.Errorf("when %s is due: %w", e.Id, err)
	}
	which := dbx.HashExp{"id": e.Id}
	if !earliest.Valid {
		return follow(tx, which, c.Deadline())
	}
	_, err = tx.DB().Update("enrolments", dbx.Params{"due": earliest.String, "due_own": true}, which).Execute()
	return err
}

// FindAssignment returns the assignment with the id, or ErrNoAssignment.
func FindAssignment(app core.App, id string) (*Assignment, error) {
	return findAssignment(app, dbx.HashExp{"id": id})
}

func findAssignment(app core.App, which dbx.Expression) (*Assignment, error) {
	a := &Assignment{}
	err := app.RecordQuery(assignments).AndWhere(which).Limit(1).One(a)
	if err != nil {
		return nil, absent(err, ErrNoAssignment, "assignment")
	}
	return a, nil
}
