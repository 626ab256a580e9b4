package courses_test

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/calendar"
	"aula/internal/testapp"
)

// staffed is an organisation, another one, a course and somebody.
func staffed(t *testing.T) (app core.App, here, there, course, user string) {
	t.Helper()
	app = testapp.New(t)
	course = testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published", "hours": 2}).Id
	return app, testapp.Organisation(t, app, "c_a001").Id, testapp.Organisation(t, app, "c_b002").Id, course, testapp.Person(t, app, "learner").Id
}

func assigns(t *testing.T, app core.App, a courses.Assigning) courses.Assigned {
	t.Helper()
	_, done, err := courses.Assign(app, a)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func dueOf(t *testing.T, app core.App, user, course string) (due string, own bool) {
	t.Helper()
	e, err := courses.FindEnrolment(app, user, course)
	if err != nil {
		t.Fatal(err)
	}
	return calendar.FormatDay(e.Due()), e.GetBool("due_own")
}

func TestAnAssignedCourseIsDueOnTheEarliestDayThatAnybodyAskedFor(t *testing.T) {
	app, here, there, course, user := staffed(t)
	soon, later := calendar.AddDays(time.Now(), 10), calendar.AddDays(time.Now(), 40)
	ask := func(organisation string, day time.Time) courses.Assigned {
		return assigns(t, app, courses.Assigning{Organisation: organisation, Course: course, By: "b", Users: []string{user}, Day: day})
	}
	for _, row := range []struct {
		says string
		act  func() courses.Assigned
		want courses.Assigned
		due  time.Time
		own  bool
	}{
		{"without a day", func() courses.Assigned { return ask(here, time.Time{}) }, courses.Assigned{New: 1}, time.Time{}, false},
		{"a day is given", func() courses.Assigned { return ask(here, later) }, courses.Assigned{Moved: 1}, later, true},
		{"the same day again", func() courses.Assigned { return ask(here, later) }, courses.Assigned{Same: 1}, later, true},
		{"another organisation wants it sooner", func() courses.Assigned { return ask(there, soon) }, courses.Assigned{New: 1}, soon, true},
		{"which no longer wants it", func() courses.Assigned {
			if err := courses.UnassignAll(app, there, user); err != nil {
				t.Fatal(err)
			}
			return courses.Assigned{}
		}, courses.Assigned{}, later, true},
		{"nor does the first", func() courses.Assigned {
			if err := courses.UnassignAll(app, here, user); err != nil {
				t.Fatal(err)
			}
			return courses.Assigned{}
		}, courses.Assigned{}, time.Time{}, false},
		{"which asks again", func() courses.Assigned { return ask(here, soon) }, courses.Assigned{New: 1}, soon, true},
	} {
		if got := row.act(); got != row.want {
			t.Errorf("%s: %+v, want %+v", row.says, got, row.want)
		}
		if due, own := dueOf(t, app, user, course); due != calendar.FormatDay(row.due) || own != row.own {
			t.Errorf("%s: due %q %v, want %q %v", row.says, due, own, calendar.FormatDay(row.due), row.own)
		}
	}
}

func TestWhatCannotBeAssigned(t *testing.T) {
	app, here, _, course, user := staffed(t)
	draft := testapp.Save(t, app, "courses", map[string]any{"slug": "bozza", "title": "Bozza", "state": "draft"}).Id
	for _, row := range []struct {
		says string
		a    courses.Assigning
		want error
	}{
		{"a draft", courses.Assigning{Course: draft}, courses.ErrNotPublished},
		{"no course", courses.Assigning{Course: "nothing"}, courses.ErrNotFound},
		{"a day that is over", courses.Assigning{Course: course, Day: calendar.AddDays(time.Now(), -1)}, courses.ErrDeadlinePast},
	} {
		row.a.Organisation, row.a.Users = here, []string{user}
		if _, _, err := courses.Assign(app, row.a); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", row.says, err)
		}
	}
	if n, err := app.CountRecords("assignments"); err != nil || n != 0 {
		t.Errorf("%d assignments, %v", n, err)
	}
}

func TestWhoHasFinishedIsAskedForNothing(t *testing.T) {
	app, here, _, course, user := staffed(t)
	testapp.Save(t, app, "enrolments", map[string]any{"user": user, "course": course, "cycle": 1, "completed": time.Now()})
	if got := assigns(t, app, courses.Assigning{Organisation: here, Course: course, Users: []string{user}}); got != (courses.Assigned{Already: 1}) {
		t.Errorf("%+v", got)
	}
}

func TestAnOrganisationSeesItsAssignments(t *testing.T) {
	app, here, there, course, user := staffed(t)
	other := testapp.Person(t, app, "learner", "eva@example.org").Id
	assigns(t, app, courses.Assigning{Organisation: here, Course: course, Users: []string{user}, Day: calendar.AddDays(time.Now(), 3)})
	assigns(t, app, courses.Assigning{Organisation: here, Course: course, Users: []string{other}})
	assigns(t, app, courses.Assigning{Organisation: there, Course: course, Users: []string{other}})
	e, err := courses.FindEnrolment(app, other, course)
	if err != nil {
		t.Fatal(err)
	}
	e.Set("completed", time.Now())
	if err := app.Save(e.Record); err != nil {
		t.Fatal(err)
	}
	inAWeek := calendar.AddDays(time.Now(), 7)
	for _, row := range []struct {
		says string
		f    courses.AssignmentFilter
		now  time.Time
		want int
	}{
		{"all", courses.AssignmentFilter{}, time.Now(), 2},
		{"open", courses.AssignmentFilter{State: courses.AssignmentOpen}, time.Now(), 1},
		{"late", courses.AssignmentFilter{State: courses.AssignmentLate}, time.Now(), 0},
		{"late in a week", courses.AssignmentFilter{State: courses.AssignmentLate}, inAWeek, 1},
		{"no longer open then", courses.AssignmentFilter{State: courses.AssignmentOpen}, inAWeek, 0},
		{"done", courses.AssignmentFilter{State: courses.AssignmentDone}, time.Now(), 1},
		{"taken back", courses.AssignmentFilter{State: courses.AssignmentWithdrawn}, time.Now(), 0},
		{"of one person", courses.AssignmentFilter{User: other}, time.Now(), 1},
		{"by name", courses.AssignmentFilter{Words: "Bianchi Ada"}, time.Now(), 2},
		{"by another", courses.AssignmentFilter{Words: "Verdi"}, time.Now(), 0},
	} {
		row.f.Organisation = here
		list, total, err := courses.Assignments(app, row.f, row.now)
		if err != nil || len(list) != row.want || total != row.want {
			t.Errorf("%s: %d of %d, %v", row.says, len(list), total, err)
		}
		for _, a := range list {
			if state := a.State(row.now); row.f.State != "" && state != row.f.State {
				t.Errorf("%s: one is %s", row.says, state)
			}
		}
	}
}

func TestAnAssignmentTellsHowManyLessonsAreDoneAndNotHowAQuizWent(t *testing.T) {
	app, here, _, course, user := staffed(t)
	for i, key := range []string{"uno", "due", "tre", "vecchia"} {
		testapp.Save(t, app, "lessons", map[string]any{"course": course, "key": key, "slug": key, "title": key, "position": i, "retired": key == "vecchia"})
	}
	assigns(t, app, courses.Assigning{Organisation: here, Course: course, Users: []string{user}})
	e, err := courses.FindEnrolment(app, user, course)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		complete string
		met      string
		want     int
	}{
		{`{"lessons":"all","quizzes":[{"id":"finale"}]}`, "", 0},
		{`{"lessons":"all","quizzes":[{"id":"finale"}]}`, "lesson:due", 33},
		{`{"lessons":"all","quizzes":[{"id":"finale"}]}`, "lesson:vecchia", 33},
		{`{"lessons":"all","quizzes":[{"id":"finale"}]}`, "quiz:finale", 33},
		{`{"lessons":["due"],"quizzes":[{"id":"altra"}]}`, "", 100},
		{`{"presence":[{"webinar":"primo","percent":80}]}`, "", -1},
	} {
		c, err := app.FindRecordById("courses", course)
		if err != nil {
			t.Fatal(err)
		}
		c.Set("complete", row.complete)
		if err := app.Save(c); err != nil {
			t.Fatal(err)
		}
		if row.met != "" {
			testapp.Save(t, app, "fulfilments", map[string]any{"enrolment": e.Id, "requirement": row.met})
		}
		list, _, err := courses.Assignments(app, courses.AssignmentFilter{Organisation: here}, time.Now())
		if err != nil || len(list) != 1 || list[0].Lessons != row.want {
			t.Errorf("%s with %s: %+v, %v; want %d", row.complete, row.met, list, err, row.want)
		}
	}
}
