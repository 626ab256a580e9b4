package hooks_test

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/hooks"
	"aula/hours"
	"aula/internal/testapp"
	"aula/privacy"
	"aula/webinars"
)

// What somebody was at before they began a course anew counted then, whatever is corrected in its register since.
func TestAWebinarOfTheLastCycleCountsNothingInTheNext(t *testing.T) {
	h, start := held(t)
	w, err := webinars.Find(h.app, h.webinar)
	if err != nil {
		t.Fatal(err)
	}
	course, err := h.app.FindRecordById("courses", w.Course())
	if err != nil {
		t.Fatal(err)
	}
	course.Set("complete", types.JSONRaw(`{"lessons":["uno"],"presence":[{"webinar":"diretta","percent":85}]}`))
	if err := h.app.Save(course); err != nil {
		t.Fatal(err)
	}
	testapp.Save(t, h.app, "lessons", map[string]any{"course": course.Id, "key": "uno", "slug": "uno", "title": "Uno", "position": 1, "minutes": 60})
	ada := h.people["ada"].Id
	h.stay(t, "ada", start, 0, time.Hour)
	h.end(t, start.Add(time.Hour))
	mark(t, h.app, ada, course.Id, "uno", true)
	first, err := courses.FindEnrolment(h.app, ada, course.Id)
	if err != nil || !first.IsComplete() {
		t.Fatalf("the first cycle: %v", err)
	}
	if err := h.app.RunInTransaction(func(tx core.App) error { _, err := courses.Renew(tx, first); return err }); err != nil {
		t.Fatal(err)
	}
	check := func(says string, want bool, minutes int) {
		t.Helper()
		next, err := courses.FindEnrolment(h.app, ada, course.Id)
		if err != nil || next.Cycle() != 2 {
			t.Fatal(err)
		}
		met, err := courses.Met(h.app, next.Id)
		if err != nil || met["presence:diretta"] != want || sum(t, h.app, ada) != minutes {
			t.Errorf("%s: presence counts: %v, %d minutes, %v", says, met["presence:diretta"], sum(t, h.app, ada), err)
		}
	}
	h.correct(t, "bruno", 50)
	check("after somebody else's presence was corrected", false, 60)

	later := time.Now().Add(time.Minute)
	again := testapp.Webinar(t, h.app, map[string]any{"title": "Di nuovo", "start": later, "started": later, "state": "open", "minutes": 60, "course": course.Id, "course_key": "diretta"}).Id
	row := testapp.Save(t, h.app, "webinar_registrations", map[string]any{"webinar": again, "user": ada, "state": "registered", "asked": later}).Id
	testapp.Save(t, h.app, "webinar_presences", map[string]any{"webinar": again, "person": row, "registration": row, "user": ada, "name": "ada", "joined": later, "left": later.Add(time.Hour)})
	r, err := h.app.FindRecordById("webinars", again)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("state", "ended")
	r.Set("ended", later.Add(time.Hour))
	if err := h.app.Save(r); err != nil {
		t.Fatal(err)
	}
	check("at the webinar of this cycle", true, 90)
	err = webinars.Correct(h.app, again, webinars.Correction{Person: row, Minutes: 5, Reason: "Era via", By: "x", ByName: "Sara", At: later}, webinars.Unseen)
	if err != nil {
		t.Fatal(err)
	}
	check("whose register is corrected downward", false, 60)
	h.correct(t, "ada", 5)
	check("and that of the first cycle", false, 60)
	if doubts := h.doubts(t); len(doubts) != 1 || doubts[0].Certificate == "" {
		t.Errorf("the certificate of the first cycle rests on nothing any more, and staff are told %v", doubts)
	}
}

// The hours of a webinar are its own or those of a class that meets in it, never both and never none.
func TestWhoLeavesAClassHasTheHoursOfItsWebinarsAndNeverTwice(t *testing.T) {
	start := time.Now().Add(-2 * time.Hour).Truncate(time.Second)
	h := newHall(t, map[string]any{"start": start, "started": start, "state": "open", "alive": start})
	ada, bruno := h.people["ada"].Id, h.people["bruno"].Id
	x, both, room := taught(t, h, start, ada, bruno)
	for _, who := range []string{"ada", "bruno"} {
		h.stay(t, who, start, 0, time.Hour)
	}
	h.end(t, start.Add(time.Hour))
	check := func(says string, a, b int) {
		t.Helper()
		if sum(t, h.app, ada) != a || sum(t, h.app, bruno) != b {
			t.Errorf("%s: Ada has %d minutes, Bruno %d; want %d and %d", says, sum(t, h.app, ada), sum(t, h.app, bruno), a, b)
		}
	}
	check("in the class", 0, 0)
	leave := func() {
		t.Helper()
		if err := classes.Leave(h.app, x.Id, ada); err != nil {
			t.Fatal(err)
		}
	}
	leave()
	check("out of it", 60, 0)
	if _, _, err := classes.Join(h.app, classes.Joining{Edition: x.Id, User: ada, By: "f"}); err != nil {
		t.Fatal(err)
	}
	check("in it again", 0, 0)
	n := classes.Note{Session: room, User: ada, Channel: classes.OnPaper, From: start.Add(-3 * time.Hour), Until: start.Add(-2 * time.Hour), By: "f"}
	if err := classes.WriteDown(h.app, n); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{both, room} {
		if err := classes.Close(h.app, s, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if !h.meets(t, x, ada) || h.meets(t, x, bruno) {
		t.Fatalf("presence counts: Ada %v, Bruno %v", h.meets(t, x, ada), h.meets(t, x, bruno))
	}
	leave()
	check("out of it, with what the course gives", 0, 0) // a course of no hours
	if err := classes.Cancel(h.app, x.Id, "Neve"); err != nil {
		t.Fatal(err)
	}
	check("cancelled", 0, 60)
	h.correct(t, "ada", 55)
	check("cancelled, then corrected", 0, 60)
}

// Comings and goings are forgotten after two years; the register, what rests on it and a late correction of it know them as they were.
func TestARegisterOutlivesTheComingsAndGoings(t *testing.T) {
	start := time.Now().AddDate(0, 0, -750).Truncate(time.Second)
	h := newHall(t, map[string]any{"start": start, "started": start, "state": "open", "alive": start})
	h.stay(t, "ada", start, 0, 25*time.Minute)
	h.stay(t, "ada", start, 30*time.Minute, time.Hour)
	h.stay(t, "bruno", start, 0, time.Hour)
	h.end(t, start.Add(time.Hour))
	rows := func() map[string]webinars.Attendance {
		t.Helper()
		w, err := webinars.Find(h.app, h.webinar)
		if err != nil {
			t.Fatal(err)
		}
		register, err := hooks.RegisterOf(h.app, w)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]webinars.Attendance{}
		for _, a := range register.Rows {
			all[a.ID] = a
		}
		return all
	}
	before := rows()
	if _, err := privacy.Expire(h.app, time.Now()); err != nil {
		t.Fatal(err)
	}
	if n, err := h.app.CountRecords("webinar_presences"); err != nil || n != 0 {
		t.Fatalf("%d stays, %v", n, err)
	}
	for id, a := range rows() {
		if was := before[id]; a.Measured != was.Measured || !a.Joined.Equal(was.Joined) || !a.Left.Equal(was.Left) {
			t.Errorf("the register says of %s %+v from %v until %v; it said %+v from %v until %v", id, a.Measured, a.Joined, a.Left, was.Measured, was.Joined, was.Left)
		}
	}
	h.correct(t, "bruno", 10)
	if ada, bruno := sum(t, h.app, h.people["ada"].Id), sum(t, h.app, h.people["bruno"].Id); ada != 55 || bruno != 0 {
		t.Errorf("Ada has %d minutes, Bruno %d", ada, bruno)
	}
}

// How long a corrected presence was is known, not when: the class that met in a room, too, counts all of it, however late its webinar began.
func TestACorrectedWebinarCountsWhollyInAClassThatBeganOnTime(t *testing.T) {
	start := time.Now().Add(-6 * time.Hour).Truncate(time.Second)
	late := start.Add(25 * time.Minute)
	h := newHall(t, map[string]any{"start": start, "started": late, "state": "open", "alive": late})
	ada := h.people["ada"].Id
	x, both, _ := taught(t, h, start, ada)
	h.end(t, late.Add(time.Hour))
	h.correct(t, "ada", 60)
	if err := classes.Close(h.app, both, time.Now()); err != nil {
		t.Fatal(err)
	}
	of, err := classes.Attendance(h.app, x)
	if err != nil || of[ada].Present != time.Hour {
		t.Errorf("%v of an hour, %v", of[ada].Present, err)
	}
}

// Whoever goes gives the seat in the class up, and so has the webinar's own hours: they stay, with the name.
func TestWhoErasesTheAccountInAClassKeepsTheHoursOfItsWebinar(t *testing.T) {
	start := time.Now().Add(-2 * time.Hour).Truncate(time.Second)
	h := newHall(t, map[string]any{"start": start, "started": start, "state": "open", "alive": start})
	ada := h.people["ada"]
	taught(t, h, start, ada.Id)
	h.stay(t, "ada", start, 0, time.Hour)
	h.end(t, start.Add(time.Hour))
	p, err := accounts.Find(h.app, ada.Id)
	if err == nil {
		err = accounts.Delete(h.app, p)
	}
	if err != nil {
		t.Fatal(err)
	}
	if holder, err := hours.FindHolder(h.app, ada.Id); err != nil || holder.Family != p.Family() || sum(t, h.app, ada.Id) != 60 {
		t.Errorf("%+v with %d minutes, %v", holder, sum(t, h.app, ada.Id), err)
	}
}
