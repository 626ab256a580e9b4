package pages

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/testapp"
)

func TestAReferentSeesSortsAndTakesTheHoursOfTheYear(t *testing.T) {
	d := openDoor(t)
	body := testapp.Organisation(t, d.app, "c_a001").Id
	join := func(email, family string, role accounts.MembershipRole) string {
		t.Helper()
		p := testapp.Person(t, d.app, "learner", email)
		p.Set("family_name", family)
		if err := d.app.Save(p); err != nil {
			t.Fatal(err)
		}
		if _, err := accounts.Join(d.app, "", accounts.Joining{User: p.Id, Organisation: body, Role: role, Office: "Anagrafe", From: time.Now().AddDate(-1, 0, 0)}); err != nil {
			t.Fatal(err)
		}
		return p.Id
	}
	rita := join("rita@comune.example", "Rossi", accounts.Referent)
	for i, hours := range []float64{12.5, 44} {
		course := testapp.Save(t, d.app, "courses", map[string]any{"slug": fmt.Sprint("c", i), "title": fmt.Sprint("Corso ", i), "state": "published", "hours": hours}).Id
		user := join(fmt.Sprintf("p%d@comune.example", i), []string{"Sala", "=Alba"}[i], accounts.Employee)
		testapp.Save(t, d.app, "enrolments", map[string]any{"user": user, "course": course, "cycle": 1, "completed": time.Now()})
	}
	v := d.visitor(t)
	v.send("/sign-in", "email", "rita@comune.example", "password", testapp.Password)
	const hours = "/organisations/c_a001/hours"
	at, status, page := v.page(hours)
	v.found(hours, http.StatusOK, at, status, page, "12,5 di 40 ore", "44 di 40 ore", `<progress max="40" value="12.5"`, `<progress max="40" value="40"`, "2 persone", `aria-current="page">Ore`)
	if first, second := strings.Index(page, "=Alba"), strings.Index(page, "Sala"); first > second {
		t.Error("not by name")
	}
	_, _, page = v.page(hours + "?sort=hours")
	if first, second := strings.Index(page, "=Alba"), strings.Index(page, "Sala"); first < second {
		t.Error("not by hours")
	}
	at, status, page = v.page(hours + "?state=reached&year=" + fmt.Sprint(time.Now().Year()))
	v.found(hours, http.StatusOK, at, status, page, "1 persona", "44 di 40 ore", "?state=reached&amp;year=")
	at, status, page = v.page(hours + "?year=" + fmt.Sprint(time.Now().Year()-2))
	v.found(hours, http.StatusOK, at, status, page, "Qui non c&#39;era ancora nessuno")
	at, status, page = v.page(hours + "?q=zzz")
	v.found(hours, http.StatusOK, at, status, page, "Mostra tutto")
	_, _, page = v.page(hours + ".csv?state=below")
	if !strings.Contains(page, "Sala;Ada;Anagrafe;12,5;1;0") || strings.Contains(page, "Alba") {
		t.Errorf("the export:\n%s", page)
	}
	_, _, page = v.page(hours + ".csv")
	if !strings.Contains(page, "'=Alba;") {
		t.Errorf("a formula is exported as one:\n%s", page)
	}
	if _, status, page = v.page(hours + ".pdf"); status != http.StatusOK || !strings.HasPrefix(page, "%PDF-") {
		t.Errorf("on paper: %d %.20q", status, page)
	}
	testapp.Audited(t, d.app, rita, audit.DataExported, audit.DataExported, audit.DataExported)
	at, status, page = v.page("/organisations/c_a001/completions?q=corso+0&sort=-hours")
	v.found("/organisations/c_a001/completions", http.StatusOK, at, status, page, "Sala Ada", "1 corso finito")
	if strings.Contains(page, "Alba") {
		t.Error("found by another course's title")
	}
	w := d.visitor(t)
	w.send("/sign-in", "email", "p0@comune.example", "password", testapp.Password)
	for _, path := range []string{hours, hours + ".csv", hours + ".ods", hours + ".pdf"} {
		if _, status, _ := w.page(path); status != http.StatusForbidden {
			t.Errorf("an employee reads %s: %d", path, status)
		}
	}
}
