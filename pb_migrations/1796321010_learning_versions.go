package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// A number that grows with every change of what an organisation asked its people to finish, of what they have finished, of the hours that it
// gives and of the names by which it is sorted, whoever makes it. It stands beside the one that grows with its memberships.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "assignments")
		if err != nil {
			return err
		}
		found[0].AddIndex("idx_assignments_organisation", false, "organisation", "") // those taken back among them
		if err := app.Save(found[0]); err != nil {
			return err
		}
		return execute(app, append([]string{
			`ALTER TABLE roster_versions ADD COLUMN learning INTEGER NOT NULL DEFAULT 0`,
			`INSERT INTO roster_versions (organisation, version) SELECT organisation, 0 FROM
				(SELECT organisation FROM memberships UNION SELECT organisation FROM assignments) WHERE true ON CONFLICT DO NOTHING`,
		}, learningTriggers()...)...)
	}, func(app core.App) error {
		for _, table := range []string{"assignments", "users", "enrolments", "certificates", "courses"} {
			if err := execute(app, "DROP TRIGGER learning_grows_"+table, "DROP TRIGGER learning_changes_"+table, "DROP TRIGGER learning_shrinks_"+table); err != nil {
				return err
			}
		}
		if err := execute(app, `ALTER TABLE roster_versions DROP COLUMN learning`); err != nil {
			return err
		}
		found, err := find(app, "assignments")
		if err != nil {
			return err
		}
		found[0].RemoveIndex("idx_assignments_organisation")
		return app.Save(found[0])
	})
}

// learningTriggers are three for each table that the lists are read of. What is not in the lists, as progress, raises nothing.
func learningTriggers() (list []string) {
	for _, on := range []struct {
		table  string
		counts string              // whether a row is in any list; empty: it is
		shown  []string            // what of it
		raises func(string) string // the statement for a row
	}{
		{"assignments", "", []string{"id", "organisation", "course", "user", "due", "withdrawn"}, func(row string) string {
			return learningGrows("SELECT " + row + ".organisation AS organisation")
		}},
		{"users", "", []string{"id", "family_name", "given_name"}, func(row string) string { return learningGrows(whoseIs(row + ".id")) }},
		{"enrolments", "completed != ''", []string{"id", "user", "course", "edition", "cycle", "completed"}, func(row string) string {
			return learningGrows(whoseIs(row + ".user"))
		}},
		{"certificates", "enrolment != ''", []string{"id", "enrolment", "state", "facts"}, func(row string) string {
			return learningGrows(whoseIs("(SELECT user FROM enrolments WHERE id = " + row + ".enrolment)"))
		}},
		{"courses", "", []string{"id", "title", "hours"}, func(string) string { return "UPDATE roster_versions SET learning = learning + 1; " }},
	} {
		when := func(row string) string {
			if on.counts == "" {
				return ""
			}
			return " WHEN " + row + "." + on.counts
		}
		changed := ""
		for _, column := range on.shown {
			changed += " OR OLD." + column + " IS NOT NEW." + column
		}
		list = append(list,
			"CREATE TRIGGER learning_grows_"+on.table+" AFTER INSERT ON "+on.table+when("NEW")+" BEGIN "+on.raises("NEW")+"END",
			"CREATE TRIGGER learning_changes_"+on.table+" AFTER UPDATE ON "+on.table+" WHEN"+changed[len(" OR"):]+" BEGIN "+on.raises("OLD")+on.raises("NEW")+"END",
			"CREATE TRIGGER learning_shrinks_"+on.table+" AFTER DELETE ON "+on.table+when("OLD")+" BEGIN "+on.raises("OLD")+"END")
	}
	return list
}

// learningGrows raises the number of the organisations that a query finds.
func learningGrows(organisations string) string {
	return `INSERT INTO roster_versions (organisation, version, learning) SELECT organisation, 0, 1 FROM (` + organisations + `) WHERE true
		ON CONFLICT (organisation) DO UPDATE SET learning = learning + 1; `
}

// whoseIs finds the organisations in whose lists somebody may be.
func whoseIs(user string) string {
	return "SELECT organisation FROM memberships WHERE user = " + user + " UNION SELECT organisation FROM assignments WHERE user = " + user
}

func execute(app core.App, queries ...string) error {
	for _, query := range queries {
		if _, err := app.DB().NewQuery(query).Execute(); err != nil {
			return err
		}
	}
	return nil
}
