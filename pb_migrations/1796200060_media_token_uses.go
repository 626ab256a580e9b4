package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Who made a token for the media of a webinar, and when it opened something last.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("webinar_media_tokens")
		if err != nil {
			return err
		}
		c.Fields.Add(text("by"), date("used"))
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("webinar_media_tokens")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("by")
		c.Fields.RemoveByName("used")
		return app.Save(c)
	})
}
