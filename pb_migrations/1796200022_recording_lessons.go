package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Which lesson a recording is, and what each learner has played of it.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "recordings", "lessons", "courses", "enrolments")
		if err != nil {
			return err
		}
		c := core.NewBaseCollection("recording_lessons")
		c.Fields.Add(belongs("recording", found[0]), belongs("course", found[2]), mentions("lesson", found[1]), required("title"),
			choice("state", "preparing", "ready", "failed"), text("error"), text("by"), integer("cut_from"), integer("cut_to"), integer("version"),
			integer("next_from"), integer("next_to"), integer("picture"), created(), updated())
		c.AddIndex("idx_recording_lessons_recording", true, "recording", "")
		c.AddIndex("idx_recording_lessons_lesson", true, "lesson", "lesson != ''")
		c.AddIndex("idx_recording_lessons_course", false, "course", "")
		if err := app.Save(c); err != nil {
			return err
		}
		w := core.NewBaseCollection("watchings")
		w.Fields.Add(belongs("enrolment", found[3]), belongs("lesson", found[1]), object("spans"), integer("credit"), date("heard"), created())
		w.AddIndex("idx_watchings_enrolment", true, "enrolment, lesson", "")
		w.AddIndex("idx_watchings_lesson", false, "lesson", "")
		return app.Save(w)
	}, drop("watchings", "recording_lessons"))
}
