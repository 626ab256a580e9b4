package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Registers of classes: who was at a session, through which channel; when it was closed; and when its webinar was really held.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "class_sessions")
		if err != nil {
			return err
		}
		sessions := found[1]
		sessions.Fields.Add(date("closed"), date("held_from"), date("held_until"))
		if err := app.Save(sessions); err != nil {
			return err
		}
		c := core.NewBaseCollection("class_presences")
		c.Fields.Add(
			belongs("session", sessions), mentions("user", found[0]), choice("channel", "hand", "paper", "door", "webinar"),
			date("from"), date("until"), text("by"), text("reason"), date("withdrawn"), created(),
		)
		c.AddIndex("idx_class_presences_session", false, "session, `user`", "")
		c.AddIndex("idx_class_presences_user", false, "`user`", "`user` != ''")
		return app.Save(c)
	}, func(app core.App) error {
		if err := drop("class_presences")(app); err != nil {
			return err
		}
		found, err := find(app, "class_sessions")
		if err != nil {
			return err
		}
		for _, name := range []string{"closed", "held_from", "held_until"} {
			found[0].Fields.RemoveByName(name)
		}
		return app.Save(found[0])
	})
}
