package pages

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/courses"
	"aula/internal/audit"
	"aula/internal/testapp"
)

func TestACourseIsAssignedToAnOfficeOrAListAndTakenBackAtOnce(t *testing.T) {
	d := openDoor(t)
	body, other := testapp.Organisation(t, d.app, "c_a001").Id, testapp.Organisation(t, d.app, "c_b002").Id
	course := testapp.Save(t, d.app, "courses", map[string]any{"slug": "spid", "title": "SPID in pratica", "state": "published"}).Id
	join := func(email, organisation, office string, role accounts.MembershipRole) string {
		t.Helper()
		p := testapp.Person(t, d.app, "learner", email)
		if _, err := accounts.Join(d.app, "", accounts.Joining{User: p.Id, Organisation: organisation, Office: office, Role: role}); err != nil {
			t.Fatal(err)
		}
		return p.Id
	}
	rita := join("rita@comune.example", body, "", accounts.Referent)
	join("bruno@comune.example", body, "Anagrafe", accounts.Employee)
	eva := join("eva@comune.example", body, "Anagrafe", accounts.Employee)
	join("ugo@comune.example", body, "Tributi", accounts.Employee)
	join("otto@altrove.example", other, "Anagrafe", accounts.Employee)
	testapp.Save(t, d.app, "enrolments", map[string]any{"user": eva, "course": course, "cycle": 1, "completed": time.Now()})
	v := d.visitor(t)
	v.send("/sign-in", "email", "rita@comune.example", "password", testapp.Password)
	const list, form = "/organisations/c_a001/assignments", "/organisations/c_a001/assignments/new"
	for _, row := range []struct {
		says string
		form []string
		want []string
	}{
		{"everybody", []string{"who", "all"}, []string{"Assegna a 3 persone", "già finito"}},
		{"an office", []string{"who", "office", "office", "Anagrafe"}, []string{"Assegna a 1 persona", "già finito"}},
		{"an office that there is not", []string{"who", "office", "office", "Altro"}, []string{"Scegli almeno una persona"}},
		{"no office", []string{"who", "office"}, []string{"Scegli almeno una persona"}},
		{"a pasted list", []string{"who", "list", "list", "Bruno Sala <Bruno@Comune.example>; ugo@comune.example,\notto@altrove.example nessuno@x.example."},
			[]string{"Assegna a 2 persone", "<li>otto@altrove.example</li>", "<li>nessuno@x.example</li>", "non sono di persone dell&#39;ente"}},
		{"a list of nobody", []string{"who", "list", "list", "otto@altrove.example"}, []string{"Scegli almeno una persona", ">\notto@altrove.example</textarea>"}},
		{"who has finished", []string{"who", "some", "person", eva}, []string{"Non c&#39;è nessuno a cui chiederlo"}},
		{"back to the form", []string{"who", "some", "person", eva, "act", "edit"}, []string{`value="` + eva + `" checked`}},
	} {
		if _, _, page := v.send(form, append(row.form, "course", course)...); !holds(page, row.want) {
			t.Errorf("%s: nothing of %q in\n%s", row.says, row.want, mainOf(page))
		}
	}
	if n, err := d.app.CountRecords("assignments"); err != nil || n != 0 {
		t.Fatalf("%d were asked before it was confirmed, %v", n, err)
	}
	at, status, page := v.send(form, "course", course, "who", "all", "act", "assign")
	v.found(list, http.StatusOK, at, status, page, "Corso assegnato", "3 assegnazioni", "3 persone")
	undo := regexp.MustCompile(list + `/together/\w+`).FindString(page)
	at, status, page = v.send(undo)
	v.found(list, http.StatusOK, at, status, page, "ritirata a chi non aveva ancora finito", "Nessun corso assegnato")
	if _, status, _ := v.send(undo); status != http.StatusNotFound {
		t.Errorf("twice: %d", status)
	}
	testapp.Audited(t, d.app, rita, audit.CourseAssigned, audit.AssignmentWithdrawn)
	batch, _, err := courses.Assign(d.app, courses.Assigning{Organisation: other, Course: course, Users: []string{eva}})
	if err != nil {
		t.Fatal(err)
	}
	if _, status, _ := v.send(list + "/together/" + batch.ID); status != http.StatusNotFound {
		t.Errorf("what another organisation asked: %d", status)
	}
}

func holds(page string, all []string) bool {
	for _, w := range all {
		if !strings.Contains(page, w) {
			return false
		}
	}
	return true
}
