package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Who belongs to which organisation in which role, from when until when; and for which one a session acts.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "organisations", "sessions")
		if err != nil {
			return err
		}
		users, organisations, sessions := found[0], found[1], found[2]
		memberships := core.NewBaseCollection("memberships")
		memberships.Fields.Add(
			belongs("user", users), belongs("organisation", organisations),
			choice("role", "employee", "referent", "facilitator"), text("office"), date("from"), date("until"), text("by"),
			hidden(&core.TextField{Name: "listed", Max: longText}), created(), updated(),
		)
		memberships.AddIndex("idx_memberships_open", true, "`user`, organisation, role", "`until` = ''")
		memberships.AddIndex("idx_memberships_listed", false, "organisation, listed, id, `until`, role, office", "")
		memberships.AddIndex("idx_memberships_user", false, "`user`, `from`", "")
		if err := app.Save(memberships); err != nil {
			return err
		}
		sessions.Fields.Add(mentions("membership", memberships))
		return app.Save(sessions)
	}, func(app core.App) error {
		found, err := find(app, "sessions")
		if err != nil {
			return err
		}
		found[0].Fields.RemoveByName("membership")
		if err := app.Save(found[0]); err != nil {
			return err
		}
		return drop("memberships")(app)
	})
}
