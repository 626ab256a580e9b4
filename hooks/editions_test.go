package hooks_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"aula/classes"
	"aula/hooks"
	"aula/internal/calendar"
	"aula/internal/testapp"
	"aula/locales"
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

	l := locales.For("it")
	moment := func(t time.Time) string { return l.Moment(t, calendar.Zone.String()) }
	reads := func(user string, kind notifications.Kind, words ...string) {
		t.Helper()
		list, _, err := notifications.List(app, user, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range list {
			if n.Kind() != kind {
				continue
			}
			m, err := hooks.WriteNotice(app, n)
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range append(words, "/courses/spid/editions/"+x.Id) {
				if !strings.Contains(m.Subject+"\n"+m.Text, word) {
					t.Errorf("the mail of %s lacks %q:\n%s\n%s", kind, word, m.Subject, m.Text)
				}
			}
			return
		}
		t.Errorf("no mail of %s", kind)
	}
	reads(anna, notifications.EditionSeat, "Hai un posto in «Primavera»", "SPID", l.Date(noon))
	reads(anna, notifications.EditionMoved, "Prima: "+moment(noon), "Adesso: "+moment(noon.Add(time.Hour)))
	reads(bruno, notifications.EditionWaiting, "lista d'attesa", l.Date(noon))
	reads(bruno, notifications.EditionPromoted, "Si è liberato un posto in «Primavera»", "è tuo")
	reads(bruno, notifications.EditionNews, "Portate il telefono")
	reads(bruno, notifications.EditionCancelled, "«Primavera» è annullata", "Perché: Neve")
}

func TestNobodyIsToldOfAClassThatWasHeldAlready(t *testing.T) {
	app, _ := newServer(t)
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	held := calendar.At(calendar.AddDays(time.Now(), -3), 12)
	x, err := classes.Make(app, course, "", classes.Plan{Title: "Autunno", From: held, Until: time.Now(),
		Sessions: []classes.SessionPlan{{From: held, Until: held.Add(time.Hour), Kind: classes.InRoom, Place: "Sala 1"}}})
	if err != nil {
		t.Fatal(err)
	}
	anna := testapp.Person(t, app, "learner", "anna@example.org").Id
	if _, _, err := classes.Join(app, classes.Joining{Edition: x.Id, User: anna, By: "f"}); err != nil {
		t.Fatal(err)
	}
	p, err := classes.PlanOf(app, x, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	p.Sessions[0].Place = "Sala 2"
	p.Sessions = append(p.Sessions, classes.SessionPlan{From: held.Add(2 * time.Hour), Until: held.Add(3 * time.Hour), Kind: classes.InRoom, Place: "Sala 1"})
	if _, err := classes.Change(app, x.Id, x.Revision(), p); err != nil {
		t.Fatal(err)
	}
	if n, err := app.CountRecords("notices"); err != nil || n != 0 {
		t.Errorf("%d notices, %v", n, err)
	}
}

func TestASessionMovesWithItsWebinarAndARoomStaysBooked(t *testing.T) {
	app, _ := newServer(t)
	start := calendar.At(calendar.AddDays(time.Now(), 3), 10)
	w := testapp.Webinar(t, app, map[string]any{"start": start, "minutes": 60})
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	x := classes.Of(testapp.Save(t, app, classes.Collection, map[string]any{"course": course, "title": "Primavera", "state": "planned",
		"from": calendar.At(start, 0), "until": calendar.EndOfDay(start)}))
	anna := testapp.Person(t, app, "learner", "anna@example.org").Id
	testapp.Save(t, app, classes.Seats, map[string]any{"edition": x.Id, "user": anna, "state": "in", "place": 1})
	session := func(kind string) string {
		return testapp.Save(t, app, classes.Sessions, map[string]any{"edition": x.Id, "from": start, "until": start.Add(time.Hour), "kind": kind, "place": "Sala", "webinar": w.Id}).Id
	}
	remote, both := session("webinar"), session("both")
	w, err := app.FindRecordById("webinars", w.Id) // as whoever changes it finds it
	if err != nil {
		t.Fatal(err)
	}
	w.Set("start", start.AddDate(0, 0, 2))
	w.Set("minutes", 90)
	if err := app.Save(w); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string][2]time.Time{remote: {start.AddDate(0, 0, 2), start.AddDate(0, 0, 2).Add(90 * time.Minute)}, both: {start, start.Add(time.Hour)}} {
		s, err := classes.FindSession(app, id)
		if err != nil || !s.From().Equal(want[0]) || !s.Until().Equal(want[1]) {
			t.Errorf("%s from %v until %v, want %v, %v", s.Kind(), s.From(), s.Until(), want, err)
		}
	}
	if moved, err := classes.Find(app, x.Id); err != nil || moved.Until().Before(start.AddDate(0, 0, 2)) || moved.Revision() != x.Revision()+1 {
		t.Errorf("the edition ends %v before its session, revision %d, %v", moved.Until(), moved.Revision(), err)
	}
	if n, err := app.CountRecords("notices", dbx.HashExp{"person": anna, "kind": string(notifications.EditionMoved)}); err != nil || n != 1 {
		t.Errorf("told %d times, %v", n, err)
	}
}

// A webinar moves from the Saturday before the clocks change to the Monday after: its meeting begins at the same hour as it.
func TestASessionMovesWithItsWebinarOverTheChangeOfClocks(t *testing.T) {
	app, _ := newServer(t)
	last := time.Date(time.Now().Year()+1, time.April, 0, 10, 0, 0, 0, calendar.Zone)
	sunday := last.AddDate(0, 0, -int(last.Weekday()))
	saturday, monday := sunday.AddDate(0, 0, -1), sunday.AddDate(0, 0, 1)
	w := testapp.Webinar(t, app, map[string]any{"start": saturday, "minutes": 90}).Id
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	x := testapp.Save(t, app, classes.Collection, map[string]any{"course": course, "title": "Primavera", "state": "planned", "from": calendar.At(saturday, 0), "until": calendar.EndOfDay(saturday)}).Id
	id := testapp.Save(t, app, classes.Sessions, map[string]any{"edition": x, "from": saturday, "until": saturday.Add(90 * time.Minute), "kind": "webinar", "webinar": w}).Id
	r, err := app.FindRecordById("webinars", w)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("start", monday)
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	s, err := classes.FindSession(app, id)
	if err != nil || !s.From().Equal(monday) || !s.Until().Equal(monday.Add(90*time.Minute)) || calendar.FormatHour(s.From()) != "10:00" {
		t.Errorf("from %v until %v, %v", s.From().In(calendar.Zone), s.Until().In(calendar.Zone), err)
	}
	if e, err := classes.Find(app, x); err != nil || !e.Until().Equal(calendar.EndOfDay(monday)) {
		t.Errorf("the edition ends %v, %v", e.Until().In(calendar.Zone), err)
	}
}
