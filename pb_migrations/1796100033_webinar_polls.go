package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Polls of a live room, and one ballot a person.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "webinars")
		if err != nil {
			return err
		}
		polls := core.NewBaseCollection("webinar_polls")
		polls.Fields.Add(belongs("webinar", found[0]), prose("text"), object("options"), boolean("multiple"), boolean("live"),
			choice("state", "draft", "open", "closed"), boolean("shown"), text("by"), date("at"))
		polls.AddIndex("idx_webinar_polls_webinar", false, "webinar", "")
		if err := app.Save(polls); err != nil {
			return err
		}
		ballots := core.NewBaseCollection("webinar_ballots")
		ballots.Fields.Add(belongs("poll", polls), required("person"), object("options"), date("at"))
		ballots.AddIndex("idx_webinar_ballots_person", true, "poll, person", "")
		return app.Save(ballots)
	}, drop("webinar_ballots", "webinar_polls"))
}
