package courses_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/testapp"
)

// renewed finishes the course and begins it anew.
func renewed(t *testing.T, app core.App, user, course string) *courses.Enrolment {
	t.Helper()
	if _, err := app.DB().Update("enrolments", dbx.Params{"completed": stamp(time.Now())}, dbx.HashExp{"user": user, "course": course}).Execute(); err != nil {
		t.Fatal(err)
	}
	first, err := courses.FindEnrolment(app, user, course)
	if err != nil {
		t.Fatal(err)
	}
	next, err := courses.Renew(app, first)
	if err != nil || next.Cycle() != 2 || next.IsComplete() {
		t.Fatalf("%+v, %v", next, err)
	}
	return next
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05.000Z") }

func TestAnAssignmentAsksForTheCycleThatWasNotOverWhenItWasMade(t *testing.T) {
	app, here, there, course, ada := staffed(t)
	assigns(t, app, courses.Assigning{Organisation: here, Course: course, By: "b", Users: []string{ada}})
	next := renewed(t, app, ada, course)
	assigns(t, app, courses.Assigning{Organisation: there, Course: course, By: "b", Users: []string{ada}})
	if _, err := app.DB().Update("assignments", dbx.Params{"asked": stamp(time.Now().Add(time.Minute))}, dbx.HashExp{"organisation": there}).Execute(); err != nil {
		t.Fatal(err)
	}
	for organisation, want := range map[string]string{here: courses.AssignmentDone, there: courses.AssignmentOpen} {
		list, _, err := courses.Assignments(app, courses.AssignmentFilter{Organisation: organisation}, time.Now())
		if err != nil || len(list) != 1 || list[0].State(time.Now()) != want {
			t.Errorf("want %s: %+v, %v", want, list, err)
		}
		if want == courses.AssignmentOpen && list[0].Enrolment != next.Id {
			t.Errorf("it counts enrolment %s, not the new cycle", list[0].Enrolment)
		}
	}
}

// Whoever holds a certificate that has expired can be asked again: the assignment is open until they have finished the new cycle.
func TestWhoseCertificateHasExpiredIsAskedAgain(t *testing.T) {
	for _, before := range []bool{false, true} {
		t.Run(fmt.Sprint("assigned before ", before), func(t *testing.T) {
			app, here, _, course, ada := staffed(t)
			a := courses.Assigning{Organisation: here, Course: course, By: "b", Users: []string{ada}}
			if before {
				assigns(t, app, a)
				if _, err := app.DB().Update("assignments", dbx.Params{"asked": "2020-01-01 10:00:00.000Z"}, nil).Execute(); err != nil {
					t.Fatal(err)
				}
				finish(t, app, ada, course)
			} else {
				testapp.Save(t, app, "enrolments", map[string]any{"user": ada, "course": course, "cycle": 1, "completed": "2026-01-01 10:00:00.000Z"})
			}
			if got := assigns(t, app, a); got != (courses.Assigned{Already: 1}) {
				t.Errorf("while the certificate holds: %+v", got)
			}
			a.Lapsed = map[string]bool{ada: true}
			batch, done, err := courses.Assign(app, a)
			if err != nil || done != (courses.Assigned{Again: 1}) || done.Asked() != 1 {
				t.Fatalf("%+v, %v", done, err)
			}
			stands(t, app, here, ada, courses.AssignmentOpen, 1)
			e, err := courses.FindEnrolment(app, ada, course)
			if err != nil || e.Cycle() != 2 || e.IsComplete() {
				t.Fatalf("cycle %d, %v", e.Cycle(), err)
			}
			if got := assigns(t, app, a); got != (courses.Assigned{Same: 1}) {
				t.Errorf("asked once more: %+v", got)
			}
			if _, err := app.DB().Update("enrolments", dbx.Params{"completed": stamp(time.Now().Add(time.Second))}, dbx.HashExp{"id": e.Id}).Execute(); err != nil {
				t.Fatal(err)
			}
			stands(t, app, here, ada, courses.AssignmentDone, 0)
			if _, n, err := courses.UndoAssign(app, batch); err != nil || n != 0 {
				t.Errorf("what is done is taken back: %d, %v", n, err)
			}
		})
	}
}

// stands tells how the one assignment of an organisation is seen, and how many of the person's are open.
func stands(t *testing.T, app core.App, organisation, user, state string, open int) {
	t.Helper()
	list, _, err := courses.Assignments(app, courses.AssignmentFilter{Organisation: organisation}, time.Now())
	if err != nil || len(list) != 1 || list[0].State(time.Now()) != state {
		t.Errorf("%+v, %v; want %s", list, err, state)
	}
	if counts, err := courses.Unfinished(app, organisation, nil); err != nil || counts[user] != open {
		t.Errorf("%v open, %v; want %d", counts, err, open)
	}
}

func TestACourseThatTakesNobodyIsNotBegunAnew(t *testing.T) {
	app, _, _, course, ada := staffed(t)
	e := testapp.Save(t, app, "enrolments", map[string]any{"user": ada, "course": course, "cycle": 1})
	for _, completed := range []string{"", stamp(time.Now())} {
		e.Set("completed", completed)
		if err := app.Save(e); err != nil {
			t.Fatal(err)
		}
		if _, err := app.DB().Update("courses", dbx.Params{"state": map[bool]string{true: "published", false: "withdrawn"}[completed == ""]}, nil).Execute(); err != nil {
			t.Fatal(err)
		}
		first, err := courses.FindEnrolment(app, ada, course)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := courses.Renew(app, first); !errors.Is(err, courses.ErrNotPublished) {
			t.Errorf("completed %q: %v", completed, err)
		}
	}
}

func TestWhoDoesACourseAnewIsListedOnceAmongItsLearners(t *testing.T) {
	app, here, _, course, ada := staffed(t)
	assigns(t, app, courses.Assigning{Organisation: here, Course: course, By: "b", Users: []string{ada}})
	renewed(t, app, ada, course)
	for state, want := range map[string]int{"": 1, courses.LearnerFinished: 0, courses.LearnerIdle: 1} {
		list, total, err := courses.ListLearners(app, course, courses.LearnerFilter{State: state})
		if err != nil || total != want || len(list) != want {
			t.Fatalf("%q: %d of %d, %v", state, len(list), total, err)
		}
		if want == 1 && (list[0].Cycle != 2 || list[0].FinishedBefore().IsZero() || list[0].IsComplete()) {
			t.Errorf("%q: %+v", state, list[0])
		}
	}
	managed, _, err := courses.ListManaged(app, courses.ManagedFilter{Page: 1})
	if err != nil || len(managed) != 1 || managed[0].Open != 1 || managed[0].Finished != 0 {
		t.Errorf("%+v, %v", managed, err)
	}
}
