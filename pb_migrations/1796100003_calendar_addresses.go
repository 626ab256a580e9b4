package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// How often somebody has renewed the address of the own calendar: only the newest address answers.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("calendar_addresses")
		c.Fields.Add(belongs("user", found[0]), integer("version"), created(), updated())
		c.AddIndex("idx_calendar_addresses_user", true, "user", "")
		return app.Save(c)
	}, drop("calendar_addresses"))
}
