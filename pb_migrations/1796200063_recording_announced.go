package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// When those who look after a recording were told of the day on which it is deleted.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("recordings")
		if err != nil {
			return err
		}
		c.Fields.Add(date("announced"))
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("recordings")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("announced")
		return app.Save(c)
	})
}
