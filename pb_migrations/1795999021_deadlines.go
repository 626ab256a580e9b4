package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Until when a course is to be finished: the course's rule, each enrolment's own moment, and what was reminded of.
func init() {
	courseFields := []string{"due_day", "due_after"}
	enrolmentFields := []string{"due", "due_own", "due_change", "due_before", "due_own_before", "reminded"}
	migrations.Register(func(app core.App) error {
		found, err := find(app, "courses", "enrolments")
		if err != nil {
			return err
		}
		courses, enrolments := found[0], found[1]
		courses.Fields.Add(text("due_day"), integer("due_after"))
		if err := app.Save(courses); err != nil {
			return err
		}
		enrolments.Fields.Add(
			date("due"), boolean("due_own"),
			hidden(&core.TextField{Name: "due_change", Max: shortText}),
			&core.DateField{Name: "due_before", Hidden: true}, &core.BoolField{Name: "due_own_before", Hidden: true},
			hidden(&core.TextField{Name: "reminded", Max: shortText}),
		)
		enrolments.AddIndex("idx_enrolments_due", false, "due", "due != '' AND completed = ''")
		return app.Save(enrolments)
	}, func(app core.App) error {
		found, err := find(app, "courses", "enrolments")
		if err != nil {
			return err
		}
		courses, enrolments := found[0], found[1]
		enrolments.RemoveIndex("idx_enrolments_due")
		for _, name := range enrolmentFields {
			enrolments.Fields.RemoveByName(name)
		}
		if err := app.Save(enrolments); err != nil {
			return err
		}
		for _, name := range courseFields {
			courses.Fields.RemoveByName(name)
		}
		return app.Save(courses)
	})
}
