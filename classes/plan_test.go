package classes_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/internal/calendar"
	"aula/internal/testapp"
	"aula/webinars"
)

// day is noon, so many days from now.
func day(n int) time.Time { return calendar.At(calendar.AddDays(time.Now(), n), 12) }

func plan(change func(*classes.Plan)) classes.Plan {
	p := classes.Plan{Title: "Autunno", From: day(1), Until: day(30), Seats: 10, Ways: []classes.Way{classes.BySelf}, Waiting: true,
		Sessions: []classes.SessionPlan{{From: day(2), Until: day(2).Add(2 * time.Hour), Kind: classes.InRoom, Place: "Sala 1"}}}
	if change != nil {
		change(&p)
	}
	return p
}

func newCourse(t *testing.T, app core.App) string {
	t.Helper()
	return testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
}

func made(t *testing.T, app core.App, p classes.Plan) *classes.Edition {
	t.Helper()
	e, err := classes.Make(app, newCourse(t, app), "", p)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestPlansSayWhatIsWrong(t *testing.T) {
	app := testapp.New(t)
	course := newCourse(t, app)
	small := testapp.Webinar(t, app, map[string]any{"title": "W", "state": "planned", "start": day(2), "minutes": 60, "seats": 5}).Id
	early := testapp.Webinar(t, app, map[string]any{"title": "W", "state": "planned", "start": day(1), "minutes": 60}).Id
	over := testapp.Webinar(t, app, map[string]any{"title": "W", "state": "ended", "start": day(2), "minutes": 60}).Id
	tied := testapp.Webinar(t, app, map[string]any{"title": "W", "state": "planned", "start": day(2), "minutes": 60, "course": course}).Id
	in := func(webinar string) func(*classes.Plan) {
		return func(p *classes.Plan) { p.Sessions[0].Kind, p.Sessions[0].Webinar = classes.InBoth, webinar }
	}
	for _, row := range []struct {
		field, code string
		change      func(*classes.Plan)
	}{
		{"title", "title_missing", func(p *classes.Plan) { p.Title = " " }},
		{"from", "day_missing", func(p *classes.Plan) { p.From = time.Time{} }},
		{"until", "until_before", func(p *classes.Plan) { p.Until = day(0) }},
		{"until", "until_past", func(p *classes.Plan) { p.From, p.Until, p.Sessions = day(-3), day(-1), nil }},
		{"seats", "seats_wrong", func(p *classes.Plan) { p.Seats = -1 }},
		{"percent", "percent_wrong", func(p *classes.Plan) { p.Percent = 101 }},
		{"facilitators", "person_unknown", func(p *classes.Plan) { p.Facilitators = []string{"nobody@example.org"} }},
		{"session_0_from", "hour_missing", func(p *classes.Plan) { p.Sessions[0].From = time.Time{} }},
		{"session_0_until", "session_turned", func(p *classes.Plan) { p.Sessions[0].Until = day(2) }},
		{"session_0_until", "session_long", func(p *classes.Plan) { p.Sessions[0].Until = day(3) }},
		{"session_0_day", "session_outside", func(p *classes.Plan) { p.From = day(5) }},
		{"session_0_day", "session_past", func(p *classes.Plan) {
			p.From = day(-5)
			p.Sessions[0].From, p.Sessions[0].Until, p.Sessions[0].Kind = day(-2), day(-2).Add(time.Hour), classes.InBoth
		}},
		{"session_0_place", "place_missing", func(p *classes.Plan) { p.Sessions[0].Place = "" }},
		{"session_0_webinar", "webinar_missing", func(p *classes.Plan) { p.Sessions[0].Kind = classes.InWebinar }},
		{"session_0_webinar", "webinar_seats", in(small)},
		{"session_0_webinar", "webinar_time", in(early)},
		{"session_0_webinar", "webinar_over", in(over)},
		{"session_0_webinar", "webinar_course", in(tied)},
		{"session_0_from", "session_overlaps", func(p *classes.Plan) { p.Sessions = append(p.Sessions, p.Sessions[0]) }},
	} {
		_, err := classes.Make(app, course, "", plan(row.change))
		var problems accounts.Problems
		if !errors.As(err, &problems) || !slices.Contains(problems, accounts.Problem{Field: row.field, Code: row.code}) {
			t.Errorf("%s %s: %v", row.field, row.code, err)
		}
	}
	if _, total, err := classes.List(app, classes.Filter{Course: course}, time.Now()); err != nil || total != 0 {
		t.Errorf("%d half-made editions, %v", total, err)
	}
}

func TestDaysBeginAndEndInRome(t *testing.T) {
	app := testapp.New(t)
	e := made(t, app, plan(nil))
	if !e.From().Equal(calendar.AddDays(day(1), 0)) || !e.Until().Equal(calendar.EndOfDay(day(30))) {
		t.Errorf("from %s until %s", e.From(), e.Until())
	}
}

func TestAChangeIsOfWhatWasRead(t *testing.T) {
	app := testapp.New(t)
	e := made(t, app, plan(func(p *classes.Plan) { p.Seats = 1; p.Ways = []classes.Way{classes.BySelf, classes.ByCode} }))
	who := people(t, app, 2)
	joins(t, app, e, who[0])
	joins(t, app, e, who[1])
	p, err := classes.PlanOf(app, e, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	p.Seats = 2
	p.Sessions = append(p.Sessions, classes.SessionPlan{From: day(9), Until: day(9).Add(time.Hour), Kind: classes.InRoom, Place: "Sala 2"})
	changed, err := classes.Change(app, e.Id, e.Revision(), p)
	if err != nil || changed.Code() != e.Code() || e.Code() == "" {
		t.Fatalf("code %q, then %q, %v", e.Code(), changed.Code(), err)
	}
	stands(t, app, e, who[1], classes.In) // the seat is new
	if sessions, err := classes.SessionsOf(app, e.Id); err != nil || len(sessions) != 2 {
		t.Errorf("sessions %v, %v", sessions, err)
	}
	if _, err := classes.Change(app, e.Id, e.Revision(), p); !errors.Is(err, classes.ErrChanged) {
		t.Errorf("an old revision: %v", err)
	}
	p.Sessions = p.Sessions[1:]
	if _, err := classes.Change(app, e.Id, changed.Revision(), p); err != nil {
		t.Fatal(err)
	}
	if sessions, err := classes.SessionsOf(app, e.Id); err != nil || len(sessions) != 1 || sessions[0].Place() != "Sala 2" {
		t.Errorf("sessions %v, %v", sessions, err)
	}
}

func TestASessionThatHasBegunStays(t *testing.T) {
	app := testapp.New(t)
	e := made(t, app, plan(func(p *classes.Plan) { p.From = day(-1) }))
	begun := testapp.Save(t, app, classes.Sessions, map[string]any{"edition": e.Id, "from": time.Now().Add(-time.Minute), "until": time.Now().Add(time.Hour), "kind": "room", "place": "x"}).Id
	if _, err := app.DB().Update(classes.Sessions, dbx.Params{"created": "2020-01-01 10:00:00.000Z"}, dbx.HashExp{"id": begun}).Execute(); err != nil {
		t.Fatal(err)
	}
	p, err := classes.PlanOf(app, e, time.Now())
	if err != nil || len(p.Sessions) != 1 {
		t.Fatalf("%v, %v", p.Sessions, err)
	}
	p.Sessions = nil
	if _, err := classes.Change(app, e.Id, e.Revision(), p); err != nil {
		t.Fatal(err)
	}
	if sessions, err := classes.SessionsOf(app, e.Id); err != nil || len(sessions) != 1 || sessions[0].Id != begun {
		t.Errorf("sessions %v, %v", sessions, err)
	}
}

func TestWhatCountsIsAskedOfTheCourse(t *testing.T) {
	app := testapp.New(t)
	e := made(t, app, plan(func(p *classes.Plan) { p.Counts, p.Percent = true, 70 }))
	if p, err := courses.PresencePercent(app, e.Course(), e.Presence(), -1); err != nil || p != 70 || e.Percent() != 70 || e.Presence() == "" {
		t.Errorf("under %q %d %%, %v", e.Presence(), p, err)
	}
}

func TestWhoHasASeatComesIntoTheWebinarsOfItsSessions(t *testing.T) {
	app := testapp.New(t)
	w := testapp.Webinar(t, app, map[string]any{"title": "W", "state": "planned", "start": day(2), "minutes": 60, "audience": "people"}).Id
	e, who := made(t, app, plan(nil)), people(t, app, 2)
	joins(t, app, e, who[0])
	p, err := classes.PlanOf(app, e, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	p.Sessions[0].Kind, p.Sessions[0].Webinar = classes.InBoth, w
	if _, err := classes.Change(app, e.Id, e.Revision(), p); err != nil {
		t.Fatal(err)
	}
	joins(t, app, e, who[1])
	for i, user := range who {
		if r, err := webinars.FindOwn(app, w, user); err != nil || r.State() != webinars.Registered {
			t.Errorf("person %d: %v", i, err)
		}
	}
	if err := classes.Leave(app, e.Id, who[0]); err != nil {
		t.Fatal(err)
	}
	if r, err := webinars.FindOwn(app, w, who[0]); err != nil || r.State() != webinars.Withdrawn {
		t.Errorf("who left is still registered: %v", err)
	}
}

func TestEditionsOpenAndEndWithTheirDays(t *testing.T) {
	app := testapp.New(t)
	e := made(t, app, plan(nil))
	for _, row := range []struct {
		at   time.Time
		want classes.State
	}{{day(0), classes.Planned}, {calendar.AddDays(day(1), 0), classes.Open}, {calendar.EndOfDay(day(30)), classes.Open}, {day(31), classes.Ended}} {
		if err := classes.Turn(app, row.at); err != nil {
			t.Fatal(err)
		}
		if now, err := classes.Find(app, e.Id); err != nil || now.State() != row.want {
			t.Errorf("at %s: %s, %v", row.at, now.State(), err)
		}
	}
	if err := classes.Cancel(app, e.Id, "Perché sì"); !errors.Is(err, classes.ErrSettled) {
		t.Errorf("cancelled after its end: %v", err)
	}
}

func TestCodesAreReadable(t *testing.T) {
	app := testapp.New(t)
	e := made(t, app, plan(func(p *classes.Plan) { p.Ways = []classes.Way{classes.ByCode} }))
	who := people(t, app, 1)
	if found, s, err := classes.JoinByCode(app, e.Course(), who[0], fmt.Sprintf(" %s ", classes.SpacedCode(e.Code()))); err != nil || found.Id != e.Id || s.State() != classes.In {
		t.Errorf("%v, %v, %v", found, s, err)
	}
	if _, _, err := classes.JoinByCode(app, "another", who[0], e.Code()); !errors.Is(err, classes.ErrCode) {
		t.Errorf("another course's code: %v", err)
	}
}

// A class that was held already is entered with its hours; it can be mended until somebody stands in its register.
func TestAClassThatWasHeldAlreadyIsEnteredAndMended(t *testing.T) {
	app := testapp.New(t)
	e := made(t, app, plan(func(p *classes.Plan) {
		p.From, p.Until = day(-20), day(0)
		p.Sessions[0].From, p.Sessions[0].Until = day(-10), day(-10).Add(time.Hour)
	}))
	anna := people(t, app, 1)[0]
	if _, _, err := classes.Join(app, classes.Joining{Edition: e.Id, User: anna, By: anna, Way: classes.BySelf}); !errors.Is(err, classes.ErrClosed) {
		t.Errorf("by herself: %v", err)
	}
	if _, _, err := classes.Join(app, classes.Joining{Edition: e.Id, User: anna, By: "f"}); err != nil {
		t.Fatal(err)
	}
	for _, written := range []bool{false, true} {
		p, err := classes.PlanOf(app, e, time.Now())
		if err != nil || (len(p.Sessions) == 0) != written {
			t.Fatalf("written %v: %v, %v", written, p.Sessions, err)
		}
		if written {
			break
		}
		p.Sessions[0].From, p.Sessions[0].Until = day(-9), day(-9).Add(2*time.Hour)
		if e, err = classes.Change(app, e.Id, e.Revision(), p); err != nil {
			t.Fatal(err)
		}
		sessions, err := classes.SessionsOf(app, e.Id)
		if err != nil || len(sessions) != 1 || !sessions[0].From().Equal(day(-9)) {
			t.Fatalf("%v, %v", sessions, err)
		}
		if err := classes.WriteClass(app, sessions[0].Id, "f", "0", []classes.Line{{User: anna, Here: true}}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
}

// People are ticked before the hour: what was written of them is of the session as it is planned then.
func TestASessionWhoseRegisterIsWrittenStays(t *testing.T) {
	app := testapp.New(t)
	from := time.Now().Add(30 * time.Minute).Truncate(time.Minute)
	e := made(t, app, plan(func(p *classes.Plan) {
		p.From, p.Until = from, day(9)
		p.Sessions[0].From, p.Sessions[0].Until = from, from.Add(time.Hour)
	}))
	anna := people(t, app, 1)[0]
	if _, _, err := classes.Join(app, classes.Joining{Edition: e.Id, User: anna, By: "f"}); err != nil {
		t.Fatal(err)
	}
	p, err := classes.PlanOf(app, e, time.Now())
	if err != nil || len(p.Sessions) != 1 {
		t.Fatalf("%v, %v", p.Sessions, err)
	}
	if err := classes.WriteClass(app, p.Sessions[0].ID, "f", "0", []classes.Line{{User: anna, Here: true}}, time.Now()); err != nil {
		t.Fatal(err)
	}
	p.Sessions[0].From, p.Sessions[0].Until = from.AddDate(0, 0, 1), from.AddDate(0, 0, 1).Add(time.Hour)
	if _, err := classes.Change(app, e.Id, e.Revision(), p); !errors.Is(err, classes.ErrChanged) {
		t.Errorf("moved away from who was ticked: %v", err)
	}
	if p, err = classes.PlanOf(app, e, time.Now()); err != nil || len(p.Sessions) != 0 {
		t.Errorf("%v, %v", p.Sessions, err)
	}
}
