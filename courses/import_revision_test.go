package courses_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/testapp"
)

// but is small with some files changed; an empty content takes a file out.
func but(changed folder) folder {
	files := maps.Clone(small)
	for path, content := range changed {
		if files[path] = content; content == "" {
			delete(files, path)
		}
	}
	return files
}

// sentences writes what an import changed, without the course's own fields.
func sentences(c *courses.Changes) string {
	var list []string
	for _, l := range c.Lessons {
		list = append(list, l.Kind+" "+l.Key)
	}
	for _, q := range c.Quizzes {
		list = append(list, fmt.Sprintf("%s %s +%d ~%d -%d", q.Kind, q.Key, q.Added, q.Reworded, q.Withdrawn))
	}
	for _, r := range c.Asked {
		list = append(list, "asked "+r.Kind+":"+r.Key)
	}
	for _, r := range c.Dropped {
		list = append(list, "dropped "+r.Kind+":"+r.Key)
	}
	if f := c.Files; f.Added+f.Changed+f.Removed > 0 {
		list = append(list, fmt.Sprintf("files +%d ~%d -%d", f.Added, f.Changed, f.Removed))
	}
	return strings.Join(list, ", ")
}

func TestANewRevisionSaysWhatChanges(t *testing.T) {
	for _, row := range []struct {
		name    string
		changed folder
		want    string
	}{
		{"a lesson more", folder{"03-tre.md": "# Tre\n\nT"}, "added tre, asked lesson:tre, files +1 ~0 -0"},
		{"another text", folder{"02-due.md": "# Due\n\nAltro"}, "changed due, files +0 ~1 -0"},
		{"another title", folder{"02-due.md": "# Secondo\n\nSeconda [lezione](01-uno.md).\n"}, "changed due, files +0 ~1 -0"},
		{"a lesson less", folder{"02-due.md": ""}, "removed due, dropped lesson:due, files +0 ~0 -1"},
		{"other numbers keep the ids", folder{"02-due.md": "", "00-due.md": "# Due\n\nSeconda [lezione](01-uno.md).\n"}, "moved due, files +1 ~0 -1"},
		{"a module", folder{"02-due.md": "", "02-m/due.md": "# Due\n\nSeconda [lezione](../01-uno.md).\n"}, "moved due, files +1 ~0 -1"},
		{"another answer is another version", folder{"quiz-finale.md": "## Quanto fa due più due?\n\n= 5\n"}, "changed quiz-finale +0 ~1 -0, files +0 ~1 -0"},
		{"a question more", folder{"quiz-finale.md": small["quiz-finale.md"] + "\n## E tre più tre?\n\n= 6\n"}, "changed quiz-finale +1 ~0 -0, files +0 ~1 -0"},
		{"a picture changes its lessons", folder{"assets/a.svg": "<svg xmlns='http://www.w3.org/2000/svg' id='x'/>"}, "changed uno, files +0 ~1 -0"},
		{"completion asks for less", folder{"course.md": "---\ntitle: Corso\ncomplete:\n  lessons: [uno]\n---\n\nBenvenuti.\n"},
			"dropped lesson:due, dropped quiz:quiz-finale, files +0 ~1 -0"},
	} {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			store(t, app, compose(t, "corso", small), courses.ImportOptions{})
			next := compose(t, "corso", but(row.changed))
			trial := store(t, app, next, courses.ImportOptions{DryRun: true})
			done := store(t, app, next, courses.ImportOptions{})
			if got := sentences(done); !strings.HasSuffix(got, row.want) || sentences(trial) != got || done.Revision != 2 {
				t.Errorf("revision %d\ngot   %s\ntrial %s\nwant  %s", done.Revision, got, sentences(trial), row.want)
			}
			back := store(t, app, compose(t, "corso", small), courses.ImportOptions{})
			if back.Revision != 3 || back.Nothing() {
				t.Errorf("the way back: %+v", back)
			}
		})
	}
}

func TestADryRunChangesNothing(t *testing.T) {
	app := testapp.New(t)
	store(t, app, compose(t, "corso", small), courses.ImportOptions{})
	before := dump(t, app)
	store(t, app, compose(t, "corso", but(folder{"01-uno.md": "# Altro\n\nT", "nuovo.txt": "x", "02-due.md": ""})), courses.ImportOptions{DryRun: true})
	store(t, app, compose(t, "altro", small), courses.ImportOptions{DryRun: true})
	if after := dump(t, app); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
}

// dump writes what is stored of courses, files on the disk included.
func dump(t *testing.T, app core.App) string {
	t.Helper()
	var b strings.Builder
	for _, table := range []string{"courses", "lessons", "course_files", "quizzes", "questions", "enrolments", "fulfilments", "course_search"} {
		rows, err := app.DB().NewQuery("SELECT * FROM " + table + " ORDER BY 1").Rows()
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&b, table, values)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	b.WriteString(strings.Join(stored(t, app), "\n"))
	return b.String()
}

// stored lists the files that PocketBase keeps.
func stored(t *testing.T, app core.App) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(filepath.Join(app.DataDir(), "storage"), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return nil // nothing was ever stored
		}
		if d.Type().IsRegular() && !strings.HasSuffix(path, ".attrs") {
			list = append(list, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAnImportThatFailsLeavesNothing(t *testing.T) {
	app := testapp.New(t)
	broken := errors.New("disk on fire")
	app.OnRecordCreate("questions").BindFunc(func(e *core.RecordEvent) error { return broken })
	before := dump(t, app)
	if _, err := courses.Import(app, compose(t, "corso", small), courses.ImportOptions{}); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	if after := dump(t, app); after != before {
		t.Errorf("left behind\n%s", after)
	}
}

func TestFilesOfAnImportThatFailsLateAreTakenBack(t *testing.T) {
	app := testapp.New(t)
	broken := errors.New("disk on fire")
	err := app.RunInTransaction(func(tx core.App) error {
		if _, err := courses.Import(tx, compose(t, "corso", small), courses.ImportOptions{}); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if left := stored(t, app); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
