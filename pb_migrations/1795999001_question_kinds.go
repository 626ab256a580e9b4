package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Attempts know how many of their answers wait for somebody to mark them, how sure each answer was, and which were checked on the way.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("attempts")
		if err != nil {
			return err
		}
		c.Fields.Add(integer("waiting"), object("certainty"), object("checked"), date("regraded"))
		c.AddIndex("idx_attempts_waiting", false, "quiz, submitted", "waiting > 0")
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("attempts")
		if err != nil {
			return err
		}
		c.RemoveIndex("idx_attempts_waiting")
		for _, name := range []string{"waiting", "certainty", "checked", "regraded"} {
			c.Fields.RemoveByName(name)
		}
		return app.Save(c)
	})
}
