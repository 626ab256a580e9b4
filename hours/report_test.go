package hours_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/hours"
	"aula/internal/areas"
	"aula/internal/calendar"
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

// Who joined or left within the year belongs to its staff, and nobody else does; a share is reached only when it is whole.
func TestTheStaffOfAYearAreThoseOfSomeDayOfIt(t *testing.T) {
	t.Parallel()
	app := testapp.New(t)
	body := testapp.Organisation(t, app, "c_l736").Id
	rome := func(text string) time.Time {
		at, err := calendar.ParseDay(text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for i, row := range []struct {
		from, until string
		digital     int // minutes
	}{
		{"2020-01-01", "", 60}, {"2020-01-01", "", 60}, {"2026-08-01", "", 60}, {"2020-01-01", "2026-02-01", 0}, {"2026-12-31", "", 0},
		{"2020-01-01", "2026-01-01", 0}, {"2027-01-01", "", 0}, // of the years beside it
	} {
		p := testapp.Person(t, app, "learner", fmt.Sprint("p", i, "@comune.example")).Id
		values := map[string]any{"user": p, "organisation": body, "role": "employee", "from": rome(row.from), "accepted": rome("2020-01-01")}
		if row.until != "" {
			values["until"] = rome(row.until)
		}
		testapp.Save(t, app, "memberships", values)
		if row.digital > 0 {
			record(t, app, hours.Fact{Person: p, Day: rome("2026-09-01"), Area: areas.Digital, Minutes: row.digital, Source: hours.Course, Key: "k"})
		}
	}
	// A referent who is no employee is not staff.
	testapp.Save(t, app, "memberships", map[string]any{"user": testapp.Person(t, app, "learner", "rita@comune.example").Id, "organisation": body, "role": "referent",
		"from": rome("2020-01-01"), "accepted": rome("2020-01-01")})
	for year, want := range map[int]hours.OfficeShare{
		2025: {People: 4}, 2026: {People: 5, Minutes: 180, Digital: 3}, 2027: {People: 5, Digital: 3},
	} {
		r, err := hours.ReportOf(app, body, year)
		if err != nil || r.Whole != want {
			t.Errorf("%d: %+v, want %+v, %v", year, r.Whole, want, err)
		}
	}
	for _, row := range []struct{ people, trained, share, target int }{{20, 6, 30, 30}, {20, 5, 25, 30}, {20, 11, 55, 55}, {1000, 549, 54, 55}, {4, 3, 75, 75}, {1000, 749, 74, 75}, {3, 2, 66, 75}} {
		o := hours.OfficeShare{People: row.people, Digital: row.trained}
		if o.DigitalShare() != row.share {
			t.Errorf("%d of %d are %d %%, want %d; the target is %d", row.trained, row.people, o.DigitalShare(), row.share, row.target)
		}
	}
}
