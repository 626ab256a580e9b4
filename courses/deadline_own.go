package courses

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"aula/internal/calendar"
)

// OwnDeadline is a deadline for some learners only.
type OwnDeadline struct {
	Day      time.Time // any moment of the day; zero: no deadline
	AsCourse bool      // follow the course's again; Day does not count then
}

// LearnerChoice says which learners of a course are meant.
type LearnerChoice struct {
	Enrolments []string       // ids
	All        *LearnerFilter // all that it lets through; Enrolments do not count then
}

// idsAtOnce bounds what one statement names.
const idsAtOnce = 500

// SetOwnDeadline gives learners who have not finished a deadline of their own. It returns how many there were and the change's id, by
// which UndoOwnDeadline takes it back, or ErrDeadlinePast.
func SetOwnDeadline(app core.App, course string, who LearnerChoice, d OwnDeadline) (change string, count int, err error) {
	if !d.AsCourse {
		if err := (Deadline{Day: d.Day}).Check(time.Now()); err != nil {
			return "", 0, err
		}
	}
	change = security.RandomString(15)
	err = app.RunInTransaction(func(tx core.App) error {
		c, err := FindByID(tx, course)
		if err != nil {
			return err
		}
		ids, err := who.ids(tx, course)
		if err != nil {
			return err
		}
		for len(ids) > 0 {
			some := ids[:min(idsAtOnce, len(ids))]
			ids = ids[len(some):]
			n, err := setOwnDeadline(tx, c, some, d, change)
			if err != nil {
				return fmt.Errorf("set own deadlines in course %s: %w", course, err)
			}
			count += n
		}
		return nil
	})
	return change, count, err
}

func setOwnDeadline(tx core.App, c *Course, ids []any, d OwnDeadline, change string) (int, error) {
	which := dbx.And(dbx.HashExp{"course": c.Id, "completed": ""}, dbx.In("id", ids...))
	due := ""
	if !d.Day.IsZero() {
		due = stored(calendar.EndOfDay(d.Day))
	}
	done, err := tx.DB().Update("enrolments", dbx.Params{
		"due_change": change, "due_before": dbx.NewExp("[[due]]"), "due_own_before": dbx.NewExp("[[due_own]]"), "due": due, "due_own": true,
	}, which).Execute()
	if err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	if err == nil && d.AsCourse {
		err = follow(tx, which, c.Deadline())
	}
	return int(n), err
}

// UndoOwnDeadline puts back what a change of SetOwnDeadline had replaced, for those who have not finished meanwhile. It returns how
// many there were; a second time there are none.
func UndoOwnDeadline(app core.App, course, change string) (int, error) {
	if change == "" {
		return 0, nil
	}
	done, err := app.DB().Update("enrolments", dbx.Params{
		"due": dbx.NewExp("[[due_before]]"), "due_own": dbx.NewExp("[[due_own_before]]"), "due_change": "",
	}, dbx.HashExp{"course": course, "due_change": change, "completed": ""}).Execute()
	if err != nil {
		return 0, fmt.Errorf("undo own deadlines in course %s: %w", course, err)
	}
	n, err := done.RowsAffected()
	return int(n), err
}

// CountOwnDeadline counts the learners whom a change of SetOwnDeadline reached and who can still be put back.
func CountOwnDeadline(app core.App, course, change string) (int, error) {
	if change == "" {
		return 0, nil
	}
	n, err := app.CountRecords("enrolments", dbx.HashExp{"course": course, "due_change": change, "completed": ""})
	return int(n), err
}

// ids are those of the chosen enrolments.
func (w LearnerChoice) ids(tx core.App, course string) ([]any, error) {
	list := w.Enrolments
	if w.All != nil {
		list = nil
		err := tx.DB().Select("e.id").From("enrolments e").LeftJoin("users u", dbx.NewExp("u.id = e.user")).
			Where(learnersWhere(course, *w.All)).Column(&list)
		if err != nil {
			return nil, fmt.Errorf("choose learners of course %s: %w", course, err)
		}
	}
	ids := make([]any, len(list))
	for i, id := range list {
		ids[i] = id
	}
	return ids, nil
}
