package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// OpenID providers at which people may show who they are.
func init() {
	migrations.Register(func(app core.App) error {
		c := core.NewBaseCollection("oidc_providers")
		c.Fields.Add(
			required("name"), choice("kind", "cie", "eidas", "directory"), required("issuer"), required("client_id"), hidden(&core.TextField{Name: "secret", Max: 2000}),
			text("levels"), text("tax_claim"), text("scopes"), boolean("shown"), created(), updated(),
		)
		c.AddIndex("idx_oidc_providers_client", true, "issuer, client_id", "")
		return app.Save(c)
	}, drop("oidc_providers"))
}
