package main

import (
	"fmt"
	"os/exec"
	"path/filepath"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/internal/database"

	_ "aula/pb_migrations" // the schema
)

// The academy that the pages are measured on: the shipped course among 19 of the benchmark's own, and a
// learner who has done some of its lessons.
const (
	shippedCourse    = "spid-e-cie"
	catalogueCourses = 20
	lessonsDone      = 3
	learnerName      = "Ada Bianchi"
)

// academy is a data folder of ours.
type academy struct {
	dir    string
	token  string // the learner's, as scripts send it
	cookie string // the learner's, as browsers send it
	lesson lesson // the one that is measured
}

// lesson is a page of a course, and what it must show.
type lesson struct {
	path, title, html string
}

// openApp opens a data folder, made when it is not there, with our schema in it.
func openApp(dir string) (core.App, error) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: database.Connect})
	if err := app.Bootstrap(); err != nil {
		return nil, err
	}
	return app, app.RunAllMigrations()
}

// within runs an act on a data folder while no server has it open.
func within(dir string, act func(core.App) error) error {
	app, err := openApp(dir)
	if err != nil {
		return err
	}
	if err := act(app); err != nil {
		_ = app.ResetBootstrapState()
		return err
	}
	return app.ResetBootstrapState()
}

func save(app core.App, collection string, values map[string]any) (*core.Record, error) {
	c, err := app.FindCollectionByNameOrId(collection)
	if err != nil {
		return nil, err
	}
	r := core.NewRecord(c)
	r.Load(values)
	if err := app.Save(r); err != nil {
		return nil, fmt.Errorf("save into %s: %w", collection, err)
	}
	return r, nil
}

func (l *lab) makeAcademy(dir string) (*academy, error) {
	if err := within(dir, foundAcademy); err != nil {
		return nil, fmt.Errorf("found the academy: %w", err)
	}
	if err := l.importCourses(dir); err != nil {
		return nil, err
	}
	a := &academy{dir: dir}
	return a, within(dir, a.study)
}

// foundAcademy does what the first administrator does at the first start.
func foundAcademy(app core.App) error {
	_, err := save(app, "centre", map[string]any{
		"name": "Centro di competenza digitale", "ipa": "c_a000", "url": "https://academy.example.org",
		"sender_name": "Academy", "sender_address": "academy@example.org", "contact": "Via Roma 1",
		"privacy_url": "https://example.org/privacy", "accessibility_url": "https://example.org/accessibilita",
		"completed": "2026-01-01 00:00:00.000Z",
	})
	if err != nil {
		return err
	}
	_, err = save(app, "users", person("administrator", "admin@example.org", "Rita Neri"))
	return err
}

func person(role, address, name string) map[string]any {
	var given, family string
	fmt.Sscan(name, &given, &family)
	return map[string]any{
		"email": address, "password": "una frase lunga e tranquilla", "verified": true, "role": role,
		"given_name": given, "family_name": family, "locale": "it",
	}
}

// importCourses brings the courses in by the command line, as an operator does.
func (l *lab) importCourses(dir string) error {
	program, err := l.aula()
	if err != nil {
		return err
	}
	from := filepath.Join(l.dir, "courses")
	paths := []string{filepath.Join(l.root, "courses", "content", shippedCourse)}
	for i := 1; i < catalogueCourses; i++ {
		w := newWriter(uint64(1000 + i))
		slug := fmt.Sprintf("corso-%02d", i)
		if err := w.course(from, slug, w.title(), 8); err != nil {
			return err
		}
		paths = append(paths, filepath.Join(from, slug))
	}
	out, err := exec.Command(program, append([]string{"courses", "import", "--dir", dir}, paths...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("import courses: %w\n%s", err, out)
	}
	return nil
}

// study makes the learner, who is in the middle of the shipped course.
func (a *academy) study(app core.App) error {
	user, err := save(app, "users", person("learner", "ada@example.org", learnerName))
	if err != nil {
		return err
	}
	if a.token, err = user.NewAuthToken(); err != nil {
		return err
	}
	session, err := accounts.OpenSession(app, user, "bench", accounts.BriefStay)
	if err != nil {
		return err
	}
	a.cookie = accounts.SessionCookie + "=" + session
	course, err := courses.FindBySlug(app, shippedCourse)
	if err != nil {
		return err
	}
	if _, err := courses.Enrol(app, user.Id, course.Id); err != nil {
		return err
	}
	all, err := courses.Lessons(app, course.Id)
	if err != nil {
		return err
	}
	for _, l := range all[:lessonsDone] {
		if _, err := courses.MarkLesson(app, user.Id, course.Id, l.Slug(), true); err != nil {
			return err
		}
	}
	next := all[lessonsDone]
	a.lesson = lesson{path: "/courses/" + shippedCourse + "/" + next.Slug(), title: next.Title(), html: next.HTML()}
	return nil
}

// cards are the published courses as the catalogue shows them, for the baseline to hold the same.
func (a *academy) cards() ([]dbx.NullStringMap, error) {
	var rows []dbx.NullStringMap
	return rows, within(a.dir, func(app core.App) error {
		return app.DB().NewQuery(`SELECT c.slug, c.title, c.summary, c.language, c.audience, c.level, c.hours, c.certificate, c.objectives,
			(SELECT count(*) FROM lessons l WHERE l.course = c.id AND l.retired = 0) AS lessons,
			(SELECT sum(l.minutes) FROM lessons l WHERE l.course = c.id AND l.retired = 0) AS minutes
			FROM courses c WHERE c.state = 'published'`).All(&rows)
	})
}
