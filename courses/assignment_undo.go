package courses

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// AskedTogether is what one Assign asked for and what still holds of it.
type AskedTogether struct {
	Batch  string         `db:"batch"`
	Course string         `db:"course"` // id
	Title  string         `db:"title"`
	People int            `db:"people"` // who have not finished
	Moment types.DateTime `db:"asked"`
}

// Asked is when.
func (a AskedTogether) Asked() time.Time { return a.Moment.Time() }

// togetherShown is how many AskedLately returns at most, the latest first.
const togetherShown = 5

// stillOpen is the condition that whom an assignment asks has not finished since, or who has begun anew. The plus leaves the index of people to the query: that of courses
// would find everybody of the course for each of them.
const stillOpen = "NOT EXISTS (SELECT 1 FROM enrolments e WHERE e.[[user]] = assignments.[[user]] AND +e.course = assignments.course" +
	" AND e.completed != '' AND (e.completed >= assignments.asked OR NOT EXISTS (SELECT 1 FROM enrolments n" +
	" WHERE n.[[user]] = e.[[user]] AND +n.course = e.course AND n.cycle > e.cycle)))"

// AskedLately are the batches of which something can be taken back, of those that asked several people.
func AskedLately(app core.App, organisation string) (list []AskedTogether, err error) {
	err = app.DB().Select("assignments.batch", "assignments.course", "c.title", "count(*) AS people", "max(asked) AS asked").From(assignments).
		InnerJoin("courses c", dbx.NewExp("c.id = assignments.course")).
		Where(dbx.HashExp{"organisation": organisation, "withdrawn": ""}).AndWhere(dbx.NewExp("batch != '' AND " + stillOpen)).
		GroupBy("batch").Having(dbx.NewExp("count(*) > 1")).OrderBy("max(asked) DESC").Limit(togetherShown).All(&list)
	if err != nil {
		return nil, fmt.Errorf("what %s asked lately: %w", organisation, err)
	}
	return list, nil
}

// UndoAssign takes back what a batch asked of those who have not finished: what was new no longer holds, what was moved has the day from before.
// It returns the course and how many there were; a second time there are none.
func UndoAssign(app core.App, b Batch) (course string, count int, err error) {
	if b.ID == "" {
		return "", 0, nil
	}
	err = app.RunInTransaction(func(tx core.App) error {
		which := dbx.And(dbx.HashExp{"organisation": b.Organisation, "batch": b.ID, "withdrawn": ""}, dbx.NewExp(stillOpen))
		theirs, err := usersByCourse(tx, which)
		if err != nil {
			return err
		}
		now := stored(time.Now())
		for moved, set := range map[bool]dbx.Params{
			true:  {"due": dbx.NewExp("[[due_before]]"), "batch": "", "moved": false, "updated": now},
			false: {"withdrawn": now, "updated": now},
		} {
			if _, err := tx.DB().Update(assignments, set, dbx.And(which, dbx.HashExp{"moved": moved})).Execute(); err != nil {
				return err
			}
		}
		for course = range theirs { // a batch has one
			break
		}
		count, err = settleEach(tx, theirs)
		return err
	})
	if err != nil {
		return "", 0, fmt.Errorf("take back what was assigned together: %w", err)
	}
	return course, count, nil
}

// AssignedIn are the assignments of a batch that hold.
func AssignedIn(app core.App, b Batch) (list []*Assignment, err error) {
	err = app.RecordQuery(assignments).AndWhere(dbx.HashExp{"organisation": b.Organisation, "batch": b.ID, "withdrawn": ""}).OrderBy("id").All(&list)
	if err != nil {
		return nil, fmt.Errorf("assignments of a batch: %w", err)
	}
	return list, nil
}
