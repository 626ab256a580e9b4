package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
)

// bindFederation keeps the log of SPID no longer than it must be kept.
func bindFederation(app core.App) {
	app.Cron().MustAdd("aulaSPIDLog", "23 3 * * *", func() {
		if err := federation.Purge(app, accounts.DoorkeeperOf(app).Now()); err != nil {
			app.Logger().Error("log of SPID not shortened", "error", err)
		}
	})
}
