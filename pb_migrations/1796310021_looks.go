package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// As whom a session sees the academy instead of as its owner, and until when.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "sessions")
		if err != nil {
			return err
		}
		users, sessions := found[0], found[1]
		sessions.Fields.Add(concealed(mentions("looks_as", users)), concealed(date("looks_until")))
		sessions.AddIndex("idx_sessions_looks", false, "looks_until", "looks_as != ''")
		return app.Save(sessions)
	}, func(app core.App) error {
		sessions, err := app.FindCollectionByNameOrId("sessions")
		if err != nil {
			return err
		}
		sessions.RemoveIndex("idx_sessions_looks")
		sessions.Fields.RemoveByName("looks_as")
		sessions.Fields.RemoveByName("looks_until")
		return app.Save(sessions)
	})
}
