package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Editions of a course, who has a seat in them or waits for one, and when they meet.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "courses", "organisations", "webinars")
		if err != nil {
			return err
		}
		users, webinars := found[0], found[3]
		editions := newEditions(users, found[1], found[2])
		if err := app.Save(editions); err != nil {
			return err
		}
		if err := app.Save(newEditionSeats(users, editions)); err != nil {
			return err
		}
		return app.Save(newClassSessions(editions, webinars))
	}, drop("class_sessions", "edition_seats", "editions"))
}

func newEditions(users, courses, organisations *core.Collection) *core.Collection {
	c := core.NewBaseCollection("editions")
	c.Fields.Add(
		belongs("course", courses), required("title"), date("from"), date("until"), integer("seats"),
		object("ways"), hidden(&core.TextField{Name: "code", Max: 30}), boolean("approval"), boolean("waiting"),
		mentions("organisation", organisations),
		&core.RelationField{Name: "facilitators", CollectionId: users.Id, MaxSelect: 50},
		text("presence"), integer("percent"), boolean("assisted"),
		choice("state", "planned", "open", "ended", "cancelled"), integer("revision"), prose("news"), text("reason"),
		created(), updated(),
	)
	c.AddIndex("idx_editions_course", false, "course, `from`", "")
	c.AddIndex("idx_editions_state", false, "state, `from`", "")
	c.AddIndex("idx_editions_organisation", false, "organisation, `from`", "organisation != ''")
	return c
}

func newEditionSeats(users, editions *core.Collection) *core.Collection {
	c := core.NewBaseCollection("edition_seats")
	c.Fields.Add(
		belongs("edition", editions), mentions("user", users),
		choice("state", "asked", "waiting", "in", "left", "refused", "removed"),
		integer("place"), text("by"), created(), updated(),
	)
	c.AddIndex("idx_edition_seats_user", true, "`user`, edition", "`user` != ''")
	c.AddIndex("idx_edition_seats_state", false, "edition, state, place", "")
	return c
}

func newClassSessions(editions, webinars *core.Collection) *core.Collection {
	c := core.NewBaseCollection("class_sessions")
	c.Fields.Add(
		belongs("edition", editions), date("from"), date("until"), choice("kind", "room", "webinar", "both"),
		text("place"), mentions("webinar", webinars), date("reminded"), created(), updated(),
	)
	c.AddIndex("idx_class_sessions_edition", false, "edition, `from`", "")
	c.AddIndex("idx_class_sessions_from", false, "`from`", "")
	c.AddIndex("idx_class_sessions_webinar", false, "webinar", "webinar != ''")
	return c
}
