package hooks

import (
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/classes"
	"aula/courses"
)

// bindEditions ties editions to courses, certificates and people, tells those concerned what happened, and lets the days pass.
func bindEditions(app core.App) {
	certificates.NameEditions(app, func(app core.App, id string) (string, error) {
		e, err := classes.Find(app, id)
		if err != nil {
			return "", err
		}
		return e.Title(), nil
	})
	app.OnRecordUpdate("courses").BindFunc(askPresenceAgain)
	app.OnRecordDelete(accounts.Collection).BindFunc(releaseSeats)
	bindEditionNotices(app)
	bindClasses(app)
	bindClassHours(app)
	registers := &daily{hour: reminding, do: remindOfRegisters}
	app.Cron().MustAdd("aulaEditions", "* * * * *", func() {
		if err := classes.Turn(app, time.Now()); err != nil {
			app.Logger().Error("editions neither open nor end", "error", err)
		}
		if err := remindOfSessions(app, time.Now()); err != nil {
			app.Logger().Error("reminders of sessions wait", "error", err)
		}
		if err := registers.make(app, time.Now()); err != nil {
			app.Logger().Error("reminders of registers wait", "error", err)
		}
	})
}

// askPresenceAgain keeps what editions ask of a course when a revision of it, whose author knows of none, comes in; where the course asks for
// another share of presence, that is asked for in its editions.
func askPresenceAgain(e *core.RecordEvent) error {
	before := e.Record.Original().GetString("complete")
	if err := e.Next(); err != nil || before == e.Record.GetString("complete") {
		return err
	}
	list, _, err := classes.List(e.App, classes.Filter{Course: e.Record.Id, Coming: true}, time.Now())
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.Presence() == "" {
			continue
		}
		if err := courses.AskPresence(e.App, e.Record.Id, x.Presence(), x.Percent()); err != nil {
			return err
		}
		if err := followPercent(e.App, x); err != nil {
			return err
		}
	}
	return nil
}

func followPercent(tx core.App, x *classes.Edition) error {
	percent, err := courses.PresencePercent(tx, x.Course(), x.Presence(), x.Percent())
	if err != nil || percent == x.Percent() {
		return err
	}
	x.Set("percent", percent)
	if err := tx.Save(x); err != nil {
		return fmt.Errorf("percent of edition %s: %w", x.Id, err)
	}
	return creditEdition(tx, x.Id, "")
}

// releaseSeats gives the seats of somebody whose account goes to those who wait.
func releaseSeats(e *core.RecordEvent) error {
	outer := e.App
	return outer.RunInTransaction(func(tx core.App) error {
		e.App = tx
		defer func() { e.App = outer }()
		if err := classes.Release(tx, e.Record.Id); err != nil {
			return err
		}
		return e.Next()
	})
}
