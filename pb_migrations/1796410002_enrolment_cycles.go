package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// One enrolment of a learner, course and cycle: it moves between self-study and editions instead of standing in both.
func init() {
	learner := func(columns string) func(core.App) error {
		return func(app core.App) error {
			found, err := find(app, "enrolments")
			if err != nil {
				return err
			}
			found[0].RemoveIndex("idx_enrolments_learner")
			found[0].AddIndex("idx_enrolments_learner", true, columns, "user != ''")
			return app.Save(found[0])
		}
	}
	migrations.Register(learner("user, course, cycle"), learner("user, course, edition, cycle"))
}
