package courses_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/testapp"
)

func TestALessonMadeHereStandsWhereItWasPutThroughImports(t *testing.T) {
	app := testapp.New(t)
	page := func(title string) string { return "# " + title + "\n\nTesto.\n" }
	files := folder{"course.md": "---\ntitle: Corso\ncomplete:\n  lessons: all\n---\n\nBenvenuti.\n", "01-uno.md": page("Uno"), "02-due.md": page("Due"), "03-tre.md": page("Tre"), "quiz-finale.md": ""}
	course := store(t, app, compose(t, "corso", but(files)), courses.ImportOptions{}).Course
	lesson := put(t, app, course, "Dal vivo")
	made := lesson.Key()
	before := slices.DeleteFunc(keysOf(t, app, course), func(key string) bool { return key == made })
	place := func(after string) error {
		return app.RunInTransaction(func(tx core.App) error { return courses.PlaceMade(tx, lesson.Id, after) })
	}
	stands := func(says string, at int) {
		t.Helper()
		if got := keysOf(t, app, course); slices.Index(got, made) != at {
			t.Errorf("%s: %v", says, got)
		}
	}
	stands("at first", len(before))
	for _, row := range []struct {
		says, after string
		at          int
	}{{"after the first", before[0], 1}, {"before all", courses.AtTheStart, 0}, {"after the second", before[1], 2}, {"at the end", "", len(before)}, {"after the first again", before[0], 1}} {
		if err := place(row.after); err != nil {
			t.Fatal(row.says, err)
		}
		stands(row.says, row.at)
	}
	for _, wrong := range []string{"nonesuch", made} {
		if err := place(wrong); !errors.Is(err, courses.ErrNotFound) {
			t.Errorf("after %s: %v", wrong, err)
		}
	}
	files["00-zero.md"] = page("Zero")
	store(t, app, compose(t, "corso", but(files)), courses.ImportOptions{})
	if got := keysOf(t, app, course); slices.Index(got, made) != slices.Index(got, before[0])+1 {
		t.Errorf("after an import: %v", got)
	}
	files["01-uno.md"] = ""
	store(t, app, compose(t, "corso", but(files)), courses.ImportOptions{})
	if got := keysOf(t, app, course); got[len(got)-1] != made {
		t.Errorf("once the lesson before it has gone: %v", got)
	}
}

func TestLessonsMadeHereStandInTheOrderInWhichTheyWereAdded(t *testing.T) {
	app := testapp.New(t)
	course := store(t, app, compose(t, "corso", but(folder{"course.md": "---\ntitle: Corso\ncomplete:\n  lessons: all\n---\n\nBenvenuti.\n", "quiz-finale.md": ""})), courses.ImportOptions{}).Course
	before := keysOf(t, app, course)
	first := put(t, app, course, "Prima")
	if _, err := app.DB().Update("lessons", dbx.Params{"created": "2026-01-01 00:00:00.000Z"}, dbx.HashExp{"id": first.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	place := func(after string) {
		t.Helper()
		if err := app.RunInTransaction(func(tx core.App) error { return courses.PlaceMade(tx, first.Id, after) }); err != nil {
			t.Fatal(err)
		}
	}
	place(before[len(before)-1])
	err := app.RunInTransaction(func(tx core.App) error { // while one stands at a fraction, after the last
		_, err := courses.PutMade(tx, course, courses.Made{Origin: "recording:def", Title: "Seconda", Minutes: 1})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	place(courses.AtTheStart)
	place("")
	if got, want := keysOf(t, app, course), append(before, first.Key(), "recording:def"); !slices.Equal(got, want) {
		t.Errorf("%v instead of %v", got, want)
	}
}
