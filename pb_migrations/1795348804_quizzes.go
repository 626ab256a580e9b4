package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Quizzes, the versions of their questions, and people's attempts.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users", "courses", "enrolments")
		if err != nil {
			return err
		}
		quizzes := newQuizzes(found[1])
		if err := app.Save(quizzes); err != nil {
			return err
		}
		if err := app.Save(newQuestions(quizzes)); err != nil {
			return err
		}
		return app.Save(newAttempts(found[0], quizzes, found[2]))
	}, drop("attempts", "questions", "quizzes"))
}

func newQuizzes(courses *core.Collection) *core.Collection {
	c := core.NewBaseCollection("quizzes")
	c.Fields.Add(
		belongs("course", courses), required("key"), required("slug"), required("title"), integer("position"),
		prose("intro_html"), object("settings"), boolean("retired"), created(), updated(),
	)
	c.AddIndex("idx_quizzes_key", true, "course, key", "")
	c.AddIndex("idx_quizzes_slug", true, "course, slug", "retired = 0")
	return c
}

func newQuestions(quizzes *core.Collection) *core.Collection {
	c := core.NewBaseCollection("questions")
	solution := &core.JSONField{Name: "solution", MaxSize: jsonSize, Hidden: true}
	c.Fields.Add(
		belongs("quiz", quizzes), required("key"), integer("version"), text("digest"), integer("position"),
		required("type"), number("points"), object("body"), solution, boolean("current"), created(),
	)
	c.AddIndex("idx_questions_version", true, "quiz, key, version", "")
	c.AddIndex("idx_questions_current", false, "quiz, position", "current = 1")
	return c
}

func newAttempts(users, quizzes, enrolments *core.Collection) *core.Collection {
	c := core.NewBaseCollection("attempts")
	c.Fields.Add(
		mentions("user", users), belongs("quiz", quizzes), belongs("enrolment", enrolments), integer("number"),
		choice("state", "open", "submitted"), object("drawn"), object("answers"),
		&core.JSONField{Name: "result", MaxSize: jsonSize, Hidden: true},
		number("score"), number("max"), boolean("passed"), date("expires"), date("submitted"), created(), updated(),
	)
	c.AddIndex("idx_attempts_number", true, "enrolment, quiz, number", "")
	c.AddIndex("idx_attempts_open", true, "enrolment, quiz", "state = 'open'")
	c.AddIndex("idx_attempts_user", false, "user", "")
	c.AddIndex("idx_attempts_quiz", false, "quiz", "")
	return c
}
