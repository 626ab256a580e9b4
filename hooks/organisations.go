package hooks

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/notifications"
	"aula/organisations"
)

// bindOrganisations holds every writer of organisations, the dashboard too, to their rules.
func bindOrganisations(app core.App) {
	app.OnRecordValidate(organisations.Collection).BindFunc(func(e *core.RecordEvent) error {
		if err := organisations.Of(e.Record).Judge(e.App); err != nil {
			return err
		}
		return e.Next()
	})
	app.OnRecordDelete(organisations.Collection).BindFunc(keepReferred)
	app.OnRecordUpdate(organisations.Collection).BindFunc(askNoMore)
	app.Cron().MustAdd("aulaAdhesions", "5 7 * * *", func() {
		if err := announceAdhesions(app, time.Now()); err != nil {
			app.Logger().Error("nobody is told that adhesions end", "error", err)
		}
	})
}

// keepReferred lets nobody delete an organisation of which something is known.
func keepReferred(e *core.RecordEvent) error {
	referred, err := organisations.Of(e.Record).Referred(e.App)
	if err != nil {
		return err
	}
	if referred {
		return fmt.Errorf("delete organisation %s: %w", e.Record.Id, organisations.ErrReferred)
	}
	return e.Next()
}

// askNoMore takes back what an organisation asks of people when it is retired.
func askNoMore(e *core.RecordEvent) error {
	before := e.Record.Original().GetDateTime("retired")
	if err := e.Next(); err != nil {
		return err
	}
	if !before.IsZero() || e.Record.GetDateTime("retired").IsZero() {
		return nil
	}
	_, err := courses.UnassignFor(e.App, e.Record.Id)
	return err
}

// announceAdhesions tells those who look after the organisations whose adhesion comes to its end, each time once.
func announceAdhesions(app core.App, now time.Time) error {
	return organisations.AnnounceEnds(app, now, func(tx core.App, a *organisations.Adhesion) error {
		o, err := organisations.Find(tx, a.Organisation())
		if err != nil {
			return err
		}
		people, err := accounts.WhoMay(tx, accounts.ManageOrganisations)
		if err != nil {
			return err
		}
		until := lastDay(a)
		return notifications.TellAll(tx, people, notifications.Notice{
			Kind: notifications.AdhesionEnds, Key: a.Id + ":" + until + ":" + a.Announced(), About: "adhesion:" + a.Id,
			Link: "/manage/organisations/" + o.IPA(), Values: map[string]string{"organisation": o.Name(), "until_date": until},
		})
	})
}

// lastDay is the last moment of an adhesion: it lies on the day that people call its last.
func lastDay(a *organisations.Adhesion) string {
	return a.Terms().Until.Add(-time.Millisecond).UTC().Format(time.RFC3339Nano)
}

// adhesionEnds: it still ends on that day, and nothing follows.
func adhesionEnds(app core.App, id string, e *notifications.Entry) (bool, error) {
	a, err := organisations.AdhesionByID(app, id)
	if errors.Is(err, organisations.ErrNoAdhesion) {
		return false, nil
	}
	if err != nil || lastDay(a) != e.Values()["until_date"] {
		return false, err
	}
	return organisations.Ends(app, a)
}
