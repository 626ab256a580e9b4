package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// What people write in a live room: chat, and captions of what is said.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "webinars")
		if err != nil {
			return err
		}
		messages := core.NewBaseCollection("webinar_messages")
		messages.Fields.Add(belongs("webinar", found[0]), required("person"), text("name"), prose("text"), choice("to", "all", "hosts"),
			date("removed"), text("removed_by"), date("at"))
		messages.AddIndex("idx_webinar_messages_webinar", false, "webinar", "")
		if err := app.Save(messages); err != nil {
			return err
		}
		captions := core.NewBaseCollection("webinar_captions")
		captions.Fields.Add(belongs("webinar", found[0]), required("person"), prose("text"), date("at"))
		captions.AddIndex("idx_webinar_captions_webinar", false, "webinar", "")
		return app.Save(captions)
	}, drop("webinar_captions", "webinar_messages"))
}
