package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Markings of a quiz's attempts anew: what they would change, and whether that was done.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "quizzes", "users")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("regrades")
		c.Fields.Add(
			belongs("quiz", found[0]), mentions("by", found[1]), choice("state", "counting", "proposed", "committing", "committed", "dropped"),
			object("summary"), integer("attempts"), integer("done"), date("committed"), created(), updated(),
		)
		c.AddIndex("idx_regrades_quiz", false, "quiz, created", "")
		return app.Save(c)
	}, drop("regrades"))
}
