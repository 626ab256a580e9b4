package courses

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/calendar"
)

// Deadline is until when the course's learners are to finish it.
func (c *Course) Deadline() Deadline {
	day, _ := calendar.ParseDay(c.GetString("due_day")) // what SetDeadline wrote
	return Deadline{Day: day, After: c.GetInt("due_after")}
}

// Due is until when the course is to be finished; zero: there is no deadline.
func (e *Enrolment) Due() time.Time { return e.GetDateTime("due").Time() }

// Touched is how many learners a change of the course's deadline reaches.
type Touched struct {
	Open int // have not finished, and follow the course's deadline
	Own  int // have not finished, and keep a deadline of their own
}

// TouchedByDeadline counts them.
func TouchedByDeadline(app core.App, course string) (n Touched, err error) {
	err = app.DB().Select("coalesce(sum([[due_own]] = 0), 0)", "coalesce(sum([[due_own]] = 1), 0)").From("enrolments").
		Where(dbx.NewExp("[[course]] = {:course} AND [[completed]] = '' AND [[user]] != ''", dbx.Params{"course": course})).Row(&n.Open, &n.Own)
	if err != nil {
		return Touched{}, fmt.Errorf("learners of course %s whom its deadline touches: %w", course, err)
	}
	return n, nil
}

// SetDeadline gives the course a deadline, or takes it away, and brings it to everybody who has not finished and has none of
// their own. It returns ErrDeadlinePast or ErrDeadlineDays.
func SetDeadline(app core.App, course string, d Deadline) error {
	if err := d.Check(time.Now()); err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		c, err := FindByID(tx, course)
		if err != nil {
			return err
		}
		c.Set("due_day", calendar.FormatDay(d.Day))
		c.Set("due_after", d.After)
		if err := tx.Save(c); err != nil {
			return fmt.Errorf("set deadline of course %s: %w", course, err)
		}
		return follow(tx, dbx.HashExp{"course": course, "completed": "", "due_own": false}, d)
	})
}

// follow lets enrolments have the course's deadline. It writes beside the records' own saving: when somebody was active last
// must not change by it.
func follow(tx core.App, which dbx.Expression, d Deadline) error {
	var list []struct {
		ID    string         `db:"id"`
		Begun types.DateTime `db:"created"`
	}
	if err := tx.DB().Select("id", "created").From("enrolments").Where(which).All(&list); err != nil {
		return fmt.Errorf("enrolments that follow a deadline: %w", err)
	}
	for _, e := range list {
		_, err := tx.DB().Update("enrolments", dbx.Params{"due": stored(d.Due(e.Begun.Time())), "due_own": false}, dbx.HashExp{"id": e.ID}).Execute()
		if err != nil {
			return fmt.Errorf("set deadline of enrolment %s: %w", e.ID, err)
		}
	}
	return nil
}

// stored is how the database writes a moment; the zero one is empty.
func stored(t time.Time) string {
	moment, err := types.ParseDateTime(t)
	if err != nil || t.IsZero() {
		return ""
	}
	return moment.String()
}
