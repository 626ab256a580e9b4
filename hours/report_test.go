package hours_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/hours"
	"aula/internal/areas"
	"aula/internal/testapp"
)

func TestAReportCountsPeopleByAreaTargetAndOffice(t *testing.T) {
	t.Parallel()
	app := testapp.New(t)
	body := testapp.Organisation(t, app, "c_l736").Id
	other := testapp.Organisation(t, app, "c_altro").Id
	people := map[string]string{}
	for name, office := range map[string]string{"ada": "Anagrafe", "bea": "Anagrafe", "carlo": "Tributi", "dino": ""} {
		p := testapp.Person(t, app, "learner", name+"@comune.example")
		people[name] = p.Id
		_, err := accounts.Join(app, "", accounts.Joining{User: p.Id, Organisation: body, Role: accounts.Employee, Office: office, From: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	earn := func(person, organisation string, year, minutes int, area areas.Area, compulsory bool) {
		n++
		record(t, app, hours.Fact{Person: person, Organisation: organisation, Day: time.Date(year, 3, 1, 9, 0, 0, 0, time.UTC), Area: area, Compulsory: compulsory,
			Minutes: minutes, Source: hours.Course, Key: fmt.Sprint("k", n), Title: "Corso"})
	}
	earn(people["ada"], body, 2026, 2400, areas.Digital, false)
	earn(people["bea"], body, 2026, 600, areas.Values, true)
	earn(people["bea"], body, 2025, 60, areas.Digital, false)   // trained before
	earn(people["carlo"], body, 2022, 60, areas.Digital, false) // before it counted
	earn(people["carlo"], other, 2026, 3000, areas.Digital, false)
	earn("gone", body, 2026, 120, areas.Digital, false)    // their account is no more
	earn("revoked", body, 2026, 120, areas.Digital, false) // theirs is no more either, and the hours were taken back
	err := app.RunInTransaction(func(tx core.App) error { return hours.ReverseAll(tx, fmt.Sprint("k", n), hours.ReasonRevoked, "") })
	if err != nil {
		t.Fatal(err)
	}

	r, err := hours.ReportOf(app, body, 2026)
	if err != nil {
		t.Fatal(err)
	}
	if w := r.Whole; w.People != 5 || w.Minutes != 3120 || w.Reached != 1 || w.Digital != 3 || w.ReachedShare() != 20 || w.DigitalShare() != 60 || r.Compulsory != 600 {
		t.Errorf("whole: %+v, compulsory %d", w, r.Compulsory)
	}
	if a := r.Areas[2]; a.Area != areas.Digital || a.Minutes != 2520 || a.People != 2 || a.Share != 40 {
		t.Errorf("digital: %+v", a)
	}
	if a := r.Areas[4]; a.Area != areas.Values || a.Compulsory != 600 || a.People != 1 {
		t.Errorf("values: %+v", a)
	}
	var offices []string
	for _, o := range r.Offices {
		offices = append(offices, fmt.Sprint(o.Office, " ", o.People, " ", o.Minutes, " ", o.Reached, " ", o.Digital))
	}
	if got := fmt.Sprint(offices); got != "[Anagrafe 2 3000 1 2 Tributi 1 0 0 0  2 120 0 1]" {
		t.Errorf("offices: %s", got)
	}
	for year, want := range map[int]int{2022: 30, 2023: 30, 2024: 55, 2025: 75, 2026: 75} {
		if got := hours.DigitalTarget(year); got != want {
			t.Errorf("target of %d: %d, want %d", year, got, want)
		}
	}
	if _, err := hours.DrawReport("it", "Comune", r, time.Now()); err != nil {
		t.Error(err)
	}
}
