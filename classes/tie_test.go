package classes_test

import (
	"errors"
	"testing"
	"time"

	"aula/classes"
	"aula/internal/testapp"
	"aula/webinars"
)

// Whom a host has removed from a webinar does not come back by joining a class that meets in it: its hosts let them.
func TestWhoWasRemovedFromAWebinarDoesNotComeBackByAClass(t *testing.T) {
	app := testapp.New(t)
	anna := testapp.Person(t, app, "learner").Id
	start := time.Now().Add(24 * time.Hour).Truncate(time.Minute)
	w := testapp.Webinar(t, app, map[string]any{"state": "planned", "start": start, "minutes": 60})
	r, _, err := webinars.Apply(app, w.Id, webinars.Applicant{User: anna})
	if err == nil {
		err = webinars.Remove(app, r.Id)
	}
	if err != nil {
		t.Fatal(err)
	}
	e := edition(t, app, map[string]any{"from": time.Now(), "until": start.AddDate(0, 0, 7), "state": "open"})
	testapp.Save(t, app, classes.Sessions, map[string]any{"edition": e.Id, "from": start, "until": start.Add(time.Hour), "kind": "webinar", "webinar": w.Id})
	seat, _, err := classes.Join(app, classes.Joining{Edition: e.Id, User: anna, By: anna, Way: classes.BySelf})
	if err != nil || seat.State() != classes.In {
		t.Fatalf("the class: %v", err)
	}
	if r, err := webinars.FindOwn(app, w.Id, anna); !errors.Is(err, webinars.ErrNotRegistered) && (err != nil || !r.IsRemoved()) {
		t.Errorf("back in the webinar: %v", err)
	}
}
