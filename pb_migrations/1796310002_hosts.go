package pb_migrations

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// A role for who plans and holds webinars and is neither author nor staff.
func init() {
	roles := func(app core.App, change func([]string) []string) error {
		found, err := find(app, "users")
		if err != nil {
			return err
		}
		role := found[0].Fields.GetByName("role").(*core.SelectField)
		role.Values = change(role.Values)
		return app.Save(found[0])
	}
	migrations.Register(func(app core.App) error {
		return roles(app, func(all []string) []string { return slices.Insert(all, 2, "host") })
	}, func(app core.App) error {
		if _, err := app.DB().NewQuery("UPDATE users SET role = 'learner' WHERE role = 'host'").Execute(); err != nil {
			return err
		}
		return roles(app, func(all []string) []string { return slices.DeleteFunc(all, func(r string) bool { return r == "host" }) })
	})
}
