package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/classes"
	"aula/courses"
	"aula/internal/audit"
	"aula/internal/calendar"
	"aula/internal/testapp"
)

// taught is a session of two hours in a room that began at 9 in Rome on a past day, whose presence the course asks for, and those who have
// a seat, by mailbox.
func (d door) taught(t *testing.T, people ...string) (x *classes.Edition, at string) {
	t.Helper()
	d.course(t)
	course, err := courses.FindBySlug(d.app, "spid")
	if err != nil {
		t.Fatal(err)
	}
	day := calendar.AddDays(time.Now(), -2)
	x = classes.Of(testapp.Save(t, d.app, classes.Collection, map[string]any{"course": course.Id, "title": "Primavera", "state": "open",
		"from": day, "until": calendar.AddDays(day, 30), "presence": "aula", "percent": 80}))
	for i, email := range people {
		u := testapp.Person(t, d.app, "learner", email)
		u.Set("given_name", strings.ToUpper(email[:1])+email[1:strings.Index(email, "@")])
		u.Set("family_name", "Rossi")
		if err := d.app.Save(u); err != nil {
			t.Fatal(err)
		}
		testapp.Save(t, d.app, classes.Seats, map[string]any{"edition": x.Id, "user": u.Id, "state": "in", "place": i + 1})
	}
	from := calendar.At(day, 9)
	s := testapp.Save(t, d.app, classes.Sessions, map[string]any{"edition": x.Id, "from": from, "until": from.Add(2 * time.Hour), "kind": "room", "place": "Sala Rossa"})
	return x, "/manage/courses/spid/editions/" + x.Id + "/sessions/" + s.Id
}

func TestAFacilitatorWritesTheWholeClassAndClosesIt(t *testing.T) {
	d := openDoor(t)
	x, at := d.taught(t, "anna@example.org", "bruno@example.org", "carla@example.org")
	staff := d.member(t, "staff", "staff@example.org")
	anna, bruno, carla := d.id(t, "anna@example.org"), d.id(t, "bruno@example.org"), d.id(t, "carla@example.org")
	_, status, body := staff.page(strings.TrimSuffix(at, "/sessions/"+at[strings.LastIndex(at, "/")+1:]))
	staff.found("", http.StatusOK, "", status, body, `href="`+at+`"`)
	_, status, body = staff.page(at)
	staff.found("", http.StatusOK, "", status, body, "9:00–11:00", "Sala Rossa", "Rossi Anna", "Presenti: 0 su 3", at+"/sheet.pdf")
	typed := func(change ...string) []string {
		return append([]string{"seen", "0", "row_" + anna, "yes", "row_" + bruno, "yes", "row_" + carla, "yes"}, change...)
	}
	_, status, body = staff.send(at, typed("act", "all")...)
	staff.found("", http.StatusOK, "", status, body, "Presenti: 0 su 3")
	if n := strings.Count(body, " checked"); n != 3 {
		t.Errorf("%d are ticked, want all", n)
	}
	_, status, body = staff.send(at, typed("here_"+anna, "yes", "here_"+bruno, "yes", "from_"+bruno, "08:30", "until_"+carla, "10:00")...)
	staff.found("", http.StatusUnprocessableEntity, "", status, body, "Non abbiamo salvato niente", "fuori dall&#39;incontro (9:00–11:00)", "spunta anche il nome", `value="08:30"`)
	_, status, body = staff.send(at, typed("here_"+anna, "yes", "here_"+bruno, "yes", "from_"+bruno, "10:00")...)
	staff.found("", http.StatusOK, "", status, body, "Presenze salvate", "Presenti: 2 su 3", "A mano 10:00–11:00", `value="10:00"`)

	_, status, body = staff.send(at, typed("here_"+carla, "yes")...) // a form that was opened before
	staff.found("", http.StatusConflict, "", status, body, "Qualcun altro ha scritto")
	_, status, body = staff.page(at + "/close")
	staff.found("", http.StatusOK, "", status, body, "Presenti: 2 su 3", "Chiudi il registro")
	_, status, body = staff.send(at + "/close")
	staff.found("", http.StatusOK, "", status, body, "Registro chiuso", at+"/people/"+bruno)
	testapp.Audited(t, d.app, d.id(t, "staff@example.org"), audit.ClassClosed)
	_, status, _ = staff.send(at, typed()...)
	if status != http.StatusConflict {
		t.Errorf("a closed register is written: %d", status)
	}

	person := at + "/people/" + bruno
	_, status, body = staff.page(person)
	staff.found("", http.StatusOK, "", status, body, `name="from" value="10:00"`)
	_, status, body = staff.send(person, "here", "yes", "seen", "1")
	staff.found("", http.StatusUnprocessableEntity, "", status, body, "Scrivi il motivo")
	_, status, body = staff.send(person, "here", "yes", "reason", "Era in corridoio", "seen", "1")
	staff.found("", http.StatusOK, "", status, body, "Presenza corretta", "Era in corridoio", "2 ore")
	_, status, body = staff.send(person, "reason", "Era suo fratello", "seen", "1")
	staff.found("", http.StatusConflict, "", status, body, "Qualcun altro ha corretto", "Era suo fratello")
	testapp.Audited(t, d.app, d.id(t, "staff@example.org"), audit.ClassClosed, audit.ClassCorrected)
	_, status, body = staff.page(at + "/history")
	staff.found("", http.StatusOK, "", status, body, "Rossi Anna", "A mano", "Correzione", "Era in corridoio")

	holds := d.visitor(t)
	holds.signIn("bruno@example.org", testapp.Password)
	_, status, body = holds.page(editionAddress("spid", x.Id))
	holds.found("", http.StatusOK, "", status, body, "La tua presenza finora: 100 %", "Ne serve il 80 %", "Presenza registrata: 2 ore")
	if _, status, _ := holds.page(at); status == http.StatusOK {
		t.Error("a learner reads the register")
	}
}

func TestAPaperRegisterIsPrintedReadAndWritten(t *testing.T) {
	d := openDoor(t)
	_, at := d.taught(t, "anna@example.org", "bruno@example.org")
	staff := d.member(t, "staff", "staff@example.org")
	_, status, body := staff.page(at + "/sheet.pdf")
	if status != http.StatusOK || !strings.HasPrefix(body, "%PDF-") {
		t.Errorf("the sheet answers %d", status)
	}
	_, status, body = staff.send(at+"/paper", "names", "")
	staff.found("", http.StatusUnprocessableEntity, "", status, body, "Scrivi almeno un nome")
	const wrong = "Anna Rossi\nZoe Verdi\nrossi anna"
	for _, act := range []string{"", "write"} {
		_, status, body = staff.send(at+"/paper", "names", wrong, "act", act)
		staff.found("", http.StatusUnprocessableEntity, "", status, body, "1 riga da sistemare", "Riga 2, «Zoe Verdi»", "Zoe Verdi\nrossi anna</textarea>", "Presenti: 0 su 2")
	}
	_, status, body = staff.send(at+"/paper", "names", "Anna Rossi\nbruno@example.org\nrossi anna")
	staff.found("", http.StatusOK, "", status, body, "2 persone", "contano una volta sola", "Rossi Anna")
	_, status, body = staff.page(at)
	staff.found("", http.StatusOK, "", status, body, "Presenti: 0 su 2")
	_, status, body = staff.send(at+"/paper", "names", "Anna Rossi\nbruno@example.org\nrossi anna", "act", "write")
	staff.found("", http.StatusOK, "", status, body, "Presenti: 2 su 2", "Foglio firme 9:00–11:00")
	bruno := d.id(t, "bruno@example.org")
	_, status, body = staff.send(at, "seen", "2", "row_"+bruno, "yes", "drop_paper_"+bruno, "yes")
	staff.found("", http.StatusOK, "", status, body, "Presenti: 1 su 2")
	_, status, body = staff.page(at + "/history")
	staff.found("", http.StatusOK, "", status, body, "Rossi Bruno", "Ritirato: Bianchi Ada")
}

func TestARegisterIsRefusedBeforeItsTime(t *testing.T) {
	d := openDoor(t)
	x, at := d.taught(t, "anna@example.org")
	staff := d.member(t, "staff", "staff@example.org")
	s, err := d.app.FindRecordById(classes.Sessions, at[strings.LastIndex(at, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	move := func(from time.Time) {
		t.Helper()
		s.Set("from", from)
		s.Set("until", from.Add(2*time.Hour))
		if err := d.app.Save(s); err != nil {
			t.Fatal(err)
		}
	}
	move(time.Now().Add(24 * time.Hour))
	_, status, body := staff.page(at)
	staff.found("", http.StatusOK, "", status, body, "Le presenze si scrivono da", at+"/sheet.pdf")
	_, status, body = staff.send(at, "seen", "0", "row_"+d.id(t, "anna@example.org"), "yes", "here_"+d.id(t, "anna@example.org"), "yes")
	staff.found("", http.StatusConflict, "", status, body, "È presto")
	move(time.Now().Add(-time.Hour))
	_, status, body = staff.send(at + "/close")
	staff.found("", http.StatusConflict, "", status, body, "Il registro si chiude dopo la fine")
	other := testapp.Save(t, d.app, classes.Collection, map[string]any{"course": x.Course(), "title": "Altra", "state": "open", "from": x.From(), "until": x.Until()}).Id
	if _, status, _ = staff.page(strings.Replace(at, x.Id, other, 1)); status != http.StatusNotFound {
		t.Errorf("another edition's session answers %d", status)
	}
}

func TestWhoHoldsClassesFindsThemWithTheRegistersToClose(t *testing.T) {
	d := openDoor(t)
	x, at := d.taught(t, "anna@example.org")
	host, other := d.member(t, "host", "carla@example.org"), d.member(t, "host", "dario@example.org")
	x.Set("facilitators", []string{d.id(t, "carla@example.org")})
	if err := d.app.Save(x); err != nil {
		t.Fatal(err)
	}
	desk := "/manage/courses/spid/editions/" + x.Id
	_, status, body := host.page("/me")
	host.found("", http.StatusOK, "", status, body, "Le classi che tieni", `href="`+desk+`"`, "1 registro da chiudere")
	if _, _, body = other.page("/me"); strings.Contains(body, "Le classi che tieni") {
		t.Error("another host has them, too")
	}
	staff := d.member(t, "staff", "staff@example.org")
	_, status, body = staff.page("/manage/courses/spid/editions")
	staff.found("", http.StatusOK, "", status, body, "1 registro da chiudere")
	host.send(at + "/close")
	_, status, body = host.page("/me")
	host.found("", http.StatusOK, "", status, body, "Le classi che tieni")
	if strings.Contains(body, "da chiudere") {
		t.Error("a register that is closed waits")
	}
}

func TestAMeetingSaysThatItsWebinarIsElsewhereOrCalledOff(t *testing.T) {
	d := openDoor(t)
	x, _ := d.taught(t, "anna@example.org")
	from := calendar.At(calendar.AddDays(time.Now(), 3), 9)
	w := testapp.Webinar(t, d.app, map[string]any{"start": from.Add(2 * time.Hour), "minutes": 60})
	testapp.Save(t, d.app, classes.Sessions, map[string]any{"edition": x.Id, "from": from, "until": from.Add(time.Hour), "kind": "both", "place": "Sala", "webinar": w.Id})
	guest := d.visitor(t)
	page := "/courses/spid/editions/" + x.Id
	_, status, body := guest.page(page)
	guest.found("", http.StatusOK, "", status, body, "non all&#39;ora dell&#39;incontro")
	w.Set("state", "cancelled")
	if err := d.app.Save(w); err != nil {
		t.Fatal(err)
	}
	_, status, body = guest.page(page)
	guest.found("", http.StatusOK, "", status, body, "Il webinar è annullato")
}
