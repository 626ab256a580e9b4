package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Which course an organisation asked which of its people to finish until when.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "organisations", "courses")
		if err != nil {
			return err
		}
		users, organisations, courses := found[0], found[1], found[2]
		assignments := core.NewBaseCollection("assignments")
		assignments.Fields.Add(
			belongs("organisation", organisations), belongs("course", courses), belongs("user", users),
			date("due"), text("by"), date("withdrawn"), created(), updated(),
		)
		assignments.AddIndex("idx_assignments_open", true, "organisation, course, `user`", "withdrawn = ''")
		assignments.AddIndex("idx_assignments_user", false, "`user`, course", "")
		return app.Save(assignments)
	}, drop("assignments"))
}
