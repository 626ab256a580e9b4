package classes_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/courses"
	"aula/internal/testapp"
)

// coming is an edition that people may join now.
func coming(t *testing.T, app core.App, values map[string]any) *classes.Edition {
	t.Helper()
	all := map[string]any{"from": time.Now().AddDate(0, 0, 1), "until": time.Now().AddDate(0, 1, 0)}
	for name, value := range values {
		all[name] = value
	}
	return edition(t, app, all)
}

func people(t *testing.T, app core.App, count int) (ids []string) {
	t.Helper()
	for i := range count {
		ids = append(ids, testapp.Person(t, app, "learner", fmt.Sprintf("p%d@example.org", i)).Id)
	}
	return ids
}

func joins(t *testing.T, app core.App, e *classes.Edition, user string) *classes.Seat {
	t.Helper()
	s, _, err := classes.Join(app, classes.Joining{Edition: e.Id, User: user, By: user, Way: classes.BySelf})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func stands(t *testing.T, app core.App, e *classes.Edition, user string, want classes.Standing) {
	t.Helper()
	s, err := classes.FindOwn(app, e.Id, user)
	if err != nil || s.State() != want {
		t.Errorf("%s stands %q (%v), want %q", user, s.State(), err, want)
	}
}

func studiesIn(t *testing.T, app core.App, course, user, want string) *courses.Enrolment {
	t.Helper()
	e, err := courses.FindEnrolment(app, user, course)
	if err != nil || e.Edition() != want {
		t.Fatalf("studies in %q (%v), want %q", e.Edition(), err, want)
	}
	return e
}

func TestTwoIntoTheLastSeatAtOnceAreOneInAndOneNot(t *testing.T) {
	for _, row := range []struct {
		name    string
		waiting bool
	}{{"with a waiting list", true}, {"without", false}} {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			e, who := coming(t, app, map[string]any{"seats": 3, "waiting": row.waiting}), people(t, app, 8)
			joins(t, app, e, who[0])
			joins(t, app, e, who[1])
			var all sync.WaitGroup
			var mu sync.Mutex
			refused := 0
			for _, user := range who[2:] {
				all.Go(func() {
					_, _, err := classes.Join(app, classes.Joining{Edition: e.Id, User: user, By: user, Way: classes.BySelf})
					mu.Lock()
					defer mu.Unlock()
					if errors.Is(err, classes.ErrFull) {
						refused++
					} else if err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			c, err := classes.CountSeats(app, e.Id)
			if err != nil || c.In != 3 || c.Waiting+refused != 5 || row.waiting != (refused == 0) {
				t.Errorf("%+v, %d refused, %v", c, refused, err)
			}
		})
	}
}

func TestWhoWaitsFirstGetsTheSeatThatIsGivenBack(t *testing.T) {
	app := testapp.New(t)
	e, who := coming(t, app, map[string]any{"seats": 1}), people(t, app, 3)
	joins(t, app, e, who[0])
	second := joins(t, app, e, who[1])
	third := joins(t, app, e, who[2])
	if n, err := classes.Queue(app, third); err != nil || n != 2 || second.State() != classes.Waiting {
		t.Errorf("third of three is at %d, %v", n, err)
	}
	studiesIn(t, app, e.Course(), who[0], e.Id)
	if _, err := courses.FindEnrolment(app, who[1], e.Course()); !errors.Is(err, courses.ErrNotEnrolled) {
		t.Errorf("who waits is enrolled: %v", err)
	}
	for range 2 { // twice changes nothing
		if err := classes.Leave(app, e.Id, who[0]); err != nil {
			t.Fatal(err)
		}
	}
	stands(t, app, e, who[0], classes.Left)
	stands(t, app, e, who[1], classes.In)
	stands(t, app, e, who[2], classes.Waiting)
	studiesIn(t, app, e.Course(), who[1], e.Id)
	studiesIn(t, app, e.Course(), who[0], "")
	if s := joins(t, app, e, who[0]); s.State() != classes.Waiting {
		t.Errorf("who comes back is %s", s.State())
	}
	if n, err := classes.Queue(app, joins(t, app, e, who[0])); err != nil || n != 2 {
		t.Errorf("who comes back is at %d of the list, %v", n, err)
	}
}

func TestWhoComesHow(t *testing.T) {
	app := testapp.New(t)
	body := testapp.Organisation(t, app, "c_l736").Id
	anna := testapp.Person(t, app, "learner", "anna@example.org").Id
	other := testapp.Person(t, app, "learner", "other@example.org").Id
	testapp.Save(t, app, "memberships", map[string]any{"user": anna, "organisation": body, "role": "employee", "from": time.Now().Add(-time.Hour), "accepted": time.Now()})
	draft := testapp.Save(t, app, "courses", map[string]any{"slug": "bozza", "title": "B", "state": "draft"}).Id
	begun := func(e *classes.Edition) {
		testapp.Save(t, app, classes.Sessions, map[string]any{"edition": e.Id, "from": time.Now().Add(-time.Minute), "until": time.Now().Add(time.Hour), "kind": "room", "place": "x"})
	}
	for _, row := range []struct {
		name   string
		values map[string]any
		j      classes.Joining
		then   func(*classes.Edition)
		stands classes.Standing
		want   error
	}{
		{"by self", nil, classes.Joining{User: anna, By: anna, Way: classes.BySelf}, nil, classes.In, nil},
		{"by self, to be approved", map[string]any{"approval": true}, classes.Joining{User: anna, By: anna, Way: classes.BySelf}, nil, classes.Asked, nil},
		{"by self where only a code helps", map[string]any{"ways": []string{"code"}, "code": "ABCD2345"}, classes.Joining{User: anna, By: anna, Way: classes.BySelf}, nil, "", classes.ErrWay},
		{"by its code as people type it", map[string]any{"ways": []string{"code"}, "code": "ABCD2345"}, classes.Joining{User: anna, By: anna, Way: classes.ByCode, Code: "abcd 2345"}, nil, classes.In, nil},
		{"by code, which needs no approval", map[string]any{"ways": []string{"code"}, "code": "ABCD2345", "approval": true}, classes.Joining{User: anna, By: anna, Way: classes.ByCode, Code: "ABCD-2345"}, nil, classes.In, nil},
		{"by another code", map[string]any{"ways": []string{"code"}, "code": "ABCD2345"}, classes.Joining{User: anna, By: anna, Way: classes.ByCode, Code: "ABCD2346"}, nil, "", classes.ErrCode},
		{"by no code where there is none", map[string]any{"ways": []string{"code"}}, classes.Joining{User: anna, By: anna, Way: classes.ByCode}, nil, "", classes.ErrCode},
		{"by the referent", map[string]any{"ways": []string{"referent"}}, classes.Joining{User: anna, By: other, Way: classes.ByReferent, Organisation: body}, nil, classes.In, nil},
		{"by the referent of somebody else", map[string]any{"ways": []string{"referent"}}, classes.Joining{User: other, By: other, Way: classes.ByReferent, Organisation: body}, nil, "", classes.ErrStranger},
		{"by staff whatever the ways", map[string]any{"ways": []string{}}, classes.Joining{User: anna, By: other}, nil, classes.In, nil},
		{"by self once it has begun", nil, classes.Joining{User: anna, By: anna, Way: classes.BySelf}, begun, "", classes.ErrClosed},
		{"by staff once it has begun", nil, classes.Joining{User: anna, By: other}, begun, classes.In, nil},
		{"when it is over", map[string]any{"until": time.Now().Add(-time.Hour)}, classes.Joining{User: anna, By: other}, nil, "", classes.ErrClosed},
		{"when it is cancelled", map[string]any{"state": "cancelled"}, classes.Joining{User: anna, By: anna, Way: classes.BySelf}, nil, "", classes.ErrClosed},
		{"of a course that is a draft", map[string]any{"course": draft}, classes.Joining{User: anna, By: anna, Way: classes.BySelf}, nil, "", courses.ErrNotPublished},
	} {
		e := coming(t, app, row.values)
		if row.then != nil {
			row.then(e)
		}
		row.j.Edition = e.Id
		s, made, err := classes.Join(app, row.j)
		if !errors.Is(err, row.want) || (err == nil) != made || made && s.State() != row.stands {
			t.Errorf("%s: %v, %v", row.name, s, err)
		}
	}
}

func TestApprovalAndRemovalAreTheStaffs(t *testing.T) {
	app := testapp.New(t)
	e, who := coming(t, app, map[string]any{"seats": 1, "approval": true}), people(t, app, 3)
	var seats []*classes.Seat
	for _, user := range who {
		seats = append(seats, joins(t, app, e, user))
	}
	for i, approved := range []bool{true, true, false} {
		if err := classes.Decide(app, seats[i].Id, approved); err != nil {
			t.Fatal(err)
		}
	}
	stands(t, app, e, who[0], classes.In)
	stands(t, app, e, who[1], classes.Waiting)
	stands(t, app, e, who[2], classes.Refused)
	if err := classes.Remove(app, seats[0].Id); err != nil {
		t.Fatal(err)
	}
	stands(t, app, e, who[1], classes.In)
	for _, user := range []string{who[0], who[2]} {
		if _, _, err := classes.Join(app, classes.Joining{Edition: e.Id, User: user, By: user, Way: classes.BySelf}); !errors.Is(err, classes.ErrRemoved) {
			t.Errorf("comes back by themselves: %v", err)
		}
	}
	if s, _, err := classes.Join(app, classes.Joining{Edition: e.Id, User: who[0], By: "staff"}); err != nil || s.State() != classes.Waiting {
		t.Errorf("is brought back: %v, %v", s, err)
	}
}

func TestOneEditionOfACourseAtATime(t *testing.T) {
	app := testapp.New(t)
	first, anna := coming(t, app, map[string]any{"seats": 1}), people(t, app, 2)
	second := coming(t, app, map[string]any{"course": first.Course()})
	joins(t, app, first, anna[1])
	joins(t, app, first, anna[0]) // waits
	if s := joins(t, app, second, anna[0]); s.State() != classes.In {
		t.Errorf("who waits elsewhere stands %s", s.State())
	}
	stands(t, app, first, anna[0], classes.Left)
	if _, _, err := classes.Join(app, classes.Joining{Edition: second.Id, User: anna[1], By: anna[1], Way: classes.BySelf}); !errors.Is(err, classes.ErrElsewhere) {
		t.Errorf("in two editions: %v", err)
	}
	if err := classes.Cancel(app, first.Id, "Il docente è malato"); err != nil {
		t.Fatal(err)
	}
	studiesIn(t, app, first.Course(), anna[1], "")
	joins(t, app, second, anna[1])
	studiesIn(t, app, first.Course(), anna[1], second.Id)
}

func TestSelfStudyMovesIntoAnEditionAndAFinishedCourseBeginsAnew(t *testing.T) {
	app := testapp.New(t)
	e := coming(t, app, nil)
	testapp.Save(t, app, "lessons", map[string]any{"course": e.Course(), "key": "uno", "slug": "uno", "title": "Uno"})
	who := people(t, app, 2)
	before, err := courses.Enrol(app, who[0], e.Course())
	if err != nil {
		t.Fatal(err)
	}
	joins(t, app, e, who[0])
	if now := studiesIn(t, app, e.Course(), who[0], e.Id); now.Id != before.Id {
		t.Error("what was studied did not move")
	}
	done, err := courses.Enrol(app, who[1], e.Course())
	if err != nil {
		t.Fatal(err)
	}
	done.Set("completed", time.Now())
	if err := app.Save(done); err != nil {
		t.Fatal(err)
	}
	joins(t, app, e, who[1])
	if now := studiesIn(t, app, e.Course(), who[1], e.Id); now.Id == done.Id || now.Cycle() != 2 || now.IsComplete() {
		t.Errorf("cycle %d, complete %v", now.Cycle(), now.IsComplete())
	}
	if old, err := courses.FindEnrolmentByID(app, done.Id); err != nil || !old.IsComplete() || old.Edition() != "" {
		t.Error("the finished one changed")
	}
	if again, err := courses.Enrol(app, who[1], e.Course()); err != nil || again.Cycle() != 2 {
		t.Errorf("enrolling again makes another: %v, %v", again, err)
	}
}

func TestWhoGoesGivesTheSeatBack(t *testing.T) {
	app := testapp.New(t)
	e, who := coming(t, app, map[string]any{"seats": 1}), people(t, app, 2)
	joins(t, app, e, who[0])
	joins(t, app, e, who[1])
	if err := app.RunInTransaction(func(tx core.App) error { return classes.Release(tx, who[0]) }); err != nil {
		t.Fatal(err)
	}
	stands(t, app, e, who[1], classes.In)
}

// Seats grow, people leave and others come, all at once: nobody is in beyond the seats, nobody waits beside a free one, and who came first is in first.
func TestAWaitingListSurvivesEverythingAtOnce(t *testing.T) {
	app := testapp.New(t)
	e := coming(t, app, map[string]any{"seats": 3, "waiting": true, "ways": []string{"self"}})
	who := people(t, app, 14)
	for _, user := range who[:10] {
		joins(t, app, e, user)
	}
	p, err := classes.PlanOf(app, e, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	p.Seats = 6
	var done sync.WaitGroup
	do := func(what func() error) {
		done.Go(func() {
			if err := what(); err != nil {
				t.Error(err)
			}
		})
	}
	do(func() error { _, err := classes.Change(app, e.Id, e.Revision(), p); return err })
	for _, user := range []string{who[0], who[2], who[4]} {
		do(func() error { return classes.Leave(app, e.Id, user) })
	}
	for _, user := range who[10:] {
		do(func() error {
			_, _, err := classes.Join(app, classes.Joining{Edition: e.Id, User: user, By: user, Way: classes.BySelf})
			return err
		})
	}
	done.Wait()
	count, err := classes.CountSeats(app, e.Id)
	if err != nil || count != (classes.Count{In: 6, Waiting: 5}) {
		t.Errorf("%+v, %v", count, err)
	}
	for _, i := range []int{1, 3, 5, 6, 7, 8} {
		stands(t, app, e, who[i], classes.In)
	}
}
