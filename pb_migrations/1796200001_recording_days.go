package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// For how many days the centre keeps recordings that are no lesson; 0: it has not said.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("centre")
		if err != nil {
			return err
		}
		c.Fields.Add(integer("recording_days"))
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("centre")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("recording_days")
		return app.Save(c)
	})
}
