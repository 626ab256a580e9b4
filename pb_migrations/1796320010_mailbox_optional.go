package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// An account that an identity opens may be without a mailbox: it loses one that was never its owner's.
func init() {
	needs := func(app core.App, needed bool) error {
		found, err := find(app, "users")
		if err != nil {
			return err
		}
		found[0].Fields.GetByName(core.FieldNameEmail).(*core.EmailField).Required = needed
		return app.Save(found[0])
	}
	migrations.Register(func(app core.App) error { return needs(app, false) }, func(app core.App) error {
		if _, err := app.DB().NewQuery("UPDATE users SET email = id || '@invalid.invalid' WHERE email = ''").Execute(); err != nil {
			return err
		}
		return needs(app, true)
	})
}
