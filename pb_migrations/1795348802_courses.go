package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// Courses, their lessons and files, and the index that finds words in them.
func init() {
	migrations.Register(func(app core.App) error {
		found, err := find(app, "users")
		if err != nil {
			return err
		}
		courses := newCourses(found[0])
		if err := app.Save(courses); err != nil {
			return err
		}
		if err := app.Save(newLessons(courses)); err != nil {
			return err
		}
		if err := app.Save(newCourseFiles(courses)); err != nil {
			return err
		}
		_, err = app.DB().NewQuery(`CREATE VIRTUAL TABLE course_search USING fts5(
			course UNINDEXED, lesson UNINDEXED, title, body, tokenize = 'unicode61 remove_diacritics 2')`).Execute()
		return err
	}, func(app core.App) error {
		if _, err := app.DB().NewQuery(`DROP TABLE course_search`).Execute(); err != nil {
			return err
		}
		return drop("course_files", "lessons", "courses")(app)
	})
}

func newCourses(users *core.Collection) *core.Collection {
	c := core.NewBaseCollection("courses")
	c.Fields.Add(
		required("slug"), required("title"), prose("summary"), text("language"), number("hours"),
		choice("audience", "employees", "residents", "all"), text("level"),
		object("skills"), object("requires"), object("objectives"), text("licence"),
		boolean("certificate"), object("complete"),
		prose("intro_html"), prose("intro_text"),
		choice("state", "draft", "published", "withdrawn"), mentions("owner", users),
		integer("revision"), text("digest"), date("published"), created(), updated(),
	)
	c.ListRule = open(`state = "published"`)
	c.ViewRule = open(`state = "published"`)
	c.AddIndex("idx_courses_slug", true, "slug", "")
	c.AddIndex("idx_courses_state", false, "state, title", "")
	c.AddIndex("idx_courses_updated", false, "state, updated", "") // says whether the catalogue changed
	c.AddIndex("idx_courses_owner", false, "owner", "")
	return c
}

func newLessons(courses *core.Collection) *core.Collection {
	c := core.NewBaseCollection("lessons")
	c.Fields.Add(
		belongs("course", courses), required("key"), required("slug"), text("module"), integer("position"),
		required("title"), integer("minutes"), prose("html"), prose("text"), object("headings"),
		boolean("retired"), created(), updated(),
	)
	c.ListRule = open(`course.state = "published" && retired = false`)
	c.ViewRule = open(`course.state = "published" && retired = false`)
	c.AddIndex("idx_lessons_key", true, "course, key", "")
	c.AddIndex("idx_lessons_slug", true, "course, slug", "retired = 0")
	c.AddIndex("idx_lessons_position", false, "course, position", "")
	return c
}

func newCourseFiles(courses *core.Collection) *core.Collection {
	c := core.NewBaseCollection("course_files")
	c.Fields.Add(
		belongs("course", courses), &core.TextField{Name: "path", Required: true, Max: 1000},
		text("sha256"), integer("size"), text("media_type"),
		&core.FileField{Name: "file", MaxSelect: 1, MaxSize: 512 << 20, Protected: true},
		created(),
	)
	c.AddIndex("idx_course_files_path", true, "course, path", "")
	return c
}
