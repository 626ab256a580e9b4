package hooks_test

import (
	"errors"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/hooks"
	"aula/internal/jobs"
	"aula/internal/testapp"
	"aula/quizzes"
)

func TestARegradeEndsWithTheJobThatSomebodyDiscards(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{})
	by := testapp.Person(t, app, "author", "autrice@example.org").Id
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "corso", "title": "Corso"}).Id
	quiz, _ := quizzes.ParseMarkdown([]byte("## Uno? {#uno}\n= a\n"), quizzes.Options{Key: "finale"})
	err := app.RunInTransaction(func(tx core.App) error {
		_, err := quizzes.Store(tx, course, []quizzes.Quiz{quiz})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	stored, err := quizzes.FindBySlug(app, course, "finale")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := quizzes.ProposeRegrade(app, stored.Id, by); err != nil {
		t.Fatal(err)
	}
	if _, err := quizzes.ProposeRegrade(app, stored.Id, by); !errors.Is(err, quizzes.ErrRegrading) {
		t.Fatalf("while one counts: %v", err)
	}
	job, err := app.FindFirstRecordByData("jobs", "kind", quizzes.RegradeKind)
	if err != nil {
		t.Fatal(err)
	}
	if err := jobs.Discard(app, job.Id); err != nil {
		t.Fatal(err)
	}
	if _, err := quizzes.LatestRegrade(app, stored.Id); !errors.Is(err, quizzes.ErrNotFound) {
		t.Errorf("it is still there: %v", err)
	}
	if _, err := quizzes.ProposeRegrade(app, stored.Id, by); err != nil {
		t.Errorf("another one: %v", err)
	}
}
