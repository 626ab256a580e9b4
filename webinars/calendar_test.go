package webinars_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"aula/internal/testapp"
	"aula/webinars"
)

func property(t *testing.T, text string, name ics.ComponentProperty) string {
	t.Helper()
	c, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil || len(c.Events()) != 1 {
		t.Fatalf("%v in\n%s", err, text)
	}
	if p := c.Events()[0].GetProperty(name); p != nil {
		return p.Value
	}
	return ""
}

func TestAChangeKeepsTheUIDAndRaisesTheSequence(t *testing.T) {
	app := testapp.New(t)
	staff := testapp.Person(t, app, "staff")
	w, err := webinars.Create(app, staff.Id, aPlan())
	if err != nil {
		t.Fatal(err)
	}
	before := webinars.Calendar("", webinars.Event{Webinar: w, Address: "https://aula.example.it/webinars/" + w.Id})
	plan := aPlan()
	plan.Start = plan.Start.Add(time.Hour)
	if w, err = webinars.Change(app, w.Id, w.Revision(), plan); err != nil {
		t.Fatal(err)
	}
	after := webinars.Calendar("", webinars.Event{Webinar: w, Address: "https://other.example.it/webinars/" + w.Id})
	if err := webinars.Cancel(app, w.Id); err != nil {
		t.Fatal(err)
	}
	w, _ = webinars.Find(app, w.Id)
	gone := webinars.Calendar("", webinars.Event{Webinar: w, Address: ""})
	for i, row := range []struct{ text, method, sequence, status string }{
		{before, "METHOD:PUBLISH", "0", "CONFIRMED"}, {after, "METHOD:PUBLISH", "1", "CONFIRMED"}, {gone, "METHOD:CANCEL", "2", "CANCELLED"},
	} {
		if !strings.Contains(row.text, row.method+"\r\n") || property(t, row.text, ics.ComponentPropertySequence) != row.sequence ||
			property(t, row.text, ics.ComponentPropertyStatus) != row.status || property(t, row.text, ics.ComponentPropertyUniqueId) != w.UID() {
			t.Errorf("%d:\n%s", i, row.text)
		}
	}
	if got := property(t, after, ics.ComponentPropertyDtStart); got != plan.Start.UTC().Format("20060102T150405Z") {
		t.Errorf("starts %s", got)
	}
}

func TestARenewedCalendarAddressEndsTheOneBefore(t *testing.T) {
	app := testapp.New(t)
	learner := testapp.Person(t, app, "learner")
	token := func() string {
		path, err := webinars.CalendarPath(app, learner.Id)
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics")
	}
	first := token()
	if user, err := webinars.WhoseCalendar(app, first); err != nil || user != learner.Id {
		t.Errorf("%s, %v", user, err)
	}
	if err := webinars.RenewCalendar(app, learner.Id); err != nil {
		t.Fatal(err)
	}
	if _, err := webinars.WhoseCalendar(app, first); !errors.Is(err, webinars.ErrCalendar) {
		t.Errorf("the address before: %v", err)
	}
	if user, err := webinars.WhoseCalendar(app, token()); err != nil || user != learner.Id {
		t.Errorf("%s, %v", user, err)
	}
}

func TestTheOwnCalendarHoldsWhatOneTakesPartIn(t *testing.T) {
	app := testapp.New(t)
	learner := testapp.Person(t, app, "learner")
	seat, hosted, presented := planned(t, app, nil), planned(t, app, map[string]any{"hosts": []string{learner.Id}}), planned(t, app, map[string]any{"presenters": []string{learner.Id}})
	planned(t, app, nil)
	full := planned(t, app, map[string]any{"seats": 1})
	apply(t, app, full, guest(1))
	apply(t, app, full, webinars.Applicant{User: learner.Id})
	apply(t, app, seat, webinars.Applicant{User: learner.Id})
	list, err := webinars.Mine(app, learner.Id, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, w := range list {
		found[w.Id] = true
	}
	if len(list) != 3 || !found[seat.Id] || !found[hosted.Id] || !found[presented.Id] {
		t.Errorf("%d webinars: %v", len(list), found)
	}
}

func TestRemindersComeOnceADayAndAnHourBefore(t *testing.T) {
	start := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		ahead time.Duration
		want  webinars.Reminder
	}{
		{25 * time.Hour, ""}, {24 * time.Hour, webinars.DayBefore}, {61 * time.Minute, webinars.DayBefore},
		{60 * time.Minute, webinars.HourBefore}, {time.Second, webinars.HourBefore}, {0, ""}, {-time.Hour, ""},
	} {
		if got := webinars.ReminderOf(start, start.Add(-row.ahead)); got != row.want {
			t.Errorf("%s before: %q, want %q", row.ahead, got, row.want)
		}
	}
	app := testapp.New(t)
	now := time.Now()
	w := planned(t, app, map[string]any{"start": now.Add(20 * time.Hour)})
	due := func() int {
		list, of, err := webinars.Due(app, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			if err := webinars.Reminded(app, r, of[r.Webinar()], now); err != nil {
				t.Fatal(err)
			}
		}
		return len(list)
	}
	long := now.Add(-240 * time.Hour)
	seated(t, app, w, map[string]any{"email": "a@example.org", "asked": long, "remind": true})
	seated(t, app, w, map[string]any{"email": "b@example.org", "asked": long})                // wants none
	seated(t, app, w, map[string]any{"email": "c@example.org", "asked": now, "remind": true}) // has just read it
	seated(t, app, w, map[string]any{"email": "d@example.org", "asked": long, "remind": true, "state": "waiting"})
	if n, again := due(), due(); n != 1 || again != 0 {
		t.Errorf("%d reminded, then %d; want 1 and 0", n, again)
	}
	w.Set("start", now.Add(22*time.Hour))
	if err := app.Save(w); err != nil {
		t.Fatal(err)
	}
	if n := due(); n != 1 {
		t.Errorf("%d reminded of the new time, want 1", n)
	}
}
