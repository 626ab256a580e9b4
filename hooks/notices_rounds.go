package hooks

import (
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/notifications"
)

// noticesStay is how long people find on their page what they were told.
const noticesStay = 365 * 24 * time.Hour

// bindNoticeRounds writes the digests that are due, and forgets what is old.
func bindNoticeRounds(app core.App) {
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
	mu      sync.Mutex
	digests time.Time // boundary of the digests that were written
}

func (r *noticeRounds) make(app core.App, now time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
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
