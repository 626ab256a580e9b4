package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Until now the technical log kept network addresses and whole addresses of requests: it begins anew.
func init() {
	migrations.Register(func(app core.App) error {
		_, err := app.AuxDB().NewQuery("DELETE FROM {{_logs}}").Execute()
		return err
	}, func(core.App) error { return nil }) // what is forgotten stays so
}
