package courses_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/calendar"
	"aula/internal/testapp"
)

func TestWhatWasAskedAtOnceIsTakenBackAtOnce(t *testing.T) {
	app, here, there, course, ada := staffed(t)
	bruno, eva := testapp.Person(t, app, "learner", "bruno@example.org").Id, testapp.Person(t, app, "learner", "eva@example.org").Id
	soon, later := calendar.AddDays(time.Now(), 10), calendar.AddDays(time.Now(), 40)
	ask := func(day time.Time, users ...string) courses.Batch {
		t.Helper()
		batch, _, err := courses.Assign(app, courses.Assigning{Organisation: here, Course: course, By: "b", Users: users, Day: day})
		if err != nil {
			t.Fatal(err)
		}
		return batch
	}
	ask(later, ada)
	batch := ask(soon, ada, bruno, eva)
	finish(t, app, eva, course)
	if list, err := courses.AskedLately(app, here); err != nil || len(list) != 1 || list[0].People != 2 || list[0].Batch != batch.ID {
		t.Errorf("to be taken back: %+v, %v", list, err)
	}
	if _, n, err := courses.UndoAssign(app, courses.Batch{Organisation: there, ID: batch.ID}); err != nil || n != 0 {
		t.Errorf("another organisation takes back %d, %v", n, err)
	}
	for _, want := range []int{2, 0} {
		if _, n, err := courses.UndoAssign(app, batch); err != nil || n != want {
			t.Errorf("%d taken back, want %d, %v", n, want, err)
		}
	}
	for _, row := range []struct {
		says, user string
		due        time.Time
		own        bool
	}{{"who had another day has it again", ada, later, true}, {"who was asked for the first time is not", bruno, time.Time{}, false}} {
		if due, own := dueOf(t, app, row.user, course); due != calendar.FormatDay(row.due) || own != row.own {
			t.Errorf("%s: due %q %v", row.says, due, own)
		}
	}
	list, total, err := courses.Assignments(app, courses.AssignmentFilter{Organisation: here}, time.Now())
	if err != nil || total != 2 {
		t.Errorf("%d hold: %+v, %v", total, list, err)
	}
}

func finish(t *testing.T, app core.App, user, course string) {
	t.Helper()
	if _, err := app.DB().Update("enrolments", dbx.Params{"completed": "2026-01-01 10:00:00.000Z"}, dbx.HashExp{"user": user, "course": course}).Execute(); err != nil {
		t.Fatal(err)
	}
}

func TestWhatWouldBeAskedIsCountedBefore(t *testing.T) {
	app, here, _, course, ada := staffed(t)
	day := calendar.AddDays(time.Now(), 10)
	var users []string
	for i := range 5 {
		users = append(users, testapp.Person(t, app, "learner", fmt.Sprint("p", i, "@example.org")).Id)
	}
	users = append(users, ada)
	a := courses.Assigning{Organisation: here, Course: course, Users: users[:1], Day: day}
	assigns(t, app, a)
	a.Users, a.Day = users[1:2], time.Time{}
	assigns(t, app, a)
	testapp.Save(t, app, "enrolments", map[string]any{"user": ada, "course": course, "cycle": 1, "completed": time.Now()})
	testapp.Save(t, app, "enrolments", map[string]any{"user": users[2], "course": course, "cycle": 1, "completed": time.Now()})
	testapp.Save(t, app, "enrolments", map[string]any{"user": users[2], "course": course, "cycle": 2}) // has to renew it
	for _, row := range []struct {
		never bool
		want  courses.Assigned
	}{{false, courses.Assigned{New: 3, Moved: 1, Same: 1, Already: 1}}, {true, courses.Assigned{New: 2, Moved: 1, Same: 1, Already: 2}}} {
		a := courses.Assigning{Organisation: here, Course: course, Users: users, Day: day, Never: row.never}
		if got, err := courses.CountAssign(app, a); err != nil || got != row.want {
			t.Errorf("never %v: %+v, %v", row.never, got, err)
		}
	}
	if n, err := app.CountRecords("assignments"); err != nil || n != 2 {
		t.Errorf("counting asked for something: %d, %v", n, err)
	}
	a.Users, a.Day = users, day
	if got := assigns(t, app, a); got.Asked() != 4 {
		t.Errorf("%+v", got)
	}
}

// crowd are so many people, written plainly.
func crowd(t testing.TB, app core.App, count int) (users []string) {
	t.Helper()
	err := app.RunInTransaction(func(tx core.App) error {
		for i := range count {
			id := fmt.Sprintf("crowd%010d", i)
			users = append(users, id)
			_, err := tx.DB().Insert("users", dbx.Params{"id": id, "email": id + "@example.org", "tokenKey": id, "given_name": "A", "family_name": "B",
				"role": "learner", "locale": "it", "password": "!"}).Execute()
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return users
}

func BenchmarkAssignToTenThousand(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		app := testapp.New(b)
		course := testapp.Save(b, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
		a := courses.Assigning{Organisation: testapp.Organisation(b, app, "c_a001").Id, Course: course, Users: crowd(b, app, 10_000), Day: calendar.AddDays(time.Now(), 9)}
		b.StartTimer()
		batch, done, err := courses.Assign(app, a)
		if err != nil || done.New != 10_000 {
			b.Fatal(done, err)
		}
		b.Log("asked after", b.Elapsed())
		if _, n, err := courses.UndoAssign(app, batch); err != nil || n != 10_000 {
			b.Fatal(n, err)
		}
	}
}
