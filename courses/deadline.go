package courses

import (
	"errors"
	"time"

	"aula/internal/calendar"
)

// MostDays is how many days after enrolling a deadline may be at most.
const MostDays = 730

// Decisions about deadlines.
var (
	ErrDeadlinePast = errors.New("deadline is over already")
	ErrDeadlineDays = errors.New("deadline is not between one day and two years after enrolment")
)

// Deadline is until when a course's learners are to finish it: a day that is the same for all, or some days after each of them
// enrolled. The day counts to its end, in the academy's time zone. The zero Deadline is none.
type Deadline struct {
	Day   time.Time // any moment of the day; zero: it depends on the enrolment
	After int       // days after enrolment; 0: the day is fixed
}

// None tells whether there is no deadline.
func (d Deadline) None() bool { return d.Day.IsZero() && d.After == 0 }

// Due is the last moment for somebody who enrolled then; zero: there is none. Whoever enrols when the day is over has no deadline,
// rather than one that was missed before the beginning.
func (d Deadline) Due(enrolled time.Time) time.Time {
	switch {
	case !d.Day.IsZero():
		if due := calendar.EndOfDay(d.Day); !due.Before(enrolled) {
			return due
		}
	case d.After > 0:
		return calendar.EndOfDay(calendar.AddDays(enrolled, d.After))
	}
	return time.Time{}
}

// Check returns ErrDeadlinePast or ErrDeadlineDays for a deadline that cannot be set now.
func (d Deadline) Check(now time.Time) error {
	if !d.Day.IsZero() && calendar.EndOfDay(d.Day).Before(now) {
		return ErrDeadlinePast
	}
	if d.After < 0 || d.After > MostDays {
		return ErrDeadlineDays
	}
	return nil
}

// Late tells whether something was finished after it was due. What has no deadline is never late.
func Late(completed, due time.Time) bool { return !due.IsZero() && completed.After(due) }

// Reminder is one of those that a deadline has.
type Reminder string

// The reminders, in the order in which they are reached.
const (
	NoReminder    Reminder = ""
	RemindEarly   Reminder = "14" // days before
	RemindSoon    Reminder = "3"
	RemindToday   Reminder = "0"
	RemindOverdue Reminder = "over" // the day after
)

// overdueDays is how long the last reminder is still worth sending, if the machine slept on the day after.
const overdueDays = 3

// ReminderOf is the last reminder that a deadline has reached: one that is set late begins with the nearest, not with a heap.
func ReminderOf(due, now time.Time) Reminder {
	if due.IsZero() {
		return NoReminder
	}
	switch days := calendar.DaysBetween(now, due); {
	case days > 14 || days < -overdueDays:
		return NoReminder
	case days > 3:
		return RemindEarly
	case days > 0:
		return RemindSoon
	case days == 0:
		return RemindToday
	}
	return RemindOverdue
}
