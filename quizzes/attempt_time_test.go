package quizzes_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"aula/internal/testapp"
	"aula/quizzes"
)

// watch is a machine's clocks in the hands of a test.
type watch struct{ quizzes.Reading }

func (w *watch) read() quizzes.Reading { return w.Reading }

// pass lets time go by; set only changes what the machine says it is.
func (w *watch) pass(d time.Duration) { w.Wall, w.Since = w.Wall.Add(d), w.Since+d }
func (w *watch) set(d time.Duration)  { w.Wall = w.Wall.Add(d) }

// timed gives the academy a clock that only the test moves.
func (a *academy) timed() *watch {
	w := &watch{quizzes.Reading{Wall: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}}
	quizzes.UseClock(a.app, quizzes.NewClock(w.read))
	return w
}

// storeWith stores one quiz whose settings no front matter says.
func (a *academy) storeWith(t testing.TB, source string, change func(*quizzes.Settings)) {
	t.Helper()
	stem, body, _ := strings.Cut(source, "|")
	quiz, found := quizzes.ParseMarkdown([]byte(body), quizzes.Options{Key: stem})
	if len(found) > 0 {
		t.Fatal(found)
	}
	change(&quiz.Settings)
	a.keep(t, quiz)
}

const short = "quiz|## Uno? {#uno}\n= a\n\n## Due? {#due}\n= b\n"

func TestAnswersCountUntilTheGraceIsOver(t *testing.T) {
	for _, row := range []struct {
		name  string
		grace int
		after time.Duration // since the beginning
		taken bool
	}{
		{"at once", 30, 0, true},
		{"in the last second", 30, 10*time.Minute - time.Second, true},
		{"as the time ends", 30, 10 * time.Minute, true},
		{"a second late, on its way", 30, 10*time.Minute + time.Second, true},
		{"in the last second of grace", 30, 10*time.Minute + 29*time.Second, true},
		{"as the grace ends", 30, 10*time.Minute + 30*time.Second, false},
		{"a minute late", 30, 11 * time.Minute, false},
		{"in the last second without grace", 0, 10*time.Minute - time.Second, true},
		{"as the time ends without grace", 0, 10 * time.Minute, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := open(t)
			w := a.timed()
			a.storeWith(t, short, func(s *quizzes.Settings) { s.TimeLimit, s.Grace = 10, row.grace })
			attempt, asked := a.start(t, "quiz")
			a.give(t, attempt, map[string]any{asked["due"].ID: "b"})
			w.pass(row.after)
			_, err := quizzes.Give(a.app, a.user, attempt.Id, packed(t, map[string]any{asked["uno"].ID: "a"}))
			if taken := err == nil; taken != row.taken || !taken && !errors.Is(err, quizzes.ErrClosed) {
				t.Fatalf("taken %v, %v", taken, err)
			}
			n, err := quizzes.CloseOverdue(a.app)
			if err != nil || (n == 0) != row.taken {
				t.Errorf("%d closed by themselves, %v", n, err)
			}
			if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
				t.Fatal(err)
			}
			result, err := quizzes.ResultOf(a.app, a.user, attempt.Id)
			want := 1.0
			if row.taken {
				want = 2
			}
			if err != nil || result.Score != want || result.Attempt.Submitted().After(attempt.Expires()) {
				t.Errorf("%v points, submitted %v, %v", result.Score, result.Attempt.Submitted(), err)
			}
		})
	}
}

func TestAnAttemptThatCannotBeClosedKeepsNoOtherOpen(t *testing.T) {
	a := open(t)
	w := a.timed()
	a.storeWith(t, short, func(s *quizzes.Settings) { s.TimeLimit = 10 })
	broken, _ := a.start(t, "quiz")
	other, _, err := quizzes.Start(a.app, a.stranger, broken.Quiz(), a.strangerIn)
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.app.DB().Update("attempts", dbx.Params{"answers": "[1]", "expires": "2026-01-01 00:00:00.000Z"}, dbx.HashExp{"id": broken.Id}).Execute()
	if err != nil {
		t.Fatal(err)
	}
	w.pass(time.Hour)
	if n, err := quizzes.CloseOverdue(a.app); n != 1 || err == nil || !strings.Contains(err.Error(), broken.Id) {
		t.Errorf("%d closed, %v", n, err)
	}
	if closed, err := quizzes.FindAttempt(a.app, a.stranger, other.Id); err != nil || !closed.IsSubmitted() {
		t.Errorf("the other one is still open, %v", err)
	}
}

func TestAMachinesTimeThatJumpsTakesNobodysMinutes(t *testing.T) {
	for _, row := range []struct {
		name string
		jump time.Duration
	}{
		{"an hour forward", time.Hour}, {"an hour back", -time.Hour}, {"a year forward", 365 * 24 * time.Hour}, {"five seconds", 5 * time.Second},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := open(t)
			w := a.timed()
			clock := quizzes.ClockOf(a.app)
			a.storeWith(t, short, func(s *quizzes.Settings) { s.TimeLimit = 10 })
			attempt, asked := a.start(t, "quiz")
			end := attempt.Expires()
			w.pass(4 * time.Minute)
			w.set(row.jump)
			a.give(t, attempt, map[string]any{asked["uno"].ID: "a"}) // before anybody has noticed
			if n, err := quizzes.CloseOverdue(a.app); n != 0 || err != nil {
				t.Fatalf("%d closed by the jump, %v", n, err)
			}
			if jumped, err := clock.Follow(a.app); jumped != row.jump || err != nil {
				t.Fatalf("jumped by %v, %v", jumped, err)
			}
			if jumped, err := clock.Follow(a.app); jumped != 0 || err != nil {
				t.Errorf("jumped again by %v, %v", jumped, err)
			}
			attempt, err := quizzes.FindAttempt(a.app, a.user, attempt.Id)
			if err != nil || !attempt.Expires().Equal(end.Add(row.jump)) {
				t.Fatalf("ends at %v, %v", attempt.Expires(), err)
			}
			if left := attempt.Expires().Sub(quizzes.Now(a.app)); left != 6*time.Minute {
				t.Errorf("%v left of six minutes", left)
			}
			w.pass(6*time.Minute - time.Second)
			a.give(t, attempt, map[string]any{asked["due"].ID: "b"})
			w.pass(time.Second)
			if _, err := quizzes.Give(a.app, a.user, attempt.Id, packed(t, map[string]any{asked["due"].ID: "c"})); !errors.Is(err, quizzes.ErrClosed) {
				t.Errorf("answered after the time: %v", err)
			}
		})
	}
}

func TestWhatATimeServerCorrectsIsNoJump(t *testing.T) {
	a := open(t)
	w := a.timed()
	a.storeWith(t, short, func(s *quizzes.Settings) { s.TimeLimit = 10 })
	attempt, _ := a.start(t, "quiz")
	for range 10 { // ten seconds in all, by and by
		w.pass(time.Minute)
		w.set(-time.Second)
		if jumped, err := quizzes.ClockOf(a.app).Follow(a.app); jumped != 0 || err != nil {
			t.Fatalf("jumped by %v, %v", jumped, err)
		}
	}
	if left := attempt.Expires().Sub(quizzes.Now(a.app)); left != 10*time.Second {
		t.Errorf("%v left", left)
	}
}

func TestAnAccommodationGivesTimeAndTries(t *testing.T) {
	a := open(t)
	a.timed()
	a.storeWith(t, short, func(s *quizzes.Settings) { s.TimeLimit, s.Attempts = 20, 1 })
	testapp.Save(t, a.app, "accommodations", map[string]any{"user": a.user, "course": a.course, "time_percent": 30, "tries": 1})
	attempt, _ := a.start(t, "quiz")
	if given := attempt.Expires().Sub(quizzes.Now(a.app)); given != 26*time.Minute {
		t.Errorf("%v instead of twenty minutes and a third", given)
	}
	if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
		t.Fatal(err)
	}
	second, _ := a.start(t, "quiz")
	if _, err := quizzes.Submit(a.app, a.user, second.Id); err != nil {
		t.Fatal(err)
	}
	if _, _, err := quizzes.Start(a.app, a.user, attempt.Quiz(), a.enrolment); !errors.Is(err, quizzes.ErrNoTriesLeft) {
		t.Errorf("a third try: %v", err)
	}
	other, _, err := quizzes.Start(a.app, a.stranger, attempt.Quiz(), a.strangerIn)
	if err != nil || other.Expires().Sub(quizzes.Now(a.app)) != 20*time.Minute {
		t.Errorf("somebody else ends at %v, %v", other.Expires(), err)
	}
}

func TestBetweenTwoTriesOneWaits(t *testing.T) {
	a := open(t)
	w := a.timed()
	a.storeWith(t, short, func(s *quizzes.Settings) { s.Wait, s.Attempts = 60, 2 })
	attempt, _ := a.start(t, "quiz")
	w.pass(5 * time.Minute)
	if _, made, err := quizzes.Start(a.app, a.user, attempt.Quiz(), a.enrolment); made || err != nil {
		t.Errorf("the open attempt is not gone on with: %v", err)
	}
	if _, err := quizzes.Submit(a.app, a.user, attempt.Id); err != nil {
		t.Fatal(err)
	}
	until := quizzes.Now(a.app).Add(time.Hour)
	w.pass(time.Hour - time.Second)
	var soon quizzes.TooSoon
	_, _, err := quizzes.Start(a.app, a.user, attempt.Quiz(), a.enrolment)
	if !errors.As(err, &soon) || !errors.Is(err, quizzes.ErrTooSoon) || !soon.Until.Equal(until) {
		t.Fatalf("%v, want to wait until %v", err, until)
	}
	standing, err := quizzes.StandingOf(a.app, a.enrolment, a.quiz(t, "quiz"))
	if err != nil || standing.MayStart() || !standing.NotBefore.Equal(until) {
		t.Errorf("standing %+v, %v", standing, err)
	}
	w.pass(time.Second)
	if second, _ := a.start(t, "quiz"); second.Number() != 2 {
		t.Errorf("attempt %d", second.Number())
	}
}

func TestTimeThatEndsWhileOneIsAwayEndsTheAttemptAndWaitsFromThere(t *testing.T) {
	a := open(t)
	w := a.timed()
	a.storeWith(t, short, func(s *quizzes.Settings) { s.Wait, s.TimeLimit = 60, 10 })
	attempt, _ := a.start(t, "quiz")
	w.pass(30 * time.Minute)
	var soon quizzes.TooSoon
	_, _, err := quizzes.Start(a.app, a.user, attempt.Quiz(), a.enrolment)
	if !errors.As(err, &soon) || !soon.Until.Equal(attempt.Expires().Add(time.Hour)) {
		t.Errorf("%v, want an hour after %v", err, attempt.Expires())
	}
	if closed, err := quizzes.FindAttempt(a.app, a.user, attempt.Id); err != nil || !closed.IsSubmitted() {
		t.Errorf("still open, %v", err)
	}
}
