package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// The bodies that the academy serves, and which comuni belong to which unione, from when until when.
func init() {
	migrations.Register(func(app core.App) error {
		c := core.NewBaseCollection("organisations")
		c.Fields.Add(
			required("ipa"), required("name"), choice("kind", "comune", "unione", "metropolitan_city", "other"),
			text("istat"), text("tax_code"), integer("population"), text("mail"), text("pec"), text("phone"), text("site"),
			&core.FileField{Name: "logo", MaxSelect: 1, MaxSize: 1 << 20, MimeTypes: []string{"image/png", "image/jpeg"}},
			prose("certificate_text"), text("signatory"), text("signatory_role"), date("retired"), created(), updated(),
		)
		c.AddIndex("idx_organisations_ipa", true, "ipa", "")
		c.AddIndex("idx_organisations_name", false, "lower(`name`), id", "")
		c.AddIndex("idx_organisations_istat", false, "istat", "istat != ''")
		if err := app.Save(c); err != nil {
			return err
		}
		m := core.NewBaseCollection("union_members")
		m.Fields.Add(belongs("union", c), belongs("comune", c), date("from"), date("until"), created(), updated())
		m.AddIndex("idx_union_members_union", false, "`union`, `comune`", "")
		m.AddIndex("idx_union_members_comune", false, "`comune`", "")
		return app.Save(m)
	}, drop("union_members", "organisations"))
}
