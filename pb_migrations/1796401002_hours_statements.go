package pb_migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// statementGuards keep statements as they were issued, whoever writes: the ledger may be read anew, what was signed may not.
var statementGuards = map[string]string{
	"hours_statements_no_update": `BEFORE UPDATE ON hours_statements BEGIN
		SELECT RAISE(ABORT, 'a statement of hours never changes'); END`,
	"hours_statements_no_delete": `BEFORE DELETE ON hours_statements BEGIN
		SELECT RAISE(ABORT, 'a statement of hours never goes'); END`,
}

// Signed statements of a person's hours of a year. People stand as text: statements outlive accounts.
func init() {
	migrations.Register(func(app core.App) error {
		c := core.NewBaseCollection("hours_statements")
		c.Fields.Add(
			required("person"), integer("year"), required("number"), object("facts"), required("digest"), required("sha256"), date("issued"),
			&core.FileField{Name: "pdf", MaxSelect: 1, MaxSize: 16 << 20, MimeTypes: []string{"application/pdf"}, Protected: true},
		)
		c.AddIndex("idx_hours_statements_number", true, "number", "")
		c.AddIndex("idx_hours_statements_person", false, "person, year, number", "")
		c.AddIndex("idx_hours_statements_sha256", true, "sha256", "")
		if err := app.Save(c); err != nil {
			return err
		}
		for name, guard := range statementGuards {
			if _, err := app.DB().NewQuery("CREATE TRIGGER " + name + " " + guard).Execute(); err != nil {
				return fmt.Errorf("guard %s: %w", name, err)
			}
		}
		return nil
	}, drop("hours_statements"))
}
