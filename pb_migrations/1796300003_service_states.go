package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// How far a body is with each service: a row each time that somebody said so, the last counts.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "organisations")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("service_states")
		c.Fields.Add(belongs("organisation", found[0]), required("service"), choice("state", "not_adopted", "planned", "under_way", "adopted"),
			text("note"), text("by"), updated())
		c.AddIndex("idx_service_states_organisation", false, "organisation, service, updated", "")
		return app.Save(c)
	}, drop("service_states"))
}
