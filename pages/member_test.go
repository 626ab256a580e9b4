package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/testapp"
)

// A referent takes somebody in and assigns a course; the employee comes by a code and finishes it; the referent sees it.
func TestAReferentTakesPeopleInAndSeesWhatTheyFinish(t *testing.T) {
	d := openDoor(t)
	body := testapp.Organisation(t, d.app, "c_a001").Id
	course := testapp.Save(t, d.app, "courses", map[string]any{"slug": "spid", "title": "SPID in pratica", "state": "published", "hours": 2.5}).Id
	rita := testapp.Person(t, d.app, "learner", "rita@comune.example")
	if _, err := accounts.Join(d.app, "", accounts.Joining{User: rita.Id, Organisation: body, Role: accounts.Referent}); err != nil {
		t.Fatal(err)
	}
	v := d.visitor(t)
	v.send("/sign-in", "email", rita.Email(), "password", testapp.Password)
	at, status, page := v.page("/me/organisation")
	v.found("/me/organisation", http.StatusOK, at, status, page, "Comune di c_a001", "Agisci per questo ente", "Apri le persone")
	const base = "/organisations/c_a001"
	at, status, page = v.page(base + "/people?state=employee")
	v.found(base+"/people", http.StatusOK, at, status, page, "Mostra tutto")
	if strings.Contains(page, `value="referent"`) {
		t.Error("a referent may name others")
	}
	at, status, page = v.send(base+"/people/new", "given_name", "Bruno", "family_name", "", "email", "bruno", "role", "employee")
	v.found(base+"/people/new", http.StatusUnprocessableEntity, at, status, page, `value="Bruno"`, `value="bruno"`)
	at, status, page = v.send(base+"/people/new", "given_name", "Bruno", "family_name", "Sala", "email", "bruno@comune.example", "office", "Anagrafe", "role", "employee")
	v.found(base+"/people", http.StatusOK, at, status, page, "Sala Bruno", "Anagrafe", "Non è ancora entrata")
	at, status, page = v.send(base+"/people/new", "given_name", "Bruno", "family_name", "Sala", "email", "bruno@comune.example", "role", "employee")
	v.found(base+"/people/new", http.StatusUnprocessableEntity, at, status, page, "fa già parte")
	d.letter(t, `(ti ha aggiunto alle sue persone)`)
	if _, status, _ := v.send(base+"/people/new", "given_name", "Eva", "family_name", "Re", "email", "eva@comune.example", "role", "referent"); status != http.StatusForbidden {
		t.Errorf("a referent named another: %d", status)
	}

	day := calendar.FormatDay(calendar.AddDays(time.Now(), 20))
	at, status, page = v.send(base+"/assignments/new", "course", "", "who", "some", "day", "ieri")
	v.found(base+"/assignments/new", http.StatusUnprocessableEntity, at, status, page, "Scegli un corso dall", "Scegli almeno una persona", "Scrivi il giorno")
	at, status, page = v.send(base+"/assignments/new", "course", course, "who", "all", "day", day)
	v.found(base+"/assignments/new", http.StatusOK, at, status, page, "Controlla e conferma", "Assegna a 2 persone")
	at, status, page = v.send(base+"/assignments/new", "course", course, "who", "all", "day", day, "act", "assign")
	v.found(base+"/assignments", http.StatusOK, at, status, page, "SPID in pratica", "Sala Bruno", "Da finire")

	bruno, err := accounts.FindByEmail(d.app, "bruno@comune.example")
	if err != nil {
		t.Fatal(err)
	}
	w := d.visitor(t)
	w.send("/sign-in/code", "email", "bruno@comune.example")
	code := d.letter(t, `(\d{4} \d{4})`)
	at, status, page = w.send("/sign-in/code/enter", "email", "bruno@comune.example", "code", code)
	if status != http.StatusOK {
		t.Fatalf("%s %d\n%s", at, status, mainOf(page))
	}
	at, status, page = w.page("/me")
	w.found("/me", http.StatusOK, at, status, page, "SPID in pratica")
	if _, status, _ := w.page(base + "/people"); status != http.StatusForbidden {
		t.Errorf("an employee sees the people: %d", status)
	}
	e, err := d.app.FindFirstRecordByFilter("enrolments", "user = '"+bruno.Id+"'")
	if err != nil {
		t.Fatal(err)
	}
	e.Set("completed", time.Now())
	if err := d.app.Save(e); err != nil {
		t.Fatal(err)
	}
	at, status, page = v.page(base + "/completions")
	v.found(base+"/completions", http.StatusOK, at, status, page, "Sala Bruno", "SPID in pratica", "2,5")
	_, _, page = v.page(base + "/completions.csv")
	if !strings.Contains(page, "Sala;Bruno;SPID in pratica;") {
		t.Errorf("the export lacks it:\n%s", page)
	}
	testapp.Audited(t, d.app, rita.Id, audit.MembershipAdded, audit.CourseAssigned, audit.DataExported)
	_, _, page = v.page(base + "/people.csv")
	if !strings.Contains(page, "Sala;Bruno;bruno@comune.example;Anagrafe;Dipendente") {
		t.Errorf("the export lacks somebody:\n%s", page)
	}
}

func TestTheirOwnOrganisationsPeopleAreAllThatReferentsReach(t *testing.T) {
	d := openDoor(t)
	here, there := testapp.Organisation(t, d.app, "c_a001").Id, testapp.Organisation(t, d.app, "c_b002").Id
	course := testapp.Save(t, d.app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	join := func(email, organisation string, role accounts.MembershipRole) *accounts.Membership {
		t.Helper()
		p, err := accounts.FindByEmail(d.app, email)
		if err != nil {
			p = accounts.PersonOf(testapp.Person(t, d.app, "learner", email))
		}
		m, err := accounts.Join(d.app, "", accounts.Joining{User: p.Id, Organisation: organisation, Role: role})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	join("rita@comune.example", here, accounts.Referent)
	other := join("otto@altrove.example", there, accounts.Employee)
	assigned := testapp.Save(t, d.app, "assignments", map[string]any{"organisation": there, "user": other.User(), "course": course}).Id
	v := d.visitor(t)
	v.send("/sign-in", "email", "rita@comune.example", "password", testapp.Password)
	for _, row := range []struct {
		says, path string
		form       []string
		want       int
	}{
		{"another's people", "/organisations/c_b002/people", nil, http.StatusForbidden},
		{"as a file", "/organisations/c_b002/people.csv", nil, http.StatusForbidden},
		{"one of them", "/organisations/c_b002/people/" + other.Id, nil, http.StatusForbidden},
		{"one of them, through the own address", "/organisations/c_a001/people/" + other.Id, nil, http.StatusNotFound},
		{"ends it through the own address", "/organisations/c_a001/people/" + other.Id, []string{"act", "end"}, http.StatusNotFound},
		{"takes back what another assigned", "/organisations/c_a001/assignments/" + assigned, []string{"act", "x"}, http.StatusNotFound},
		{"another's assignments", "/organisations/c_b002/assignments", nil, http.StatusForbidden},
		{"assigns there", "/organisations/c_b002/assignments/new", []string{"course", course, "who", "all"}, http.StatusForbidden},
		{"another's completions", "/organisations/c_b002/completions.ods", nil, http.StatusForbidden},
		{"takes somebody in there", "/organisations/c_b002/people/new", []string{"given_name", "A", "family_name", "B", "email", "a@b.example", "role", "employee"}, http.StatusForbidden},
		{"assigns to somebody who is not theirs", "/organisations/c_a001/assignments/new", []string{"course", course, "who", "some", "person", other.User()}, http.StatusUnprocessableEntity},
		{"everybody of the academy", "/manage/people", nil, http.StatusForbidden},
	} {
		status := 0
		if row.form == nil {
			_, status, _ = v.page(row.path)
		} else {
			_, status, _ = v.send(row.path, row.form...)
		}
		if status != row.want {
			t.Errorf("%s: %d, want %d", row.says, status, row.want)
		}
	}
	join("rita@comune.example", there, accounts.Referent) // and now answers for both, one at a time
	at, status, page := v.page("/organisations/c_b002/people")
	v.found("/me/organisation", http.StatusOK, at, status, page, "Puoi agire per un ente alla volta")
	m, err := accounts.MembershipsOf(d.app, join("rita@comune.example", there, accounts.Employee).User())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range m {
		if one.Organisation() == there && one.Role() == accounts.Referent {
			at, status, page = v.send("/me/organisation", "membership", one.Id, "next", "/organisations/c_b002/people")
		}
	}
	v.found("/organisations/c_b002/people", http.StatusOK, at, status, page, "otto@altrove.example")
	at, _, _ = v.page("/organisations/c_a001/people")
	if at != "/me/organisation" {
		t.Errorf("acts for both at once: %s", at)
	}
}

func TestWhoHasAnAccountIsAskedByAnOrganisation(t *testing.T) {
	d := openDoor(t)
	body := testapp.Organisation(t, d.app, "c_a001").Id
	staff, ada := testapp.Person(t, d.app, "staff"), testapp.Person(t, d.app, "learner", "ada@privata.example")
	ada.Set("family_name", "Verdini")
	if err := d.app.Save(ada); err != nil {
		t.Fatal(err)
	}
	v, w := d.visitor(t), d.visitor(t)
	v.send("/sign-in", "email", staff.Email(), "password", testapp.Password)
	w.send("/sign-in", "email", ada.Email(), "password", testapp.Password)
	for _, answer := range []struct{ act, want string }{{"decline", "Hai rifiutato"}, {"accept", "Da ora fai parte"}} {
		at, status, page := v.send("/organisations/c_a001/people/new", "given_name", "Nome", "family_name", "Scritto", "email", ada.Email(), "role", "employee")
		v.found("/organisations/c_a001/people", http.StatusOK, at, status, page, "Scritto Nome", "In attesa di conferma")
		if strings.Contains(page, "Verdini") {
			t.Error("the account's name is shown before it was accepted")
		}
		at, status, page = w.page("/me/organisation")
		w.found("/me/organisation", http.StatusOK, at, status, page, "ti chiede di confermare")
		list, _, err := accounts.Members(d.app, accounts.MemberFilter{Organisation: body})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		at, status, page = w.send("/me/organisation", "membership", list[0].Id, "act", answer.act)
		w.found("/me/organisation", http.StatusOK, at, status, page, answer.want)
	}
	at, status, page := v.page("/organisations/c_a001/people")
	v.found("/organisations/c_a001/people", http.StatusOK, at, status, page, "Verdini Ada")
}

func TestAReferentSaysInWhichOfficeSomebodyWorks(t *testing.T) {
	d := openDoor(t)
	here := testapp.Organisation(t, d.app, "c_a001").Id
	join := func(email string, role accounts.MembershipRole, office string) *accounts.Membership {
		t.Helper()
		m, err := accounts.Join(d.app, "", accounts.Joining{User: testapp.Person(t, d.app, "learner", email).Id, Organisation: here, Role: role, Office: office})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	rita, bruno := join("rita@comune.example", accounts.Referent, "Personale"), join("bruno@comune.example", accounts.Employee, "Anagrafe")
	v := d.visitor(t)
	v.send("/sign-in", "email", "rita@comune.example", "password", testapp.Password)
	address := "/organisations/c_a001/people/" + bruno.Id
	at, status, page := v.page(address)
	v.found(address, http.StatusOK, at, status, page, `value="Anagrafe" list="offices"`, `<option value="Personale">`)
	at, status, page = v.send(address+"/office", "office", strings.Repeat("x", 201))
	v.found(address+"/office", http.StatusUnprocessableEntity, at, status, page, "È troppo lungo", strings.Repeat("x", 201))
	v.send(address+"/office", "office", "Anagrafe") // as it is
	at, status, page = v.send(address+"/office", "office", "Tributi")
	v.found(address, http.StatusOK, at, status, page, "ufficio è salvato", `value="Tributi"`)
	testapp.Audited(t, d.app, rita.User(), audit.MembershipChanged)
	bruno, err := accounts.FindMembership(d.app, bruno.Id)
	if err == nil {
		err = accounts.Leave(d.app, bruno, time.Time{})
	}
	if err != nil {
		t.Fatal(err)
	}
	at, status, page = v.send(address+"/office", "office", "Protocollo")
	v.found(address, http.StatusOK, at, status, page, "<dd>Tributi</dd>")
	if strings.Contains(page, `id="office"`) {
		t.Error("a form for who has left")
	}
}
