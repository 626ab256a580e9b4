package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Which sessions of full accounts were opened on a PC that others use.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "sessions")
		if err != nil {
			return err
		}
		found[0].Fields.Add(concealed(boolean("shared")))
		return app.Save(found[0])
	}, func(app core.App) error {
		found, err := find(app, "sessions")
		if err != nil {
			return err
		}
		found[0].Fields.RemoveByName("shared")
		return app.Save(found[0])
	})
}
