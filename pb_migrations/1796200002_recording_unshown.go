package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Of what codec were pictures that a film could not take.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("recordings")
		if err != nil {
			return err
		}
		c.Fields.Add(text("unshown"))
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("recordings")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("unshown")
		return app.Save(c)
	})
}
