package accounts

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

func TestWhoMayLookAsWhom(t *testing.T) {
	as := func(role Role, id string, belongs ...Belonging) Actor {
		person := someone(role)
		person.Id = id
		return Actor{Person: person, All: belongs}
	}
	referent := Belonging{ID: "m", Organisation: "o", Role: Referent}
	for _, row := range []struct {
		name       string
		who, other Actor
		want       bool
	}{
		{"staff as a learner", as(Staff, "a"), as(Learner, "b"), true},
		{"staff as an author", as(Staff, "a"), as(Author, "b"), true},
		{"staff as a host", as(Staff, "a"), as(Host, "b"), true},
		{"staff as staff", as(Staff, "a"), as(Staff, "b"), true},
		{"staff as an administrator", as(Staff, "a"), as(Administrator, "b"), false},
		{"an administrator as an administrator", as(Administrator, "a"), as(Administrator, "b"), true},
		{"staff as a referent", as(Staff, "a"), as(Learner, "b", referent), true},
		{"staff as themselves", as(Staff, "a"), as(Staff, "a"), false},
		{"an author as a learner", as(Author, "a"), as(Learner, "b"), false},
		{"a host as a learner", as(Host, "a"), as(Learner, "b"), false},
		{"a referent as a learner", as(Learner, "a", referent), as(Learner, "b"), false},
		{"nobody as a learner", Actor{}, as(Learner, "b"), false},
	} {
		if got := row.who.MayLookAs(row.other); got != row.want {
			t.Errorf("%s: %v, want %v", row.name, got, row.want)
		}
	}
}

func TestALookMovesWithAMachinesTimeThatJumps(t *testing.T) {
	app, d, now, ada, _ := door(t, BriefStay)
	staff := member(t, app, "staff@example.it", Staff)
	token, err := OpenSession(app, staff.Record, "Firefox", BriefStay)
	if err != nil {
		t.Fatal(err)
	}
	if err := BeginLook(app, recognise(t, d, app, token), ada, "asked"); err != nil {
		t.Fatal(err)
	}
	begun := DoorkeeperOf(app).now()
	if err := app.RunInTransaction(func(tx core.App) error { return ShiftTimes(tx, 24*time.Hour, begun.Add(time.Hour)) }); err != nil {
		t.Fatal(err)
	}
	d.ForgetAll()
	*now = clock{begun.Add(24*time.Hour + LookStay - time.Minute)}
	if v := recognise(t, d, app, token); !v.Look.Holds() || v.Look.Actor.Person.Id != ada.Id || v.User.Id != staff.Id {
		t.Errorf("a minute before its end: %+v", v.Look)
	}
	*now = clock{begun.Add(24*time.Hour + LookStay)}
	if v := recognise(t, d, app, token); v.Look.Holds() || !v.Look.Over {
		t.Errorf("at its end: %+v", v.Look)
	}
}
