package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// What somebody is granted beyond a quiz's rules: more time, more tries. Never why: that would be data about health.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "courses")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("accommodations")
		c.Fields.Add(
			belongs("user", found[0]), belongs("course", found[1]), integer("time_percent"), integer("tries"),
			mentions("granted_by", found[0]), created(), updated(),
		)
		c.AddIndex("idx_accommodations_user", true, "user, course", "")
		return app.Save(c)
	}, drop("accommodations"))
}
