package pages

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/classes"
	"aula/courses"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/testapp"
)

// typedPlan are the fields of an edition as somebody types them, with one session two days from now; what is said again counts.
func typedPlan(change ...string) (fields []string) {
	day := func(n int) string { return calendar.FormatDay(calendar.AddDays(time.Now(), n)) }
	plan := map[string]string{"title": "Primavera", "from": day(1), "until": day(30), "seats": "1", "way_self": "yes", "way_code": "yes", "waiting": "yes", "rows": "2",
		"session_0_day": day(2), "session_0_from": "09:30", "session_0_until": "11:00", "session_0_kind": "room", "session_0_place": "Sala Rossa",
		"session_1_kind": "room"}
	for i := 0; i < len(change); i += 2 {
		plan[change[i]] = change[i+1]
	}
	for name, value := range plan {
		fields = append(fields, name, value)
	}
	return fields
}

func onlyEdition(t *testing.T, app core.App) *classes.Edition {
	t.Helper()
	list, _, err := classes.List(app, classes.Filter{}, time.Now())
	if err != nil || len(list) != 1 {
		t.Fatalf("%d editions, %v", len(list), err)
	}
	return list[0]
}

func TestAnEditionIsPlannedJoinedAndLeft(t *testing.T) {
	d := openDoor(t)
	d.course(t)
	staff := d.member(t, "staff", "staff@example.org")
	const desk = "/manage/courses/spid/editions"
	at, status, body := staff.page(desk)
	staff.found(desk, http.StatusOK, at, status, body, "Nessuna edizione", desk+"/new")
	at, status, body = staff.send(desk+"/new", typedPlan("session_0_until", "09:00", "title", "")...)
	staff.found(desk+"/new", http.StatusUnprocessableEntity, at, status, body, "La fine viene prima dell&#39;inizio", "Scrivi il nome", "Sala Rossa")
	_, status, body = staff.send(desk+"/new", typedPlan("act", "rows")...)
	staff.found(desk+"/new", http.StatusOK, desk+"/new", status, body, `name="session_4_day"`, "Sala Rossa")
	_, status, body = staff.send(desk+"/new", typedPlan("title", "Primavera: «di mattina», a Bologna")...)
	x := onlyEdition(t, d.app)
	staff.found("", http.StatusOK, "", status, body, "Edizione salvata", "Codice: "+classes.SpacedCode(x.Code()), "Sala Rossa")
	testapp.Audited(t, d.app, d.id(t, "staff@example.org"), audit.EditionPlanned)

	page := "/courses/spid/editions/" + x.Id
	guest := d.visitor(t)
	at, status, body = guest.page("/courses/spid")
	guest.found("/courses/spid", http.StatusOK, at, status, body, "Edizioni in programma", "1 posto libero", "Accedi per iscriverti", `href="`+page+`"`)
	anna, bruno := d.member(t, "learner", "anna@example.org"), d.member(t, "learner", "bruno@example.org")
	at, status, body = anna.send(page)
	anna.found(page, http.StatusOK, at, status, body, "Hai un posto", page+"/edition.ics", page+"/leave")
	at, status, body = bruno.send("/courses/spid/editions", "class_code", "ZZZZ ZZZZ")
	bruno.found("/courses/spid/editions", http.StatusUnprocessableEntity, at, status, body, "Il codice non corrisponde", `value="ZZZZ ZZZZ"`)
	at, status, body = bruno.send("/courses/spid/editions", "class_code", strings.ToLower(x.Code()))
	bruno.found(page, http.StatusOK, at, status, body, "Sei in lista d&#39;attesa, al posto 1")
	_, _, body = anna.page("/me")
	if !strings.Contains(body, "Le tue edizioni") || !strings.Contains(body, "prossimo incontro") {
		t.Errorf("not on the own page:\n%s", mainOf(body))
	}
	_, status, body = anna.page(page + "/edition.ics")
	anna.found("", http.StatusOK, "", status, body, "BEGIN:VCALENDAR", "LOCATION:Sala Rossa")
	at, status, body = anna.page(page + "/leave")
	anna.found(page+"/leave", http.StatusOK, at, status, body, "Il posto va a chi aspetta")
	at, status, body = anna.send(page + "/leave")
	anna.found(page, http.StatusOK, at, status, body, "Hai rinunciato", "Mettiti in lista")
	at, status, body = bruno.page(page)
	bruno.found(page, http.StatusOK, at, status, body, "Hai un posto")
	if e, err := courses.FindEnrolment(d.app, d.id(t, "bruno@example.org"), x.Course()); err != nil || e.Edition() != x.Id {
		t.Errorf("who was promoted does not study in it: %v", err)
	}

	_, status, body = staff.send(desk+"/"+x.Id+"/cancel", "reason", "")
	staff.found("", http.StatusUnprocessableEntity, "", status, body, "Scrivi perché")
	staff.send(desk+"/"+x.Id+"/cancel", "reason", "Neve sull&#39;Appennino")
	_, _, body = bruno.page(page)
	if !strings.Contains(body, "annullata") || !strings.Contains(body, "Neve") {
		t.Errorf("who had a seat does not read why:\n%s", mainOf(body))
	}
}

func TestPeopleAreBroughtByListApprovedAndTakenOut(t *testing.T) {
	d := openDoor(t)
	d.course(t)
	staff := d.member(t, "staff", "staff@example.org")
	const desk = "/manage/courses/spid/editions"
	staff.send(desk+"/new", typedPlan("approval", "yes", "seats", "2")...)
	x := onlyEdition(t, d.app)
	at := desk + "/" + x.Id
	for _, email := range []string{"uno@example.org", "due@example.org", "tre@example.org"} {
		testapp.Person(t, d.app, "learner", email)
	}
	_, status, body := staff.send(at, "list", "Uno <uno@example.org>, due@example.org\ntre@example.org; nessuno@example.org")
	staff.found("", http.StatusOK, "", status, body, "2 persone iscritte.", "1 in lista d&#39;attesa.", "nessuno@example.org: non conosciamo", ">nessuno@example.org\n</textarea>")
	anna := d.member(t, "learner", "anna@example.org")
	_, _, body = anna.send("/courses/spid/editions/" + x.Id)
	if !strings.Contains(body, "Hai chiesto un posto") {
		t.Errorf("anna:\n%s", mainOf(body))
	}
	seat, err := classes.FindOwn(d.app, x.Id, d.id(t, "anna@example.org"))
	if err != nil {
		t.Fatal(err)
	}
	_, status, body = staff.send(at+"/seats/"+seat.Id, "act", "approve")
	staff.found("", http.StatusOK, "", status, body, "In lista d&#39;attesa")
	uno, err := classes.FindOwn(d.app, x.Id, d.id(t, "uno@example.org"))
	if err != nil {
		t.Fatal(err)
	}
	_, status, body = staff.page(at + "/seats/" + uno.Id)
	staff.found("", http.StatusOK, "", status, body, "perde il posto")
	staff.send(at+"/seats/"+uno.Id, "act", "remove")
	if s, err := classes.FindOwn(d.app, x.Id, d.id(t, "tre@example.org")); err != nil || s.State() != classes.In {
		t.Errorf("who waited first stands %v, %v", s, err)
	}
	staff.send(at+"/news", "news", "Portate il telefono.")
	_, _, body = anna.page("/courses/spid/editions/" + x.Id)
	if !strings.Contains(body, "Portate il telefono.") {
		t.Errorf("the news are not read:\n%s", mainOf(body))
	}
	_, _, body = d.visitor(t).page("/courses/spid/editions/" + x.Id)
	if strings.Contains(body, "Portate il telefono.") {
		t.Error("strangers read the news")
	}
	testapp.Audited(t, d.app, d.id(t, "staff@example.org"), audit.EditionPlanned, audit.SeatGiven, audit.SeatGiven, audit.SeatGiven, audit.SeatGiven, audit.SeatTaken, audit.EditionChanged)
}

func TestAnOrganisationRunsItsOwnAndReferentsBringTheirPeopleToOthers(t *testing.T) {
	d := openDoor(t)
	d.course(t)
	here, there := testapp.Organisation(t, d.app, "c_here").Id, testapp.Organisation(t, d.app, "c_there").Id
	join := func(email, organisation string, role accounts.MembershipRole) *visitor {
		p := testapp.Person(t, d.app, "learner", email)
		if _, err := accounts.Join(d.app, "", accounts.Joining{User: p.Id, Organisation: organisation, Role: role}); err != nil {
			t.Fatal(err)
		}
		v := d.visitor(t)
		v.signIn(email, testapp.Password)
		return v
	}
	fabia, rita := join("fabia@here.example", here, accounts.Facilitator), join("rita@there.example", there, accounts.Referent)
	join("otto@there.example", there, accounts.Employee)
	eva := join("eva@here.example", here, accounts.Employee)
	const desk = "/organisations/c_here/classes"
	_, status, body := fabia.send(desk+"/new", typedPlan("way_referent", "yes", "seats", "", "title", "")...)
	fabia.found("", http.StatusUnprocessableEntity, "", status, body, "Scegli un corso", "Scrivi il nome")
	course, err := courses.FindBySlug(d.app, "spid")
	if err != nil {
		t.Fatal(err)
	}
	fabia.send(desk+"/new", typedPlan("way_referent", "yes", "seats", "", "course", course.Id)...)
	x := onlyEdition(t, d.app)
	if x.Organisation() != here {
		t.Errorf("it is %q's", x.Organisation())
	}
	_, status, body = fabia.send(desk+"/"+x.Id, "list", "eva@here.example otto@there.example")
	fabia.found("", http.StatusOK, "", status, body, "1 persona iscritta.", "otto@there.example: non conosciamo")
	if _, status, _ := eva.page(desk); status != http.StatusForbidden {
		t.Errorf("an employee opens the desk: %d", status)
	}
	if _, status, _ := rita.page(desk + "/" + x.Id); status != http.StatusForbidden {
		t.Errorf("another's referent opens the desk: %d", status)
	}

	const theirs = "/organisations/c_there/classes"
	bring := theirs + "/" + x.Id + "/bring"
	_, status, body = rita.page(theirs)
	rita.found("", http.StatusOK, "", status, body, `href="`+bring+`"`)
	_, status, body = rita.send(bring, "list", "otto@there.example, eva@here.example")
	rita.found("", http.StatusOK, "", status, body, "1 persona iscritta.", "eva@here.example: non conosciamo")
	if regexp.MustCompile(`eva@here\.example: Ha`).MatchString(body) {
		t.Error("a referent sees people of another organisation")
	}
	if in, err := classes.IsIn(d.app, x.Id, d.id(t, "otto@there.example")); err != nil || !in {
		t.Errorf("otto is in: %v, %v", in, err)
	}
}

func TestAnHourThatTheClocksSkipIsExplained(t *testing.T) {
	d := openDoor(t)
	d.course(t)
	staff := d.member(t, "staff", "staff@example.org")
	year := time.Now().Year() + 1
	at := "/manage/courses/spid/editions/new"
	skipped, doubled := lastSunday(year, time.March), lastSunday(year, time.October)
	_, status, body := staff.send(at, typedPlan("until", calendar.FormatDay(doubled), "session_0_day", calendar.FormatDay(skipped), "session_0_from", "02:30", "session_0_until", "04:00",
		"session_1_day", calendar.FormatDay(doubled), "session_1_from", "02:30", "session_1_until", "05:00")...)
	staff.found("", http.StatusUnprocessableEntity, "", status, body, "comincia l&#39;ora legale", "finisce l&#39;ora legale", `value="02:30"`)
}

func lastSunday(year int, month time.Month) time.Time {
	t := time.Date(year, month+1, 0, 12, 0, 0, 0, calendar.Zone)
	return t.AddDate(0, 0, -int(t.Weekday()))
}

func TestAClassThatWasHeldAlreadyIsEnteredWithItsRegister(t *testing.T) {
	d := openDoor(t)
	d.course(t)
	staff := d.member(t, "staff", "staff@example.org")
	d.member(t, "learner", "anna@example.org")
	day := func(n int) string { return calendar.FormatDay(calendar.AddDays(time.Now(), n)) }
	const desk = "/manage/courses/spid/editions"
	at, status, body := staff.page(desk + "/new")
	staff.found(desk+"/new", http.StatusOK, at, status, body, "Anche un incontro già tenuto in aula")
	_, status, body = staff.send(desk+"/new", typedPlan("from", day(-9), "until", day(0), "session_0_day", day(-2))...)
	x := onlyEdition(t, d.app)
	sessions, err := classes.SessionsOf(d.app, x.Id)
	if err != nil || len(sessions) != 1 {
		t.Fatal(err)
	}
	register := desk + "/" + x.Id + "/sessions/" + sessions[0].Id
	staff.found("", http.StatusOK, "", status, body, "già tenuto", "Registro da chiudere", register)
	staff.send(desk+"/"+x.Id, "list", "anna@example.org")
	at, status, body = staff.page(register)
	staff.found(register, http.StatusOK, at, status, body, "row_"+d.id(t, "anna@example.org"))
	_, _, body = d.visitor(t).page("/courses/spid/editions/" + x.Id)
	if strings.Contains(body, "Accedi per iscriverti") {
		t.Error("people may still join by themselves")
	}
	_, status, body = staff.page(desk + "/" + x.Id + "/edit")
	staff.found("", http.StatusOK, "", status, body, `name="session_0_day"`, `value="`+day(-2)+`"`)
}
