package courses

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

const assignments = "assignments"

// ErrNoAssignment says that there is no such assignment.
var ErrNoAssignment = errors.New("no such assignment")

// Assignment is that an organisation wants one of its people to finish a course until the end of a day. The person is enrolled by it, and is
// reminded as of any deadline. It is taken back, never deleted: who was asked for what stays known.
type Assignment struct{ core.BaseRecordProxy }

// AssignmentOf is the assignment that a record holds.
func AssignmentOf(r *core.Record) *Assignment {
	a := &Assignment{}
	a.SetProxyRecord(r)
	return a
}

func (a *Assignment) Organisation() string { return a.GetString("organisation") }
func (a *Assignment) Course() string       { return a.GetString("course") }
func (a *Assignment) User() string         { return a.GetString("user") }
func (a *Assignment) By() string           { return a.GetString("by") }

// Due is the last moment; zero: whenever.
func (a *Assignment) Due() time.Time { return a.GetDateTime("due").Time() }

// Withdrawn is when it was taken back; zero: it holds.
func (a *Assignment) Withdrawn() time.Time { return a.GetDateTime("withdrawn").Time() }

// Unassign takes an assignment back. The person stays enrolled, with the next earliest day that they were asked for, or the course's own.
func Unassign(app core.App, a *Assignment) error {
	_, err := withdraw(app, dbx.HashExp{"id": a.Id})
	return err
}

// UnassignAll takes back what an organisation asked of somebody who has left it and what they have not finished.
func UnassignAll(tx core.App, organisation, user string) error {
	_, err := withdraw(tx, dbx.HashExp{"organisation": organisation, "user": user})
	return err
}

// withdraw takes back the assignments that hold among these, and returns how many there were.
func withdraw(app core.App, which dbx.Expression) (count int, err error) {
	which = dbx.And(which, dbx.HashExp{"withdrawn": ""})
	err = app.RunInTransaction(func(tx core.App) error {
		theirs, err := usersByCourse(tx, which)
		if err != nil {
			return err
		}
		now := stored(time.Now())
		if _, err := tx.DB().Update(assignments, dbx.Params{"withdrawn": now, "updated": now}, which).Execute(); err != nil {
			return err
		}
		count, err = settleEach(tx, theirs)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("take back assignments: %w", err)
	}
	return count, nil
}

// usersByCourse are whom some assignments ask, by course.
func usersByCourse(tx core.App, which dbx.Expression) (map[string][]any, error) {
	var found []struct {
		User   string `db:"user"`
		Course string `db:"course"`
	}
	if err := tx.DB().Select("user", "course").From(assignments).Where(which).All(&found); err != nil {
		return nil, err
	}
	users := map[string][]any{}
	for _, f := range found {
		users[f.Course] = append(users[f.Course], f.User)
	}
	return users, nil
}

// settleEach settles when the people of each course are due, and counts them.
func settleEach(tx core.App, users map[string][]any) (count int, err error) {
	for course, those := range users {
		c, err := FindByID(tx, course)
		if err != nil {
			return 0, err
		}
		if err := settleDue(tx, c, those); err != nil {
			return 0, err
		}
		count += len(those)
	}
	return count, nil
}

// settleDue gives the enrolments of people who have not finished a course the earliest day that anybody asked each of them for; without one
// they follow the course.
func settleDue(tx core.App, c *Course, users []any) error {
	const asked = "FROM assignments a WHERE a.[[user]] = enrolments.[[user]] AND a.course = enrolments.course AND a.withdrawn = '' AND a.due != ''" +
		" AND NOT EXISTS (SELECT 1 FROM enrolments b WHERE b.[[user]] = a.[[user]] AND +b.course = a.course AND b.completed >= a.asked)" // in the cycle before
	for some := range slices.Chunk(users, idsAtOnce) {
		which := dbx.And(dbx.In("user", some...), dbx.HashExp{"completed": ""}, dbx.NewExp("+[[course]] = {:course}", dbx.Params{"course": c.Id})) // by the index of people
		_, err := tx.DB().Update("enrolments", dbx.Params{"due": dbx.NewExp("(SELECT min(a.due) " + asked + ")"), "due_own": true},
			dbx.And(which, dbx.NewExp("EXISTS (SELECT 1 "+asked+")"))).Execute()
		if err != nil {
			return fmt.Errorf("when course %s is due: %w", c.Id, err)
		}
		if err := follow(tx, dbx.And(which, dbx.NewExp("NOT EXISTS (SELECT 1 "+asked+")")), c.Deadline()); err != nil {
			return err
		}
	}
	return nil
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
