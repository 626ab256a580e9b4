package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// For how many minutes a webinar may be recorded: what the centre says for all, and a plan for its own; 0: neither has said.
func init() {
	migrations.Register(func(app core.App) error {
		for _, name := range []string{"centre", "webinars"} {
			c, err := app.FindCollectionByNameOrId(name)
			if err != nil {
				return err
			}
			c.Fields.Add(integer("recording_minutes"))
			if err := app.Save(c); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		for _, name := range []string{"centre", "webinars"} {
			c, err := app.FindCollectionByNameOrId(name)
			if err != nil {
				return err
			}
			c.Fields.RemoveByName("recording_minutes")
			if err := app.Save(c); err != nil {
				return err
			}
		}
		return nil
	})
}
