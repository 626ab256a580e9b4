package classes_test

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/internal/testapp"
)

// hour is a moment near which nothing changes: the tenth of March at nine in Rome.
var hour = time.Date(2027, 3, 10, 8, 0, 0, 0, time.UTC)

func edition(t *testing.T, app core.App, values map[string]any) *classes.Edition {
	t.Helper()
	all := map[string]any{"title": "Primavera", "state": "planned", "from": hour.AddDate(0, 0, -1), "until": hour.AddDate(0, 1, 0),
		"waiting": true, "ways": []string{"self"}}
	for name, value := range values {
		all[name] = value
	}
	if all["course"] == nil {
		all["course"] = testapp.Save(t, app, "courses", map[string]any{"slug": "spid-" + core.GenerateDefaultRandomId(), "title": "SPID", "state": "published"}).Id
	}
	return classes.Of(testapp.Save(t, app, classes.Collection, all))
}

func TestEditionsSeatsAndSessionsAreFound(t *testing.T) {
	app := testapp.New(t)
	e := edition(t, app, map[string]any{"ways": []string{"self", "code"}})
	anna := testapp.Person(t, app, "learner")
	testapp.Save(t, app, classes.Sessions, map[string]any{"edition": e.Id, "from": hour.Add(time.Hour), "until": hour.Add(2 * time.Hour), "kind": "both"})
	first := testapp.Save(t, app, classes.Sessions, map[string]any{"edition": e.Id, "from": hour, "until": hour.Add(time.Hour), "kind": "room", "place": "Sala 1"})
	testapp.Save(t, app, classes.Seats, map[string]any{"edition": e.Id, "user": anna.Id, "state": "in", "place": 1})

	found, err := classes.Find(app, e.Id)
	if err != nil || !found.Takes(classes.ByCode) || found.Takes(classes.ByReferent) {
		t.Errorf("found %v, %v", found.Ways(), err)
	}
	if _, err := classes.Find(app, "none"); !errors.Is(err, classes.ErrNotFound) {
		t.Errorf("an unknown edition: %v", err)
	}
	sessions, err := classes.SessionsOf(app, e.Id)
	if err != nil || len(sessions) != 2 || sessions[0].Id != first.Id || sessions[0].Length() != time.Hour {
		t.Errorf("sessions %v, %v", sessions, err)
	}
	if in, err := classes.IsIn(app, e.Id, anna.Id); err != nil || !in {
		t.Errorf("is in: %v, %v", in, err)
	}
	if list, total, err := classes.List(app, classes.Filter{Course: e.Course(), Coming: true}, hour); err != nil || total != 1 || list[0].Id != e.Id {
		t.Errorf("coming: %v, %d, %v", list, total, err)
	}
	if _, total, err := classes.List(app, classes.Filter{Course: e.Course(), Coming: true}, hour.AddDate(0, 2, 0)); err != nil || total != 0 {
		t.Errorf("still coming when over: %d, %v", total, err)
	}
}
