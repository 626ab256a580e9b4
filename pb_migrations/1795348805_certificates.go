package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Certificates: at most one of an enrolment is in force.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "enrolments")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("certificates")
		c.Fields.Add(
			mentions("enrolment", found[1]), mentions("user", found[0]), required("code"), required("number"),
			object("facts"), text("locale"), choice("state", "valid", "replaced", "revoked", "expired"), prose("reason"),
			date("issued"), date("ended"), text("sha256"),
			&core.FileField{Name: "pdf", MaxSelect: 1, MaxSize: 16 << 20, MimeTypes: []string{"application/pdf"}, Protected: true},
			created(), updated(),
		)
		c.AddIndex("idx_certificates_code", true, "code", "")
		c.AddIndex("idx_certificates_number", true, "number", "")
		c.AddIndex("idx_certificates_in_force", true, "enrolment", "state = 'valid' AND enrolment != ''")
		c.AddIndex("idx_certificates_enrolment", false, "enrolment", "")
		c.AddIndex("idx_certificates_user", false, "user, issued", "")
		c.AddIndex("idx_certificates_sha256", false, "sha256", "sha256 != ''")
		c.AddIndex("idx_certificates_name", false, "json_extract(`facts`, '$.find')", "") // staff search by name
		c.ListRule = open("user = @request.auth.id")
		c.ViewRule = open("user = @request.auth.id")
		if err := app.Save(c); err != nil {
			return err
		}
		c.Fields.Add(mentions("replaces", c), mentions("replaced_by", c))
		c.AddIndex("idx_certificates_replaces", false, "replaces", "")
		c.AddIndex("idx_certificates_replaced_by", false, "replaced_by", "")
		return app.Save(c)
	}, drop("certificates"))
}
