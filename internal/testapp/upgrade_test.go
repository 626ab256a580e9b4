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

func TestAnOldAcademyIsBroughtUpToDateAndBackAndForthAgain(t *testing.T) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: testapp.Unpack(t, "testdata/3fbe476.tar.gz")})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.ResetBootstrapState(); err != nil {
			t.Error(err)
		}
	})
	before, steps := idsIn(t, app), stepsMissing(t, app)
	if len(steps) == 0 || len(before["users"]) != 8 || len(before["attempts"]) != 1 || len(before["certificates"]) != 1 {
		t.Fatalf("the old academy is not what it says: %d steps are missing, %v", len(steps), before)
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
			for _, id := range before[table] {
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
