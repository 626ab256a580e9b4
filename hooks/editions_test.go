package hooks_test

import (
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"aula/classes"
	"aula/internal/calendar"
	"aula/internal/testapp"
	"aula/notifications"
)

func TestPeopleAreToldOfTheirEdition(t *testing.T) {
	app, _ := newServer(t)
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	noon := calendar.At(calendar.AddDays(time.Now(), 1), 12)
	p := classes.Plan{Title: "Primavera", From: noon, Until: noon.AddDate(0, 0, 20), Seats: 1, Ways: classes.Ways, Waiting: true,
		Sessions: []classes.SessionPlan{{From: noon, Until: noon.Add(time.Hour), Kind: classes.InRoom, Place: "Sala 1"}}}
	x, err := classes.Make(app, course, "", p)
	if err != nil {
		t.Fatal(err)
	}
	anna, bruno := testapp.Person(t, app, "learner", "anna@example.org").Id, testapp.Person(t, app, "learner", "bruno@example.org").Id
	for _, user := range []string{anna, bruno} {
		if _, _, err := classes.Join(app, classes.Joining{Edition: x.Id, User: user, By: user, Way: classes.BySelf}); err != nil {
			t.Fatal(err)
		}
	}
	told := func(user string, kind notifications.Kind, want int64) {
		t.Helper()
		if n, err := app.CountRecords("notices", dbx.HashExp{"person": user, "kind": string(kind)}); err != nil || n != want {
			t.Errorf("%s was told %d times, want %d (%v)", kind, n, want, err)
		}
	}
	told(anna, notifications.EditionSeat, 1)
	told(bruno, notifications.EditionWaiting, 1)

	sessions, err := classes.SessionsOf(app, x.Id)
	if err != nil {
		t.Fatal(err)
	}
	p.Sessions[0].ID, p.Sessions[0].From, p.Sessions[0].Until = sessions[0].Id, noon.Add(time.Hour), noon.Add(2*time.Hour)
	if _, err := classes.Change(app, x.Id, x.Revision(), p); err != nil {
		t.Fatal(err)
	}
	told(anna, notifications.EditionMoved, 1)
	told(bruno, notifications.EditionMoved, 0)

	if err := classes.Leave(app, x.Id, anna); err != nil {
		t.Fatal(err)
	}
	told(bruno, notifications.EditionPromoted, 1)
	if err := classes.Announce(app, x.Id, "Portate il telefono"); err != nil {
		t.Fatal(err)
	}
	told(anna, notifications.EditionNews, 0)
	told(bruno, notifications.EditionNews, 1)
	if err := classes.Cancel(app, x.Id, "Neve"); err != nil {
		t.Fatal(err)
	}
	told(bruno, notifications.EditionCancelled, 1)
	told(anna, notifications.EditionCancelled, 0)
}
