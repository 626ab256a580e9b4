package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Enrolments, and the requirements that each has met.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "courses", "lessons")
		if err != nil {
			return err
		}
		enrolments := newEnrolments(found[0], found[1], found[2])
		if err := app.Save(enrolments); err != nil {
			return err
		}
		return app.Save(newFulfilments(enrolments))
	}, drop("fulfilments", "enrolments"))
}

func newEnrolments(users, courses, lessons *core.Collection) *core.Collection {
	c := core.NewBaseCollection("enrolments")
	c.Fields.Add(
		mentions("user", users), belongs("course", courses), text("edition"), integer("cycle"),
		integer("percent"), date("completed"), boolean("rated"), mentions("last_lesson", lessons),
		created(), updated(),
	)
	c.ListRule = open("user = @request.auth.id")
	c.ViewRule = open("user = @request.auth.id")
	c.AddIndex("idx_enrolments_learner", true, "user, course, edition, cycle", "user != ''")
	c.AddIndex("idx_enrolments_user", false, "user, updated", "")
	c.AddIndex("idx_enrolments_course", false, "course, created", "")
	c.AddIndex("idx_enrolments_last_lesson", false, "last_lesson", "")
	return c
}

func newFulfilments(enrolments *core.Collection) *core.Collection {
	c := core.NewBaseCollection("fulfilments")
	c.Fields.Add(belongs("enrolment", enrolments), required("requirement"), object("evidence"), created())
	c.ListRule = open("enrolment.user = @request.auth.id")
	c.ViewRule = open("enrolment.user = @request.auth.id")
	c.AddIndex("idx_fulfilments_requirement", true, "enrolment, requirement", "")
	return c
}
