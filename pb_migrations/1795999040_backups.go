package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Backups: what was asked for, what was made and where it lies, what failed and why.
func init() {
	migrations.Register(func(app core.App) error {
		c := core.NewBaseCollection("backups")
		c.Fields.Add(
			text("place"), text("file"), choice("state", "waiting", "running", "done", "failed"), date("began"), date("ended"),
			integer("done"), integer("total"), integer("size"), integer("schema"), boolean("sealed"),
			integer("rows"), integer("files"), integer("gone"), text("problem"), prose("detail"), date("next"),
			choice("drill", "passed", "failed"), date("drilled"), created(), updated(),
		)
		c.AddIndex("idx_backups_state", false, "state, began", "")
		c.AddIndex("idx_backups_created", false, "created", "")
		return app.Save(c)
	}, drop("backups"))
}
