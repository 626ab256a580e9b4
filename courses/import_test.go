package courses_test

import (
	"testing"
	"testing/fstest"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/testapp"
)

// folder is a course's files by path.
type folder map[string]string

// compose reads the course in files under the name of its folder.
func compose(t testing.TB, name string, files folder) *courses.Manuscript {
	t.Helper()
	fsys := fstest.MapFS{}
	for path, content := range files {
		fsys[path] = &fstest.MapFile{Data: []byte(content)}
	}
	tree, err := courses.ReadFS(fsys, name, courses.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return courses.Compose(tree, courses.ComposeOptions{})
}

func store(t testing.TB, app core.App, m *courses.Manuscript, o courses.ImportOptions) *courses.Changes {
	t.Helper()
	changes, err := courses.Import(app, m, o)
	if err != nil {
		t.Fatalf("%v\n%v", err, m.Findings)
	}
	return changes
}

var small = folder{
	"course.md":      "---\ntitle: Corso\ncomplete:\n  lessons: all\n  quizzes: [{id: quiz-finale, pass: 70}]\n---\n\nBenvenuti.\n",
	"01-uno.md":      "# Uno\n\nPrima lezione, perché no. ![alt](assets/a.svg)\n",
	"02-due.md":      "# Due\n\nSeconda [lezione](01-uno.md).\n",
	"quiz-finale.md": "## Quanto fa due più due?\n\n= 4\n",
	"assets/a.svg":   "<svg xmlns='http://www.w3.org/2000/svg'/>",
	"vuoto.txt":      "",
}

func TestACourseIsStoredOnceAndStaysTheSame(t *testing.T) {
	app := testapp.New(t)
	first := store(t, app, compose(t, "corso", small), courses.ImportOptions{})
	if !first.New || first.State != courses.Published || first.Revision != 1 {
		t.Errorf("first import: %+v", first)
	}
	again := store(t, app, compose(t, "corso", small), courses.ImportOptions{})
	if !again.Nothing() || again.Revision != 1 {
		t.Errorf("second import: %+v", again)
	}
	hits, err := courses.Search(app, "perche")
	if err != nil || len(hits) != 1 {
		t.Errorf("search: %v, %v", hits, err)
	}
	dir := t.TempDir()
	if n, err := courses.Export(app, "corso", dir); err != nil || n != len(small) {
		t.Errorf("export: %d, %v", n, err)
	}
}
