package classes_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/classes"
	"aula/internal/testapp"
)

func TestTheCodeAtTheDoorStandsForItsTurnAndTheNext(t *testing.T) {
	key, shown := []byte("key"), time.Date(2027, 3, 1, 9, 0, 10, 0, time.UTC)
	code := classes.DoorCode(key, "session", shown)
	for _, row := range []struct {
		name, session, code string
		key                 []byte
		at                  time.Time
		want                error
	}{
		{"at once", "session", code, key, shown, nil},
		{"typed as people type", "session", strings.ToLower(code[:3]) + " " + code[3:], key, shown, nil},
		{"in the next turn", "session", code, key, shown.Add(49 * time.Second), nil},
		{"a turn later: a photo that was passed on", "session", code, key, shown.Add(50 * time.Second), classes.ErrDoorOld},
		{"hours later", "session", code, key, shown.Add(3 * time.Hour), classes.ErrDoorOld},
		{"the next day", "session", code, key, shown.AddDate(0, 0, 1), classes.ErrDoorWrong},
		{"before it was shown", "session", code, key, shown.Add(-time.Minute), classes.ErrDoorWrong},
		{"at another door", "other", code, key, shown, classes.ErrDoorWrong},
		{"made with another key", "session", code, []byte("other"), shown, classes.ErrDoorWrong},
		{"nothing", "session", "", key, shown, classes.ErrDoorWrong},
		{"one letter too many", "session", code + "A", key, shown, classes.ErrDoorWrong},
		{"within a text", "session", code + strings.Repeat("-", 200), key, shown, classes.ErrDoorWrong},
	} {
		if got := classes.CheckDoor(row.key, row.session, row.code, row.at); !errors.Is(got, row.want) {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
	}
}

func FuzzWhatIsTypedAtTheDoor(f *testing.F) {
	key, now := []byte("key"), time.Date(2027, 3, 1, 9, 0, 10, 0, time.UTC)
	code := classes.DoorCode(key, "session", now)
	for _, typed := range []string{code, strings.ToLower(code), code[:3] + " " + code[3:], "", "ABCDEF", "0O1IL", "\xff\xfe", strings.Repeat("A", 7), "ẞſK"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		err := classes.CheckDoor(key, "session", typed, now)
		if err != nil && !errors.Is(err, classes.ErrDoorWrong) && !errors.Is(err, classes.ErrDoorOld) {
			t.Fatalf("%q: %v", typed, err)
		}
		if err == nil && classes.CheckDoor(key, "other", typed, now) == nil {
			t.Fatalf("%q opens two doors", typed)
		}
	})
}

func FuzzAScanThatSomebodyMade(f *testing.F) {
	app := testapp.New(f)
	now := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	f.Add("")
	f.Add("aaaaaaaaaaaaaaa.-.1772355600." + strings.Repeat("A", 43))
	f.Add("aaaaaaaaaaaaaaa.bbbbbbbbbbbbbbb.99999999999." + strings.Repeat("_", 43))
	f.Fuzz(func(t *testing.T, proof string) {
		if _, err := classes.ReadScan(app, "aaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbb", proof, now); !errors.Is(err, classes.ErrDoorScan) {
			t.Fatalf("%q: %v", proof, err)
		}
	})
}

// shown is the code at the door of a session.
func shown(t *testing.T, app core.App, s *classes.Session, at time.Time) string {
	t.Helper()
	door, err := classes.ShowDoor(app, s, at)
	if err != nil {
		t.Fatal(err)
	}
	return door.Code
}

func TestAScanLastsAsLongAsSigningInTakesAndIsOnesOwn(t *testing.T) {
	app := testapp.New(t)
	s, anna := class(t, app)
	bruno := testapp.Person(t, app, "learner", "bruno@example.org").Id
	at := hour.Add(5 * time.Minute)
	scan := func(user string) string {
		t.Helper()
		door, proof, err := classes.Scan(app, user, shown(t, app, s, at), at)
		if err != nil || door.Id != s.Id {
			t.Fatal(err)
		}
		return proof
	}
	hers, nobodys := scan(anna), scan("")
	for _, row := range []struct {
		name, session, user, proof string
		after                      time.Duration
		want                       error
	}{
		{"at once", s.Id, anna, hers, 0, nil},
		{"before signing in", s.Id, "", nobodys, time.Minute, nil},
		{"after signing in, the code has turned meanwhile", s.Id, anna, nobodys, 10 * time.Minute, nil},
		{"too late", s.Id, anna, nobodys, 10*time.Minute + time.Second, classes.ErrDoorScan},
		{"another's", s.Id, bruno, hers, 0, classes.ErrDoorScan},
		{"of another session", "aaaaaaaaaaaaaaa", anna, hers, 0, classes.ErrDoorScan},
		{"made another's", s.Id, bruno, strings.Replace(hers, anna, bruno, 1), 0, classes.ErrDoorScan},
		{"nothing", s.Id, anna, "", 0, classes.ErrDoorScan},
	} {
		if got, err := classes.ReadScan(app, row.session, row.user, row.proof, at.Add(row.after)); !errors.Is(err, row.want) || err == nil && !got.Equal(at) {
			t.Errorf("%s: %v, %v, want %v", row.name, got, err, row.want)
		}
	}
	end := hour.Add(time.Hour)
	for _, row := range []struct {
		name  string
		shown time.Time
		after time.Duration
		want  error
	}{
		{"in the next turn", at, classes.DoorTurn, nil},
		{"a photo of the code", at, time.Minute, classes.ErrDoorOld},
		{"a moment after the end", end.Add(-time.Second), 2 * time.Second, classes.ErrDoorClosed},
		{"long after the end", end.Add(-time.Second), time.Hour, classes.ErrDoorOld},
	} {
		if _, _, err := classes.Scan(app, anna, shown(t, app, s, row.shown), row.shown.Add(row.after)); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
	}
	if _, _, err := classes.Scan(app, anna, "ABCDEF", at); !errors.Is(err, classes.ErrDoorWrong) {
		t.Errorf("a guess: %v", err)
	}
}

func TestADoorOpensBeforeTheSessionAndClosesWithIt(t *testing.T) {
	app := testapp.New(t)
	s, anna := class(t, app)
	for _, row := range []struct {
		name string
		at   time.Duration
		want error
	}{
		{"sixteen minutes before", -16 * time.Minute, classes.ErrDoorClosed},
		{"a quarter of an hour before", -15 * time.Minute, nil},
		{"in its last second", time.Hour - time.Second, nil},
		{"at its end", time.Hour, classes.ErrDoorClosed},
	} {
		if _, err := classes.ShowDoor(app, s, hour.Add(row.at)); !errors.Is(err, row.want) {
			t.Errorf("shown %s: %v, want %v", row.name, err, row.want)
		}
		if err := classes.ComeIn(app, s.Id, anna, hour.Add(row.at)); !errors.Is(err, row.want) {
			t.Errorf("entered %s: %v, want %v", row.name, err, row.want)
		}
	}
}

func TestWhoComesInIsThereUntilTheEndOnceAndMayLeaveAndComeBack(t *testing.T) {
	app := testapp.New(t)
	s, anna := class(t, app)
	bruno := testapp.Person(t, app, "learner", "bruno@example.org").Id
	do := func(act func(core.App, string, string, time.Time) error, user string, minute int, want error) {
		t.Helper()
		if err := act(app, s.Id, user, hour.Add(time.Duration(minute)*time.Minute)); !errors.Is(err, want) {
			t.Errorf("minute %d: %v, want %v", minute, err, want)
		}
	}
	stays := func(want ...int) {
		t.Helper()
		rows, err := classes.PresencesAt(app, s.Id)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, stay := range classes.StaysIn(rows) {
			got = append(got, int(stay.From.Sub(hour).Minutes()), int(stay.To.Sub(hour).Minutes()))
		}
		if len(got) != len(want) {
			t.Fatalf("stays %v, want %v", got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("stays %v, want %v", got, want)
			}
		}
	}
	do(classes.ComeIn, bruno, 0, classes.ErrNoSeat)
	do(classes.GoOut, anna, 5, nil)
	stays()
	do(classes.ComeIn, anna, -10, nil)
	do(classes.ComeIn, anna, 3, nil)
	stays(0, 60)
	do(classes.GoOut, anna, 40, nil)
	do(classes.GoOut, anna, 41, nil)
	stays(0, 40)
	do(classes.ComeIn, anna, 50, nil)
	stays(0, 40, 50, 60)
	if in, err := classes.CountIn(app, s.Id); err != nil || in != 1 {
		t.Errorf("%d came in, %v", in, err)
	}
	if err := classes.Close(app, s.Id, hour.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	do(classes.ComeIn, anna, 55, classes.ErrRegisterClosed)
}

// A facilitator says that somebody is not there: what that person read before they said so counts no more, and reading the code again does.
func TestWhoWasSentOutReadsTheCodeAnew(t *testing.T) {
	app := testapp.New(t)
	s, anna := class(t, app)
	read := hour.Add(5 * time.Minute)
	if err := classes.ComeIn(app, s.Id, anna, read); err != nil {
		t.Fatal(err)
	}
	out := classes.Line{User: anna, Drop: []classes.Channel{classes.AtDoor}}
	if err := classes.WriteClass(app, s.Id, "facilitator", "0", []classes.Line{out}, read.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := classes.ComeIn(app, s.Id, anna, read); !errors.Is(err, classes.ErrDoorScan) {
		t.Errorf("by what she had read before: %v", err)
	}
	if in, err := classes.CountIn(app, s.Id); err != nil || in != 0 {
		t.Errorf("%d are in, %v", in, err)
	}
	if err := classes.ComeIn(app, s.Id, anna, read.Add(2*time.Minute)); err != nil {
		t.Errorf("by the code of now: %v", err)
	}
	if err := classes.GoOut(app, s.Id, anna, read.Add(3*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := classes.ComeIn(app, s.Id, anna, read.Add(4*time.Minute)); err != nil {
		t.Errorf("after going out by herself: %v", err)
	}
}
