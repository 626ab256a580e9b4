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
		if err := app.Save(newClassSessions(editions, webinars)); err != nil {
			return err
		}
		return execute(app, editionCrew...)
	}, func(app core.App) error {
		if err := execute(app, `DROP TRIGGER edition_crew_grows`, `DROP TRIGGER edition_crew_changes`, `DROP TRIGGER edition_crew_shrinks`, `DROP TABLE edition_crew`); err != nil {
			return err
		}
		return drop("class_sessions", "edition_seats", "editions")(app)
	})
}

// editionCrew says by an index in which editions somebody is a facilitator: a list in a row has none.
var editionCrew = []string{
	`CREATE TABLE edition_crew (id TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (id, person)) WITHOUT ROWID`,
	`CREATE INDEX idx_edition_crew_person ON edition_crew (person)`,
	`CREATE TRIGGER edition_crew_grows AFTER INSERT ON editions BEGIN ` + crewOfNewEdition,
	`CREATE TRIGGER edition_crew_changes AFTER UPDATE OF facilitators ON editions WHEN OLD.facilitators IS NOT NEW.facilitators BEGIN
		DELETE FROM edition_crew WHERE id = NEW.id; ` + crewOfNewEdition,
	`CREATE TRIGGER edition_crew_shrinks AFTER DELETE ON editions BEGIN DELETE FROM edition_crew WHERE id = OLD.id; END`,
}

const crewOfNewEdition = `INSERT OR IGNORE INTO edition_crew (id, person) SELECT NEW.id, value FROM json_each(NEW.facilitators); END`

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
	c.AddIndex("idx_edition_seats_by", false, "`by`", "`by` != ''")
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
