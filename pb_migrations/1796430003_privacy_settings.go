package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// For how long the centre keeps what, what it says of itself in the register of processing, and what people are told about their data.
func init() {
	migrations.Register(func(app core.App) error {
		rules := core.NewBaseCollection("retention_rules")
		rules.Fields.Add(required("class"), integer("days"), created(), updated())
		rules.AddIndex("idx_retention_rules_class", true, "class", "")
		if err := app.Save(rules); err != nil {
			return err
		}
		register := core.NewBaseCollection("register_entries")
		register.Fields.Add(required("field"), prose("text"), created(), updated())
		register.AddIndex("idx_register_entries_field", true, "field", "")
		if err := app.Save(register); err != nil {
			return err
		}
		notices := core.NewBaseCollection("privacy_notices")
		notices.Fields.Add(text("organisation"), integer("version"), prose("source"), prose("html"), date("from"), text("by"), created())
		notices.AddIndex("idx_privacy_notices_version", true, "organisation, version", "")
		return app.Save(notices)
	}, drop("privacy_notices", "register_entries", "retention_rules"))
}
