package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Files that learners add to their essays.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "attempts")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("attachments")
		c.Fields.Add(
			belongs("attempt", found[0]), required("question"),
			&core.FileField{Name: "file", MaxSelect: 1, MaxSize: 25 << 20, Protected: true},
			text("name"), text("type"), integer("size"), text("sha256"), created(),
		)
		c.AddIndex("idx_attachments_attempt", false, "attempt, question", "")
		return app.Save(c)
	}, drop("attachments"))
}
