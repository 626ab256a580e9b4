package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/courses"
	"aula/internal/calendar"
	"aula/internal/testapp"
)

// ending is an academy with an organisation's people whose certificates of a course have ended, end soon, later, or were renewed. It returns
// the course and who holds one that has ended.
func ending(t *testing.T, d door) (course, ended string) {
	t.Helper()
	body := testapp.Organisation(t, d.app, "c_a001").Id
	course = testapp.Save(t, d.app, "courses", map[string]any{"slug": "sicurezza", "title": "Sicurezza sul lavoro", "state": "published", "hours": 4}).Id
	join := func(family string, role accounts.MembershipRole) string {
		p := testapp.Person(t, d.app, "learner", strings.ToLower(family)+"@comune.example")
		p.Set("family_name", family)
		if err := d.app.Save(p); err != nil {
			t.Fatal(err)
		}
		if _, err := accounts.Join(d.app, "", accounts.Joining{User: p.Id, Organisation: body, Role: role}); err != nil {
			t.Fatal(err)
		}
		return p.Id
	}
	join("Referente", accounts.Referent)
	for _, row := range []struct {
		family string
		cycle  int
		state  string
		days   int
	}{{"Scaduto", 1, "expired", -3}, {"Prossimo", 1, "valid", 60}, {"Lontano", 1, "valid", 61}, {"Rinnovato", 1, "expired", -3}, {"Rinnovato", 2, "valid", 700}} {
		var user string
		if row.cycle == 1 {
			user = join(row.family, accounts.Employee)
		} else {
			p, err := accounts.FindByEmail(d.app, strings.ToLower(row.family)+"@comune.example")
			if err != nil {
				t.Fatal(err)
			}
			user = p.Id
		}
		if row.family == "Scaduto" {
			ended = user
		}
		e := testapp.Save(t, d.app, "enrolments", map[string]any{"user": user, "course": course, "cycle": row.cycle, "completed": time.Now()})
		name := row.family + row.state
		testapp.Save(t, d.app, "certificates", map[string]any{
			"code": name, "number": name, "enrolment": e.Id, "user": user, "state": row.state, "issued": time.Now(),
			"facts": map[string]any{"course": "Sicurezza sul lavoro", "attended": 4, "expires": calendar.FormatDay(calendar.AddDays(time.Now(), row.days))},
		})
	}
	return course, ended
}

func TestAReferentFindsWhoseCertificatesEndAndAsksAgain(t *testing.T) {
	d := openDoor(t)
	course, ended := ending(t, d)
	v := d.visitor(t)
	v.signIn("referente@comune.example", testapp.Password)
	const base = "/organisations/c_a001"
	_, _, all := v.page(base + "/completions")
	if !holds(all, []string{"Scaduto", "Prossimo", "Lontano", "Rinnovato", "Scaduti o in scadenza"}) {
		t.Fatalf("all:\n%s", mainOf(all))
	}
	for _, file := range []string{"", ".csv"} {
		_, status, page := v.page(base + "/completions" + file + "?state=ending")
		if status != http.StatusOK || !holds(page, []string{"Scaduto", "Prossimo"}) || strings.Contains(page, "Lontano") || strings.Contains(page, "Rinnovato") {
			t.Errorf("ending%s: %d\n%s", file, status, mainOf(page))
		}
		if strings.Index(page, "Scaduto ") > strings.Index(page, "Prossimo ") {
			t.Errorf("%s: not the first to end first", file)
		}
	}
	if _, status, page := v.page(base + "/completions.ods?state=ending"); status != http.StatusOK || !strings.HasPrefix(page, "PK") {
		t.Errorf("as ODS: %d", status)
	}
	form := []string{"course", course, "who", "all"}
	_, _, page := v.send(base+"/assignments/new", form...)
	if !holds(page, []string{"Lo rifanno, perché l&#39;attestato è scaduto</dt><dd>1</dd>", "già finito: non chiediamo niente</dt><dd>3</dd>"}) {
		t.Fatalf("to be confirmed:\n%s", mainOf(page))
	}
	at, status, page := v.send(base+"/assignments/new", append(form, "act", "assign")...)
	v.found(base+"/assignments", http.StatusOK, at, status, page, "Scaduto", "Da finire")
	e, err := courses.FindEnrolment(d.app, ended, course)
	if err != nil || e.Cycle() != 2 || e.IsComplete() {
		t.Errorf("the new cycle: %+v, %v", e, err)
	}
}
