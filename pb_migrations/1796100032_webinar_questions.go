package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Questions asked in a live room, and who wants each answered.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "webinars")
		if err != nil {
			return err
		}
		questions := core.NewBaseCollection("webinar_questions")
		questions.Fields.Add(belongs("webinar", found[0]), required("person"), text("name"), prose("text"), date("answered"), date("at"))
		questions.AddIndex("idx_webinar_questions_webinar", false, "webinar", "")
		if err := app.Save(questions); err != nil {
			return err
		}
		votes := core.NewBaseCollection("webinar_votes")
		votes.Fields.Add(belongs("question", questions), required("person"), date("at"))
		votes.AddIndex("idx_webinar_votes_person", true, "question, person", "")
		return app.Save(votes)
	}, drop("webinar_votes", "webinar_questions"))
}
