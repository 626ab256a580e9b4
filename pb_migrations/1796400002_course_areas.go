package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// For which area of the yearly training a course counts, and whether it is one that the law obliges to.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "courses")
		if err != nil {
			return err
		}
		found[0].Fields.Add(text("area"), boolean("compulsory"))
		if err := app.Save(found[0]); err != nil {
			return err
		}
		_, err = app.DB().NewQuery("UPDATE courses SET area = 'digital'").Execute() // what counts where none is named
		return err
	}, func(app core.App) error {
		found, err := find(app, "courses")
		if err != nil {
			return err
		}
		found[0].Fields.RemoveByName("area")
		found[0].Fields.RemoveByName("compulsory")
		return app.Save(found[0])
	})
}
