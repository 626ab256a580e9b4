package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// An attempt knows how much more time it has, so that more can be added while it is open. Those that are open have what their people
// were granted when they began.
func init() {
	migrations.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("attempts")
		if err != nil {
			return err
		}
		c.Fields.Add(integer("extra"))
		if err := app.Save(c); err != nil {
			return err
		}
		_, err = app.DB().NewQuery(`UPDATE attempts SET extra = coalesce((SELECT g.time_percent FROM accommodations g JOIN quizzes q ON q.course = g.course
			WHERE q.id = attempts.quiz AND g.user = attempts.user), 0) WHERE state = 'open' AND expires != ''`).Execute()
		return err
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("attempts")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("extra")
		return app.Save(c)
	})
}
