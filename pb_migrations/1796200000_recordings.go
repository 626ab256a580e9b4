package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// What was recorded of a webinar. The files lie beside the database, in a folder of the record's id.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "webinars")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("recordings")
		c.Fields.Add(belongs("webinar", found[0]), choice("state", "recording", "processing", "ready", "failed"), text("by"),
			date("started"), date("ended"), text("reason"), number("duration"), integer("bytes"), integer("progress"),
			text("format"), integer("width"), integer("height"), boolean("poster"), integer("dropped"), text("error"),
			date("until"), created(), updated())
		c.AddIndex("idx_recordings_webinar", false, "webinar, started", "")
		c.AddIndex("idx_recordings_state", false, "state", "")
		c.AddIndex("idx_recordings_until", false, "until", "")
		return app.Save(c)
	}, drop("recordings"))
}
