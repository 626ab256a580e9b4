package certificates_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/hours"
	"aula/internal/areas"
	"aula/internal/calendar"
	"aula/internal/testapp"
)

func TestCompletionsAreThoseOfTheTimeOfEmployment(t *testing.T) {
	app := testapp.New(t)
	here, there, user := testapp.Organisation(t, app, "c_a001").Id, testapp.Organisation(t, app, "c_b002").Id, testapp.Person(t, app, "learner").Id
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published", "hours": 2}).Id
	july := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	member := func(organisation, role string, from, until time.Time) {
		testapp.Save(t, app, "memberships", map[string]any{"user": user, "organisation": organisation, "role": role, "from": from, "until": until, "accepted": from})
	}
	member(here, "employee", july.AddDate(0, -6, 0), july)
	member(there, "employee", july, time.Time{})
	member(here, "facilitator", july, time.Time{}) // which is no employment
	second := testapp.Save(t, app, "courses", map[string]any{"slug": "pec", "title": "PEC", "state": "published", "hours": 1.5}).Id
	testapp.Save(t, app, "enrolments", map[string]any{"user": user, "course": course, "cycle": 1, "completed": july.Add(-time.Second)})
	testapp.Save(t, app, "enrolments", map[string]any{"user": user, "course": second, "cycle": 1, "completed": july})
	for _, row := range []struct {
		says  string
		f     certificates.CompletionFilter
		want  int
		hours float64
	}{
		{"before the move", certificates.CompletionFilter{Organisation: here}, 1, 2},
		{"after it", certificates.CompletionFilter{Organisation: there}, 1, 1.5},
		{"from a day on", certificates.CompletionFilter{Organisation: here, From: july}, 0, 0},
		{"before a day", certificates.CompletionFilter{Organisation: here, To: july}, 1, 2},
		{"by name and title", certificates.CompletionFilter{Organisation: here, Words: "bianchi spid"}, 1, 2},
		{"by another title", certificates.CompletionFilter{Organisation: here, Words: "pec"}, 0, 0},
		{"somebody else's", certificates.CompletionFilter{Organisation: here, User: "nobody"}, 0, 0},
	} {
		list, total, hours, err := certificates.Completions(app, row.f)
		if err != nil || len(list) != row.want || total != row.want || hours != row.hours {
			t.Errorf("%s: %d of %d, %v h, %v", row.says, len(list), total, hours, err)
		}
	}
}

func TestACompletionGivesTheHoursThatItsCertificateStates(t *testing.T) {
	a := open(t)
	comune := testapp.Organisation(t, a, "c_a001").Id
	p := a.learner("anna@example.it", "Anna", "Rossi")
	a.employed(p, comune, accounts.Employee)
	hours := func() (all float64) {
		t.Helper()
		list, _, all, err := certificates.Completions(a, certificates.CompletionFilter{Organisation: comune})
		finished, fault := certificates.Finished(a, certificates.CompletionFilter{Organisation: comune}, []string{p.Id})
		if err != nil || fault != nil || len(list) != 1 || list[0].Hours != all || finished[p.Id] != 1 {
			t.Fatalf("%+v, %v, %+v, %v, %v", list, all, finished, err, fault)
		}
		return all
	}
	e := a.finished(p.Id)
	if got := hours(); got != 2.5 {
		t.Errorf("without a certificate: %v, want the course's", got)
	}
	c, err := certificates.Issue(a, e)
	if err != nil {
		t.Fatal(err)
	}
	a.course.Set("hours", 9)
	a.save(a.course)
	if got := hours(); got != 2.5 {
		t.Errorf("the course is longer today: %v, want what the certificate says", got)
	}
	if _, err := certificates.Rename(a, c.Id, "Anna", "Verdi"); err != nil {
		t.Fatal(err)
	}
	if got := hours(); got != 2.5 {
		t.Errorf("corrected: %v", got)
	}
	valid, err := certificates.OfEnrolment(a, e.Id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := certificates.Revoke(a, valid.Id, "errore"); err != nil {
		t.Fatal(err)
	}
	if got := hours(); got != 0 {
		t.Errorf("revoked: %v", got)
	}
	list, _, _, err := certificates.Completions(a, certificates.CompletionFilter{Organisation: comune, Page: 1})
	if err != nil || !list[0].Revoked {
		t.Errorf("not said to be revoked: %+v, %v", list, err)
	}
}

// people have so many hours each, in this year and the one before the last, in one organisation.
func people(t *testing.T, each map[string]float64) (app core.App, organisation string) {
	t.Helper()
	app = testapp.New(t)
	organisation = testapp.Organisation(t, app, "c_a001").Id
	for _, name := range slices.Sorted(maps.Keys(each)) {
		p := testapp.Person(t, app, "learner", strings.ToLower(name)+"@example.org")
		p.Set("family_name", name)
		if err := app.Save(p); err != nil {
			t.Fatal(err)
		}
		if _, err := accounts.Join(app, "", accounts.Joining{User: p.Id, Organisation: organisation, Role: accounts.Employee, Office: "Anagrafe", From: time.Now().AddDate(-3, 0, 0)}); err != nil {
			t.Fatal(err)
		}
		if each[name] == 0 {
			continue
		}
		course := testapp.Save(t, app, "courses", map[string]any{"slug": name, "title": name, "state": "published", "hours": each[name]}).Id
		for cycle, day := range []time.Time{time.Now(), time.Now().AddDate(-2, 0, 0)} {
			testapp.Save(t, app, "enrolments", map[string]any{"user": p.Id, "course": course, "cycle": cycle + 1, "completed": day})
			f := hours.Fact{Person: p.Id, Day: day, Area: areas.Digital, Minutes: int(each[name] * 60), Source: hours.Course, Key: fmt.Sprint(name, cycle)}
			if err := hours.Record(app, f); err != nil {
				t.Fatal(err)
			}
		}
	}
	return app, organisation
}

func TestWhoHasHowManyHoursOfTheYear(t *testing.T) {
	app, organisation := people(t, map[string]float64{"Alberti": 40, "Bruni": 0, "Carli": 12.5, "Dossi": 61})
	from := time.Date(time.Now().In(calendar.Zone).Year(), 1, 1, 0, 0, 0, 0, calendar.Zone)
	for _, row := range []struct {
		says string
		f    certificates.HoursFilter
		want []string
	}{
		{"by name", certificates.HoursFilter{}, []string{"Alberti 40", "Bruni 0", "Carli 12.5", "Dossi 61"}},
		{"a page", certificates.HoursFilter{Page: 1}, []string{"Alberti 40", "Bruni 0", "Carli 12.5", "Dossi 61"}},
		{"backwards", certificates.HoursFilter{Sort: "-name"}, []string{"Dossi 61", "Carli 12.5", "Bruni 0", "Alberti 40"}},
		{"the most first", certificates.HoursFilter{Sort: "-hours", Page: 1}, []string{"Dossi 61", "Alberti 40", "Carli 12.5", "Bruni 0"}},
		{"the fewest first", certificates.HoursFilter{Sort: "hours"}, []string{"Bruni 0", "Carli 12.5", "Alberti 40", "Dossi 61"}},
		{"who has enough", certificates.HoursFilter{State: certificates.HoursReached}, []string{"Alberti 40", "Dossi 61"}},
		{"who has not", certificates.HoursFilter{State: certificates.HoursBelow}, []string{"Bruni 0", "Carli 12.5"}},
		{"who has none", certificates.HoursFilter{State: certificates.HoursNone}, []string{"Bruni 0"}},
		{"by a word", certificates.HoursFilter{Words: "CÀRLI"}, []string{"Carli 12.5"}},
		{"of the page behind the last", certificates.HoursFilter{Page: 7, Sort: "hours"}, nil},
	} {
		row.f.Organisation, row.f.From, row.f.To = organisation, from, from.AddDate(1, 0, 0)
		list, total, err := certificates.HoursOf(app, row.f)
		var got []string
		for _, p := range list {
			got = append(got, fmt.Sprint(p.Family, " ", p.Hours))
		}
		if err != nil || !slices.Equal(got, row.want) || row.f.Page < 2 && total != len(row.want) {
			t.Errorf("%s: %v of %d, %v", row.says, got, total, err)
		}
	}
}

func TestWhoLeftInTheYearStaysInItsListOnce(t *testing.T) {
	app, organisation := people(t, map[string]float64{"Alberti": 3})
	p, err := accounts.FindByEmail(app, "alberti@example.org")
	if err != nil {
		t.Fatal(err)
	}
	all, err := accounts.MembershipsOf(app, p.Id)
	if err != nil {
		t.Fatal(err)
	}
	left := time.Now().Add(time.Second) // and has just come back
	if err := accounts.Leave(app, all[0], left); err != nil {
		t.Fatal(err)
	}
	if _, err := accounts.Join(app, "", accounts.Joining{User: p.Id, Organisation: organisation, Role: accounts.Employee, Office: "Tributi", From: left}); err != nil {
		t.Fatal(err)
	}
	for year, want := range map[int]int{left.Year() - 4: 0, left.Year() - 1: 1, left.Year(): 1} {
		from := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		list, total, err := certificates.HoursOf(app, certificates.HoursFilter{Organisation: organisation, From: from, To: from.AddDate(1, 0, 0), Page: 1})
		if err != nil || len(list) != want || total != want {
			t.Errorf("%d: %+v of %d, %v", year, list, total, err)
		}
		if year == left.Year() && (list[0].Office != "Tributi" || list[0].Hours != 3 || list[0].Done != 1) {
			t.Errorf("%+v", list)
		}
	}
}
