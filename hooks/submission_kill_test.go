package hooks_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/courses"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/quizzes"
)

// What the child of the test below is told: it runs this very program.
const (
	doomedDir     = "AULA_TEST_DOOMED_DIR"
	doomedUser    = "AULA_TEST_DOOMED_USER"
	doomedAttempt = "AULA_TEST_DOOMED_ATTEMPT"
	doomedStep    = "AULA_TEST_DOOMED_STEP" // at which it kills itself, from 1
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(doomedDir); dir != "" {
		os.Exit(submitDoomed(dir))
	}
	if dir := os.Getenv(doomedRoomDir); dir != "" {
		os.Exit(serveDoomed(dir))
	}
	os.Exit(m.Run())
}

// submitDoomed submits the attempt and dies on the way, if the way has so many steps.
func submitDoomed(dir string) int {
	app, err := openFolder(dir)
	if err == nil {
		at, _ := strconv.Atoi(os.Getenv(doomedStep))
		dieAt(app, at)
		_, err = quizzes.Submit(app, os.Getenv(doomedUser), os.Getenv(doomedAttempt))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// dieAt kills this process as kill -9 would when it comes to the step: before or after the transaction writes a row, or after it is
// committed. It says which one that was.
func dieAt(app core.App, at int) {
	step := 0
	come := func(when, what string) {
		if step++; step != at {
			return
		}
		fmt.Println(when, what)
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Kill()
		}
		if err != nil {
			panic(err)
		}
		select {} // until it is over
	}
	around := &hook.Handler[*core.RecordEvent]{Priority: -1000, Func: func(e *core.RecordEvent) error {
		come("before", e.Record.Collection().Name)
		if err := e.Next(); err != nil {
			return err
		}
		come("after", e.Record.Collection().Name)
		return nil
	}}
	committed := &hook.Handler[*core.RecordEvent]{Priority: -1000, Func: func(e *core.RecordEvent) error {
		come("committed", e.Record.Collection().Name)
		return e.Next()
	}}
	app.OnRecordCreate().Bind(around)
	app.OnRecordUpdate().Bind(around)
	app.OnRecordAfterCreateSuccess().Bind(committed)
	app.OnRecordAfterUpdateSuccess().Bind(committed)
}

// openFolder opens a data folder as the program does, without serving it.
func openFolder(dir string) (core.App, error) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	if err := app.Bootstrap(); err != nil {
		return nil, err
	}
	hooks.Bind(app, hooks.Options{MailDir: filepath.Join(dir, "mails")})
	return app, nil
}

// finale is a data folder in which somebody has answered the quiz that completes a course.
type finale struct{ dir, user, attempt, answers string }

func newFinale(t *testing.T) *finale {
	t.Helper()
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	user := testapp.Person(t, app, "learner")
	course := testapp.Save(t, app, "courses", map[string]any{
		"slug": "spid", "title": "SPID", "state": "published", "certificate": true, "hours": 2, "complete": types.JSONRaw(`{"quizzes":[{"id":"fine"}]}`),
	}).Id
	quiz, found := quizzes.ParseMarkdown([]byte(quizSource), quizzes.Options{Key: "fine"})
	if len(found) > 0 {
		t.Fatal(found)
	}
	err := app.RunInTransaction(func(tx core.App) error {
		_, err := quizzes.Store(tx, course, []quizzes.Quiz{quiz})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	e, err := courses.Enrol(app, user.Id, course)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := quizzes.FindBySlug(app, course, "fine")
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := quizzes.Start(app, user.Id, stored.Id, e.Id)
	if err != nil {
		t.Fatal(err)
	}
	all, err := quizzes.Preview(app, stored.Id)
	if err != nil {
		t.Fatal(err)
	}
	entry := quizzes.Entry{Answers: map[string]json.RawMessage{}}
	for _, q := range all {
		entry.Answers[q.ID] = q.Right.JSON(q.Type)
	}
	if a, err = quizzes.Enter(app, user.Id, a.Id, entry); err != nil {
		t.Fatal(err)
	}
	f := &finale{dir: app.DataDir(), user: user.Id, attempt: a.Id, answers: a.GetString("answers")}
	if err := app.ResetBootstrapState(); err != nil {
		t.Fatal(err)
	}
	return f
}

// dieAt submits a copy of the folder in a process of its own that dies at a step. It returns the copy, and the step's name: empty if the
// process lived to the end.
func (f *finale) dieAt(t *testing.T, step int) (dir, name string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(f.dir)); err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), doomedDir+"="+dir, doomedUser+"="+f.user, doomedAttempt+"="+f.attempt, doomedStep+"="+strconv.Itoa(step))
	var said strings.Builder
	child.Stdout, child.Stderr = &said, &said
	err := child.Run()
	if err != nil && child.ProcessState.Exited() {
		t.Fatalf("step %d: %v: %s", step, err, said.String())
	}
	return dir, strings.TrimSpace(said.String())
}

// traces are how many rows tell of a submission.
var traces = []struct {
	what, collection string
	where            dbx.Expression
}{
	{"submitted attempt", "attempts", dbx.HashExp{"state": "submitted", "passed": true}},
	{"fulfilment", "fulfilments", nil},
	{"complete enrolment", "enrolments", dbx.NewExp("[[completed]] != '' AND [[percent]] = 100")},
	{"certificate", "certificates", dbx.NewExp("[[number]] LIKE '%/000001'")},
	{"certificate by whatever number", "certificates", nil},
	{"job that draws it", "jobs", dbx.HashExp{"kind": "certificate"}},
	{"notice", "notices", nil},
	{"mail about it", "jobs", dbx.HashExp{"kind": "notice"}},
}

// count tells how many there are of each trace: the same number of all, or it complains.
func (f *finale) count(t *testing.T, app core.App) int64 {
	t.Helper()
	var counts []int64
	for _, trace := range traces {
		n, err := app.CountRecords(trace.collection, trace.where)
		if err != nil {
			t.Fatal(err)
		}
		counts = append(counts, n)
	}
	if len(slices.Compact(slices.Clone(counts))) != 1 {
		for i, n := range counts {
			t.Errorf("%d × %s", n, traces[i].what)
		}
	}
	a, err := quizzes.FindAttempt(app, f.user, f.attempt)
	if err != nil {
		t.Fatal(err)
	}
	if a.GetString("answers") != f.answers {
		t.Errorf("answers became %s", a.GetString("answers"))
	}
	return counts[0]
}

func TestASubmissionThatIsKilledAtWhateverStepHappenedWhollyOrNotAtAll(t *testing.T) {
	f := newFinale(t)
	var steps []string
	for step := 1; ; step++ {
		dir, name := f.dieAt(t, step)
		app, err := openFolder(dir)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := int64(1)
		if strings.HasPrefix(name, "before ") || strings.HasPrefix(name, "after ") {
			want = 0
		}
		if got := f.count(t, app); got != want {
			t.Errorf("killed %s: happened %d times", name, got)
		}
		a, err := quizzes.Submit(app, f.user, f.attempt)
		if err != nil || !a.Passed() || a.Score() != 6 || a.Max() != 6 {
			t.Errorf("killed %s: submitted again it is %v of %v, %v", name, a.Score(), a.Max(), err)
		}
		if got := f.count(t, app); got != 1 {
			t.Errorf("killed %s: happened %d times after it was submitted again", name, got)
		}
		if err := app.ResetBootstrapState(); err != nil {
			t.Error(err)
		}
		if name == "" {
			break
		}
		steps = append(steps, name)
	}
	for _, collection := range []string{"attempts", "fulfilments", "enrolments", "certificates"} { // jobs and notices are written by SQL amid these
		for _, when := range []string{"before ", "after ", "committed "} {
			if !slices.Contains(steps, when+collection) {
				t.Errorf("nothing was killed %s%s: %q", when, collection, steps)
			}
		}
	}
}
