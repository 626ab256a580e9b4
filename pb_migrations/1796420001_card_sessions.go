package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// By which card a session was opened and why it ended, and until when an account is kept that only a card opens.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "sessions")
		if err != nil {
			return err
		}
		users, sessions := found[0], found[1]
		users.Fields.Add(concealed(date("card_until")))
		if err := app.Save(users); err != nil {
			return err
		}
		sessions.Fields.Add(concealed(text("card")), concealed(text("over")))
		sessions.AddIndex("idx_sessions_card", false, "card", "card != ''")
		return app.Save(sessions)
	}, func(app core.App) error {
		found, err := find(app, "users", "sessions")
		if err != nil {
			return err
		}
		users, sessions := found[0], found[1]
		sessions.RemoveIndex("idx_sessions_card")
		sessions.Fields.RemoveByName("card")
		sessions.Fields.RemoveByName("over")
		if err := app.Save(sessions); err != nil {
			return err
		}
		users.Fields.RemoveByName("card_until")
		return app.Save(users)
	})
}
