package classes_test

import (
	"slices"
	"testing"
	"time"

	"aula/classes"
	"aula/internal/testapp"
)

func TestAnEditionThatIsOverIsFoundWhileItsRegisterWaitsHoweverManyFollow(t *testing.T) {
	app := testapp.New(t)
	carla := testapp.Person(t, app, "host")
	now := time.Now()
	held := func(days int, state classes.State, closed time.Time) string {
		from := now.AddDate(0, 0, -days)
		e := edition(t, app, map[string]any{"state": string(state), "from": from, "until": from.AddDate(0, 0, 1), "facilitators": []string{carla.Id}})
		testapp.Save(t, app, classes.Sessions, map[string]any{"edition": e.Id, "from": from, "until": from.Add(time.Hour), "kind": "room", "place": "Sala 1", "closed": closed})
		return e.Id
	}
	waits := held(200, classes.Ended, time.Time{})
	called := held(100, classes.Cancelled, time.Time{})
	done := held(50, classes.Ended, now)
	goes := held(0, classes.Open, time.Time{})
	for range classes.Page {
		held(20, classes.Ended, now)
	}
	list, total, err := classes.List(app, classes.Filter{Facilitator: carla.Id, Coming: true, ToClose: true}, now)
	var found []string
	for _, e := range list {
		found = append(found, e.Id)
	}
	if want := []string{waits, goes}; err != nil || total != len(want) || !slices.Equal(found, want) {
		t.Errorf("found %v of %d, %v, want %v without %s and %s", found, total, err, want, called, done)
	}
}
