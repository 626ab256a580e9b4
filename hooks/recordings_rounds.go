package hooks

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/recordings"
)

// bindRecordingRounds deletes each night the recordings whose time is over, and files whose recording has gone.
func bindRecordingRounds(app core.App) {
	app.Cron().MustAdd("aulaRecordingsExpire", "41 3 * * *", func() {
		if err := recordings.Expire(app, time.Now()); err != nil {
			app.Logger().Error("recordings stay whose time is over", "error", err)
		}
	})
}
