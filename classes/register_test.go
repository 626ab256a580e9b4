package classes_test

import (
	"errors"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/internal/testapp"
)

// class is a session in a room in hour, and somebody who has a seat.
func class(t *testing.T, app core.App) (session *classes.Session, user string) {
	t.Helper()
	e, anna := edition(t, app, map[string]any{"percent": 80}), testapp.Person(t, app, "learner").Id
	testapp.Save(t, app, classes.Seats, map[string]any{"edition": e.Id, "user": anna, "state": "in", "place": 1})
	s := testapp.Save(t, app, classes.Sessions, map[string]any{"edition": e.Id, "from": hour, "until": hour.Add(time.Hour), "kind": "room", "place": "Sala"})
	return classes.SessionOf(s), anna
}

func TestARegisterTakesWhoHasASeatWithinTheSession(t *testing.T) {
	app := testapp.New(t)
	s, anna := class(t, app)
	stranger := testapp.Person(t, app, "learner", "bruno@example.org").Id
	for _, row := range []struct {
		name        string
		user        string
		from, until time.Duration
		want        error
	}{
		{"all of it", anna, 0, time.Hour, nil},
		{"once more", anna, 0, time.Hour, nil},
		{"from before it began", anna, -time.Minute, time.Hour, classes.ErrTimes},
		{"until after it ended", anna, 0, 61 * time.Minute, classes.ErrTimes},
		{"turned round", anna, time.Hour, 0, classes.ErrTimes},
		{"no time", anna, 0, 0, classes.ErrTimes},
		{"who has no seat", stranger, 0, time.Hour, classes.ErrNoSeat},
		{"nobody", "", 0, time.Hour, classes.ErrNoSeat},
	} {
		err := classes.WriteDown(app, classes.Note{Session: s.Id, User: row.user, Channel: classes.ByHand, From: hour.Add(row.from), Until: hour.Add(row.until), By: "f"})
		if !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
	}
	if rows, err := classes.PresencesAt(app, s.Id); err != nil || len(rows) != 1 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestAClosedRegisterChangesByCorrectionsOnlyAndKeepsWhatWasWritten(t *testing.T) {
	app := testapp.New(t)
	s, anna := class(t, app)
	note := classes.Note{Session: s.Id, User: anna, Channel: classes.AtDoor, From: hour, Until: hour.Add(time.Hour)}
	if err := classes.WriteDown(app, note); err != nil {
		t.Fatal(err)
	}
	if err := classes.Correct(app, note, "Era in sala", classes.Unseen); !errors.Is(err, classes.ErrNotOver) {
		t.Errorf("a correction of an open register: %v", err)
	}
	if err := classes.Close(app, s.Id, hour.Add(30*time.Minute)); !errors.Is(err, classes.ErrNotOver) {
		t.Errorf("closed while it goes on: %v", err)
	}
	if err := classes.Close(app, s.Id, hour.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := classes.WriteDown(app, note); !errors.Is(err, classes.ErrRegisterClosed) {
		t.Errorf("written into a closed register: %v", err)
	}
	drop := classes.Line{User: anna, Drop: []classes.Channel{classes.AtDoor}}
	if err := classes.WriteClass(app, s.Id, "f", "0", []classes.Line{drop}, hour.Add(2*time.Hour)); !errors.Is(err, classes.ErrRegisterClosed) {
		t.Errorf("taken out of a closed register: %v", err)
	}
	var problems accounts.Problems
	if err := classes.Correct(app, note, "  ", classes.Unseen); !errors.As(err, &problems) {
		t.Errorf("a correction without a reason: %v", err)
	}
	present := func(want int) {
		t.Helper()
		e, err := classes.Find(app, s.Edition())
		if err != nil {
			t.Fatal(err)
		}
		of, err := classes.Attendance(app, e)
		if got := int(of[anna].Present.Minutes()); err != nil || got != want {
			t.Errorf("%d minutes (%v), want %d", got, err, want)
		}
	}
	present(60)
	note.Until = hour.Add(20 * time.Minute)
	if err := classes.Correct(app, note, "Se n'è andata prima", classes.Unseen); err != nil {
		t.Fatal(err)
	}
	present(20)
	note.Until = note.From
	if err := classes.Correct(app, note, "Era un'altra Anna", classes.Unseen); err != nil {
		t.Fatal(err)
	}
	present(0)
	rows, err := classes.PresencesAt(app, s.Id)
	if err != nil || len(rows) != 3 || rows[0].Channel() != classes.AtDoor || rows[1].Reason() != "Se n'è andata prima" {
		t.Errorf("history of %d rows, %v", len(rows), err)
	}
}

// A webinar that began late was there for whoever came late with it: a correction may say so, and counts all of it.
func TestACorrectionReachesAsFarAsItsWebinarWent(t *testing.T) {
	app := testapp.New(t)
	planned := time.Now().Add(-5 * time.Hour).Truncate(time.Second)
	held := planned.Add(30 * time.Minute)
	e := edition(t, app, map[string]any{"percent": 80})
	anna := testapp.Person(t, app, "learner", "anna@example.org").Id
	testapp.Save(t, app, classes.Seats, map[string]any{"edition": e.Id, "user": anna, "state": "in", "place": 1})
	s := testapp.Save(t, app, classes.Sessions, map[string]any{"edition": e.Id, "from": planned, "until": planned.Add(time.Hour), "kind": "webinar",
		"held_from": held, "held_until": held.Add(time.Hour), "closed": time.Now()}).Id
	n := classes.Note{Session: s, User: anna, From: held, Until: held.Add(time.Hour), By: "f"}
	if err := classes.Correct(app, n, "Era con un altro nome", classes.Unseen); err != nil {
		t.Fatal(err)
	}
	of, err := classes.Attendance(app, e)
	if err != nil || of[anna].Present != time.Hour || !of[anna].Enough {
		t.Errorf("%+v, %v", of[anna], err)
	}
	n.Until = held.Add(time.Hour + time.Second)
	if err := classes.Correct(app, n, "Di più", classes.Unseen); !errors.Is(err, classes.ErrTimes) {
		t.Errorf("longer than it was: %v", err)
	}
}
