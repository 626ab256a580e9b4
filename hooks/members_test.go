package hooks_test

import (
	"slices"
	"testing"
	"time"

	"aula/accounts"
	"aula/courses"
	"aula/internal/testapp"
)

func TestWhoIsAskedToFinishACourseIsToldAndWhoLeavesIsAskedNoMore(t *testing.T) {
	app, _ := newServer(t)
	person := testapp.Person(t, app, "learner")
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	body := testapp.Organisation(t, app, "c_a001").Id
	m, err := accounts.Join(app, "chief", accounts.Joining{User: person.Id, Organisation: body, Role: accounts.Employee})
	if err != nil {
		t.Fatal(err)
	}
	second, err := accounts.Join(app, "chief", accounts.Joining{User: person.Id, Organisation: body, Role: accounts.Facilitator})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(day time.Time) {
		t.Helper()
		if _, err := courses.Assign(app, courses.Assigning{Organisation: body, Course: course, Users: []string{person.Id}, Day: day}); err != nil {
			t.Fatal(err)
		}
	}
	ask(time.Time{})
	ask(time.Now().AddDate(0, 0, 20))
	ask(time.Now().AddDate(0, 0, 20))
	told := toldKinds(t, app, person.Id)
	slices.Sort(told)
	if !slices.Equal(told, []string{"course_assigned", "course_assigned_until"}) {
		t.Errorf("told %v", told)
	}
	leaves := func(m *accounts.Membership, want int) {
		t.Helper()
		if err := accounts.Leave(app, m, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if _, total, err := courses.Assignments(app, courses.AssignmentFilter{Organisation: body}, time.Now()); err != nil || total != want {
			t.Errorf("%d assignments hold, want %d, %v", total, want, err)
		}
	}
	leaves(second, 1)
	leaves(m, 0)
}
