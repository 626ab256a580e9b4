package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// A centre may publish recordings without captions, if it says so.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("centre")
		if err != nil {
			return err
		}
		c.Fields.Add(boolean("captions_optional"))
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("centre")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("captions_optional")
		return app.Save(c)
	})
}
