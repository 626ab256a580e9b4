package hooks

import (
	"fmt"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
	"aula/courses"
	"aula/notifications"
)

// bindCertificateRounds ends certificates after their last day, and reminds of those that end soon.
func bindCertificateRounds(app core.App) {
	ends, reminders := &daily{do: endCertificates}, &daily{hour: reminding, do: remindOfEnds}
	app.Cron().MustAdd("aulaCertificates", "* * * * *", func() {
		for _, round := range []*daily{ends, reminders} {
			if err := round.make(app, time.Now()); err != nil {
				app.Logger().Error("certificates wait for their end", "error", err)
			}
		}
	})
}

func endCertificates(app core.App, now time.Time) error {
	_, err := certificates.Expire(app, now)
	return err
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
