package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Slides of a live room: each page is a picture.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "webinars")
		if err != nil {
			return err
		}
		decks := core.NewBaseCollection("webinar_decks")
		decks.Fields.Add(belongs("webinar", found[0]), text("name"), text("by"), integer("pages"), date("complete"), created())
		decks.AddIndex("idx_webinar_decks_webinar", false, "webinar", "")
		if err := app.Save(decks); err != nil {
			return err
		}
		pages := core.NewBaseCollection("webinar_deck_pages")
		pages.Fields.Add(belongs("deck", decks), integer("number"),
			&core.FileField{Name: "picture", MaxSelect: 1, MaxSize: 2 << 20, MimeTypes: []string{"image/png", "image/webp"}, Protected: true},
			integer("width"), integer("height"))
		pages.AddIndex("idx_webinar_deck_pages_number", true, "deck, number", "")
		return app.Save(pages)
	}, drop("webinar_deck_pages", "webinar_decks"))
}
