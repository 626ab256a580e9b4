package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Whoever had an account already accepts a membership, or not; until then the organisation sees what it wrote, and not the account.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "memberships")
		if err != nil {
			return err
		}
		found[0].Fields.Add(date("accepted"), text("called"))
		if err := app.Save(found[0]); err != nil {
			return err
		}
		_, err = app.DB().NewQuery("UPDATE memberships SET accepted = [[from]]").Execute()
		return err
	}, func(app core.App) error {
		if _, err := app.DB().NewQuery("DELETE FROM memberships WHERE accepted = ''").Execute(); err != nil {
			return err
		}
		found, err := find(app, "memberships")
		if err != nil {
			return err
		}
		found[0].Fields.RemoveByName("accepted")
		found[0].Fields.RemoveByName("called")
		return app.Save(found[0])
	})
}
