package hooks

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/notifications"
	"aula/webinars"
)

// bindWebinarRounds reminds of webinars that come, and ends those that nobody came to open.
func bindWebinarRounds(app core.App) {
	app.Cron().MustAdd("aulaWebinarReminders", "* * * * *", func() {
		if err := remindOfWebinars(app, time.Now()); err != nil {
			app.Logger().Error("reminders of webinars wait", "error", err)
		}
	})
	app.Cron().MustAdd("aulaWebinarsNotHeld", "*/5 * * * *", func() {
		if err := webinars.EndUnheld(app, time.Now()); err != nil {
			app.Logger().Error("webinars that nobody held stay planned", "error", err)
		}
	})
}

// remindOfWebinars reminds everybody who has reached a reminder, each in the transaction that notes it.
func remindOfWebinars(app core.App, now time.Time) error {
	list, of, err := webinars.Due(app, now)
	if err != nil {
		return err
	}
	for _, r := range list {
		w := of[r.Webinar()]
		err := app.RunInTransaction(func(tx core.App) error {
			fresh, err := webinars.FindRegistration(tx, r.Id)
			if errors.Is(err, webinars.ErrNotRegistered) || err == nil && fresh.State() != webinars.Registered {
				return nil // withdrawn a moment ago
			}
			if err != nil {
				return err
			}
			if err := webinars.Reminded(tx, fresh, w, now); err != nil {
				return err
			}
			return newsOf(w, notifications.WebinarSoon).tell(tx, fresh, webinars.ReminderOf(w.Start(), now).Mark(w.Start()))
		})
		if err != nil {
			return fmt.Errorf("remind registration %s: %w", r.Id, err)
		}
	}
	return nil
}
