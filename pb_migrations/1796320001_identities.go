package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// By which identities people come in that somebody else vouches for, and since when their tax code is one that was vouched for.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users")
		if err != nil {
			return err
		}
		users := found[0]
		users.Fields.Add(&core.DateField{Name: "tax_proven", Hidden: true})
		if err := app.Save(users); err != nil {
			return err
		}
		identities := core.NewBaseCollection("identities")
		identities.Fields.Add(
			belongs("user", users), choice("kind", "spid", "oidc", "cns"), text("issuer"), hidden(&core.TextField{Name: "subject", Max: shortText}),
			date("opened"), created(),
		)
		identities.AddIndex("idx_identities_subject", true, "kind, issuer, subject", "subject != ''")
		identities.AddIndex("idx_identities_user", false, "`user`", "")
		return app.Save(identities)
	}, func(app core.App) error {
		if err := drop("identities")(app); err != nil {
			return err
		}
		found, err := find(app, "users")
		if err != nil {
			return err
		}
		found[0].Fields.RemoveByName("tax_proven")
		return app.Save(found[0])
	})
}
