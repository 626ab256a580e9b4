package courses_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/testapp"
)

func put(t *testing.T, app core.App, course, title string) *courses.Lesson {
	t.Helper()
	var lesson *courses.Lesson
	err := app.RunInTransaction(func(tx core.App) (err error) {
		lesson, err = courses.PutMade(tx, course, courses.Made{Origin: "recording:abc", Title: title, Minutes: 12, Text: "parole dette dal vivo"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lesson
}

func keysOf(t *testing.T, app core.App, course string) (keys []string) {
	t.Helper()
	list, err := courses.Lessons(app, course)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		keys = append(keys, l.Key())
	}
	return keys
}

func TestALessonMadeHereSurvivesAnImportOfTheFolderThatLacksIt(t *testing.T) {
	app := testapp.New(t)
	files := but(folder{"course.md": "---\ntitle: Corso\ncomplete:\n  lessons: all\n---\n\nBenvenuti.\n", "quiz-finale.md": ""})
	course := store(t, app, compose(t, "corso", files), courses.ImportOptions{}).Course
	user := testapp.Person(t, app, "learner")
	if _, err := courses.Enrol(app, user.Id, course); err != nil {
		t.Fatal(err)
	}
	e, err := courses.MarkLesson(app, user.Id, course, "uno", true)
	if err != nil || e.Percent() != 50 {
		t.Fatal(e, err)
	}
	lesson := put(t, app, course, "Tre")
	if _, s, err := courses.Progress(app, user.Id, course); err != nil || s.Percent != 33 {
		t.Fatalf("it is not asked for: %+v, %v", s, err)
	}
	for _, done := range []bool{true, false} {
		if _, err := courses.MarkLesson(app, user.Id, course, lesson.Slug(), done); !errors.Is(err, courses.ErrMadeHere) {
			t.Fatalf("marked %v by the learner: %v", done, err)
		}
	}
	files["03-tre.md"] = "# Tre\n\nQuesta la scrive l'autore.\n"
	changes := store(t, app, compose(t, "corso", files), courses.ImportOptions{})
	if got := sentences(changes); got != "added tre, asked lesson:tre, files +1 ~0 -0" {
		t.Errorf("the import says %s", got)
	}
	if got := keysOf(t, app, course); len(got) != 4 || got[3] != "recording:abc" {
		t.Fatalf("lessons %v", got)
	}
	kept, err := courses.FindLesson(app, course, "recording:abc")
	if err != nil || kept.Slug() != "tre-2" || kept.Id != lesson.Id {
		t.Errorf("its address after the author took the name: %q, %v", kept.Slug(), err)
	}
	if hits, err := courses.Search(app, "dette dal vivo"); err != nil || len(hits) != 1 || hits[0].Lesson != lesson.Id {
		t.Errorf("searched: %v, %v", hits, err)
	}
	dir := t.TempDir()
	if _, err := courses.Export(app, "corso", dir); err != nil {
		t.Fatal(err)
	}
	if found, _ := filepath.Glob(filepath.Join(dir, "*recording*")); len(found) > 0 {
		t.Errorf("exported: %v", found)
	}
	if _, err := os.Stat(filepath.Join(dir, "03-tre.md")); err != nil {
		t.Error(err)
	}
}

func TestALessonMadeHereIsWithdrawnAndComesBackWithItsProgress(t *testing.T) {
	app := testapp.New(t)
	files := but(folder{"course.md": "---\ntitle: Corso\ncomplete:\n  lessons: all\n---\n\nBenvenuti.\n", "quiz-finale.md": ""})
	course := store(t, app, compose(t, "corso", files), courses.ImportOptions{}).Course
	user := testapp.Person(t, app, "learner")
	e, err := courses.Enrol(app, user.Id, course)
	if err != nil {
		t.Fatal(err)
	}
	lesson := put(t, app, course, "Dal vivo")
	inTx(t, app, func(tx core.App) error { return courses.Fulfil(tx, e, "lesson:recording:abc", "watched") })
	inTx(t, app, func(tx core.App) error { return courses.WithdrawMade(tx, lesson.Id) })
	if got := keysOf(t, app, course); len(got) != 2 {
		t.Fatalf("still shown: %v", got)
	}
	if hits, err := courses.Search(app, "dette dal vivo"); err != nil || len(hits) != 0 {
		t.Errorf("still found: %v, %v", hits, err)
	}
	store(t, app, compose(t, "corso", files), courses.ImportOptions{})
	again := put(t, app, course, "Dal vivo, di nuovo")
	if again.Id != lesson.Id || again.Slug() != "dal-vivo-di-nuovo" {
		t.Errorf("another lesson: %s %s", again.Id, again.Slug())
	}
	if _, s, err := courses.Progress(app, user.Id, course); err != nil || s.Percent != 33 {
		t.Errorf("progress %+v, %v", s, err)
	}
	uno, err := courses.FindLesson(app, course, "uno")
	if err != nil {
		t.Fatal(err)
	}
	if err := app.RunInTransaction(func(tx core.App) error { return courses.WithdrawMade(tx, uno.Id) }); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("a lesson of the folder was withdrawn: %v", err)
	}
}

func inTx(t *testing.T, app core.App, do func(core.App) error) {
	t.Helper()
	if err := app.RunInTransaction(do); err != nil {
		t.Fatal(err)
	}
}
