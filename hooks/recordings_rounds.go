package hooks

import (
	"errors"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/notifications"
	"aula/organisations"
	"aula/recordings"
	"aula/webinars"
)

// bindRecordingRounds tells each morning whose recordings will be deleted, and deletes each night those whose time is over, and files whose
// recording has gone.
func bindRecordingRounds(app core.App) {
	app.Cron().MustAdd("aulaRecordingsAnnounce", "7 7 * * *", func() {
		if err := announceRecordings(app, time.Now()); err != nil {
			app.Logger().Error("nobody is told that recordings will be deleted, so they stay", "error", err)
		}
	})
	app.Cron().MustAdd("aulaRecordingsExpire", "41 3 * * *", func() {
		if err := recordings.Expire(app, time.Now()); err != nil {
			app.Logger().Error("recordings stay whose time is over", "error", err)
		}
	})
}

// announceRecordings tells those who host a webinar when its recordings are deleted; where nobody does any more, all who manage webinars.
func announceRecordings(app core.App, now time.Time) error {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return err
	}
	return recordings.Announce(app, now, centre.RecordingDays, func(tx core.App, r *recordings.Recording) error {
		w, err := webinars.Find(tx, r.Webinar())
		if err != nil {
			return err
		}
		people := slices.DeleteFunc(append(slices.Clone(w.Hosts()), w.Owner()), func(id string) bool { return id == "" })
		if len(people) == 0 {
			if people, err = accounts.WhoMay(tx, accounts.ManageWebinars); err != nil {
				return err
			}
		}
		until := r.Until().UTC().Format(time.RFC3339Nano)
		return notifications.TellAll(tx, people, notifications.Notice{
			Kind: notifications.RecordingGoes, Key: r.Id + ":" + until, About: "recording:" + r.Id,
			Link: "/manage/webinars/" + w.Id + "/recordings/" + r.Id, Values: map[string]string{"webinar": w.Title(), "until_date": until},
		})
	})
}

// recordingGoes: it is there, and its day is still that one.
func recordingGoes(app core.App, id string, e *notifications.Entry) (bool, error) {
	r, err := recordings.Find(app, id)
	if errors.Is(err, recordings.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	until, err := time.Parse(time.RFC3339, e.Values()["until_date"])
	return err == nil && r.Until().Equal(until), err
}
