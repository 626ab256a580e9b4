package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// A webinar says what carries its sound and pictures. Those planned before say nothing: this machine.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("webinars")
		if err != nil {
			return err
		}
		c.Fields.Add(text("engine"))
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("webinars")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("engine")
		return app.Save(c)
	})
}
