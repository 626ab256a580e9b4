package hooks_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/classes"
	"aula/courses"
	"aula/hours"
	"aula/internal/calendar"
	"aula/internal/testapp"
)

// school is a course of two hours that asks for a lesson and presence, and editions of it.
type school struct {
	t      *testing.T
	app    core.App
	course string
}

func newSchool(t *testing.T, app core.App) school {
	t.Helper()
	course := testapp.Save(t, app, "courses", map[string]any{
		"slug": "in-aula", "title": "In aula", "state": "published", "hours": 2, "certificate": true,
		"complete": types.JSONRaw(`{"lessons":["uno"],"presence":[{"webinar":"aula","percent":60}]}`),
	}).Id
	testapp.Save(t, app, "lessons", map[string]any{"course": course, "key": "uno", "slug": "uno", "title": "Uno", "position": 1, "minutes": 60})
	return school{t, app, course}
}

// class is an edition with a session in a room at each of these moments, an hour long, from the first to well after the last.
func (a school) class(at ...time.Time) (x *classes.Edition, sessions []string) {
	a.t.Helper()
	x = classes.Of(testapp.Save(a.t, a.app, classes.Collection, map[string]any{
		"course": a.course, "title": fmt.Sprint("Edizione dal ", at[0]), "state": "open", "from": at[0].AddDate(0, 0, -1), "until": time.Now().AddDate(1, 0, 0),
		"presence": "aula", "percent": 60,
	}))
	for _, from := range at {
		sessions = append(sessions, testapp.Save(a.t, a.app, classes.Sessions, map[string]any{
			"edition": x.Id, "from": from, "until": from.Add(time.Hour), "kind": "room", "place": "Sala",
		}).Id)
	}
	return x, sessions
}

// seats brings somebody into an edition.
func (a school) seats(x *classes.Edition, user string) {
	a.t.Helper()
	if _, _, err := classes.Join(a.app, classes.Joining{Edition: x.Id, User: user, By: "f"}); err != nil {
		a.t.Fatal(err)
	}
}

// writes says that somebody was at a session from its beginning for so long.
func (a school) writes(session, user string, long time.Duration) {
	a.t.Helper()
	n := a.note(session, user, long)
	n.Channel = classes.OnPaper
	if err := classes.WriteDown(a.app, n); err != nil {
		a.t.Fatal(err)
	}
}

func (a school) note(session, user string, long time.Duration) classes.Note {
	a.t.Helper()
	s, err := classes.FindSession(a.app, session)
	if err != nil {
		a.t.Fatal(err)
	}
	return classes.Note{Session: session, User: user, From: s.From(), Until: s.From().Add(long), By: "f"}
}

func (a school) closes(sessions ...string) {
	a.t.Helper()
	for _, s := range sessions {
		if err := classes.Close(a.app, s, time.Now()); err != nil {
			a.t.Fatal(err)
		}
	}
}

// corrects says anew that somebody was at a session for so long.
func (a school) corrects(session, user string, long time.Duration) {
	a.t.Helper()
	if err := classes.Correct(a.app, a.note(session, user, long), "Controllato il foglio", classes.Unseen); err != nil {
		a.t.Fatal(err)
	}
}

// met tells whether the person's newest enrolment in the course counts presence.
func (a school) met(user string) bool {
	a.t.Helper()
	e, err := courses.FindEnrolment(a.app, user, a.course)
	if err != nil {
		a.t.Fatal(err)
	}
	met, err := courses.Met(a.app, e.Id)
	if err != nil {
		a.t.Fatal(err)
	}
	return met["presence:aula"]
}

func inRome(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Whoever was at a class in December has the hours in December, in the employ of who employed them then, however late its register is closed.
func TestHoursOfAClassBelongToTheDayOnWhichItEnded(t *testing.T) {
	for _, row := range []struct {
		name     string
		at       []string
		was      int // sessions that the person was at, from the first on
		day      string
		employer string
	}{
		{"in December", []string{"2025-12-29 10:00", "2025-12-30 10:00"}, 2, "2025-12-30", "c_l736"},
		{"over midnight into the new year", []string{"2025-12-30 10:00", "2025-12-31 23:30"}, 2, "2026-01-01", "c_a944"},
		{"in both years", []string{"2025-12-30 10:00", "2026-01-08 10:00"}, 2, "2026-01-08", "c_a944"},
		{"not at the last one", []string{"2025-12-29 10:00", "2025-12-30 10:00", "2026-01-08 10:00"}, 2, "2025-12-30", "c_l736"},
		{"while the clocks change", []string{"2025-10-26 02:30", "2025-10-26 04:00"}, 2, "2025-10-26", "c_l736"},
	} {
		t.Run(row.name, func(t *testing.T) {
			app, _ := newServer(t)
			a := newSchool(t, app)
			ada := testapp.Person(t, app, "learner", "ada@example.org").Id
			for ipa, between := range map[string][2]string{"c_l736": {"2020-01-01", "2026-01-01"}, "c_a944": {"2026-01-01", ""}} {
				values := map[string]any{"user": ada, "organisation": testapp.Organisation(t, app, ipa).Id, "role": "employee", "accepted": "2020-01-01 00:00:00.000Z"}
				for i, field := range []string{"from", "until"} {
					if between[i] != "" {
						values[field] = inRome(t, between[i]+" 00:00")
					}
				}
				testapp.Save(t, app, "memberships", values)
			}
			var at []time.Time
			for _, text := range row.at {
				at = append(at, inRome(t, text))
			}
			x, sessions := a.class(at...)
			a.seats(x, ada)
			for _, s := range sessions[:row.was] {
				a.writes(s, ada, time.Hour)
			}
			a.closes(sessions...)
			all, _ := ledger(t, app, ada)
			if len(all) != 1 || calendar.FormatDay(all[0].Day()) != row.day || all[0].Year != all[0].Day().In(calendar.Zone).Year() {
				t.Fatalf("the ledger has %+v", all)
			}
			o, err := app.FindRecordById("organisations", all[0].Organisation)
			if err != nil || o.GetString("ipa") != row.employer {
				t.Errorf("they count for %v, %v", o, err)
			}
			if got := sum(t, app, ada); got != all[0].Minutes {
				t.Errorf("%d minutes in all", got)
			}
		})
	}
}

// What one class established is not for the register of another one to take back.
func TestTheRegisterOfASecondClassTakesNothingBackThatTheFirstEstablished(t *testing.T) {
	app, _ := newServer(t)
	a := newSchool(t, app)
	ada := testapp.Person(t, app, "learner", "ada@example.org").Id
	spring, first := a.class(time.Now().AddDate(0, 0, -20))
	a.seats(spring, ada)
	a.writes(first[0], ada, time.Hour)
	a.closes(first...)
	if !a.met(ada) {
		t.Fatal("she was there the whole time")
	}
	if err := classes.Leave(app, spring.Id, ada); err != nil {
		t.Fatal(err)
	}
	autumn, second := a.class(time.Now().AddDate(0, 0, -3), time.Now().AddDate(0, 0, -2))
	a.seats(autumn, ada)
	a.closes(second[0])
	if !a.met(ada) || sum(t, app, ada) != 60 {
		t.Errorf("presence counts: %v, %d minutes", a.met(ada), sum(t, app, ada))
	}
}

func TestACorrectionTakesHoursBackAndAnotherGivesThemAgain(t *testing.T) {
	app, _ := newServer(t)
	a := newSchool(t, app)
	ada := testapp.Person(t, app, "learner", "ada@example.org").Id
	x, s := a.class(time.Now().AddDate(0, 0, -3), time.Now().AddDate(0, 0, -2))
	a.seats(x, ada)
	a.writes(s[0], ada, time.Hour)
	a.writes(s[1], ada, 40*time.Minute)
	a.closes(s...)
	check := func(says string, met bool, minutes int) {
		t.Helper()
		if a.met(ada) != met || sum(t, app, ada) != minutes {
			t.Errorf("%s: presence counts: %v, %d minutes", says, a.met(ada), sum(t, app, ada))
		}
	}
	check("100 of 120 minutes", true, 80) // of the lesson's 60 and the sessions' 120, two hours' share
	a.corrects(s[0], ada, 10*time.Minute)
	check("50 of 120 minutes", false, 0)
	a.corrects(s[0], ada, 35*time.Minute)
	check("75 of 120 minutes", true, 80)
	a.corrects(s[1], ada, 0)
	check("35 of 120 minutes", false, 0)
	a.corrects(s[1], ada, time.Hour)
	mark(t, app, ada, a.course, "uno", true)
	check("and the lesson", true, 120)
	a.corrects(s[1], ada, 0)
	check("what is complete stays so", true, 120)
	if n := certificatesOf(t, app, ada); n != 1 {
		t.Errorf("%d certificates", n)
	}
}

func TestWhoComesBackFindsWhatTheyWereAtBefore(t *testing.T) {
	app, _ := newServer(t)
	a := newSchool(t, app)
	ada := testapp.Person(t, app, "learner", "ada@example.org").Id
	x, s := a.class(time.Now().AddDate(0, 0, -3), time.Now().AddDate(0, 0, -2))
	a.seats(x, ada)
	for _, session := range s {
		a.writes(session, ada, time.Hour)
	}
	if err := classes.Leave(app, x.Id, ada); err != nil {
		t.Fatal(err)
	}
	a.closes(s...)
	if a.met(ada) {
		t.Error("who has no seat is in the register")
	}
	a.seats(x, ada)
	if !a.met(ada) || sum(t, app, ada) != 80 {
		t.Errorf("presence counts: %v, %d minutes", a.met(ada), sum(t, app, ada))
	}
}

// After two of three sessions: who had enough keeps it, what comes later counts nothing, and nobody gets anything twice.
func TestACancelledEditionKeepsWhatWasEstablished(t *testing.T) {
	app, _ := newServer(t)
	a := newSchool(t, app)
	ada, bea := testapp.Person(t, app, "learner", "ada@example.org").Id, testapp.Person(t, app, "learner", "bea@example.org").Id
	x, s := a.class(time.Now().AddDate(0, 0, -3), time.Now().AddDate(0, 0, -2), time.Now().AddDate(0, 0, 2))
	for _, user := range []string{ada, bea} {
		a.seats(x, user)
	}
	a.writes(s[0], ada, time.Hour)
	a.writes(s[1], ada, time.Hour)
	a.writes(s[1], bea, time.Hour)
	a.closes(s[:2]...)
	minutes := sum(t, app, ada)
	if err := classes.Cancel(app, x.Id, "Neve"); err != nil {
		t.Fatal(err)
	}
	if !a.met(ada) || a.met(bea) || sum(t, app, ada) != minutes || minutes != 90 || sum(t, app, bea) != 0 {
		t.Errorf("Ada %v with %d minutes, Bea %v with %d", a.met(ada), sum(t, app, ada), a.met(bea), sum(t, app, bea))
	}
	mark(t, app, ada, a.course, "uno", true)
	if got := sum(t, app, ada); got != 120 {
		t.Errorf("%d minutes of a course of two hours", got)
	}
	totals, err := hours.TotalsOf(app, hours.TotalsFilter{Person: bea})
	if err != nil || len(totals) != 0 {
		t.Errorf("%v, %v", totals, err)
	}
}

// A meeting in a webinar that was called off asks nobody to have been there.
func TestAMeetingWhoseWebinarIsCalledOffAsksForNothing(t *testing.T) {
	app, _ := newServer(t)
	a := newSchool(t, app)
	ada := testapp.Person(t, app, "learner", "ada@example.org").Id
	x, s := a.class(time.Now().AddDate(0, 0, -3))
	from := time.Now().AddDate(0, 0, 3)
	w := testapp.Webinar(t, app, map[string]any{"start": from, "minutes": 60})
	testapp.Save(t, app, classes.Sessions, map[string]any{"edition": x.Id, "from": from, "until": from.Add(time.Hour), "kind": "webinar", "webinar": w.Id})
	a.seats(x, ada)
	a.writes(s[0], ada, time.Hour)
	a.closes(s...)
	if a.met(ada) {
		t.Fatal("half of two meetings is enough")
	}
	fresh, err := app.FindRecordById("webinars", w.Id)
	if err != nil {
		t.Fatal(err)
	}
	fresh.Set("state", "cancelled")
	if err := app.Save(fresh); err != nil {
		t.Fatal(err)
	}
	if !a.met(ada) {
		t.Error("the only meeting there was is not enough")
	}
}

// The course decides how much presence it asks for, in the editions that run, too.
func TestAnEditionFollowsTheShareThatItsCourseAsksFor(t *testing.T) {
	app, _ := newServer(t)
	a := newSchool(t, app)
	ada := testapp.Person(t, app, "learner", "ada@example.org").Id
	x, s := a.class(time.Now().AddDate(0, 0, -3), time.Now().AddDate(0, 0, -2))
	a.seats(x, ada)
	a.writes(s[0], ada, time.Hour)
	a.closes(s...)
	for _, row := range []struct {
		percent int
		want    bool
	}{{60, false}, {50, true}, {51, false}} {
		course, err := app.FindRecordById("courses", a.course)
		if err != nil {
			t.Fatal(err)
		}
		course.Set("complete", types.JSONRaw(fmt.Sprintf(`{"lessons":["uno"],"presence":[{"webinar":"aula","percent":%d}]}`, row.percent)))
		if err := app.Save(course); err != nil {
			t.Fatal(err)
		}
		if a.met(ada) != row.want {
			t.Errorf("half of the presence where %d %% are asked for: %v", row.percent, a.met(ada))
		}
	}
}

// Two channels that overlap count once; one that was wrong is taken out before the register is closed, and a correction says it all anew.
func TestPresenceByTwoChannelsIsCountedOnceAndTakenOutByOne(t *testing.T) {
	app, _ := newServer(t)
	a := newSchool(t, app)
	ada := testapp.Person(t, app, "learner", "ada@example.org").Id
	x, s := a.class(time.Now().AddDate(0, 0, -3))
	a.seats(x, ada)
	session, err := classes.FindSession(app, s[0])
	if err != nil {
		t.Fatal(err)
	}
	write := func(channel classes.Channel, from, until int) {
		t.Helper()
		at := func(minutes int) time.Time { return session.From().Add(time.Duration(minutes) * time.Minute) }
		if err := classes.WriteDown(app, classes.Note{Session: s[0], User: ada, Channel: channel, From: at(from), Until: at(until), By: "f"}); err != nil {
			t.Fatal(err)
		}
	}
	was := func(says string, minutes int) {
		t.Helper()
		of, err := classes.Foresee(app, x, s[0])
		if err != nil || int(of[ada].Present.Minutes()) != minutes {
			t.Errorf("%s: %v, %v; want %d minutes", says, of[ada].Present, err, minutes)
		}
	}
	write(classes.AtDoor, 0, 25)
	write(classes.OnPaper, 15, 40)
	was("by both", 40)
	line := classes.Line{User: ada, Drop: []classes.Channel{classes.OnPaper}}
	rows, err := classes.PresencesAt(app, s[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := classes.WriteClass(app, s[0], "f", classes.Written(rows), []classes.Line{line}, time.Now()); err != nil {
		t.Fatal(err)
	}
	was("without the paper", 25)
	a.closes(s...)
	if a.met(ada) {
		t.Error("25 of 60 minutes are enough")
	}
	a.corrects(s[0], ada, 40*time.Minute)
	was("corrected", 40)
	if !a.met(ada) || sum(t, app, ada) != 60 {
		t.Errorf("presence counts: %v, %d minutes", a.met(ada), sum(t, app, ada))
	}
}
