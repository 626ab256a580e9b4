package courses_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/markup"
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

func TestACourseWithErrorsIsNotStored(t *testing.T) {
	app := testapp.New(t)
	m := compose(t, "corso", but(folder{"course.md": "---\ntitle: [x]\n---\n"}))
	if _, err := courses.Import(app, m, courses.ImportOptions{}); !errors.Is(err, courses.ErrFaulty) {
		t.Errorf("got %v", err)
	}
}

func TestLessonsMaySwapTheirAddresses(t *testing.T) {
	app := testapp.New(t)
	first := folder{"course.md": head, "a.md": "---\nid: a\nslug: uno\n---\n# A\n\nT", "b.md": "---\nid: b\nslug: due\n---\n# B\n\nT"}
	second := folder{"course.md": head, "a.md": "---\nid: a\nslug: due\n---\n# A\n\nT", "b.md": "---\nid: b\nslug: uno\n---\n# B\n\nT"}
	store(t, app, compose(t, "corso", first), courses.ImportOptions{})
	changes := store(t, app, compose(t, "corso", second), courses.ImportOptions{})
	if got := sentences(changes); got != "moved a, moved b, files +0 ~2 -0" {
		t.Errorf("got %s", got)
	}
	l, err := courses.FindLesson(app, changes.Course, "due")
	if err != nil || l.Key() != "a" {
		t.Errorf("got %v, %v", l, err)
	}
}

func TestALessonIsFoundByAnyOfItsNames(t *testing.T) {
	app := testapp.New(t)
	c := store(t, app, compose(t, "corso", folder{
		"course.md": head, "01-che-cosa-e.md": "---\nid: spid\n---\n# A\n\nT", "02-Due Parole.md": "# B\n\nT", "03-intro.md": "---\nid: due-parole\n---\n# C\n\nT",
	}), courses.ImportOptions{})
	outline, err := courses.NewShelf().Open(app, "corso")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"che-cosa-e": "A", "spid": "A", "01-che-cosa-e": "A", "due-parole": "B", "02-Due Parole": "B", "03-intro": "C", "intro": "C", "manca": "",
	} {
		found, err := courses.FindLesson(app, c.Course, name)
		listed, _, listErr := outline.Lesson(name)
		if want == "" {
			if !errors.Is(err, courses.ErrNotFound) || !errors.Is(listErr, courses.ErrNotFound) {
				t.Errorf("%s: %v, %v", name, err, listErr)
			}
			continue
		}
		if err != nil || listErr != nil || found.Title() != want || listed.Title() != want {
			t.Errorf("%s: %v, %v", name, err, listErr)
		}
	}
}

func TestWhoMayImport(t *testing.T) {
	app := testapp.New(t)
	elena := user(t, app, "elena@x.example", "Elena", "Bassi", "author")
	marco := user(t, app, "marco@x.example", "Marco", "Rossi", "author")
	anna := user(t, app, "anna@x.example", "Anna", "Zuin", "learner")
	staff := user(t, app, "staff@x.example", "Luca", "Neri", "staff")
	store(t, app, compose(t, "corso", small), courses.ImportOptions{By: elena})
	for _, row := range []struct {
		name  string
		by    *core.Record
		slug  string
		owner string
		want  error
	}{
		{"a learner imports nothing", anna, "nuovo", "", courses.ErrNotYours},
		{"an author not over somebody else's", marco, "corso", "", courses.ErrNotYours},
		{"an author over their own", elena, "corso", elena.Id, nil},
		{"staff over anybody's, who keeps it", staff, "corso", elena.Id, nil},
		{"the operator of the machine too", nil, "corso", elena.Id, nil},
	} {
		m := compose(t, row.slug, but(folder{"02-due.md": "# Due\n\n" + row.name}))
		if _, err := courses.Import(app, m, courses.ImportOptions{By: row.by}); !errors.Is(err, row.want) {
			t.Errorf("%s: got %v, want %v", row.name, err, row.want)
		}
		if row.want == nil {
			if c, err := courses.FindBySlug(app, row.slug); err != nil || c.Owner() != row.owner {
				t.Errorf("%s: owner %v, %v", row.name, c.Owner(), err)
			}
		}
	}
	if changes := store(t, app, compose(t, "corso", small), courses.ImportOptions{Owner: marco.Id}); changes.State != courses.Published {
		t.Error(changes.State)
	}
	if c, _ := courses.FindBySlug(app, "corso"); c.Owner() != marco.Id {
		t.Error("the operator did not give the course away")
	}
}

func TestWhatAnImportDoesToTheState(t *testing.T) {
	app := testapp.New(t)
	m := compose(t, "corso", small)
	steps := []struct {
		name  string
		draft bool
		act   func(app core.App, id string) error
		want  string
		err   error
	}{
		{"a draft", true, nil, "draft", nil},
		{"the same again as a draft", true, nil, "draft", nil},
		{"the same, published", false, nil, "published", nil},
		{"a draft over what is published", true, nil, "published", courses.ErrPublished},
		{"withdrawn and imported again", false, courses.Withdraw, "published", nil},
		{"withdrawn and imported as a draft", true, courses.Withdraw, "draft", nil},
	}
	for _, step := range steps {
		if step.act != nil {
			c, err := courses.FindBySlug(app, "corso")
			if err != nil {
				t.Fatal(err)
			}
			if err := step.act(app, c.Id); err != nil {
				t.Fatal(err)
			}
		}
		_, err := courses.Import(app, m, courses.ImportOptions{Draft: step.draft})
		if !errors.Is(err, step.err) {
			t.Errorf("%s: %v", step.name, err)
		}
		c, err := courses.FindBySlug(app, "corso")
		if err != nil || c.State() != step.want || c.Revision() != 1 {
			t.Errorf("%s: %s, revision %d, %v", step.name, c.State(), c.Revision(), err)
		}
	}
}

func TestLearnersKeepWhatTheyDid(t *testing.T) {
	app := testapp.New(t)
	first := store(t, app, compose(t, "corso", small), courses.ImportOptions{})
	anna := user(t, app, "anna@x.example", "Anna", "Zuin", "learner")
	bruno := user(t, app, "bruno@x.example", "Bruno", "Alpi", "learner")
	for _, who := range []*core.Record{anna, bruno} {
		e, err := courses.Enrol(app, who.Id, first.Course)
		if err != nil {
			t.Fatal(err)
		}
		met := []string{"lesson:uno"}
		if who == bruno {
			met = append(met, "lesson:due", "quiz:quiz-finale")
		}
		err = app.RunInTransaction(func(tx core.App) error {
			for _, r := range met {
				if err := courses.Fulfil(tx, e, r, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		name           string
		files          folder
		percent        int // of Anna, who had done one lesson of two and no quiz
		complete       bool
		ahead, back    int
		newlyCompleted int
	}{
		{"a lesson more takes her back", but(folder{"03-tre.md": "# Tre\n\nT"}), 25, false, 0, 1, 0},
		{"without it she is where she was", small, 33, false, 1, 0, 0},
		{"her lesson is taken out", but(folder{"01-uno.md": ""}), 0, false, 0, 1, 0},
		{"and is back with her progress", small, 33, false, 1, 0, 0},
		{"the course asks for what she did", but(folder{"course.md": "---\ntitle: C\nlanguage: it\nsummary: S\ncomplete: {lessons: [uno]}\n---\n"}), 100, true, 0, 0, 1},
		{"what is complete stays so", small, 100, true, 0, 0, 0},
	}
	for _, step := range steps {
		m := compose(t, "corso", step.files)
		trial := store(t, app, m, courses.ImportOptions{DryRun: true})
		done := store(t, app, m, courses.ImportOptions{})
		l := done.Learners
		if trial.Learners != l || l.Ahead != step.ahead || l.Back != step.back || l.Completed != step.newlyCompleted {
			t.Errorf("%s: %+v, trial %+v", step.name, l, trial.Learners)
		}
		e, err := courses.FindEnrolment(app, anna.Id, first.Course)
		if err != nil || e.Percent() != step.percent || e.IsComplete() != step.complete {
			t.Errorf("%s: %d %%, complete %v, %v", step.name, e.Percent(), e.IsComplete(), err)
		}
		if e, err := courses.FindEnrolment(app, bruno.Id, first.Course); err != nil || !e.IsComplete() || e.Percent() != 100 {
			t.Errorf("%s: who had finished: %+v, %v", step.name, e, err)
		}
	}
}

func TestACourseComesBackAsItWas(t *testing.T) {
	files := but(folder{"perché/un nome.txt": "\xff\x00 qualsiasi", "README.md": "# Per chi scrive\n", "grande.bin": strings.Repeat("\x01\x02", 3<<20)})
	var zipped []entry
	for path, content := range files {
		zipped = append(zipped, entry{name: "corso/" + path, content: content})
	}
	tree, err := readZip(archive(t, zipped...), courses.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	app := testapp.New(t)
	first := store(t, app, courses.Compose(tree, courses.ComposeOptions{}), courses.ImportOptions{})
	dir := filepath.Join(t.TempDir(), "fuori", "corso")
	if _, err := courses.Export(app, "corso", dir); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, dir); !maps.Equal(got, files) {
		t.Errorf("the folder differs: %d files of %d", len(got), len(files))
	}
	again, err := courses.Read(t.Context(), dir, courses.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if changes := store(t, app, courses.Compose(again, courses.ComposeOptions{}), courses.ImportOptions{}); !changes.Nothing() {
		t.Errorf("what came back is another course: %+v", changes)
	}
	c, err := courses.FindByID(app, first.Course)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := courses.ExportZip(app, c, &out); err != nil {
		t.Fatal(err)
	}
	third, err := readZip(out.Bytes(), courses.DefaultLimits())
	if err != nil || third.Name != "corso" || len(third.Files) != len(files) {
		t.Errorf("the archive: %v, %v", third, err)
	}
	if _, err := courses.Export(app, "corso", dir); !errors.Is(err, courses.ErrNotEmpty) {
		t.Errorf("over a folder with files: %v", err)
	}
	if _, err := courses.Export(app, "manca", t.TempDir()); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("an unknown course: %v", err)
	}
}

func contents(t *testing.T, dir string) folder {
	t.Helper()
	files := folder{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestADamagedStoreIsNoticed(t *testing.T) {
	app := testapp.New(t)
	store(t, app, compose(t, "corso", small), courses.ImportOptions{})
	for _, path := range stored(t, app) {
		if strings.HasSuffix(path, ".svg") {
			if err := os.WriteFile(path, []byte("<svg/>"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := courses.Export(app, "corso", t.TempDir()); !errors.Is(err, courses.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func TestSeveralCoursesAreImportedTogetherOrNotAtAll(t *testing.T) {
	app := testapp.New(t)
	store(t, app, compose(t, "c", folder{"course.md": "---\ntitle: C\nlanguage: it\nsummary: S\nrequires: [a]\n---\n", "x.md": "# X\n\nT"}), courses.ImportOptions{})
	a := compose(t, "a", folder{"course.md": "---\ntitle: A\nlanguage: it\nsummary: S\nrequires: [b, manca]\n---\n", "x.md": "# X\n\nT"})
	b := compose(t, "b", folder{"course.md": "---\ntitle: B\nlanguage: it\nsummary: S\nrequires: [c]\n---\n", "x.md": "# X\n\nT"})
	if err := courses.CheckRequires(app, a, b); err != nil {
		t.Fatal(err)
	}
	if got := found(a, markup.Warning); got != "course.md:5 course.unknown_requirement, course.md:5 course.cycle" {
		t.Errorf("a: %s", got)
	}
	courses.CheckSlugs(a, compose(t, "a", small))
	if got := found(b, markup.Warning); got != "course.md:5 course.cycle" {
		t.Errorf("b: %s", got)
	}
}
