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
	app, _ := post(t, nil)
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
		if _, _, err := courses.Assign(app, courses.Assigning{Organisation: body, Course: course, Users: []string{person.Id}, Day: day}); err != nil {
			t.Fatal(err)
		}
		deliver(t, app)
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

// Whoever belongs to an organisation in any role may be asked: what it asked of an employee holds for the facilitator that they still are.
func TestWhoStaysInAnotherRoleIsStillAsked(t *testing.T) {
	app, _ := post(t, nil)
	person := testapp.Person(t, app, "learner").Id
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	body := testapp.Organisation(t, app, "c_a001").Id
	var held []*accounts.Membership
	for _, role := range []accounts.MembershipRole{accounts.Employee, accounts.Facilitator} {
		m, err := accounts.Join(app, "chief", accounts.Joining{User: person, Organisation: body, Role: role})
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, m)
	}
	if _, _, err := courses.Assign(app, courses.Assigning{Organisation: body, Course: course, Users: []string{person}}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{1, 0} {
		if err := accounts.Leave(app, held[i], time.Time{}); err != nil {
			t.Fatal(err)
		}
		_, total, err := courses.Assignments(app, courses.AssignmentFilter{Organisation: body}, time.Now())
		ids, _, chosen := accounts.MemberChoice{Organisation: body, Users: []string{person}}.Choose(app)
		if err != nil || chosen != nil || total != want || len(ids) != want {
			t.Errorf("without the %s: %d assignments hold, and %d may be asked, want %d of both, %v, %v", held[i].Role(), total, len(ids), want, err, chosen)
		}
	}
}

func TestWhatIsTakenBackBeforeAnybodyWasToldIsNotTold(t *testing.T) {
	app, _ := post(t, nil)
	ada, bruno := testapp.Person(t, app, "learner", "ada@example.org").Id, testapp.Person(t, app, "learner", "bruno@example.org").Id
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	body := testapp.Organisation(t, app, "c_a001").Id
	batch, _, err := courses.Assign(app, courses.Assigning{Organisation: body, Course: course, Users: []string{ada}})
	if err == nil {
		_, _, err = courses.UndoAssign(app, batch)
	}
	if err == nil {
		_, _, err = courses.Assign(app, courses.Assigning{Organisation: body, Course: course, Users: []string{bruno}})
	}
	if err != nil {
		t.Fatal(err)
	}
	deliver(t, app)
	if a, b := toldKinds(t, app, ada), toldKinds(t, app, bruno); len(a) != 0 || len(b) != 1 {
		t.Errorf("told %v and %v", a, b)
	}
}
