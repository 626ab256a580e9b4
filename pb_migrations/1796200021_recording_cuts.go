package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// A recording says which part of it is shown, and how often people have changed it or its captions.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("recordings")
		if err != nil {
			return err
		}
		c.Fields.Add(integer("cut_from"), integer("cut_to"), integer("revision"))
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("recordings")
		if err != nil {
			return err
		}
		for _, name := range []string{"cut_from", "cut_to", "revision"} {
			c.Fields.RemoveByName(name)
		}
		return app.Save(c)
	})
}
