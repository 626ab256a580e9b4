package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// What was earned before there was a ledger is written into it by jobs, of which this is the first.
func init() {
	migrations.Register(func(app core.App) error {
		_, err := app.DB().NewQuery(`INSERT INTO jobs (id, kind, key, payload, state, tries, run_at, created, updated)
			SELECT 'hoursbefore0001', 'hours_before', 'start', '{}', 'waiting', 0, now.at, now.at, now.at
			FROM (SELECT strftime('%Y-%m-%d %H:%M:%fZ', 'now') AS at) now
			WHERE EXISTS (SELECT 1 FROM enrolments) OR EXISTS (SELECT 1 FROM webinars WHERE state = 'ended')`).Execute()
		return err
	}, func(app core.App) error {
		_, err := app.DB().NewQuery("DELETE FROM jobs WHERE kind = 'hours_before'").Execute()
		return err
	})
}
