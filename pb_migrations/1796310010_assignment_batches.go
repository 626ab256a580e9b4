package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Which assignments were made or moved at once, so that all of them can be taken back at once.
func init() {
	added := []string{"batch", "asked", "moved", "due_before"}
	migrations.Register(func(app core.App) error {
		found, err := find(app, "assignments")
		if err != nil {
			return err
		}
		found[0].Fields.Add(text(added[0]), date(added[1]), &core.BoolField{Name: added[2]}, date(added[3]))
		found[0].AddIndex("idx_assignments_batch", false, "organisation, batch", "batch != '' AND withdrawn = ''")
		return app.Save(found[0])
	}, func(app core.App) error {
		found, err := find(app, "assignments")
		if err != nil {
			return err
		}
		found[0].RemoveIndex("idx_assignments_batch")
		for _, name := range added {
			found[0].Fields.RemoveByName(name)
		}
		return app.Save(found[0])
	})
}
