package classes_test

import (
	"strings"
	"testing"
	"time"

	"aula/classes"
	"aula/internal/testapp"
)

func TestTheTimetableIsACalendar(t *testing.T) {
	app := testapp.New(t)
	e := made(t, app, plan(func(p *classes.Plan) { p.Sessions[0].Place = "Sala Rossa; piano 1" }))
	sessions, err := classes.SessionsOf(app, e.Id)
	if err != nil {
		t.Fatal(err)
	}
	table := classes.Timetable{Edition: e, Course: "SPID", Sessions: sessions, Address: "https://aula.example/x", Webinar: func(string) string { return "" }}
	text := table.Write()
	for _, want := range []string{"UID:" + sessions[0].Id + "@classes.aula", "SUMMARY:SPID\\, Autunno", "LOCATION:Sala Rossa\\; piano 1",
		"DTSTART:" + sessions[0].From().UTC().Format("20060102T150405Z"), "METHOD:PUBLISH"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %s:\n%s", want, text)
		}
	}
	if err := classes.Cancel(app, e.Id, "Neve"); err != nil {
		t.Fatal(err)
	}
	if table.Edition, err = classes.Find(app, e.Id); err != nil || !strings.Contains(table.Write(), "STATUS:CANCELLED") || !strings.Contains(table.Write(), "METHOD:CANCEL") {
		t.Errorf("%v:\n%s", err, table.Write())
	}
}

func TestTheRollShowsWhoIsInAndWhoWaits(t *testing.T) {
	app := testapp.New(t)
	e, who := coming(t, app, map[string]any{"seats": 2}), people(t, app, 3)
	for _, user := range who {
		joins(t, app, e, user)
	}
	body := testapp.Organisation(t, app, "c_l736").Id
	testapp.Save(t, app, "memberships", map[string]any{"user": who[2], "organisation": body, "role": "employee", "from": time.Now().Add(-time.Hour), "accepted": time.Now()})
	if err := classes.Leave(app, e.Id, who[0]); err != nil {
		t.Fatal(err)
	}
	if list, err := classes.Roll(app, e.Id); err != nil || len(list) != 2 || list[0].State != classes.In || list[0].Email == "" {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := classes.RollOf(app, e.Id, body); err != nil || len(list) != 1 || list[0].User != who[2] {
		t.Errorf("%+v, %v", list, err)
	}
	if seats, of, err := classes.Mine(app, who[1], time.Now()); err != nil || len(seats) != 1 || of[e.Id] == nil {
		t.Errorf("%v, %v", seats, err)
	}
	if seats, _, err := classes.Mine(app, who[0], time.Now()); err != nil || len(seats) != 0 {
		t.Errorf("who left has %v, %v", seats, err)
	}
}
