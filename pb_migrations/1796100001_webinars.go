package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Webinars: the plan, and where the room stands.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "courses")
		if err != nil {
			return err
		}
		return app.Save(newWebinars(found[0], found[1]))
	}, drop("webinars"))
}

func newWebinars(users, courses *core.Collection) *core.Collection {
	many := func(name string) core.Field {
		return &core.RelationField{Name: name, CollectionId: users.Id, MaxSelect: 50}
	}
	c := core.NewBaseCollection("webinars")
	c.Fields.Add(
		required("title"), prose("description"), prose("description_html"), text("series"),
		date("start"), integer("minutes"), text("zone"),
		mentions("owner", users), many("hosts"), many("presenters"),
		integer("seats"), choice("audience", "anyone", "people"), choice("lobby", "automatic", "hosts"), boolean("sign_in"),
		mentions("course", courses), text("course_key"), integer("percent"),
		choice("state", "planned", "open", "ended", "cancelled"), integer("revision"),
		boolean("locked"), date("started"), date("ended"), date("alive"), date("cancelled"),
		created(), updated(),
	)
	c.AddIndex("idx_webinars_start", false, "start", "")
	c.AddIndex("idx_webinars_state", false, "state, start", "")
	c.AddIndex("idx_webinars_series", false, "series, start", "series != ''")
	c.AddIndex("idx_webinars_course", false, "course, course_key", "course != ''")
	return c
}
