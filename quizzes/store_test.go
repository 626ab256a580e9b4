package quizzes_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
	"aula/quizzes"
)

// academy is a course with a learner, and what tests need of them.
type academy struct {
	app        core.App
	course     string
	user       string
	enrolment  string
	stranger   string
	strangerIn string
}

func open(t testing.TB) *academy {
	t.Helper()
	app := testapp.New(t)
	a := &academy{app: app}
	a.course = testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	a.user = testapp.Person(t, app, "learner").Id
	a.stranger = testapp.Person(t, app, "learner", "bruno@example.org").Id
	a.enrolment = testapp.Save(t, app, "enrolments", map[string]any{"user": a.user, "course": a.course, "cycle": 1}).Id
	a.strangerIn = testapp.Save(t, app, "enrolments", map[string]any{"user": a.stranger, "course": a.course, "cycle": 1}).Id
	return a
}

// store parses quizzes, one a source, named by their stems, and stores them.
func (a *academy) store(t testing.TB, sources ...string) []string {
	t.Helper()
	var list []quizzes.Quiz
	for _, source := range sources {
		stem, body, _ := strings.Cut(source, "|")
		quiz, found := quizzes.ParseMarkdown([]byte(body), quizzes.Options{Key: stem})
		if len(found) > 0 {
			t.Fatalf("%s: %v", stem, found)
		}
		list = append(list, quiz)
	}
	var changes []quizzes.Change
	err := a.app.RunInTransaction(func(tx core.App) (err error) {
		changes, err = quizzes.Store(tx, a.course, list)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range changes {
		out = append(out, strings.TrimSuffix(fmt.Sprintf("%s %s/%s", c.Kind, c.Quiz, c.Question), "/"))
	}
	return out
}

// keep stores quizzes beside nothing else.
func (a *academy) keep(t testing.TB, list ...quizzes.Quiz) {
	t.Helper()
	err := a.app.RunInTransaction(func(tx core.App) error {
		_, err := quizzes.Store(tx, a.course, list)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (a *academy) quiz(t testing.TB, slug string) *quizzes.Record {
	t.Helper()
	q, err := quizzes.FindBySlug(a.app, a.course, slug)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestStoringTellsWhatChanged(t *testing.T) {
	a := open(t)
	const one, two = "## Uno? {#uno}\n= a\n\n", "## Due? {#due}\n- [x] sì\n- [ ] no\n\n"
	steps := []struct {
		name    string
		sources []string
		changes []string
	}{
		{"first time", []string{"q|" + one + two}, []string{"added q", "added q/uno", "added q/due"}},
		{"nothing new", []string{"q|" + one + two}, nil},
		{"another order is no change of meaning", []string{"q|" + two + one}, nil},
		{"a question changes", []string{"q|" + one + strings.Replace(two, "no", "mai", 1)}, []string{"changed q/due"}},
		{"it changes back", []string{"q|" + one + two}, []string{"changed q/due"}},
		{"a question goes", []string{"q|" + one}, []string{"retired q/due"}},
		{"it comes back as it was", []string{"q|" + one + two}, []string{"restored q/due"}},
		{"the pass mark changes", []string{"q|---\npass: 80\n---\n" + one + two}, []string{"changed q"}},
		{"another quiz comes first", []string{"prima|" + one, "q|---\npass: 80\n---\n" + one + two}, []string{"added prima", "added prima/uno"}},
		{"they swap their addresses", []string{"prima|---\nslug: q\n---\n" + one, "q|---\npass: 80\nslug: prima\n---\n" + one + two}, []string{"changed prima", "changed q"}},
		{"a quiz goes", []string{"prima|---\nslug: q\n---\n" + one}, []string{"retired q"}},
		{"it comes back", []string{"prima|---\nslug: p\n---\n" + one, "q|---\npass: 80\nslug: q\n---\n" + one + two}, []string{"changed prima", "restored q"}},
	}
	for _, step := range steps {
		got := a.store(t, step.sources...)
		slices.Sort(got)
		slices.Sort(step.changes)
		if !slices.Equal(got, step.changes) {
			t.Errorf("%s: %q, want %q", step.name, got, step.changes)
		}
	}
	if n, err := quizzes.CountQuestions(a.app, a.quiz(t, "q").Id); err != nil || n != 2 {
		t.Errorf("%d questions, %v", n, err)
	}
}

func TestAVersionNeverChangesItsMeaning(t *testing.T) {
	a := open(t)
	a.store(t, "q|## Uno? {#uno}\n= a\n")
	r, err := a.app.FindFirstRecordByData("questions", "key", "uno")
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name   string
		change func(*core.Record)
		want   error
	}{
		{"its place changes", func(r *core.Record) { r.Set("position", 7) }, nil},
		{"its points change", func(r *core.Record) { r.Set("points", 7) }, quizzes.ErrImmutable},
		{"its answer changes", func(r *core.Record) {
			r.Set("solution", strings.Replace(r.GetString("solution"), `"a"`, `"b"`, 1))
		}, quizzes.ErrImmutable},
		{"its digest changes", func(r *core.Record) { r.Set("digest", "x") }, quizzes.ErrImmutable},
	}
	for _, row := range rows {
		changed := r.Fresh()
		row.change(changed)
		if err := quizzes.CheckVersion(changed); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
	}
}
