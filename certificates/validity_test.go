package certificates_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"aula/certificates"
	"aula/courses"
	"aula/internal/calendar"
)

// endsOn issues a certificate that holds for two years to that day.
func (a *academy) endsOn(day string) (*certificates.Certificate, *courses.Enrolment) {
	a.t.Helper()
	last, err := calendar.ParseDay(day)
	if err != nil {
		a.t.Fatal(err)
	}
	a.course.Set("validity", 24)
	if err := a.Save(a.course); err != nil {
		a.t.Fatal(err)
	}
	e := a.insert("enrolments", map[string]any{
		"user": a.learner("anna@example.it", "Anna", "Rossi").Id, "course": a.course.Id, "cycle": 1, "percent": 100,
		"completed": calendar.At(last.AddDate(-2, 0, 0), 11),
	})
	enrolment, err := courses.FindEnrolmentByID(a, e.Id)
	if err != nil {
		a.t.Fatal(err)
	}
	c, err := certificates.Issue(a, enrolment)
	if err != nil {
		a.t.Fatal(err)
	}
	return c, enrolment
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	m, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestACertificateExpiresAtMidnightInRome(t *testing.T) {
	rows := []struct{ name, day, holds, over string }{
		{"in winter", "2028-01-31", "2028-01-31T22:59:00Z", "2028-01-31T23:00:00Z"},
		{"in summer", "2028-07-31", "2028-07-31T21:59:00Z", "2028-07-31T22:00:00Z"},
		{"on the day on which summer time begins", "2028-03-26", "2028-03-26T21:59:00Z", "2028-03-26T22:00:00Z"},
		{"on the day before", "2028-03-25", "2028-03-25T22:59:00Z", "2028-03-25T23:00:00Z"},
		{"on the day on which it ends", "2028-10-29", "2028-10-29T22:59:00Z", "2028-10-29T23:00:00Z"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			a := open(t)
			c, e := a.endsOn(row.day)
			for _, step := range []struct {
				now   string
				ended int
			}{{row.holds, 0}, {row.over, 1}, {row.over, 0}} {
				if n, err := certificates.Expire(a, at(t, step.now)); n != step.ended || err != nil {
					t.Fatalf("at %s: %d, %v", step.now, n, err)
				}
			}
			c, err := certificates.FindByID(a, c.Id)
			if err != nil || c.State() != certificates.Expired || calendar.FormatDay(c.Ended()) != row.day {
				t.Errorf("state %s, ended %s, %v", c.State(), c.Ended(), err)
			}
			if _, err := certificates.Issue(a, e); !errors.Is(err, certificates.ErrEnded) {
				t.Errorf("it is issued again by itself: %v", err)
			}
		})
	}
}

func TestARevokedCertificateStaysRevokedAndIsNotRenewed(t *testing.T) {
	a := open(t)
	c, e := a.endsOn("2028-01-31")
	if _, err := certificates.Revoke(a, c.Id, "Scambio di persona"); err != nil {
		t.Fatal(err)
	}
	now := at(t, "2028-03-01T10:00:00Z")
	if n, err := certificates.Expire(a, now); n != 0 || err != nil {
		t.Errorf("%d expire, %v", n, err)
	}
	if c, err := certificates.FindByID(a, c.Id); err != nil || c.State() != certificates.Revoked {
		t.Errorf("state %s, %v", c.State(), err)
	}
	if _, err := certificates.Renew(a, e.User(), e.Course(), now); !errors.Is(err, certificates.ErrNotRenewable) {
		t.Errorf("renewed: %v", err)
	}
}

func TestACertificateForEverNeitherEndsNorIsRenewed(t *testing.T) {
	a := open(t)
	c := a.issued("anna@example.it", "Anna", "Rossi")
	now := time.Now().AddDate(50, 0, 0)
	if n, err := certificates.Expire(a, now); n != 0 || err != nil || c.Facts().Expires != "" {
		t.Errorf("%d expire, %v", n, err)
	}
	if _, err := certificates.Renew(a, c.User(), a.course.Id, now); !errors.Is(err, certificates.ErrNotRenewable) {
		t.Errorf("renewed: %v", err)
	}
}

func TestRenewalOpensNinetyDaysBeforeAndHappensOnce(t *testing.T) {
	a := open(t)
	old, first := a.endsOn("2028-06-30")
	if _, err := certificates.Renew(a, first.User(), first.Course(), at(t, "2028-03-31T21:59:00Z")); !errors.Is(err, certificates.ErrNotRenewable) {
		t.Fatalf("91 days before: %v", err)
	}
	ids := make([]string, 20)
	var wait sync.WaitGroup
	for i := range ids {
		wait.Go(func() {
			e, err := certificates.Renew(a, first.User(), first.Course(), at(t, "2028-03-31T22:01:00Z"))
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = e.Id
		})
	}
	wait.Wait()
	for _, id := range ids {
		if id != ids[0] || id == first.Id {
			t.Fatalf("enrolments %v", ids)
		}
	}
	second, err := courses.FindEnrolment(a, first.User(), first.Course())
	if err != nil || second.Id != ids[0] || second.Cycle() != 2 || second.IsComplete() || second.Percent() != 0 {
		t.Fatalf("the new cycle is %+v, %v", second, err)
	}
	if kept, err := courses.FindEnrolmentByID(a, first.Id); err != nil || !kept.IsComplete() || kept.Percent() != 100 {
		t.Errorf("the old enrolment is %+v, %v", kept, err)
	}
	if held, err := certificates.OfEnrolment(a, first.Id); err != nil || held.Id != old.Id {
		t.Errorf("the old certificate no longer holds: %v", err)
	}
	a.earnsAnother(old, second)
}

// earnsAnother finishes the new cycle and looks at both certificates, then and after the end of the old one.
func (a *academy) earnsAnother(old *certificates.Certificate, second *courses.Enrolment) {
	a.t.Helper()
	if err := courses.Fulfil(a, second, "quiz:finale", nil); err != nil {
		a.t.Fatal(err)
	}
	fresh, err := certificates.Issue(a, second)
	if err != nil || fresh.Id == old.Id || !fresh.Holds() {
		a.t.Fatalf("the new certificate: %v", err)
	}
	if n, err := certificates.Expire(a, at2028(a)); n != 1 || err != nil {
		a.t.Fatalf("%d expire, %v", n, err)
	}
	newest, err := certificates.Newest(a, second.User(), second.Course())
	if err != nil || newest.Id != fresh.Id || !newest.Holds() {
		a.t.Errorf("the newest is %s, %v", newest.Number(), err)
	}
}

func at2028(a *academy) time.Time {
	return calendar.At(time.Date(2028, 7, 1, 10, 0, 0, 0, time.UTC), 1)
}

func TestHoldersAreRemindedTwice(t *testing.T) {
	a := open(t)
	_, e := a.endsOn("2028-06-30")
	for _, step := range []struct {
		day string
		due int // 0: nobody
	}{{"2028-04-30", 0}, {"2028-05-01", 60}, {"2028-05-02", 0}, {"2028-06-15", 0}, {"2028-06-16", 14}, {"2028-06-17", 0}, {"2028-07-01", 0}} {
		list, err := certificates.ExpiringSoon(a, at(t, step.day+"T08:00:00Z"))
		if err != nil || len(list) != min(step.due, 1) {
			t.Fatalf("on %s %+v, %v", step.day, list, err)
		}
		for _, x := range list {
			if x.Reminder != step.due || x.Slug != "spid-e-cie" || x.User != e.User() {
				t.Errorf("on %s %+v", step.day, x)
			}
			if err := certificates.Reminded(a, x); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestHoursStayWhenACertificateExpires(t *testing.T) {
	a := open(t)
	_, e := a.endsOn("2028-06-30")
	comune := a.insert("organisations", map[string]any{"name": "Comune di Recco", "ipa": "c_h212", "kind": "comune"})
	a.insert("memberships", map[string]any{"user": e.User(), "organisation": comune.Id, "role": "employee", "from": "2020-01-01 00:00:00.000Z", "accepted": "2020-01-01 00:00:00.000Z"})
	if _, err := certificates.Expire(a, at2028(a)); err != nil {
		t.Fatal(err)
	}
	list, _, hours, err := certificates.Completions(a, certificates.CompletionFilter{Organisation: comune.Id})
	if err != nil || len(list) != 1 || hours != 2.5 || list[0].Revoked {
		t.Errorf("%+v, %v hours, %v", list, hours, err)
	}
}

func TestWhatEndsIsFoundByItsIndex(t *testing.T) {
	a := open(t)
	var queries []string
	a.watch(func(sql string) {
		if strings.Contains(sql, "$.expires") {
			queries = append(queries, sql)
		}
	})
	if _, err := certificates.Expire(a, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := certificates.ExpiringSoon(a, time.Now()); err != nil {
		t.Fatal(err)
	}
	if len(queries) != 2 {
		t.Fatalf("queries %q", queries)
	}
	for _, sql := range queries {
		if steps := strings.Join(a.plan(sql), "\n"); !strings.Contains(steps, "idx_certificates_expires") {
			t.Errorf("the plan of %s is %s", sql, steps)
		}
	}
}
