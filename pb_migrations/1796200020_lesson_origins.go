package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// A lesson says where it comes from, if not from its course's folder.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("lessons")
		if err != nil {
			return err
		}
		c.Fields.Add(text("origin"))
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("lessons")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("origin")
		return app.Save(c)
	})
}
