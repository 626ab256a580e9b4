package quizzes_test

import (
	"errors"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/quizzes"
)

func TestWhatIsGrantedReplacesTheEarlierAndIsTakenBack(t *testing.T) {
	a := open(t)
	staff := testapp.Person(t, a.app, "staff").Id
	for _, extras := range []quizzes.Accommodation{{TimePercent: 30}, {TimePercent: 50, Tries: 2}} {
		if _, err := quizzes.Grant(a.app, staff, a.user, a.course, extras); err != nil {
			t.Fatal(err)
		}
		got, err := quizzes.AccommodationOf(a.app, a.user, a.course)
		if err != nil || got != extras {
			t.Errorf("granted %+v, read %+v, %v", extras, got, err)
		}
	}
	all, err := quizzes.GrantedIn(a.app, a.course)
	if err != nil || len(all) != 1 || all[a.user].By != staff || all[a.user].Tries != 2 || all[a.user].At.IsZero() {
		t.Errorf("granted %+v, %v", all, err)
	}
	for range 2 {
		if err := quizzes.Ungrant(a.app, a.user, a.course); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := quizzes.AccommodationOf(a.app, a.user, a.course); err != nil || got != (quizzes.Accommodation{}) {
		t.Errorf("still %+v, %v", got, err)
	}
}

func TestWhatCannotBeGranted(t *testing.T) {
	a := open(t)
	for _, extras := range []quizzes.Accommodation{{}, {TimePercent: -1}, {TimePercent: 301}, {Tries: 21}, {TimePercent: 10, Tries: -1}} {
		if _, err := quizzes.Grant(a.app, "", a.user, a.course, extras); !errors.Is(err, quizzes.ErrExtras) {
			t.Errorf("%+v: %v", extras, err)
		}
	}
}

func TestMoreTimeReachesAnAttemptThatIsOpenAndLessDoesNot(t *testing.T) {
	type grant struct{ before, during []int } // percent; 0 takes it back
	for _, row := range []struct {
		name  string
		limit int // minutes
		grant
		want time.Duration // from the beginning
	}{
		{"nothing", 20, grant{}, 20 * time.Minute},
		{"in the room", 20, grant{nil, []int{50}}, 30 * time.Minute},
		{"in the room, twice the same", 20, grant{nil, []int{50, 50}}, 30 * time.Minute},
		{"more than before", 20, grant{[]int{25}, []int{50}}, 30 * time.Minute},
		{"more and more", 20, grant{[]int{10}, []int{25, 100}}, 40 * time.Minute},
		{"less than before", 20, grant{[]int{50}, []int{25}}, 30 * time.Minute},
		{"taken back", 20, grant{[]int{50}, []int{0}}, 30 * time.Minute},
		{"taken back and less", 20, grant{[]int{50}, []int{0, 25}}, 30 * time.Minute},
		{"taken back and more", 20, grant{[]int{50}, []int{0, 100}}, 40 * time.Minute},
		{"without a limit", 0, grant{nil, []int{100}}, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := open(t)
			w := a.timed()
			a.storeWith(t, short, func(s *quizzes.Settings) { s.TimeLimit = row.limit })
			a.grant(t, row.before)
			attempt, asked := a.start(t, "quiz")
			began := quizzes.Now(a.app)
			w.pass(5 * time.Minute)
			a.give(t, attempt, map[string]any{asked["uno"].ID: "a"})
			a.storeWith(t, short, func(s *quizzes.Settings) { s.TimeLimit = 90 }) // counts for others
			a.grant(t, row.during)
			now, err := quizzes.FindAttempt(a.app, a.user, attempt.Id)
			if err != nil {
				t.Fatal(err)
			}
			want := time.Time{}
			if row.limit > 0 {
				want = began.Add(row.want)
			}
			if !now.Expires().Equal(want) {
				t.Errorf("ends at %v, want %v", now.Expires(), want)
			}
		})
	}
}

// grant grants the person so many percent, one after the other.
func (a *academy) grant(t *testing.T, all []int) {
	t.Helper()
	for _, percent := range all {
		var err error
		if percent == 0 {
			err = quizzes.Ungrant(a.app, a.user, a.course)
		} else {
			_, err = quizzes.Grant(a.app, "", a.user, a.course, quizzes.Accommodation{TimePercent: percent})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAGrantTellsHowManyAttemptsLastLonger(t *testing.T) {
	a := open(t)
	w := a.timed()
	a.storeWith(t, short, func(s *quizzes.Settings) { s.TimeLimit, s.Grace = 20, 30 })
	attempt, asked := a.start(t, "quiz")
	a.give(t, attempt, map[string]any{asked["uno"].ID: "a"})
	saved, err := quizzes.FindAttempt(a.app, a.user, attempt.Id)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := quizzes.Start(a.app, a.stranger, attempt.Quiz(), a.strangerIn); err != nil {
		t.Fatal(err)
	}
	w.pass(20*time.Minute + 20*time.Second) // the end has come, the grace has not
	for _, want := range []int{1, 0} {
		n, err := quizzes.Grant(a.app, "", a.user, a.course, quizzes.Accommodation{TimePercent: 25})
		if err != nil || n != want {
			t.Errorf("%d attempts last longer, want %d, %v", n, want, err)
		}
	}
	w.pass(3 * time.Minute)
	if n, err := quizzes.CloseOverdue(a.app); n != 1 || err != nil {
		t.Errorf("%d closed: the other one only is over, %v", n, err)
	}
	a.give(t, attempt, map[string]any{asked["due"].ID: "b"})
	now, err := quizzes.FindAttempt(a.app, a.user, attempt.Id)
	if err != nil || !now.Expires().Equal(saved.Expires().Add(5*time.Minute)) || now.GetString("drawn") != saved.GetString("drawn") {
		t.Errorf("ends at %v, %v", now.Expires(), err)
	}
	if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
		t.Fatal(err)
	}
	if n, err := quizzes.Grant(a.app, "", a.user, a.course, quizzes.Accommodation{TimePercent: 100}); n != 0 || err != nil {
		t.Errorf("%d attempts that were handed in last longer, %v", n, err)
	}
}
