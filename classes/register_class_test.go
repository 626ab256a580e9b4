package classes_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/internal/testapp"
	"aula/webinars"
)

// another is somebody else who has a seat in the session's edition.
func another(t *testing.T, app core.App, s *classes.Session, given string) string {
	t.Helper()
	u := testapp.Person(t, app, "learner", strings.ToLower(given)+"@example.org")
	u.Set("given_name", given)
	if err := app.Save(u); err != nil {
		t.Fatal(err)
	}
	testapp.Save(t, app, classes.Seats, map[string]any{"edition": s.Edition(), "user": u.Id, "state": "in", "place": 2})
	return u.Id
}

// says is what the register says, in the order in which it was written: "name channel minutes-minutes", and who withdrew it.
func says(t *testing.T, app core.App, s *classes.Session, names map[string]string) string {
	t.Helper()
	rows, err := classes.PresencesAt(app, s.Id)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, p := range rows {
		line := fmt.Sprintf("%s %s %.0f-%.0f", names[p.User()], p.Channel(), p.From().Sub(s.From()).Minutes(), p.Until().Sub(s.From()).Minutes())
		if !p.Holds() {
			line += " withdrawn by " + p.WithdrawnBy()
		}
		list = append(list, line)
	}
	return strings.Join(list, ", ")
}

func TestAWholeClassIsWrittenOrNothing(t *testing.T) {
	app := testapp.New(t)
	s, anna := class(t, app)
	bruno := another(t, app, s, "Bruno")
	names := map[string]string{anna: "anna", bruno: "bruno"}
	stranger := testapp.Person(t, app, "learner", "zoe@example.org").Id
	at := func(minutes int) time.Time { return hour.Add(time.Duration(minutes) * time.Minute) }
	here := classes.Line{User: anna, Here: true}
	if err := classes.WriteDown(app, classes.Note{Session: s.Id, User: bruno, Channel: classes.AtDoor, From: at(5), Until: at(60), By: bruno}); err != nil {
		t.Fatal(err)
	}
	const door = "bruno door 5-60"
	for _, row := range []struct {
		name    string
		seen    string
		now     time.Time
		lines   []classes.Line
		err     error
		whose   string // whose line is wrong
		written string
	}{
		{"more than an hour before", "0", at(-61), []classes.Line{here}, classes.ErrNotBegun, "", door},
		{"one that ends too late", "0", at(30), []classes.Line{here, {User: bruno, Here: true, Until: at(61)}}, classes.ErrTimes, bruno, door},
		{"one who has no seat", "0", at(30), []classes.Line{here, {User: stranger, Here: true}}, classes.ErrNoSeat, stranger, door},
		{"what a door says is no other writing", "0", at(-60), []classes.Line{here, {User: bruno, Here: true, From: at(20)}}, nil, "", door + ", anna hand 0-60, bruno hand 20-60"},
		{"from a form that was opened before", "0", at(30), []classes.Line{{User: anna}}, classes.ErrWritten, "", door + ", anna hand 0-60, bruno hand 20-60"},
		{"the same again", "2", at(30), []classes.Line{here}, nil, "", door + ", anna hand 0-60, bruno hand 20-60"},
		{"who went before", "2", at(70), []classes.Line{{User: anna, Here: true, Until: at(40)}}, nil, "", door + ", anna hand 0-60 withdrawn by f, bruno hand 20-60, anna hand 0-40"},
		{"who was not there at all", "4", at(70), []classes.Line{here, {User: bruno, Drop: []classes.Channel{classes.AtDoor}}}, nil, "",
			"bruno door 5-60 withdrawn by f, anna hand 0-60 withdrawn by f, bruno hand 20-60 withdrawn by f, anna hand 0-40 withdrawn by f, anna hand 0-60"},
	} {
		err := classes.WriteClass(app, s.Id, "f", row.seen, row.lines, row.now)
		var line classes.LineProblem
		if !errors.Is(err, row.err) || errors.As(err, &line) != (row.whose != "") || line.User != row.whose {
			t.Errorf("%s: %v of %s, want %v", row.name, err, names[line.User], row.err)
		}
		if got := says(t, app, s, names); got != row.written {
			t.Errorf("%s: the register says %s\nwant %s", row.name, got, row.written)
		}
	}
	if err := classes.WriteClass(app, "nosuch", "f", "0", nil, at(0)); !errors.Is(err, classes.ErrNoSession) {
		t.Errorf("no session: %v", err)
	}
}

func TestNobodyWritesARegisterOfAnEditionThatIsCancelled(t *testing.T) {
	app := testapp.New(t)
	s, anna := class(t, app)
	e, err := classes.Find(app, s.Edition())
	if err != nil {
		t.Fatal(err)
	}
	e.Set("state", string(classes.Cancelled))
	if err := app.Save(e); err != nil {
		t.Fatal(err)
	}
	if err := classes.WriteClass(app, s.Id, "f", "0", []classes.Line{{User: anna, Here: true}}, hour); !errors.Is(err, classes.ErrSettled) {
		t.Errorf("by hand: %v", err)
	}
	if _, err := classes.WriteSheet(app, s.Id, "f", []string{"learner@example.org"}, hour); !errors.Is(err, classes.ErrSettled) {
		t.Errorf("from paper: %v", err)
	}
}

func TestASheetIsWrittenWholeOrNotAtAll(t *testing.T) {
	app := testapp.New(t)
	s, anna := class(t, app) // Ada Bianchi
	bruno := another(t, app, s, "Bruno")
	names := map[string]string{anna: "anna", bruno: "bruno"}
	after := hour.Add(2 * time.Hour)
	const whole = "bruno paper 0-60, anna paper 0-60"
	for _, row := range []struct {
		name         string
		lines        []string
		wrong, twice int
		written      string
	}{
		{"somebody unknown", []string{"Bianchi Bruno", "Zoe Verdi", "Bruno Bianchi"}, 1, 1, ""},
		{"mended, somebody twice", []string{"Bianchi Bruno", "Ada Bianchi", "Bruno Bianchi"}, 0, 1, whole},
		{"once more", []string{"Bianchi Bruno", "Ada Bianchi"}, 0, 0, whole},
		{"nobody", nil, 0, 0, whole},
	} {
		sheet, err := classes.WriteSheet(app, s.Id, "f", row.lines, after)
		if err != nil || len(sheet.Wrong) != row.wrong || len(sheet.Twice) != row.twice {
			t.Errorf("%s: %+v, %v", row.name, sheet, err)
		}
		if got := says(t, app, s, names); got != row.written {
			t.Errorf("%s: the register says %s, want %s", row.name, got, row.written)
		}
	}
	if err := classes.Close(app, s.Id, after); err != nil {
		t.Fatal(err)
	}
	if _, err := classes.WriteSheet(app, s.Id, "f", []string{"Ada Bianchi"}, after); !errors.Is(err, classes.ErrRegisterClosed) {
		t.Errorf("into a closed register: %v", err)
	}
}

func TestWhatARegisterWouldCountIsForeseenBeforeItIsClosed(t *testing.T) {
	app := testapp.New(t)
	first, anna := class(t, app)
	bruno := another(t, app, first, "Bruno")
	next := hour.AddDate(0, 0, 7)
	second := classes.SessionOf(testapp.Save(t, app, classes.Sessions, map[string]any{"edition": first.Edition(), "from": next, "until": next.Add(time.Hour), "kind": "room", "place": "Sala"}))
	third := classes.SessionOf(testapp.Save(t, app, classes.Sessions, map[string]any{"edition": first.Edition(), "from": next.Add(2 * time.Hour), "until": next.Add(4 * time.Hour), "kind": "room", "place": "Sala"}))
	for _, n := range []classes.Note{
		{Session: first.Id, User: anna, From: first.From(), Until: first.Until()},
		{Session: second.Id, User: anna, From: second.From(), Until: second.Until()},
		{Session: second.Id, User: bruno, From: second.From(), Until: second.Until()},
		{Session: third.Id, User: anna, From: third.From(), Until: third.Until()},
	} {
		n.Channel = classes.ByHand
		if err := classes.WriteDown(app, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := classes.Close(app, first.Id, next); err != nil {
		t.Fatal(err)
	}
	e, err := classes.Find(app, first.Edition())
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, session string
		anna, bruno   int
	}{
		{"none", "", 25, 0},
		{"the first, which is closed", first.Id, 25, 0},
		{"the second", second.Id, 50, 25},
		{"the third", third.Id, 75, 0},
	} {
		of, err := classes.Foresee(app, e, row.session)
		if err != nil || of[anna].Percent != row.anna || of[bruno].Percent != row.bruno {
			t.Errorf("with %s: %d and %d %%, %v; want %d and %d", row.name, of[anna].Percent, of[bruno].Percent, err, row.anna, row.bruno)
		}
	}
}

// Whoever holds a class and has a seat in it, too, does not say of themselves that they were there: not by hand, from paper, nor by a correction.
func TestNobodyWritesDownThemselves(t *testing.T) {
	app := testapp.New(t)
	s, anna := class(t, app)
	now := hour.Add(2 * time.Hour)
	var line classes.LineProblem
	err := classes.WriteClass(app, s.Id, anna, "0", []classes.Line{{User: anna, Here: true}}, now)
	if !errors.Is(err, webinars.ErrOwnPresence) || !errors.As(err, &line) || line.User != anna {
		t.Errorf("by hand: %v", err)
	}
	p, err := accounts.Find(app, anna)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := classes.WriteSheet(app, s.Id, anna, []string{p.Email()}, now)
	if err != nil || len(sheet.Wrong) != 1 || sheet.Wrong[0].Code != "own" {
		t.Errorf("from paper: %+v, %v", sheet, err)
	}
	if err := classes.Close(app, s.Id, now); err != nil {
		t.Fatal(err)
	}
	n := classes.Note{Session: s.Id, User: anna, By: anna, From: s.From(), Until: s.Until()}
	if err := classes.Correct(app, n, "C'ero", classes.Unseen); !errors.Is(err, webinars.ErrOwnPresence) {
		t.Errorf("by a correction: %v", err)
	}
	if rows, err := classes.PresencesAt(app, s.Id); err != nil || len(rows) != 0 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	n.By = "another"
	if err := classes.Correct(app, n, "C'era", classes.Unseen); err != nil {
		t.Errorf("another's correction: %v", err)
	}
}
