package hooks_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/hooks"
	"aula/internal/calendar"
	"aula/internal/testapp"
	"aula/notifications"
)

// timesTold is how often a person was told something of a kind.
func timesTold(t *testing.T, app core.App, person string, kind notifications.Kind) int {
	t.Helper()
	n, err := app.CountRecords("notices", dbx.HashExp{"person": person, "kind": string(kind)})
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

// holds tells whether the last notice of a kind still says what is so.
func holds(t *testing.T, app core.App, person string, kind notifications.Kind) bool {
	t.Helper()
	n := lastNotice(t, app, person, kind)
	is, err := hooks.StillTrue(app, n)
	if err != nil {
		t.Fatal(err)
	}
	return is
}

func lastNotice(t *testing.T, app core.App, person string, kind notifications.Kind) *notifications.Entry {
	t.Helper()
	list, _, err := notifications.List(app, person, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range list {
		if n.Kind() == kind {
			return n
		}
	}
	t.Fatalf("nobody told %s", kind)
	return nil
}

func TestWhoHoldsAClassIsToldInTheMorningThatItsRegisterWaits(t *testing.T) {
	app, _ := newServer(t)
	carla := testapp.Person(t, app, "host", "carla@example.org").Id
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	from := time.Now().Add(time.Hour)
	session := func(state classes.State, from time.Time) string {
		x := testapp.Save(t, app, classes.Collection, map[string]any{"course": course, "title": "Primavera", "state": string(state), "from": from, "until": from.AddDate(0, 0, 20), "facilitators": []string{carla}}).Id
		return testapp.Save(t, app, classes.Sessions, map[string]any{"edition": x, "from": from, "until": from.Add(time.Hour), "kind": "room", "place": "Sala"}).Id
	}
	waits := session(classes.Open, from)
	session(classes.Cancelled, from)
	session(classes.Open, from.AddDate(0, 0, 12))
	session(classes.Open, time.Now().AddDate(0, 0, -2)) // entered when it was over
	morning := calendar.At(calendar.AddDays(from.Add(time.Hour), 1), 9)
	for _, step := range []struct {
		says string
		now  time.Time
		want int
	}{
		{"at night", calendar.At(morning, 1), 0}, {"in the morning", morning, 1}, {"again", morning.Add(time.Minute), 1}, {"the day after", morning.AddDate(0, 0, 1), 1},
	} {
		if err := hooks.MakeRegisterRounds(app, step.now); err != nil {
			t.Fatal(err)
		}
		if got := timesTold(t, app, carla, notifications.RegisterWaiting); got != step.want {
			t.Errorf("%s: told %d times, want %d", step.says, got, step.want)
		}
	}
	s, err := classes.FindSession(app, waits)
	if err != nil {
		t.Fatal(err)
	}
	m, err := hooks.WriteNotice(app, lastNotice(t, app, carla, notifications.RegisterWaiting))
	if want := "/manage/courses/spid/editions/" + s.Edition() + "/sessions/" + waits; err != nil || !strings.Contains(m.Text, want) || !strings.Contains(m.Subject, "Primavera") {
		t.Errorf("%v\n%s\n%s", err, m.Subject, m.Text)
	}
	if !holds(t, app, carla, notifications.RegisterWaiting) {
		t.Error("it waits no more")
	}
	if err := classes.Close(app, waits, from.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n := lastNotice(t, app, carla, notifications.RegisterWaiting); holds(t, app, carla, notifications.RegisterWaiting) || n.GetDateTime("stopped").IsZero() {
		t.Error("a register that is closed still waits")
	}
}

func TestWhoHoldsAClassLearnsThatItsWebinarIsElsewhereOrCalledOff(t *testing.T) {
	app, _ := newServer(t)
	carla := testapp.Person(t, app, "host", "carla@example.org").Id
	start := calendar.At(calendar.AddDays(time.Now(), 3), 10)
	id := testapp.Webinar(t, app, map[string]any{"start": start, "minutes": 60}).Id
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	x := testapp.Save(t, app, classes.Collection, map[string]any{"course": course, "title": "Primavera", "state": "planned",
		"from": calendar.At(start, 0), "until": calendar.EndOfDay(start), "facilitators": []string{carla}}).Id
	for _, kind := range []string{"webinar", "both", "room"} {
		values := map[string]any{"edition": x, "from": start, "until": start.Add(time.Hour), "kind": kind, "place": "Sala"}
		if kind != "room" {
			values["webinar"] = id
		}
		testapp.Save(t, app, classes.Sessions, values)
	}
	change := func(field string, value any) {
		t.Helper()
		w, err := app.FindRecordById("webinars", id)
		if err != nil {
			t.Fatal(err)
		}
		w.Set(field, value)
		w.Set("revision", w.GetInt("revision")+1)
		if err := app.Save(w); err != nil {
			t.Fatal(err)
		}
	}
	change("start", start.Add(2*time.Hour))
	if got := timesTold(t, app, carla, notifications.SessionWebinarMoved); got != 1 || !holds(t, app, carla, notifications.SessionWebinarMoved) {
		t.Errorf("moved: told %d times", got)
	}
	change("start", start)
	if got := timesTold(t, app, carla, notifications.SessionWebinarMoved); got != 1 || holds(t, app, carla, notifications.SessionWebinarMoved) {
		t.Errorf("moved back: told %d times", got)
	}
	change("state", "cancelled")
	if got := timesTold(t, app, carla, notifications.SessionWebinarOff); got != 2 || !holds(t, app, carla, notifications.SessionWebinarOff) {
		t.Errorf("called off: told %d times", got)
	}
	if _, err := hooks.WriteNotice(app, lastNotice(t, app, carla, notifications.SessionWebinarOff)); err != nil {
		t.Error(err)
	}
}
