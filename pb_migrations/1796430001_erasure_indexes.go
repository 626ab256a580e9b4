package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Whatever says something about somebody is found by an index, so that erasing them reads no table from end to end. Lists of people in a
// row have none: webinar_crew says in which webinars somebody is named.
func init() {
	indexes := []struct{ collection, name, columns, when string }{
		{"sessions", "membership", "membership", ""},
		{"sessions", "looks_as", "looks_as", "looks_as != ''"},
		{"accommodations", "granted_by", "granted_by", "granted_by != ''"},
		{"regrades", "by", "by", "by != ''"},
		{"erasures", "person", "person", ""},
		{"webinars", "owner", "owner", "owner != ''"},
		{"webinar_events", "person", "person", ""},
		{"webinar_messages", "person", "person", ""},
		{"webinar_captions", "person", "person", ""},
		{"webinar_questions", "person", "person", ""},
		{"webinar_votes", "whose", "person", ""},
		{"webinar_ballots", "whose", "person", ""},
		{"webinar_presences", "person", "person", ""},
		{"webinar_presences", "user", "user", "user != ''"},
		{"webinar_attendances", "whose", "person", ""},
		{"webinar_corrections", "person", "person", ""},
		{"webinar_corrections", "by", "by", "by != ''"},
	}
	migrations.Register(func(app core.App) error {
		for _, i := range indexes {
			c, err := app.FindCollectionByNameOrId(i.collection)
			if err != nil {
				return err
			}
			c.AddIndex("idx_"+i.collection+"_"+i.name, false, "`"+i.columns+"`", i.when)
			if err := app.Save(c); err != nil {
				return err
			}
		}
		return execute(app, crewTable...)
	}, func(app core.App) error {
		for _, i := range indexes {
			c, err := app.FindCollectionByNameOrId(i.collection)
			if err != nil {
				return err
			}
			c.RemoveIndex("idx_" + i.collection + "_" + i.name)
			if err := app.Save(c); err != nil {
				return err
			}
		}
		return execute(app, `DROP TRIGGER webinar_crew_grows`, `DROP TRIGGER webinar_crew_changes`, `DROP TRIGGER webinar_crew_shrinks`, `DROP TABLE webinar_crew`)
	})
}

const crewOfNew = `INSERT OR IGNORE INTO webinar_crew (webinar, person) SELECT NEW.id, value FROM json_each(NEW.hosts);
	INSERT OR IGNORE INTO webinar_crew (webinar, person) SELECT NEW.id, value FROM json_each(NEW.presenters); END`

var crewTable = []string{
	`CREATE TABLE webinar_crew (webinar TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (webinar, person)) WITHOUT ROWID`,
	`CREATE INDEX idx_webinar_crew_person ON webinar_crew (person)`,
	`CREATE TRIGGER webinar_crew_grows AFTER INSERT ON webinars BEGIN ` + crewOfNew,
	`CREATE TRIGGER webinar_crew_changes AFTER UPDATE OF hosts, presenters ON webinars
		WHEN OLD.hosts IS NOT NEW.hosts OR OLD.presenters IS NOT NEW.presenters BEGIN
		DELETE FROM webinar_crew WHERE webinar = NEW.id; ` + crewOfNew,
	`CREATE TRIGGER webinar_crew_shrinks AFTER DELETE ON webinars BEGIN DELETE FROM webinar_crew WHERE webinar = OLD.id; END`,
	`INSERT OR IGNORE INTO webinar_crew (webinar, person) SELECT w.id, j.value FROM webinars w, json_each(w.hosts) j`,
	`INSERT OR IGNORE INTO webinar_crew (webinar, person) SELECT w.id, j.value FROM webinars w, json_each(w.presenters) j`,
}
