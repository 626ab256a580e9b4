package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// The queue of mails and documents that survives a crash.
func init() {
	migrations.Register(func(app core.App) error {
		c := core.NewBaseCollection("jobs")
		c.Fields.Add(
			required("kind"), &core.JSONField{Name: "payload", MaxSize: jsonSize, Hidden: true}, text("key"),
			choice("state", "waiting", "running", "done", "failed"),
			integer("tries"), date("run_at"), prose("error"), created(), updated(),
		)
		c.AddIndex("idx_jobs_key", true, "kind, key", "key != ''")
		c.AddIndex("idx_jobs_next", false, "state, run_at", "")
		return app.Save(c)
	}, drop("jobs"))
}
