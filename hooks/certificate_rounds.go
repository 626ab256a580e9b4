package hooks

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
	"aula/courses"
	"aula/internal/calendar"
	"aula/notifications"
)

// bindCertificateRounds ends certificates after their last day, and reminds of those that end soon.
func bindCertificateRounds(app core.App) {
	rounds := &certificateRounds{}
	app.Cron().MustAdd("aulaCertificates", "* * * * *", func() {
		if err := rounds.make(app, time.Now()); err != nil {
			app.Logger().Error("certificates wait for their end", "error", err)
		}
	})
}

// certificateRounds remembers the day on which each was done last. What it forgets at a restart is done again, and finds nothing.
type certificateRounds struct {
	mu                sync.Mutex
	expired, reminded string
}

func (r *certificateRounds) make(app core.App, now time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	today := calendar.FormatDay(now)
	if r.expired != today {
		if _, err := certificates.Expire(app, now); err != nil {
			return err
		}
		r.expired = today
	}
	if r.reminded == today || now.Before(calendar.At(now, reminding)) {
		return nil
	}
	if err := remindOfEnds(app, now); err != nil {
		return err
	}
	r.reminded = today
	return nil
}

// remindOfEnds tells the holders, each in the transaction that notes it.
func remindOfEnds(app core.App, now time.Time) error {
	list, err := certificates.ExpiringSoon(app, now)
	if err != nil {
		return err
	}
	for _, x := range list {
		err := app.RunInTransaction(func(tx core.App) error {
			err := notifications.Tell(tx, notifications.Notice{
				Person: x.User, Kind: notifications.CertificateEnds, Key: x.ID + ":" + strconv.Itoa(x.Reminder), Link: courses.Address(x.Slug),
				About: "certificate:" + x.ID, Values: map[string]string{"course": x.Course, "until_date": x.LastDay().UTC().Format(time.RFC3339)},
			})
			if err != nil {
				return err
			}
			return certificates.Reminded(tx, x)
		})
		if err != nil {
			return fmt.Errorf("remind of certificate %s: %w", x.ID, err)
		}
	}
	return nil
}
