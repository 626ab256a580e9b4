package courses_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/areas"
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
	outline, _, err := courses.NewShelf().Open(app, "corso", "")
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

func TestTheAreaOfTheYearlyTrainingIsKept(t *testing.T) {
	app := testapp.New(t)
	for _, row := range []struct {
		says, head string
		area       areas.Area
		compulsory bool
	}{
		{"nothing", "title: C\n", areas.Digital, false},
		{"both", "title: C\narea: values\ncompulsory: true\n", areas.Values, true},
		{"another", "title: C\narea: ecological\n", areas.Ecological, false},
	} {
		store(t, app, compose(t, "corso", folder{"course.md": "---\n" + row.head + "---\n", "a.md": "# A\n\nTesto."}), courses.ImportOptions{})
		c, err := courses.FindBySlug(app, "corso")
		if err != nil || c.Area() != row.area || c.Compulsory() != row.compulsory {
			t.Errorf("a front matter that says %s: %s, %v, %v", row.says, c.Area(), c.Compulsory(), err)
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
