package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// What learners say: questions to the teacher, and how a course served them. A rating names nobody.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "courses", "lessons")
		if err != nil {
			return err
		}
		users, courses, lessons := found[0], found[1], found[2]
		questions := core.NewBaseCollection("lesson_questions")
		questions.Fields.Add(
			belongs("course", courses), mentions("lesson", lessons), mentions("user", users),
			&core.TextField{Name: "text", Required: true, Max: 4000}, &core.TextField{Name: "answer", Max: 8000},
			mentions("answered_by", users), date("answered"), created(), updated(),
		)
		questions.AddIndex("idx_lesson_questions_course", false, "course, answered", "")
		questions.AddIndex("idx_lesson_questions_waiting", false, "answered, created", "")
		questions.AddIndex("idx_lesson_questions_lesson", false, "lesson", "")
		questions.AddIndex("idx_lesson_questions_user", false, "user, created", "")
		questions.AddIndex("idx_lesson_questions_answered_by", false, "answered_by", "")
		if err := app.Save(questions); err != nil {
			return err
		}
		ratings := core.NewBaseCollection("ratings")
		ratings.Fields.Add(
			belongs("course", courses), integer("clarity"), integer("usefulness"), integer("recommend"),
			&core.TextField{Name: "comment", Max: 4000},
		)
		ratings.AddIndex("idx_ratings_course", false, "course", "")
		return app.Save(ratings)
	}, drop("ratings", "lesson_questions"))
}
