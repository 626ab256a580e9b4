package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// An organisation's invitation holds for a time from when its mail was sent last, and is sent again once a day at most. The index that lists
// people tells those who did not answer from those who have left.
func init() {
	const index, columns = "idx_memberships_listed", "organisation, listed, id, `until`, role, office"
	migrations.Register(func(app core.App) error {
		found, err := find(app, "memberships")
		if err != nil {
			return err
		}
		found[0].Fields.Add(date("invited"))
		found[0].AddIndex(index, false, columns+", accepted", "")
		if err := app.Save(found[0]); err != nil {
			return err
		}
		_, err = app.DB().NewQuery("UPDATE memberships SET invited = [[created]]").Execute()
		return err
	}, func(app core.App) error {
		found, err := find(app, "memberships")
		if err != nil {
			return err
		}
		found[0].Fields.RemoveByName("invited")
		found[0].AddIndex(index, false, columns, "")
		return app.Save(found[0])
	})
}
