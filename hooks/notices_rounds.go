package hooks

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/calendar"
	"aula/internal/jobs"
	"aula/notifications"
)

// noticesStay is how long people find on their page what they were told.
const noticesStay = 365 * 24 * time.Hour

// reminding is the hour from which people are reminded of deadlines: before the digests, so that these hold today's reminders.
const reminding = notifications.Morning - 1

// bindNoticeRounds reminds of deadlines, writes the digests that are due, and forgets what is old.
func bindNoticeRounds(app core.App, queue *jobs.Queue) {
	app.OnRecordUpdate("courses").BindFunc(remindOfNewDeadline)
	queue.Register(remindersKind, func(_ context.Context, app core.App, _ json.RawMessage) error { return remind(app, time.Now()) })
	rounds := &noticeRounds{}
	app.Cron().MustAdd("aulaNotices", "* * * * *", func() {
		if err := rounds.make(app, time.Now()); err != nil {
			app.Logger().Error("notices wait", "error", err)
		}
	})
	app.Cron().MustAdd("aulaNoticesPurge", "11 3 * * *", func() {
		if err := notifications.Purge(app, time.Now().Add(-noticesStay)); err != nil {
			app.Logger().Error("old notices stay", "error", err)
		}
	})
}

// noticeRounds remembers which round was made last, so that the others cost nothing. What it forgets at a restart is found again.
type noticeRounds struct {
	mu        sync.Mutex
	digests   time.Time // boundary of the digests that were written
	referents time.Time // week for which those who answer for organisations were told
}

func (r *noticeRounds) make(app core.App, now time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !now.Before(calendar.At(now, reminding)) { // a deadline that is set in the afternoon is reminded of at once
		if err := remind(app, now); err != nil {
			return err
		}
	}
	if week := notifications.Boundary(notifications.Weekly, now); week.After(r.referents) {
		if err := remindReferents(app, now); err != nil {
			return err
		}
		r.referents = week
	}
	due := notifications.Boundary(notifications.Daily, now)
	if !due.After(r.digests) {
		return nil
	}
	if err := notifications.QueueDigests(app, now); err != nil {
		return err
	}
	r.digests = due
	return nil
}

// remindersKind is the kind of the job that reminds at once, whatever the hour: whoever set the deadline is awake.
const remindersKind = "reminders"

func remindOfNewDeadline(e *core.RecordEvent) error {
	before := e.Record.Original()
	same := e.Record.GetString("due_day") == before.GetString("due_day") && e.Record.GetInt("due_after") == before.GetInt("due_after")
	if err := e.Next(); err != nil || same {
		return err
	}
	return jobs.Add(e.App, remindersKind, "", nil)
}

// remind tells everybody who has reached a reminder, each in the transaction that notes it.
func remind(app core.App, now time.Time) error {
	list, err := courses.Remindings(app, now)
	if err != nil {
		return err
	}
	for _, r := range list {
		kind := notifications.DeadlineComing
		if r.Reminder == courses.RemindOverdue {
			kind = notifications.DeadlineOver
		}
		err := app.RunInTransaction(func(tx core.App) error {
			err := notifications.Tell(tx, notifications.Notice{
				Person: r.User, Kind: kind, Key: r.Enrolment + ":" + r.Mark(), Link: courses.Address(r.Slug), About: aboutEnrolment + r.Enrolment,
				Values: map[string]string{"course": r.Title, "due_date": r.Due().UTC().Format(time.RFC3339Nano)},
			})
			if err != nil {
				return err
			}
			return courses.Reminded(tx, r)
		})
		if err != nil {
			return fmt.Errorf("remind of enrolment %s: %w", r.Enrolment, err)
		}
	}
	return nil
}
