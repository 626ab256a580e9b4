package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// A mark that is changed says why, and those marked last are found fast.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("markings")
		if err != nil {
			return err
		}
		c.Fields.Add(prose("reason"))
		c.AddIndex("idx_markings_final", false, "final", "final != ''")
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("markings")
		if err != nil {
			return err
		}
		c.RemoveIndex("idx_markings_final")
		c.Fields.RemoveByName("reason")
		return app.Save(c)
	})
}
