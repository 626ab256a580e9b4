package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// The identity providers of SPID, what the academy is to them, the log that its rules demand, and what ends a session at a provider.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "sessions", "centre")
		if err != nil {
			return err
		}
		sessions, centre := found[0], found[1]
		sessions.Fields.Add(hidden(&core.TextField{Name: "federated", Max: longText}))
		sessions.AddIndex("idx_sessions_federated", false, "federated", "federated != ''")
		centre.Fields.Add(object("spid"))
		if err := app.Save(sessions); err != nil {
			return err
		}
		if err := app.Save(centre); err != nil {
			return err
		}
		providers := core.NewBaseCollection("spid_providers")
		providers.Fields.Add(required("entity"), text("name"), object("facts"), created(), updated())
		providers.AddIndex("idx_spid_providers_entity", true, "entity", "")
		if err := app.Save(providers); err != nil {
			return err
		}
		log := core.NewBaseCollection("spid_log")
		log.Fields.Add(date("at"), text("question"), text("provider"), text("outcome"), hidden(&core.TextField{Name: "sealed", Max: longText}))
		log.AddIndex("idx_spid_log_at", false, "at", "")
		log.AddIndex("idx_spid_log_sealed", false, "sealed", "sealed != ''")
		return app.Save(log)
	}, func(app core.App) error {
		if err := drop("spid_log", "spid_providers")(app); err != nil {
			return err
		}
		found, err := find(app, "sessions", "centre")
		if err != nil {
			return err
		}
		sessions, centre := found[0], found[1]
		sessions.RemoveIndex("idx_sessions_federated")
		sessions.Fields.RemoveByName("federated")
		centre.Fields.RemoveByName("spid")
		if err := app.Save(sessions); err != nil {
			return err
		}
		return app.Save(centre)
	})
}
