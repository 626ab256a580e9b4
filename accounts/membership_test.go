package accounts

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
)

// two are two organisations and somebody who belongs to neither.
func two(t testing.TB) (app core.App, a, b string, p *Person) {
	t.Helper()
	app = testapp.New(t)
	return app, testapp.Organisation(t, app, "c_a001").Id, testapp.Organisation(t, app, "c_b002").Id, member(t, app, "ada@example.it", Learner)
}

func joins(t testing.TB, app core.App, j Joining) *Membership {
	t.Helper()
	m, err := Join(app, "chief", j)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAPersonJoinsAnOrganisationOnceInARole(t *testing.T) {
	app, a, b, p := two(t)
	rows := []struct {
		says string
		j    Joining
		want error
	}{
		{"becomes an employee", Joining{User: p.Id, Organisation: a, Role: Employee}, nil},
		{"becomes one again", Joining{User: p.Id, Organisation: a, Role: Employee}, ErrMember},
		{"becomes referent, too", Joining{User: p.Id, Organisation: a, Role: Referent}, nil},
		{"works elsewhere as well", Joining{User: p.Id, Organisation: b, Role: Employee}, nil},
		{"as what nobody is", Joining{User: p.Id, Organisation: a, Role: "king"}, ErrMembershipRole},
		{"is nobody", Joining{User: "nobody", Organisation: a, Role: Employee}, ErrNoPerson},
	}
	for _, row := range rows {
		if _, err := Join(app, "chief", row.j); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", row.says, err)
		}
	}
	if _, err := Join(app, "chief", Joining{User: p.Id, Organisation: "nowhere", Role: Facilitator}); err == nil {
		t.Error("belongs to an organisation that is not there")
	}
}

func TestWhatSomebodyDidCountsForWhoEmployedThemThen(t *testing.T) {
	app, a, b, p := two(t)
	january, july := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	before := joins(t, app, Joining{User: p.Id, Organisation: a, Role: Employee, From: january})
	if err := Leave(app, before, january.Add(-time.Second)); !errors.Is(err, ErrMembershipEnds) {
		t.Errorf("left before they came: %v", err)
	}
	if err := Leave(app, before, july); err != nil {
		t.Fatal(err)
	}
	if err := Leave(app, before, july.AddDate(0, 1, 0)); err != nil || !before.Until().Equal(july) {
		t.Errorf("who has left leaves again: %v, %v", before.Until(), err)
	}
	joins(t, app, Joining{User: p.Id, Organisation: b, Role: Employee, From: july})
	joins(t, app, Joining{User: p.Id, Organisation: a, Role: Facilitator, From: july})
	for _, row := range []struct {
		says string
		at   time.Time
		want []string
	}{
		{"before all", january.Add(-time.Nanosecond), nil},
		{"the first moment", january, []string{a}},
		{"the last moment", july.Add(-time.Second), []string{a}},
		{"moved", july, []string{b}},
		{"long after", july.AddDate(3, 0, 0), []string{b}},
	} {
		if got, err := EmployersAt(app, p.Id, row.at); err != nil || !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, %v", row.says, got, err)
		}
	}
	joins(t, app, Joining{User: p.Id, Organisation: a, Role: Employee}) // and comes back
}

func TestASessionActsForWhatItsPersonChose(t *testing.T) {
	app, d, c, p, token := door(t, BriefStay)
	a, b := testapp.Organisation(t, app, "c_a001").Id, testapp.Organisation(t, app, "c_b002").Id
	first := joins(t, app, Joining{User: p.Id, Organisation: a, Role: Referent, From: c.now().Add(-time.Hour)})
	second := joins(t, app, Joining{User: p.Id, Organisation: b, Role: Referent, From: c.now().Add(-time.Hour)})
	other := joins(t, app, Joining{User: member(t, app, "eva@example.it", Learner).Id, Organisation: b, Role: Referent, From: c.now().Add(-time.Hour)})
	v := recognise(t, d, app, token)
	if v.Actor.For.ID != "" || len(v.Actor.All) != 2 {
		t.Errorf("before the choice: %+v", v.Actor)
	}
	if err := ActFor(app, p.Id, v.Session, other.Id); !errors.Is(err, ErrNoMembership) {
		t.Errorf("acts in somebody else's place: %v", err)
	}
	if err := ActFor(app, other.User(), v.Session, other.Id); !errors.Is(err, ErrNoSession) {
		t.Errorf("chooses in somebody else's session: %v", err)
	}
	if err := ActFor(app, p.Id, v.Session, second.Id); err != nil {
		t.Fatal(err)
	}
	d.ForgetSession(v.Session)
	if v := recognise(t, d, app, token); !v.Actor.MayIn(SeeMembers, b) || v.Actor.MayIn(SeeMembers, a) {
		t.Errorf("after the choice: %+v", v.Actor.For)
	}
	if err := Leave(app, second, c.now()); err != nil {
		t.Fatal(err)
	}
	d.ForgetPerson(p.Id)
	if v := recognise(t, d, app, token); v.Actor.MayIn(SeeMembers, b) || v.Actor.For.ID != first.Id {
		t.Errorf("after leaving: %+v", v.Actor.For)
	}
	if err := ActFor(app, p.Id, v.Session, second.Id); !errors.Is(err, ErrNoMembership) {
		t.Errorf("acts for whom they have left: %v", err)
	}
}

func TestAnOrganisationsPeopleAreListed(t *testing.T) {
	app, a, b, _ := two(t)
	for i, row := range []struct {
		given, family, office, organisation string
		role                                MembershipRole
		left                                bool
	}{
		{"Nicolò", "Zèno", "Anagrafe", a, Employee, false},
		{"Bruna", "Alberti", "Tributi", a, Employee, false},
		{"Carlo", "Alberti", "Anagrafe", a, Referent, false},
		{"Dario", "Mori", "Anagrafe", a, Employee, true},
		{"Elsa", "Alberti", "Anagrafe", b, Employee, false},
	} {
		p := member(t, app, fmt.Sprintf("p_%d@example.it", i), Learner)
		p.Set(fieldGiven, row.given)
		p.Set(fieldFamily, row.family)
		if err := app.Save(p.Record); err != nil {
			t.Fatal(err)
		}
		m := joins(t, app, Joining{User: p.Id, Organisation: row.organisation, Role: row.role, Office: row.office})
		if row.left {
			if err := Leave(app, m, time.Time{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, row := range []struct {
		says string
		f    MemberFilter
		want []string
	}{
		{"all, by name", MemberFilter{}, []string{"Bruna", "Carlo", "Nicolò"}},
		{"without accents", MemberFilter{Words: "nicolo ZENO"}, []string{"Nicolò"}},
		{"with accents", MemberFilter{Words: "zèno"}, []string{"Nicolò"}},
		{"by mailbox", MemberFilter{Words: "p_1@"}, []string{"Bruna"}},
		{"one word does not fit", MemberFilter{Words: "alberti nicolò"}, nil},
		{"signs of the database's own", MemberFilter{Words: "%"}, nil},
		{"by role", MemberFilter{Role: Referent}, []string{"Carlo"}},
		{"by office", MemberFilter{Office: "Anagrafe"}, []string{"Carlo", "Nicolò"}},
		{"who has left", MemberFilter{Left: true}, []string{"Dario"}},
		{"the second page", MemberFilter{Page: 2}, nil},
	} {
		row.f.Organisation = a
		list, total, err := Members(app, row.f)
		var got []string
		for _, m := range list {
			got = append(got, m.Person.Given())
		}
		if err != nil || !slices.Equal(got, row.want) || row.f.Page == 0 && total != len(row.want) {
			t.Errorf("%s: %v of %d, %v", row.says, got, total, err)
		}
	}
}

func TestWhoChangesTheirNameIsFoundByTheNewOne(t *testing.T) {
	app, a, _, p := two(t)
	joins(t, app, Joining{User: p.Id, Organisation: a, Role: Employee})
	p.Set(fieldFamily, "Rossi")
	if err := ListAnew(app, p.Record); err != nil {
		t.Fatal(err)
	}
	list, _, err := Members(app, MemberFilter{Organisation: a, Words: "rossi"})
	if err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}
