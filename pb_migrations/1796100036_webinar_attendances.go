package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// The register of a webinar, one row a person, computed from presences and corrections; and the corrections that staff made, each
// with its reason, for good.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "webinars")
		if err != nil {
			return err
		}
		attendances := core.NewBaseCollection("webinar_attendances")
		attendances.Fields.Add(belongs("webinar", found[0]), required("person"), text("registration"), text("user"), text("name"),
			date("joined"), date("left"), integer("seconds"), integer("scheduled"), integer("actual"), integer("percent"),
			boolean("present"), boolean("corrected"), updated())
		attendances.AddIndex("idx_webinar_attendances_person", true, "webinar, person", "")
		attendances.AddIndex("idx_webinar_attendances_user", false, "user", "")
		if err := app.Save(attendances); err != nil {
			return err
		}
		corrections := core.NewBaseCollection("webinar_corrections")
		corrections.Fields.Add(belongs("webinar", found[0]), required("person"), integer("minutes"), prose("reason"), text("by"), text("by_name"), date("at"))
		corrections.AddIndex("idx_webinar_corrections_webinar", false, "webinar, person", "")
		return app.Save(corrections)
	}, drop("webinar_corrections", "webinar_attendances"))
}
