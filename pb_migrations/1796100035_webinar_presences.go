package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Who was in a live room from when to when: one row a stay. A stay without an end ended, after a crash, when the room was last alive.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "webinars")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("webinar_presences")
		c.Fields.Add(belongs("webinar", found[0]), required("person"), text("registration"), text("user"), text("name"), date("joined"), date("left"))
		c.AddIndex("idx_webinar_presences_webinar", false, "webinar, person", "")
		return app.Save(c)
	}, drop("webinar_presences"))
}
