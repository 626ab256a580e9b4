package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// A caption says in which language it is.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("webinar_captions")
		if err != nil {
			return err
		}
		c.Fields.Add(text("language"))
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("webinar_captions")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("language")
		return app.Save(c)
	})
}
