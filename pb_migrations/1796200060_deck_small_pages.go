package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Beside each page of slides there may be a small picture of it, for slow lines.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("webinar_deck_pages")
		if err != nil {
			return err
		}
		c.Fields.Add(&core.FileField{Name: "small", MaxSelect: 1, MaxSize: 128 << 10, MimeTypes: []string{"image/png", "image/webp", "image/jpeg"}, Protected: true})
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("webinar_deck_pages")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("small")
		return app.Save(c)
	})
}
