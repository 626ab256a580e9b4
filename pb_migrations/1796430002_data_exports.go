package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Copies that people ask for of everything about them.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("data_exports")
		c.Fields.Add(belongs("user", found[0]), choice("state", "waiting", "making", "ready", "failed"), text("locale"), integer("done"),
			integer("total"), integer("bytes"), date("until"), created(), updated())
		c.AddIndex("idx_data_exports_user", false, "user, created", "")
		c.AddIndex("idx_data_exports_until", false, "`until`", "`until` != ''")
		return app.Save(c)
	}, drop("data_exports"))
}
