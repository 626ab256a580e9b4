package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/internal/testapp"
)

// Bruno works for a comune, finishes a course, moves to another one, and finishes two there: one of them the old one had assigned.
func TestWhatSomebodyDoesAfterMovingIsTheNewOrganisationsAlone(t *testing.T) {
	d := openDoor(t)
	now, bruno := time.Now(), testapp.Person(t, d.app, "learner", "bruno@comune.example").Id
	join := func(user, ipa string, role accounts.MembershipRole, from time.Time) *accounts.Membership {
		t.Helper()
		o, err := d.app.FindFirstRecordByData("organisations", "ipa", ipa)
		if err != nil {
			o = testapp.Organisation(t, d.app, ipa)
		}
		m, err := accounts.Join(d.app, "", accounts.Joining{User: user, Organisation: o.Id, Role: role, From: from})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	course := map[string]string{}
	for slug, title := range map[string]string{"prima": "Corso di prima", "dopo": "Corso di dopo", "chiesto": "Corso chiesto"} {
		course[slug] = testapp.Save(t, d.app, "courses", map[string]any{"slug": slug, "title": title, "state": "published", "hours": 2.5, "certificate": true}).Id
	}
	finish := func(slug string, at time.Time) *courses.Enrolment {
		t.Helper()
		e, err := d.app.FindFirstRecordByFilter("enrolments", "user = {:u} && course = {:c}", map[string]any{"u": bruno, "c": course[slug]})
		if err != nil {
			e = testapp.Save(t, d.app, "enrolments", map[string]any{"user": bruno, "course": course[slug], "cycle": 1})
		}
		e.Set("completed", at)
		if err := d.app.Save(e); err != nil {
			t.Fatal(err)
		}
		found, err := courses.FindEnrolmentByID(d.app, e.Id)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	old := join(bruno, "c_a001", accounts.Employee, now.Add(-48*time.Hour))
	before := finish("prima", now.Add(-24*time.Hour))
	if _, _, err := courses.Assign(d.app, courses.Assigning{Organisation: old.Organisation(), Course: course["chiesto"], Users: []string{bruno}, Day: now.AddDate(0, 0, 20)}); err != nil {
		t.Fatal(err)
	}
	if err := accounts.Leave(d.app, old, time.Time{}); err != nil {
		t.Fatal(err)
	}
	join(bruno, "c_b002", accounts.Employee, time.Now().Add(time.Millisecond))
	e, err := d.app.FindFirstRecordByFilter("enrolments", "user = {:u} && course = {:c}", map[string]any{"u": bruno, "c": course["chiesto"]})
	if err != nil || !e.GetDateTime("due").IsZero() {
		t.Errorf("what the old one asked is still due: %v", err)
	}
	after := finish("dopo", time.Now().Add(time.Second))
	finish("chiesto", time.Now().Add(time.Second))

	for _, row := range []struct {
		ipa, has string
		lacks    []string
		hours    string
	}{
		{"c_a001", "Corso di prima", []string{"Corso di dopo", "Corso chiesto"}, "2,5"},
		{"c_b002", "Corso di dopo", []string{"Corso di prima"}, "5"},
	} {
		referent := "rita@" + row.ipa + ".example"
		join(testapp.Person(t, d.app, "learner", referent).Id, row.ipa, accounts.Referent, now)
		v, base := d.visitor(t), "/organisations/"+row.ipa
		v.send("/sign-in", "email", referent, "password", testapp.Password)
		at, status, page := v.page(base + "/completions")
		v.found(base+"/completions", http.StatusOK, at, status, page, row.has)
		for _, title := range row.lacks {
			if strings.Contains(mainOf(page), title) {
				t.Errorf("%s sees %s", row.ipa, title)
			}
		}
		if _, _, page = v.page(base + "/hours.csv"); !strings.Contains(page, ";"+row.hours+";") {
			t.Errorf("%s does not see %s hours:\n%s", row.ipa, row.hours, page)
		}
	}
	v := d.visitor(t)
	v.send("/sign-in", "email", "rita@c_a001.example", "password", testapp.Password)
	for _, row := range []struct {
		state string
		has   bool
	}{{"", false}, {"open", false}, {"late", false}, {"done", false}, {"withdrawn", true}} {
		_, _, page := v.page("/organisations/c_a001/assignments?state=" + row.state)
		if strings.Contains(page, "Corso chiesto") != row.has {
			t.Errorf("assignments %q: has it %v\n%s", row.state, !row.has, mainOf(page))
		}
		if strings.Contains(page, "100 %") {
			t.Errorf("assignments %q tell that it was finished elsewhere", row.state)
		}
	}
	_, _, page := v.page("/organisations/c_a001/people/" + old.Id)
	if strings.Contains(page, "Corso di dopo") || strings.Contains(page, "Corso chiesto") || !strings.Contains(page, "Corso di prima") {
		t.Errorf("the page of who has left:\n%s", mainOf(page))
	}
	for e, want := range map[*courses.Enrolment]string{before: "Comune di c_a001", after: "Comune di c_b002"} {
		c, err := certificates.Issue(d.app, e)
		if err != nil || c.Facts().Employer.Name != want {
			t.Errorf("the certificate names another than %s: %v", want, err)
		}
	}
}
