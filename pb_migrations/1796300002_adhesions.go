package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// By which act a body adheres to the academy, to which services, for whom and how long; and when its end was announced.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "organisations")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("adhesions")
		c.Fields.Add(
			belongs("organisation", found[0]), required("act_number"), date("act_date"), choice("act_body", "giunta", "consiglio", "sindaco", "determina", "other"),
			&core.FileField{Name: "act_file", MaxSelect: 1, MaxSize: 10 << 20, MimeTypes: []string{"application/pdf"}, Protected: true},
			object("services"), choice("covers", "itself", "members"), date("from"), date("until"), choice("announced", "90", "30", "0"), created(), updated(),
		)
		c.AddIndex("idx_adhesions_organisation", false, "organisation, `from`", "")
		c.AddIndex("idx_adhesions_until", false, "`until`", "`until` != ''")
		return app.Save(c)
	}, drop("adhesions"))
}
