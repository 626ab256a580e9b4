package hooks_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/courses"
	"aula/hooks"
	"aula/internal/calendar"
	"aula/internal/testapp"
	"aula/notifications"
	"aula/organisations"
)

// asking is an academy in which an organisation, for which Rita answers, asked Ada to finish a course until some day.
type asking struct {
	core.App
	dir, body, course, rita, ada string
	referent, employee           *accounts.Membership
	batch                        courses.Batch
}

func newAsked(t *testing.T, day time.Time) *asking {
	t.Helper()
	x := &asking{}
	x.App, x.dir = post(t, nil)
	x.body = testapp.Organisation(t, x, "c_a001").Id
	x.course = testapp.Save(t, x, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	x.rita, x.ada = testapp.Person(t, x, "learner", "rita@example.org").Id, testapp.Person(t, x, "learner", "ada@example.org").Id
	x.referent, x.employee = x.joins(t, x.rita, accounts.Referent), x.joins(t, x.ada, accounts.Employee)
	var err error
	if x.batch, _, err = courses.Assign(x, courses.Assigning{Organisation: x.body, Course: x.course, Users: []string{x.ada}, Day: day}); err != nil {
		t.Fatal(err)
	}
	x.set(t, "jobs", dbx.Params{"state": "done"}) // they were told
	x.set(t, "enrolments", dbx.Params{"reminded": ""})
	return x
}

func (x *asking) joins(t *testing.T, user string, role accounts.MembershipRole) *accounts.Membership {
	t.Helper()
	m, err := accounts.Join(x, "", accounts.Joining{User: user, Organisation: x.body, Role: role, From: time.Now().AddDate(0, 0, -1)})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (x *asking) set(t *testing.T, table string, values dbx.Params) {
	t.Helper()
	if _, err := x.DB().Update(table, values, nil).Execute(); err != nil {
		t.Fatal(err)
	}
}

// late lets the day be over.
func (x *asking) late(t *testing.T) {
	t.Helper()
	before := calendar.EndOfDay(calendar.AddDays(time.Now(), -5)).UTC().Format("2006-01-02 15:04:05.000Z")
	x.set(t, "assignments", dbx.Params{"due": before})
	x.set(t, "enrolments", dbx.Params{"due": before})
}

func (x *asking) finishes() error {
	e, err := courses.FindEnrolment(x, x.ada, x.course)
	if err != nil {
		return err
	}
	e.Set("completed", time.Now())
	return x.Save(e)
}

// ends are the ways in which an organisation asks for a course no more.
var ends = map[string]func(x *asking) error{
	"it is finished":              (*asking).finishes,
	"the person leaves":           func(x *asking) error { return accounts.Leave(x, x.employee, time.Time{}) },
	"it is taken back":            func(x *asking) error { _, _, err := courses.UndoAssign(x, x.batch); return err },
	"the organisation is retired": func(x *asking) error { return organisations.Retire(x, x.body, time.Now()) },
	"the course is withdrawn":     func(x *asking) error { return courses.Withdraw(x, x.course) },
	"the person's account is gone": func(x *asking) error {
		p, err := accounts.Find(x, x.ada)
		err = errs(err, func() error { return x.Delete(p.Record) })
		return errs(err, func() error { // that somebody is gone is told, and is no reminder
			_, err := x.DB().Delete("notices", dbx.HashExp{"kind": "person_erased"}).Execute()
			return err
		})
	},
	"it alone is taken back": func(x *asking) error {
		list, err := courses.AssignedIn(x, x.batch)
		return errs(err, func() error { return courses.Unassign(x, list[0]) })
	},
}

func errs(err error, then func() error) error {
	if err != nil {
		return err
	}
	return then()
}

func TestNobodyIsRemindedOfWhatAnOrganisationAsksNoMore(t *testing.T) {
	rounds := func(t *testing.T, x *asking) {
		t.Helper()
		for range 2 {
			if err := hooks.MakeRounds(x, morning()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for says, end := range ends {
		t.Run(says+" before the reminder", func(t *testing.T) {
			x := newAsked(t, calendar.AddDays(time.Now(), 3))
			if err := end(x); err != nil {
				t.Fatal(err)
			}
			rounds(t, x)
			deliver(t, x)
			if sent := mailsIn(t, x.dir); len(sent) != 0 {
				t.Errorf("sent %v, told %v and %v", sent, toldKinds(t, x, x.ada), toldKinds(t, x, x.rita))
			}
		})
		t.Run(says+" between the reminder and its mail", func(t *testing.T) {
			x := newAsked(t, calendar.AddDays(time.Now(), 3))
			rounds(t, x)
			for who, kind := range map[string]string{x.ada: "deadline_coming", x.rita: "people_due"} {
				if told := toldKinds(t, x, who); !slices.Equal(told, []string{kind}) {
					t.Fatalf("told %v, want %s", told, kind)
				}
			}
			if err := end(x); err != nil {
				t.Fatal(err)
			}
			deliver(t, x)
			if sent := mailsIn(t, x.dir); len(sent) != 0 {
				t.Errorf("sent %v", sent)
			}
		})
	}
}

func TestReferentsAreToldOnceAWeekHowMuchIsToBeFinished(t *testing.T) {
	x := newAsked(t, calendar.AddDays(time.Now(), 3))
	x.late(t)
	other := testapp.Organisation(t, x, "c_b002").Id
	otto := testapp.Person(t, x, "learner", "otto@example.org").Id
	if _, err := accounts.Join(x, "", accounts.Joining{User: otto, Organisation: other, Role: accounts.Referent}); err != nil {
		t.Fatal(err)
	}
	var users []string
	for i := range 3 {
		users = append(users, testapp.Person(t, x, "learner", fmt.Sprint("p", i, "@example.org")).Id)
	}
	for user, day := range map[string]int{users[0]: 14, users[1]: 13, users[2]: 16} {
		if _, _, err := courses.Assign(x, courses.Assigning{Organisation: x.body, Course: x.course, Users: []string{user}, Day: calendar.AddDays(time.Now(), day)}); err != nil {
			t.Fatal(err)
		}
	}
	x.set(t, "jobs", dbx.Params{"state": "done"})
	now := time.Now()
	for range 3 {
		if err := hooks.RemindReferents(x, now); err != nil {
			t.Fatal(err)
		}
	}
	deliver(t, x)
	if told := toldKinds(t, x, otto); len(told) != 0 {
		t.Errorf("who answers for another organisation is told %v", told)
	}
	_, text, _ := letterIn(t, x.dir) // exactly one
	for _, want := range []string{"Comune di c_a001", "in ritardo 1, in scadenza entro 14 giorni 2", "https://aula.example.it/organisations/c_a001/assignments?state=late", "Non mandarmi più"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing of %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "ada") {
		t.Errorf("the mail names somebody:\n%s", text)
	}
	if err := hooks.RemindReferents(x, now.AddDate(0, 0, 7)); err != nil {
		t.Fatal(err)
	}
	if told := toldKinds(t, x, x.rita); len(told) != 2 {
		t.Errorf("told %v after a second week", told)
	}
}

func TestReferentsAreNotTold(t *testing.T) {
	for says, before := range map[string]func(x *asking) error{
		"who chose never": func(x *asking) error {
			return notifications.Choose(x, x.rita, map[notifications.Group]notifications.Way{notifications.Members: notifications.Never})
		},
		"who answers for it no more": func(x *asking) error { return accounts.Leave(x, x.referent, time.Time{}) },
	} {
		x := newAsked(t, calendar.AddDays(time.Now(), 3))
		if err := before(x); err != nil {
			t.Fatal(err)
		}
		if err := hooks.RemindReferents(x, time.Now()); err != nil {
			t.Fatal(err)
		}
		if told := toldKinds(t, x, x.rita); len(told) != 0 {
			t.Errorf("%s: %v", says, told)
		}
	}
}

func TestWhoAnswersForAnOrganisationChoosesAboutIt(t *testing.T) {
	x := newAsked(t, time.Time{})
	for user, want := range map[string]bool{x.rita: true, x.ada: false} {
		p, err := accounts.Find(x, user)
		if err != nil {
			t.Fatal(err)
		}
		list, err := notifications.ChoicesOf(x, p)
		if got := slices.ContainsFunc(list, func(c notifications.Choice) bool { return c.Group == notifications.Members }); got != want || err != nil {
			t.Errorf("%s may choose: %v, %v", p.Email(), got, err)
		}
	}
}
