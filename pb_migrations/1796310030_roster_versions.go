package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// A number that grows with every change of an organisation's people, whoever makes it: who remembers them knows by it whether they still are.
func init() {
	migrations.Register(func(app core.App) error {
		for _, query := range []string{
			`CREATE TABLE roster_versions (organisation TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID`,
			`CREATE TRIGGER roster_grows AFTER INSERT ON memberships BEGIN ` + rosterGrows("NEW") + `END`,
			`CREATE TRIGGER roster_changes AFTER UPDATE ON memberships BEGIN ` + rosterGrows("OLD") + rosterGrows("NEW") + `END`,
			`CREATE TRIGGER roster_shrinks AFTER DELETE ON memberships BEGIN ` + rosterGrows("OLD") + `END`,
		} {
			if _, err := app.DB().NewQuery(query).Execute(); err != nil {
				return err
			}
		}
		return nil
	}, func(app core.App) error {
		for _, query := range []string{
			`DROP TRIGGER roster_grows`, `DROP TRIGGER roster_changes`, `DROP TRIGGER roster_shrinks`, `DROP TABLE roster_versions`,
		} {
			if _, err := app.DB().NewQuery(query).Execute(); err != nil {
				return err
			}
		}
		return nil
	})
}

func rosterGrows(row string) string {
	return `INSERT INTO roster_versions (organisation, version) VALUES (` + row + `.organisation, 1)
		ON CONFLICT (organisation) DO UPDATE SET version = version + 1; `
}
