package hooks_test

import (
	"errors"
	"testing"
	"time"

	"aula/accounts"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/quizzes"
)

func TestAClockThatJumpsSignsNobodyOutAndLetsNobodyStayLonger(t *testing.T) {
	for _, row := range []struct {
		name string
		jump time.Duration
	}{{"a day forth", 24 * time.Hour}, {"a day back", -24 * time.Hour}} {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			hooks.Bind(app, hooks.Options{})
			start := time.Now().Round(0)
			var passed, set time.Duration
			quizzes.UseClock(app, quizzes.NewClock(func() quizzes.Reading { return quizzes.Reading{Wall: start.Add(passed + set), Since: passed} }))
			token, err := accounts.OpenSession(app, testapp.Person(t, app, "learner"), "Firefox", accounts.BriefStay)
			if err != nil {
				t.Fatal(err)
			}
			comes := func(when string, want error) {
				t.Helper()
				if _, err := accounts.DoorkeeperOf(app).Recognise(app, token); !errors.Is(err, want) {
					t.Errorf("%s: %v", when, err)
				}
			}
			passed = time.Hour
			comes("an hour later", nil) // which is noted
			set = row.jump
			comes("before anybody has noticed the jump", nil)
			hooks.FollowClock(app)
			comes("after the jump", nil)
			passed += accounts.BriefStay - time.Minute
			comes("just before it ends", nil)
			passed += accounts.BriefStay + time.Minute
			comes("unused for as long as it holds", accounts.ErrNoSession)
		})
	}
}
