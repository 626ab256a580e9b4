package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// What was done in a live room, in order and for good: from it the room is after a restart what it was.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "webinars")
		if err != nil {
			return err
		}
		events := core.NewBaseCollection("webinar_events")
		events.Fields.Add(belongs("webinar", found[0]), required("kind"), text("person"), text("name"), text("by"), object("data"), date("at"))
		events.AddIndex("idx_webinar_events_webinar", false, "webinar", "")
		return app.Save(events)
	}, drop("webinar_events"))
}
