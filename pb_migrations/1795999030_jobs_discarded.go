package pb_migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Jobs that somebody wants no more stay for a while as discarded, and each kind has a line of its own.
func init() {
	migrations.Register(func(app core.App) error {
		return changeJobs(app, func(c *core.Collection, state *core.SelectField) {
			state.Values = []string{"waiting", "running", "done", "failed", "discarded"}
			c.RemoveIndex("idx_jobs_next")
			c.AddIndex("idx_jobs_line", false, "state, kind, run_at", "")
		})
	}, func(app core.App) error {
		// The schema before knows no discarded jobs: for it they are done.
		if _, err := app.DB().NewQuery("UPDATE {{jobs}} SET [[state]] = 'done' WHERE [[state]] = 'discarded'").Execute(); err != nil {
			return err
		}
		return changeJobs(app, func(c *core.Collection, state *core.SelectField) {
			state.Values = []string{"waiting", "running", "done", "failed"}
			c.RemoveIndex("idx_jobs_line")
			c.AddIndex("idx_jobs_next", false, "state, run_at", "")
		})
	})
}

func changeJobs(app core.App, change func(*core.Collection, *core.SelectField)) error {
	c, err := app.FindCollectionByNameOrId("jobs")
	if err != nil {
		return err
	}
	state, ok := c.Fields.GetByName("state").(*core.SelectField)
	if !ok {
		return fmt.Errorf("jobs have no state")
	}
	change(c, state)
	return app.Save(c)
}
