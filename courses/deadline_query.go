package courses

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/calendar"
)

// Reminding is a learner to be reminded of a deadline.
type Reminding struct {
	Enrolment string         `db:"id"`
	User      string         `db:"user"`
	Slug      string         `db:"slug"`
	Title     string         `db:"title"`
	Moment    types.DateTime `db:"due"`
	Last      string         `db:"reminded"` // what the learner was reminded of last
	Reminder  Reminder       `db:"-"`
}

// Due is until when the course is to be finished.
func (r Reminding) Due() time.Time { return r.Moment.Time() }

// Mark names one reminder of one deadline: a deadline that was moved reminds anew.
func (r Reminding) Mark() string { return markOf(r.Due(), r.Reminder) }

func markOf(due time.Time, r Reminder) string {
	if r == NoReminder {
		return ""
	}
	return calendar.FormatDay(due) + ":" + string(r)
}

// Remindings returns who has reached a reminder that was not sent yet: of those enrolled in published courses who have not finished.
func Remindings(app core.App, now time.Time) ([]Reminding, error) {
	var near []Reminding
	err := app.DB().Select("e.id", "e.user", "e.due", "e.reminded", "c.slug", "c.title").From("enrolments e").
		InnerJoin("courses c", dbx.NewExp("c.id = e.course")).
		Where(dbx.NewExp("e.due != '' AND e.completed = '' AND e.user != '' AND c.state = 'published' AND e.due >= {:from} AND e.due < {:to}",
			dbx.Params{"from": stored(calendar.AddDays(now, -overdueDays)), "to": stored(calendar.AddDays(now, 15))})).
		OrderBy("e.due", "e.id").All(&near)
	if err != nil {
		return nil, fmt.Errorf("who is to be reminded: %w", err)
	}
	var list []Reminding
	for _, r := range near {
		r.Reminder = ReminderOf(r.Due(), now)
		if r.Reminder != NoReminder && r.Mark() != r.Last {
			list = append(list, r)
		}
	}
	return list, nil
}

// Reminded notes with the transaction's app that the learner was reminded.
func Reminded(tx core.App, r Reminding) error {
	_, err := tx.DB().Update("enrolments", dbx.Params{"reminded": r.Mark()}, dbx.HashExp{"id": r.Enrolment}).Execute()
	if err != nil {
		return fmt.Errorf("note reminder of enrolment %s: %w", r.Enrolment, err)
	}
	return nil
}
