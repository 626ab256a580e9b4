package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// The logos of organisations as they were when certificates that show them were issued.
func init() {
	migrations.Register(func(app core.App) error {
		c := core.NewBaseCollection("certificate_logos")
		c.Fields.Add(
			required("source"),
			&core.FileField{Name: "picture", MaxSelect: 1, MaxSize: 1 << 20, MimeTypes: []string{"image/png", "image/jpeg"}, Protected: true},
			created(), updated(),
		)
		c.AddIndex("idx_certificate_logos_source", true, "source", "")
		return app.Save(c)
	}, drop("certificate_logos"))
}
