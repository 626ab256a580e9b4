package hooks_test

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/classes"
	"aula/courses"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/webinars"
)

// taught is an edition of a course that asks for a lesson and 80 percent of presence, with two sessions of an hour: the first in a room
// and in the hall's webinar, the second in a room. Those named have a seat.
func taught(t *testing.T, h *hall, start time.Time, people ...string) (x *classes.Edition, both, room string) {
	t.Helper()
	course := testapp.Save(t, h.app, "courses", map[string]any{
		"slug": "in-aula", "title": "In aula", "state": "published",
		"complete": types.JSONRaw(`{"lessons":["uno"],"presence":[{"webinar":"aula","percent":80}]}`),
	}).Id
	x = classes.Of(testapp.Save(t, h.app, classes.Collection, map[string]any{
		"course": course, "title": "Primavera", "state": "open", "from": start.AddDate(0, 0, -1), "until": start.AddDate(0, 0, 1), "presence": "aula", "percent": 80,
	}))
	for i, user := range people {
		testapp.Save(t, h.app, classes.Seats, map[string]any{"edition": x.Id, "user": user, "state": "in", "place": i + 1})
		if err := h.app.RunInTransaction(func(tx core.App) error { _, err := courses.Attend(tx, user, course, x.Id); return err }); err != nil {
			t.Fatal(err)
		}
	}
	session := func(from time.Time, kind, webinar string) string {
		return testapp.Save(t, h.app, classes.Sessions, map[string]any{"edition": x.Id, "from": from, "until": from.Add(time.Hour), "kind": kind, "place": "Sala", "webinar": webinar}).Id
	}
	return x, session(start, "both", h.webinar), session(start.Add(-3*time.Hour), "room", "")
}

func (h *hall) meets(t *testing.T, x *classes.Edition, user string) bool {
	t.Helper()
	e, err := courses.FindEnrolment(h.app, user, x.Course())
	if err != nil {
		t.Fatal(err)
	}
	met, err := courses.Met(h.app, e.Id)
	if err != nil {
		t.Fatal(err)
	}
	return met["presence:aula"]
}

func TestAClassFulfilsItsCourseForWhoWasThereThroughWhateverChannel(t *testing.T) {
	start := time.Now().Add(-2 * time.Hour).Truncate(time.Second)
	h := newHall(t, map[string]any{"start": start, "started": start, "state": "open", "alive": start})
	remote := testapp.Person(t, h.app, "learner", "remota@example.org").Id
	local := testapp.Person(t, h.app, "learner", "locale@example.org").Id
	half := testapp.Person(t, h.app, "learner", "mezza@example.org").Id
	x, both, room := taught(t, h, start, remote, local, half)
	write := func(session, user string, channel classes.Channel, from time.Time, minutes int) {
		t.Helper()
		n := classes.Note{Session: session, User: user, Channel: channel, From: from, Until: from.Add(time.Duration(minutes) * time.Minute), By: "f"}
		if err := classes.WriteDown(h.app, n); err != nil {
			t.Fatal(err)
		}
	}
	earlier := start.Add(-3 * time.Hour)
	for _, user := range []string{remote, local, half} {
		write(room, user, classes.OnPaper, earlier, 60)
	}
	write(both, local, classes.ByHand, start, 60)
	write(both, half, classes.AtDoor, start, 35) // and in the webinar within that time: 95 minutes in all, not 130
	for _, s := range []struct {
		user    string
		minutes int
	}{{remote, 60}, {half, 35}} {
		testapp.Save(t, h.app, "webinar_presences", map[string]any{"webinar": h.webinar, "person": s.user, "user": s.user, "name": s.user,
			"joined": start, "left": start.Add(time.Duration(s.minutes) * time.Minute)})
	}
	for _, session := range []string{room, both} {
		if err := classes.Close(h.app, session, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if h.meets(t, x, remote) || !h.meets(t, x, local) {
		t.Error("before the webinar ends: who was in the room only counts, who was in the webinar not yet")
	}
	w, err := h.app.FindRecordById(webinars.Collection, h.webinar)
	if err != nil {
		t.Fatal(err)
	}
	w.Set("state", "ended")
	w.Set("ended", start.Add(time.Hour))
	if err := h.app.Save(w); err != nil {
		t.Fatal(err)
	}
	if !h.meets(t, x, remote) || !h.meets(t, x, local) || h.meets(t, x, half) {
		t.Errorf("remote %v, local %v, half %v", h.meets(t, x, remote), h.meets(t, x, local), h.meets(t, x, half))
	}

	correct := func(user string, minutes int) {
		t.Helper()
		n := classes.Note{Session: both, User: user, From: start, Until: start.Add(time.Duration(minutes) * time.Minute), By: "f"}
		if err := classes.Correct(h.app, n, "Controllato il foglio", classes.Unseen); err != nil {
			t.Fatal(err)
		}
	}
	correct(local, 10)
	correct(half, 60)
	if h.meets(t, x, local) || !h.meets(t, x, half) || !h.meets(t, x, remote) {
		t.Errorf("corrected: local %v, half %v, remote %v", h.meets(t, x, local), h.meets(t, x, half), h.meets(t, x, remote))
	}
}

func TestAWebinarGivesNoHoursOfItsOwnToWhoFollowsItInAClass(t *testing.T) {
	for _, row := range []struct {
		state      classes.State
		presence   string // under which presence at the class counts in its course; empty: it does not
		ada, bruno int    // minutes: she has a seat in the class
	}{{classes.Open, "aula", 0, 60}, {classes.Cancelled, "aula", 60, 60}, {classes.Open, "", 60, 60}} {
		start := time.Now().Add(-2 * time.Hour).Truncate(time.Second)
		h := newHall(t, map[string]any{"start": start, "started": start, "state": "open", "alive": start})
		x, _, _ := taught(t, h, start, h.people["ada"].Id)
		x.Set("state", string(row.state))
		x.Set("presence", row.presence)
		if err := h.app.Save(x); err != nil {
			t.Fatal(err)
		}
		for _, who := range []string{"ada", "bruno"} {
			h.stay(t, who, start, 0, time.Hour)
		}
		h.end(t, start.Add(time.Hour))
		if ada, bruno := sum(t, h.app, h.people["ada"].Id), sum(t, h.app, h.people["bruno"].Id); ada != row.ada || bruno != row.bruno {
			t.Errorf("%s %q: in the class %d minutes beside those of its course, in the webinar only %d", row.state, row.presence, ada, bruno)
		}
		if row.presence != "" {
			continue
		}
		x.Set("presence", "aula") // it counts from now on
		if err := h.app.Save(x); err != nil {
			t.Fatal(err)
		}
		if ada := sum(t, h.app, h.people["ada"].Id); ada != 0 {
			t.Errorf("once it counts in the course: %d minutes beside those of its course", ada)
		}
	}
}

func TestACorrectionBelowTheShareAfterTheCourseIsCompleteIsToldToStaff(t *testing.T) {
	start := time.Now().Add(-6 * time.Hour).Truncate(time.Second)
	h := newHall(t, map[string]any{"start": start, "started": start, "state": "open", "alive": start})
	anna := testapp.Person(t, h.app, "learner", "anna@example.org").Id
	x, both, room := taught(t, h, start, anna)
	for session, from := range map[string]time.Time{both: start, room: start.Add(-3 * time.Hour)} {
		n := classes.Note{Session: session, User: anna, Channel: classes.OnPaper, From: from, Until: from.Add(time.Hour), By: "f"}
		if err := classes.WriteDown(h.app, n); err != nil {
			t.Fatal(err)
		}
		if err := classes.Close(h.app, session, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	e, err := courses.FindEnrolment(h.app, anna, x.Course())
	if err != nil {
		t.Fatal(err)
	}
	doubts := func(want int) {
		t.Helper()
		list, err := hooks.UnsupportedPresence(h.app, x)
		if err != nil || len(list) != want || want > 0 && list[0].Person != anna {
			t.Errorf("%v, %v, want %d", list, err, want)
		}
	}
	if err := h.app.RunInTransaction(func(tx core.App) error { return courses.Fulfil(tx, e, "lesson:uno", nil) }); err != nil {
		t.Fatal(err)
	}
	if e, err = courses.FindEnrolment(h.app, anna, x.Course()); err != nil || !e.IsComplete() {
		t.Fatalf("the course is not complete: %v", err)
	}
	doubts(0)
	n := classes.Note{Session: both, User: anna, From: start, Until: start, By: "f"}
	if err := classes.Correct(h.app, n, "Era un'altra", classes.Unseen); err != nil {
		t.Fatal(err)
	}
	doubts(1)
	if e, err = courses.FindEnrolment(h.app, anna, x.Course()); err != nil || !e.IsComplete() {
		t.Errorf("the course is no more complete: %v", err)
	}
	n.Until = start.Add(time.Hour)
	if err := classes.Correct(h.app, n, "Era lei", classes.Unseen); err != nil {
		t.Fatal(err)
	}
	doubts(0)
}

func TestAClassGivesHoursAsItsSessionsAreLong(t *testing.T) {
	app, _ := newServer(t)
	course := testapp.Save(t, app, "courses", map[string]any{
		"slug": "in-aula", "title": "In aula", "state": "published", "hours": 2,
		"complete": types.JSONRaw(`{"lessons":["uno"],"presence":[{"webinar":"aula","percent":80}]}`),
	}).Id
	testapp.Save(t, app, "lessons", map[string]any{"course": course, "key": "uno", "slug": "uno", "title": "Uno", "position": 1, "minutes": 60})
	for _, row := range []struct {
		name   string
		hours  []int // of its sessions
		lesson int   // minutes of the ledger
	}{
		{"two sessions of three hours in all", []int{2, 1}, 30},
		{"one of an hour", []int{1}, 60},
		{"none planned yet", nil, 60},
	} {
		start := time.Now().Add(24 * time.Hour)
		x := testapp.Save(t, app, classes.Collection, map[string]any{
			"course": course, "title": row.name, "state": "open", "from": start, "until": start.AddDate(0, 0, 9), "presence": "aula", "percent": 80,
		}).Id
		for i, hours := range row.hours {
			from := start.AddDate(0, 0, i)
			testapp.Save(t, app, classes.Sessions, map[string]any{"edition": x, "from": from, "until": from.Add(time.Duration(hours) * time.Hour), "kind": "room", "place": "Sala"})
		}
		user := testapp.Person(t, app, "learner", x+"@example.org").Id
		if err := app.RunInTransaction(func(tx core.App) error { _, err := courses.Attend(tx, user, course, x); return err }); err != nil {
			t.Fatal(err)
		}
		mark(t, app, user, course, "uno", true)
		if got := sum(t, app, user); got != row.lesson {
			t.Errorf("%s: the lesson gives %d minutes, want %d", row.name, got, row.lesson)
		}
	}
}
