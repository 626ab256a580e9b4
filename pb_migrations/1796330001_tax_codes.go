package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// A person's tax code, sealed, and the mark by which it is found. Nothing else fits into the fields, whoever writes.
func init() {
	migrations.Register(func(app core.App) error {
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}
		for _, name := range []string{"tax_code", "tax_mark"} {
			users.Fields.Add(hidden(&core.TextField{Name: name, Max: shortText, Pattern: `^v1\.[0-9]+\.[A-Za-z0-9_-]+$`}))
		}
		users.AddIndex("idx_users_tax_mark", true, "tax_mark", "tax_mark != ''")
		return app.Save(users)
	}, func(app core.App) error {
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}
		users.RemoveIndex("idx_users_tax_mark")
		users.Fields.RemoveByName("tax_code")
		users.Fields.RemoveByName("tax_mark")
		return app.Save(users)
	})
}
