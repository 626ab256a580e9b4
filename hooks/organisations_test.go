package hooks_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/notifications"
	"aula/organisations"
)

func TestTheDashboardIsHeldToTheRulesOfOrganisations(t *testing.T) {
	app, _ := newServer(t)
	comune := testapp.Organisation(t, app, "c_l736")
	union := testapp.Organisation(t, app, "ucrivbr", map[string]any{"kind": "unione"})
	testapp.Save(t, app, "union_members", map[string]any{"union": union.Id, "comune": comune.Id, "from": time.Now()})
	comune.Set("tax_code", "12345678901")
	if err := app.Save(comune); !errors.As(err, new(organisations.Problems)) {
		t.Errorf("a wrong tax code was kept: %v", err)
	}
	if err := app.Delete(union); !errors.Is(err, organisations.ErrReferred) {
		t.Errorf("a union with members was deleted: %v", err)
	}
}

func TestThoseWhoLookAfterOrganisationsAreToldThatAnAdhesionEnds(t *testing.T) {
	app, _ := newServer(t)
	staff := testapp.Person(t, app, "staff")
	testapp.Person(t, app, "author")
	comune := testapp.Organisation(t, app, "c_l736", map[string]any{"name": "Comune di Prova"}).Id
	now := time.Now()
	given := organisations.Terms{
		ActNumber: "12", ActDate: now, ActBody: "giunta", Covers: organisations.Itself, Services: []organisations.Service{organisations.Training},
		Period: organisations.Period{From: now.AddDate(-1, 0, 0), Until: now.AddDate(0, 0, 20)},
	}
	a, err := organisations.Adhere(app, comune, given, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := hooks.AnnounceAdhesions(app, now); err != nil {
			t.Fatal(err)
		}
	}
	if n, _ := app.CountRecords(notifications.Collection); n != 1 {
		t.Fatalf("%d notices", n)
	}
	list, _, err := notifications.List(app, staff.Id, 1)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if m, err := hooks.WriteNotice(app, list[0]); err != nil || !strings.Contains(m.Text, "Comune di Prova") || !strings.Contains(m.Text, "/manage/organisations/c_l736") {
		t.Errorf("%v: %v", m, err)
	}
	holds := func(want bool) {
		t.Helper()
		if got, err := hooks.StillTrue(app, list[0]); err != nil || got != want {
			t.Errorf("holds %v, %v", got, err)
		}
	}
	holds(true)
	next := given
	next.Period = organisations.Period{From: given.Until}
	follower, err := organisations.Adhere(app, comune, next, nil)
	if err != nil {
		t.Fatal(err)
	}
	holds(false)
	if err := organisations.RemoveAdhesion(app, comune, follower.Id); err != nil {
		t.Fatal(err)
	}
	holds(true)
	given.Until = now.AddDate(0, 0, 21)
	if err := organisations.ChangeAdhesion(app, comune, a.Id, given, nil); err != nil {
		t.Fatal(err)
	}
	holds(false)
}
