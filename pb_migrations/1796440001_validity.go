package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Courses say for how many months their certificates hold, and those that end are found by their day without reading the others.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "courses", "certificates")
		if err != nil {
			return err
		}
		courses, certificates := found[0], found[1]
		courses.Fields.Add(integer("validity"))
		if err := app.Save(courses); err != nil {
			return err
		}
		certificates.Fields.Add(concealed(integer("reminded")))
		certificates.AddIndex("idx_certificates_expires", false, "json_extract(`facts`, '$.expires')", "state = 'valid'")
		return app.Save(certificates)
	}, func(app core.App) error {
		found, err := find(app, "courses", "certificates")
		if err != nil {
			return err
		}
		courses, certificates := found[0], found[1]
		courses.Fields.RemoveByName("validity")
		if err := app.Save(courses); err != nil {
			return err
		}
		certificates.RemoveIndex("idx_certificates_expires")
		certificates.Fields.RemoveByName("reminded")
		return app.Save(certificates)
	})
}
