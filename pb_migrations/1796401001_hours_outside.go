package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Training that people had elsewhere, with the document that shows it, and what their organisation decided. It goes with the account: what
// was accepted stays in the ledger, which copied it.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "organisations")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("hours_outside")
		c.Fields.Add(
			belongs("user", found[0]), belongs("organisation", found[1]),
			required("title"), required("holder"), date("from"), date("until"), integer("minutes"), text("area"), boolean("compulsory"),
			&core.FileField{Name: "file", MaxSelect: 1, MaxSize: 16 << 20, Protected: true},
			text("name"), text("type"), integer("size"), required("sha256"), boolean("shared"),
			choice("state", "waiting", "accepted", "refused", "cancelled"), integer("accepted"), prose("reason"), text("by"), date("decided"),
			integer("revision"), created(), updated(),
		)
		c.AddIndex("idx_hours_outside_document", true, "`user`, sha256", "state = 'waiting' OR state = 'accepted'")
		c.AddIndex("idx_hours_outside_user", false, "`user`, until", "")
		c.AddIndex("idx_hours_outside_organisation", false, "organisation, state, created", "")
		c.AddIndex("idx_hours_outside_by", false, "`by`", "")
		c.AddIndex("idx_hours_outside_sha256", false, "sha256", "")
		return app.Save(c)
	}, drop("hours_outside"))
}
