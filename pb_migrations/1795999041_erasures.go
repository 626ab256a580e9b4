package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Who was deleted, by id alone, so that a backup that is brought back forgets them again.
func init() {
	migrations.Register(func(app core.App) error {
		c := core.NewBaseCollection("erasures")
		c.Fields.Add(required("person"), date("erased"), created())
		c.AddIndex("idx_erasures_created", false, "created", "")
		return app.Save(c)
	}, drop("erasures"))
}
