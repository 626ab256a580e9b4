package courses_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/courses"
	"aula/internal/testapp"
)

// academy is one published course of two lessons and a learner.
type academy struct {
	*tests.TestApp
	course, user string
}

func newAcademy(t *testing.T) academy {
	t.Helper()
	app := testapp.New(t)
	user := record(t, app, "users", map[string]any{"email": "ada@example.org", "password": "correct horse", "role": "learner"})
	course := record(t, app, "courses", map[string]any{
		"slug": "spid", "title": "SPID", "state": "published", "revision": 1,
		"complete": types.JSONRaw(`{"lessons":"all","quizzes":[{"id":"finale","pass":60}]}`),
	})
	for i, key := range []string{"uno", "due"} {
		record(t, app, "lessons", map[string]any{"course": course, "key": key, "slug": key, "title": key, "position": i})
	}
	record(t, app, "quizzes", map[string]any{"course": course, "key": "finale", "slug": "finale", "title": "Finale"})
	return academy{app, course, user}
}

func record(t *testing.T, app core.App, collection string, values map[string]any) string {
	t.Helper()
	return testapp.Save(t, app, collection, values).Id
}

func (a academy) enrol(t *testing.T) *courses.Enrolment {
	t.Helper()
	e, err := courses.Enrol(a, a.user, a.course)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (a academy) mark(t *testing.T, lesson string, done bool) *courses.Enrolment {
	t.Helper()
	e, err := courses.MarkLesson(a, a.user, a.course, lesson, done)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (a academy) pass(t *testing.T, e *courses.Enrolment) {
	t.Helper()
	err := a.RunInTransaction(func(tx core.App) error { return courses.Fulfil(tx, e, "quiz:finale", nil) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestACourseIsCompleteWhenEveryRequirementIsMet(t *testing.T) {
	a := newAcademy(t)
	e := a.enrol(t)
	if a.mark(t, "uno", true).Percent() != 33 {
		t.Error("one of three requirements is not 33 percent")
	}
	if a.mark(t, "uno", true).Percent() != 33 {
		t.Error("marking twice counts twice")
	}
	if a.mark(t, "due", true).IsComplete() {
		t.Error("complete without the quiz")
	}
	a.pass(t, e)
	e, standing, err := courses.Progress(a, a.user, a.course)
	if err != nil || !standing.Complete || !e.IsComplete() || e.Percent() != 100 {
		t.Errorf("standing %+v, enrolment complete %v, error %v", standing, e.IsComplete(), err)
	}
}

func TestAMarkCanBeTakenBackUntilTheCourseIsComplete(t *testing.T) {
	a := newAcademy(t)
	e := a.enrol(t)
	a.mark(t, "uno", true)
	if got := a.mark(t, "uno", false).Percent(); got != 0 {
		t.Errorf("percent %d after taking the mark back", got)
	}
	a.mark(t, "uno", true)
	a.pass(t, a.mark(t, "due", true))
	if _, err := courses.MarkLesson(a, a.user, a.course, "uno", false); !errors.Is(err, courses.ErrComplete) {
		t.Errorf("error %v, want ErrComplete", err)
	}
	if n, _ := a.CountRecords("fulfilments"); n != 3 {
		t.Errorf("%d fulfilments of enrolment %s", n, e.Id)
	}
}

func TestEnrollingManyTimesAtOnceMakesOneEnrolment(t *testing.T) {
	a := newAcademy(t)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := courses.Enrol(a, a.user, a.course); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n, _ := a.CountRecords("enrolments"); n != 1 {
		t.Errorf("%d enrolments", n)
	}
}

func TestWhoCannotEnrolOrMark(t *testing.T) {
	a := newAcademy(t)
	if _, err := courses.MarkLesson(a, a.user, a.course, "uno", true); !errors.Is(err, courses.ErrNotEnrolled) {
		t.Errorf("marking without enrolment: %v", err)
	}
	draft := record(t, a, "courses", map[string]any{"slug": "bozza", "title": "Bozza", "state": "draft"})
	if _, err := courses.Enrol(a, a.user, draft); !errors.Is(err, courses.ErrNotPublished) {
		t.Errorf("enrolling in a draft: %v", err)
	}
	a.enrol(t)
	if _, err := courses.MarkLesson(a, a.user, a.course, "none", true); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("marking a lesson that is not there: %v", err)
	}
}

func TestDeletingThePersonKeepsTheEnrolmentWithoutAName(t *testing.T) {
	a := newAcademy(t)
	e := a.enrol(t)
	user, err := a.FindRecordById("users", a.user)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Delete(user); err != nil {
		t.Fatal(err)
	}
	kept, err := courses.FindEnrolmentByID(a, e.Id)
	if err != nil || kept.User() != "" {
		t.Errorf("enrolment %v of user %q, error %v", kept, kept.User(), err)
	}
}

func TestAReadingIsWhatTheLearnerHasDone(t *testing.T) {
	a := newAcademy(t)
	shelf := courses.NewShelf()
	o, r, err := shelf.Open(a, "spid", a.user)
	if err != nil || r.Enrolled() {
		t.Fatalf("reading %+v, error %v", r, err)
	}
	a.enrol(t)
	a.mark(t, "due", true)
	_, r, err = shelf.Open(a, "spid", a.user)
	if err != nil {
		t.Fatal(err)
	}
	if r.Done(o.Lessons[0]) || !r.Done(o.Lessons[1]) || r.Standing.Percent != 33 || len(r.Standing.Missing) != 2 {
		t.Errorf("reading %+v", r)
	}
}

func TestTheShelfSeesANewRevisionAtOnce(t *testing.T) {
	a := newAcademy(t)
	shelf := courses.NewShelf()
	if _, _, err := shelf.Open(a, "spid", ""); err != nil {
		t.Fatal(err)
	}
	c, err := a.FindRecordById("courses", a.course)
	if err != nil {
		t.Fatal(err)
	}
	c.Set("title", "SPID e CIE")
	c.Set("revision", 2)
	if err := a.Save(c); err != nil {
		t.Fatal(err)
	}
	o, _, err := shelf.Open(a, "spid", "")
	if err != nil || o.Course.Title() != "SPID e CIE" {
		t.Errorf("title %q, error %v", o.Course.Title(), err)
	}
}
