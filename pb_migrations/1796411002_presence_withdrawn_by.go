package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// A presence that was withdrawn says by whom; empty: by the academy, or not known.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "class_presences")
		if err != nil {
			return err
		}
		found[0].Fields.Add(text("withdrawn_by"))
		return app.Save(found[0])
	}, func(app core.App) error {
		found, err := find(app, "class_presences")
		if err != nil {
			return err
		}
		found[0].Fields.RemoveByName("withdrawn_by")
		return app.Save(found[0])
	})
}
