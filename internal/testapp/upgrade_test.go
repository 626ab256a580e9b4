package testapp_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
)

// kept are the tables whose rows every later program must still have.
var kept = []string{
	"users", "centre", "courses", "lessons", "course_files", "enrolments", "fulfilments", "quizzes", "questions",
	"attempts", "certificates", "jobs", "lesson_questions",
}

// oldAcademy opens the academy of an old program, and tells the steps that it has not taken.
func oldAcademy(t *testing.T) (core.App, []string) {
	t.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: testapp.Unpack(t, "testdata/3fbe476.tar.gz")})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.ResetBootstrapState(); err != nil {
			t.Error(err)
		}
	})
	steps := stepsMissing(t, app)
	if len(steps) == 0 {
		t.Fatal("the old academy is not old: no step is missing")
	}
	return app, steps
}

func TestAnOldAcademyIsBroughtUpToDateAndBackAndForthAgain(t *testing.T) {
	app, steps := oldAcademy(t)
	old := idsIn(t, app)
	if len(old["users"]) != 8 || len(old["attempts"]) != 1 || len(old["certificates"]) != 1 {
		t.Fatalf("the old academy is not what it says: %v", old)
	}
	runner := core.NewMigrationsRunner(app, core.AppMigrations)
	for _, way := range []struct {
		name string
		step func() error
	}{
		{"up", app.RunAllMigrations},
		{"down", func() error { _, err := runner.Down(len(steps)); return err }},
		{"up again", app.RunAllMigrations},
	} {
		if err := way.step(); err != nil {
			t.Fatalf("%s: %v", way.name, err)
		}
		now := idsIn(t, app)
		for _, table := range kept {
			for _, id := range old[table] {
				if !slices.Contains(now[table], id) {
					t.Errorf("%s: %s of %s is gone", way.name, id, table)
				}
			}
		}
	}
	if left := stepsMissing(t, app); len(left) != 0 {
		t.Errorf("not taken: %v", left)
	}
}

// What the steps since the old academy do has its way back in the test above: here the others have, and all of them their way from nothing.
// On that way something is told before notices had their ids.
func TestEveryMigrationHasAWayBackAndForthAgain(t *testing.T) {
	app, steps := oldAcademy(t)
	runner := core.NewMigrationsRunner(app, core.AppMigrations)
	taken := len(core.AppMigrations.Items()) - len(steps)
	if reverted, err := runner.Down(taken); err != nil || len(reverted) != taken {
		t.Fatalf("%d of %d steps down: %v", len(reverted), taken, err)
	}
	if _, err := app.FindCollectionByNameOrId("courses"); err == nil {
		t.Fatal("courses is still there after every step down")
	}
	if _, err := core.NewMigrationsRunner(app, before(noticesHaveIDs)).Up(); err != nil {
		t.Fatalf("up to %s again: %v", noticesHaveIDs, err)
	}
	ada := tellBeforeIDs(t, app)
	if err := app.RunAllMigrations(); err != nil {
		t.Fatalf("up again: %v", err)
	}
	if left := stepsMissing(t, app); len(left) != 0 {
		t.Errorf("not taken: %v", left)
	}
	t.Run("what was told before notices had their ids is not told again and still sent", func(t *testing.T) { toldOnce(t, app, ada) })
}

// before are the steps that come before one.
func before(step string) (list core.MigrationsList) {
	for _, m := range core.AppMigrations.Items() {
		if m.File < step {
			list.Add(m)
		}
	}
	return list
}

func idsIn(t *testing.T, app core.App) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, table := range kept {
		var ids []string
		if err := app.DB().Select("id").From(table).Column(&ids); err != nil {
			t.Fatal(err)
		}
		found[table] = ids
	}
	return found
}

// stepsMissing are those of ours that the database has not taken.
func stepsMissing(t *testing.T, app core.App) []string {
	t.Helper()
	var taken []string
	if err := app.DB().Select("file").From(core.DefaultMigrationsTable).Column(&taken); err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for _, m := range core.AppMigrations.Items() {
		if !slices.Contains(taken, m.File) && !strings.HasPrefix(m.File, "_") {
			missing[m.File] = true
		}
	}
	return slices.Sorted(maps.Keys(missing))
}
