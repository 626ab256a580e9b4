package webinars

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Reminder is when people are reminded of a webinar.
type Reminder string

// The reminders: a day before and an hour before.
const (
	DayBefore  Reminder = "day"
	HourBefore Reminder = "hour"
)

func (r Reminder) ahead() time.Duration {
	if r == DayBefore {
		return 24 * time.Hour
	}
	return time.Hour
}

// ReminderOf is the reminder that a webinar with this start has reached, empty if none.
func ReminderOf(start, now time.Time) Reminder {
	switch ahead := start.Sub(now); {
	case ahead <= 0:
		return ""
	case ahead <= HourBefore.ahead():
		return HourBefore
	case ahead <= DayBefore.ahead():
		return DayBefore
	}
	return ""
}

// Mark is what a registration keeps of a reminder. A webinar that is moved reminds again.
func (r Reminder) Mark(start time.Time) string { return fmt.Sprintf("%s:%d", r, start.Unix()) }

// Due are the registrations of planned webinars to be reminded now: neither of those who were, nor of those who asked so late that
// they have just read it, nor of guests who want none.
func Due(app core.App, now time.Time) (list []*Registration, of map[string]*Webinar, err error) {
	var planned []*Webinar
	err = app.RecordQuery(Collection).AndWhere(dbx.NewExp("[[state]] = 'planned' AND [[start]] > {:now} AND [[start]] <= {:day}",
		dbx.Params{"now": stamp(now), "day": stamp(now.Add(DayBefore.ahead()))})).All(&planned)
	if err != nil {
		return nil, nil, fmt.Errorf("webinars to remind of: %w", err)
	}
	of = map[string]*Webinar{}
	for _, w := range planned {
		reminder := ReminderOf(w.Start(), now)
		var due []*Registration
		err := app.RecordQuery(Registrations).AndWhere(dbx.NewExp(`[[webinar]] = {:webinar} AND [[state]] = 'registered' AND [[reminded]] != {:mark}
			AND ([[user]] != '' OR [[remind]] = TRUE) AND [[asked]] < {:before}`, dbx.Params{
			"webinar": w.Id, "mark": reminder.Mark(w.Start()), "before": stamp(w.Start().Add(-reminder.ahead())),
		})).All(&due)
		if err != nil {
			return nil, nil, fmt.Errorf("who is reminded of webinar %s: %w", w.Id, err)
		}
		of[w.Id] = w
		list = append(list, due...)
	}
	return list, of, nil
}

// Reminded writes down that the registration was reminded.
func Reminded(tx core.App, r *Registration, w *Webinar, now time.Time) error {
	r.Set("reminded", ReminderOf(w.Start(), now).Mark(w.Start()))
	if err := tx.Save(r); err != nil {
		return fmt.Errorf("note reminder of registration %s: %w", r.Id, err)
	}
	return nil
}

// Thanked writes down that the registration was thanked. It tells whether that is new.
func Thanked(tx core.App, r *Registration) (bool, error) {
	if !r.GetDateTime("thanked").IsZero() {
		return false, nil
	}
	r.Set("thanked", types.NowDateTime())
	if err := tx.Save(r); err != nil {
		return false, fmt.Errorf("note thanks of registration %s: %w", r.Id, err)
	}
	return true, nil
}
