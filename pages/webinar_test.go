package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/webinars"
)

func aWebinar(t *testing.T, app core.App, values map[string]any) *webinars.Webinar {
	t.Helper()
	return webinars.Of(testapp.Webinar(t, app, values))
}

const joinLink = `(/webinars/[a-z0-9]{15}/join/[A-Za-z0-9_.-]+)`

func TestAGuestRegistersEntersByLinkAndGivesTheSeatBack(t *testing.T) {
	d := openDoor(t)
	w := aWebinar(t, d.app, map[string]any{"seats": 1, "state": "open"})
	page := "/webinars/" + w.Id
	v := d.visitor(t)
	at, status, body := v.send(page+"/registration", "name", "", "email", "bea")
	v.found(page+"/registration", http.StatusUnprocessableEntity, at, status, body, `aria-invalid="true"`)
	at, status, body = v.send(page+"/registration", "name", "Bea Verdi", "email", "bea@example.org", "remind", "yes")
	v.found(page, http.StatusOK, at, status, body, "Richiesta ricevuta")
	link := d.letter(t, joinLink)

	at, status, body = v.page(link)
	v.found(link, http.StatusOK, at, status, body, "<form method=\"post\" action=\""+link)
	if r, _ := webinars.FindGuest(d.app, w.Id, "bea@example.org"); r.GetString("devices") != "null" && r.GetString("devices") != "" {
		t.Errorf("a mail scanner that fetched the link became its device: %s", r.GetString("devices"))
	}
	if at, _, _ = v.send(link); at != page+"/room" {
		t.Fatalf("the link led to %s", at)
	}
	at, status, body = v.page(page)
	v.found(page, http.StatusOK, at, status, body, `href="`+page+`/room"`)
	at, status, _ = v.page("/me")
	if at != "/sign-in" {
		t.Errorf("the link opened %s, %d", at, status)
	}

	other := d.visitor(t)
	at, status, body = other.send(link)
	other.found(page+"/code", http.StatusOK, at, status, body, "Otto cifre")
	code := strings.ReplaceAll(d.letter(t, `Subject: =\?utf-8\?q\?(\d{4}_\d{4})_`), "_", " ")
	at, status, body = other.send(page+"/code", "code", "0000 0000")
	other.found(page+"/code", http.StatusUnprocessableEntity, at, status, body, "non corrisponde")
	if at, _, _ = other.send(page+"/code", "code", code); at != page+"/room" {
		t.Fatalf("the code led to %s", at)
	}

	at, status, body = v.page(page + "/withdraw")
	v.found(page+"/withdraw", http.StatusOK, at, status, body, "Sì, rinuncio")
	at, status, body = v.send(page + "/withdraw")
	v.found(page, http.StatusOK, at, status, body, "Hai rinunciato")
	at, status, body = other.page(link)
	other.found(link, http.StatusForbidden, at, status, body, "non vale più")
}

func TestWhoWaitsSeesTheirPositionAndIsPromoted(t *testing.T) {
	d := openDoor(t)
	w := aWebinar(t, d.app, map[string]any{"seats": 1})
	first, _, err := webinars.Apply(d.app, w.Id, webinars.Applicant{Name: "Carlo", Email: "carlo@example.org", Locale: "it"})
	if err != nil {
		t.Fatal(err)
	}
	d.letter(t, joinLink)
	learner := testapp.Person(t, d.app, "learner", "ada@example.org")
	v := d.visitor(t)
	v.send("/sign-in", "email", learner.Email(), "password", testapp.Password)
	page := "/webinars/" + w.Id
	at, status, body := v.page(page)
	v.found(page, http.StatusOK, at, status, body, "Mettiti in lista")
	at, status, body = v.send(page + "/registration")
	v.found(page, http.StatusOK, at, status, body, "al posto 1")
	d.letter(t, `(lista d'attesa)`)
	if err := webinars.Withdraw(d.app, first.Id); err != nil {
		t.Fatal(err)
	}
	d.letter(t, joinLink)
	at, status, body = v.page(page)
	v.found(page, http.StatusOK, at, status, body, "Hai un posto")
}

func TestStaffPlanChangeAndCancelAWebinar(t *testing.T) {
	d := openDoor(t)
	staff := testapp.Person(t, d.app, "staff", "sara@example.org")
	v := d.visitor(t)
	v.send("/sign-in", "email", staff.Email(), "password", testapp.Password)
	at, status, body := v.send("/manage/webinars/new", "title", "Prova")
	v.found("/manage/webinars/new", http.StatusUnprocessableEntity, at, status, body, "Scegli giorno e ora")
	start := time.Now().Add(72 * time.Hour)
	plan := []string{"title", "Firma digitale", "description", "Che cosa *è*", "start", start.Format(localTime), "minutes", "60", "zone", "Europe/Rome",
		"audience", "anyone", "lobby", "automatic", "seats", "1", "percent", "80", "hosts", "sara@example.org"}
	at, status, body = v.send("/manage/webinars/new", plan...)
	if status != http.StatusOK || !strings.Contains(body, "Webinar salvato") {
		t.Fatalf("%s %d\n%s", at, status, mainOf(body))
	}
	id := strings.TrimPrefix(at, "/manage/webinars/")
	at, status, body = v.send(at+"/people", "email", "bea@example.org", "name", "Bea Verdi")
	v.found("/manage/webinars/"+id+"/people", http.StatusOK, at, status, body, "Bea Verdi")
	first := d.letter(t, joinLink)

	plan[5] = start.Add(time.Hour).Format(localTime)
	at, status, body = v.send("/manage/webinars/"+id, append(plan, "revision", "1")...)
	v.found("/manage/webinars/"+id, http.StatusOK, at, status, body, "Webinar salvato")
	d.letter(t, `(Prima: .+ora di Roma)`)
	at, status, body = v.send("/manage/webinars/"+id, append(plan, "revision", "1")...)
	v.found("/manage/webinars/"+id, http.StatusConflict, at, status, body, "Qualcun altro ha cambiato")

	_, _, body = v.page("/manage/webinars/" + id + "/people.csv")
	if !strings.Contains(body, "bea@example.org") {
		t.Errorf("the list lacks a person:\n%s", body)
	}
	at, status, body = v.page("/manage/webinars")
	v.found("/manage/webinars", http.StatusOK, at, status, body, "Firma digitale", "In programma")
	at, status, body = v.page("/manage/webinars/new?from=" + id)
	v.found("/manage/webinars/new", http.StatusOK, at, status, body, `value="Firma digitale"`)
	at, status, body = v.page("/manage/webinars/" + id + "/cancel")
	v.found("/manage/webinars/"+id+"/cancel", http.StatusOK, at, status, body, "1 persona")
	at, status, body = v.send("/manage/webinars/" + id + "/cancel")
	v.found("/manage/webinars/"+id, http.StatusOK, at, status, body, "Webinar annullato")
	d.letter(t, `(è stato annullato)`)
	guest := d.visitor(t)
	at, status, body = guest.page(first)
	guest.found(first, http.StatusConflict, at, status, body, "annullato")
	_, status, body = guest.page("/webinars/" + id + "/webinar.ics")
	if status != http.StatusOK || !strings.Contains(body, "METHOD:CANCEL") {
		t.Errorf("%d\n%s", status, body)
	}
}

func TestWebinarsAreManagedByStaffAndTheirHostsOnly(t *testing.T) {
	d := openDoor(t)
	host := testapp.Person(t, d.app, "learner", "host@example.org")
	other := testapp.Person(t, d.app, "author", "author@example.org")
	w := aWebinar(t, d.app, map[string]any{"hosts": []string{host.Id}})
	for _, row := range []struct {
		user *core.Record
		path string
		want int
	}{
		{host, "/manage/webinars/" + w.Id, http.StatusOK}, {host, "/manage/webinars/" + w.Id + "/people", http.StatusOK}, {host, "/manage/webinars/new", http.StatusForbidden},
		{host, "/manage/webinars", http.StatusOK}, {other, "/manage/webinars/" + w.Id, http.StatusForbidden}, {other, "/manage/webinars/" + w.Id + "/people.csv", http.StatusForbidden},
	} {
		v := d.visitor(t)
		v.send("/sign-in", "email", row.user.Email(), "password", testapp.Password)
		if _, status, _ := v.page(row.path); status != row.want {
			t.Errorf("%s gets %d at %s, want %d", row.user.Email(), status, row.path, row.want)
		}
	}
}

func TestTheOwnCalendarIsReadBySecretAddress(t *testing.T) {
	d := openDoor(t)
	learner := testapp.Person(t, d.app, "learner", "ada@example.org")
	w := aWebinar(t, d.app, nil)
	if _, _, err := webinars.Apply(d.app, w.Id, webinars.Applicant{User: learner.Id}); err != nil {
		t.Fatal(err)
	}
	path, err := webinars.CalendarPath(d.app, learner.Id)
	if err != nil {
		t.Fatal(err)
	}
	v := d.visitor(t)
	_, status, body := v.page(path)
	if status != http.StatusOK || !strings.Contains(body, "UID:"+w.UID()) {
		t.Errorf("%d\n%s", status, body)
	}
	v.send("/sign-in", "email", learner.Email(), "password", testapp.Password)
	at, status, body := v.send("/me/calendar")
	v.found("/me", http.StatusOK, at, status, body, "/calendar/")
	if _, status, _ := v.page(path); status != http.StatusNotFound {
		t.Errorf("the address before answers %d", status)
	}
}

// heldWebinar is one of an hour that is over, with Bea who stayed for fifty minutes in two stretches and Carlo who never came.
func heldWebinar(t *testing.T, d door, values map[string]any) (w *webinars.Webinar, bea string) {
	t.Helper()
	start := time.Now().Add(-2 * time.Hour).Truncate(time.Minute)
	all := map[string]any{"start": start, "started": start, "state": "open", "percent": 80}
	for name, value := range values {
		all[name] = value
	}
	w = aWebinar(t, d.app, all)
	for _, name := range []string{"Bea Verdi", "Carlo Neri"} {
		r, _, err := webinars.Apply(d.app, w.Id, webinars.Applicant{Name: name, Email: strings.ToLower(name[:3]) + "@example.org", Locale: "it"})
		if err != nil {
			t.Fatal(err)
		}
		if bea == "" {
			bea = r.Id
		}
	}
	for _, stretch := range [][2]time.Duration{{0, 20 * time.Minute}, {25 * time.Minute, 55 * time.Minute}} {
		testapp.Save(t, d.app, webinars.Presences, map[string]any{
			"webinar": w.Id, "person": bea, "registration": bea, "name": "Bea Verdi", "joined": start.Add(stretch[0]), "left": start.Add(stretch[1]),
		})
	}
	w, _ = webinars.Find(d.app, w.Id)
	w.Set("state", "ended")
	w.Set("ended", start.Add(time.Hour))
	if err := d.app.Save(w); err != nil {
		t.Fatal(err)
	}
	return w, bea
}

func TestTheRegisterIsReadCorrectedAndTakenAwayByAHost(t *testing.T) {
	d := openDoor(t)
	host := testapp.Person(t, d.app, "learner", "host@example.org")
	w, bea := heldWebinar(t, d, map[string]any{"hosts": []string{host.Id}})
	v := d.visitor(t)
	v.send("/sign-in", "email", host.Email(), "password", testapp.Password)
	page := "/manage/webinars/" + w.Id + "/register"
	at, status, body := v.page(page)
	v.found(page, http.StatusOK, at, status, body, "Bea Verdi", "83 %", "Soglia raggiunta", "Carlo Neri", "Assente", "<details>", "1 persona su 2 raggiunge")
	at, status, body = v.page(page + "?state=absent&q=neri&sort=-minutes")
	v.found(page, http.StatusOK, at, status, body, "Carlo Neri")
	if strings.Contains(body, "Bea Verdi") {
		t.Error("the filter leaves those who came")
	}
	row := page + "/" + bea
	at, status, body = v.send(row, "presence", "molti", "reason", " ", "seen", "0")
	v.found(row, http.StatusUnprocessableEntity, at, status, body, `value="molti"`, `aria-invalid="true"`, "Scrivi il motivo", `href="#presence"`)
	at, status, body = v.send(row, "presence", "30", "reason", "Era <via>", "seen", "0")
	v.found(row, http.StatusOK, at, status, body, "Presenza corretta", "Era &lt;via&gt;", "50 %", "Sotto la soglia")
	at, status, body = v.send(row, "presence", "45", "reason", "Era in sala", "seen", "0")
	v.found(row, http.StatusConflict, at, status, body, "Qualcun altro ha corretto", `value="45"`, ">Era in sala</textarea>", `name="seen" value="1"`)
	for _, file := range []struct{ extension, want string }{{".csv", "Era <via>"}, {".ods", "PK"}, {".pdf", "%PDF-"}} {
		if _, status, body := v.page(page + file.extension); status != http.StatusOK || !strings.Contains(body, file.want) {
			t.Errorf("%s: %d %.60q", file.extension, status, body)
		}
	}
	stranger := d.visitor(t)
	other := testapp.Person(t, d.app, "author", "author@example.org")
	stranger.send("/sign-in", "email", other.Email(), "password", testapp.Password)
	for _, path := range []string{page, row, page + ".csv", page + ".pdf"} {
		if _, status, _ := stranger.page(path); status != http.StatusForbidden {
			t.Errorf("who does not host it gets %d at %s", status, path)
		}
	}
	testapp.Audited(t, d.app, host.Id, audit.AttendanceCorrected, audit.DataExported, audit.DataExported, audit.DataExported)
}

func TestARegisterSaysWhyItIsEmpty(t *testing.T) {
	d := openDoor(t)
	staff := testapp.Person(t, d.app, "staff", "sara@example.org")
	v := d.visitor(t)
	v.send("/sign-in", "email", staff.Email(), "password", testapp.Password)
	for _, row := range []struct {
		values map[string]any
		want   string
	}{
		{nil, "non è ancora cominciato"},
		{map[string]any{"state": "cancelled"}, "annullato"},
		{map[string]any{"state": "ended", "ended": time.Now()}, "non si è tenuto"},
		{map[string]any{"state": "open", "started": time.Now()}, "non è entrata nessuna persona"},
		{map[string]any{"state": "ended", "started": time.Now().Add(-time.Hour), "ended": time.Now()}, "Nessuna persona nel registro"},
	} {
		w := aWebinar(t, d.app, row.values)
		page := "/manage/webinars/" + w.Id + "/register"
		at, status, body := v.page(page)
		v.found(page, http.StatusOK, at, status, body, row.want)
	}
}

func TestAGuestWhoWaitsLeavesTheListByTheMailsLink(t *testing.T) {
	d := openDoor(t)
	w := aWebinar(t, d.app, map[string]any{"seats": 1})
	page := "/webinars/" + w.Id
	if _, _, err := webinars.Apply(d.app, w.Id, webinars.Applicant{Name: "Carlo", Email: "carlo@example.org", Locale: "it"}); err != nil {
		t.Fatal(err)
	}
	d.letter(t, joinLink)
	v := d.visitor(t)
	at, status, body := v.send(page+"/registration", "name", "Bea Verdi", "email", "bea@example.org")
	v.found(page, http.StatusOK, at, status, body, "Richiesta ricevuta")
	if strings.Contains(body, "al posto 1") {
		t.Error("the page tells anybody who types a mailbox where it stands")
	}
	link := d.letter(t, joinLink)
	at, status, body = v.page(link)
	v.found(link, http.StatusForbidden, at, status, body, "Aspetti un posto", "Esci dalla lista")
	at, status, body = v.page(link + "/withdraw")
	v.found(link+"/withdraw", http.StatusOK, at, status, body, "Esci dalla lista d&#39;attesa?")
	at, status, body = v.send(link + "/withdraw")
	v.found(page, http.StatusOK, at, status, body, "fuori dalla lista")
	if _, waiting, err := webinars.CountSeats(d.app, w.Id); err != nil || waiting != 0 {
		t.Errorf("%d wait, %v", waiting, err)
	}
}

func TestPeopleAreSearchedNarrowedAndRemoved(t *testing.T) {
	d := openDoor(t)
	staff := testapp.Person(t, d.app, "staff", "sara@example.org")
	w := aWebinar(t, d.app, map[string]any{"seats": 1})
	var bea *webinars.Registration
	for i, name := range []string{"Bea Verdi", "Carlo Neri"} {
		r, _, err := webinars.Apply(d.app, w.Id, webinars.Applicant{Name: name, Email: strings.ToLower(name[:3]) + "@example.org", Locale: "it"})
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			bea = r
		}
		d.letter(t, joinLink)
	}
	v := d.visitor(t)
	v.send("/sign-in", "email", staff.Email(), "password", testapp.Password)
	page := "/manage/webinars/" + w.Id + "/people"
	for _, row := range []struct {
		query     string
		bea, neri bool
	}{{"", true, true}, {"?q=VERDI", true, false}, {"?q=car@", false, true}, {"?state=waiting", false, true}, {"?state=cancelled", false, false}, {"?page=2", false, false}} {
		_, status, body := v.page(page + row.query)
		if status != http.StatusOK || strings.Contains(body, "Bea Verdi") != row.bea || strings.Contains(body, "Carlo Neri") != row.neri {
			t.Errorf("%s: %d\n%s", row.query, status, mainOf(body))
		}
	}
	row := page + "/" + bea.Id
	at, status, body := v.page(row + "/remove")
	v.found(row+"/remove", http.StatusOK, at, status, body, "Togli Bea Verdi", `value="remove"`)
	at, status, body = v.send(row, "act", "remove")
	v.found(page, http.StatusOK, at, status, body, "Persona tolta")
	d.letter(t, `(ha annullato la tua iscrizione)`)
	at, status, body = v.page(page + "?state=registered")
	v.found(page, http.StatusOK, at, status, body, "Carlo Neri")
	at, status, body = v.send(page, "email", "bea@example.org", "name", "Bea Verdi")
	v.found(page, http.StatusOK, at, status, body, "Persona aggiunta alla lista d&#39;attesa")
	for mailbox, want := range map[string]string{"bea@example.org": "già in lista d&#39;attesa", "car@example.org": "è già iscritta"} {
		at, status, body = v.send(page, "email", mailbox, "name", "Chi è")
		v.found(page, http.StatusOK, at, status, body, want)
	}
}

func TestAHostWithoutStaffRightsFindsTheWebinarsOnTheOwnPage(t *testing.T) {
	d := openDoor(t)
	host := testapp.Person(t, d.app, "learner", "host@example.org")
	w := aWebinar(t, d.app, map[string]any{"hosts": []string{host.Id}})
	v := d.visitor(t)
	v.send("/sign-in", "email", host.Email(), "password", testapp.Password)
	at, status, body := v.page("/me")
	v.found("/me", http.StatusOK, at, status, body, "SPID in comune", `href="/manage/webinars/`+w.Id+`/people"`, `href="/manage/webinars"`)
	at, status, body = v.page("/manage/webinars")
	v.found("/manage/webinars", http.StatusOK, at, status, body, "SPID in comune")
	if strings.Contains(body, `href="/manage"`) {
		t.Error("the way back leads to an area that is not theirs")
	}
}

func TestTheListOfProblemsNamesTheFieldsOfAGuestAsTheFormDoes(t *testing.T) {
	d := openDoor(t)
	w := aWebinar(t, d.app, nil)
	v := d.visitor(t)
	at, status, body := v.send("/webinars/"+w.Id+"/registration", "name", "", "email", "bea")
	v.found("/webinars/"+w.Id+"/registration", http.StatusUnprocessableEntity, at, status, body, `href="#name">Nome e cognome`, `href="#email">Indirizzo e-mail`)
}

func TestAGuestWhereOnlyPeopleMayRegisterIsAskedToSignInAndComesBack(t *testing.T) {
	d := openDoor(t)
	w := aWebinar(t, d.app, map[string]any{"audience": "people"})
	v := d.visitor(t)
	learner := testapp.Person(t, d.app, "learner", "ada@example.org")
	at, status, body := v.send("/webinars/"+w.Id+"/registration", "name", "Bea Verdi", "email", "bea@example.org")
	v.found("/sign-in", http.StatusOK, at, status, body, `value="/webinars/`+w.Id+`"`)
	at, status, body = v.send("/sign-in", "email", learner.Email(), "password", testapp.Password, "next", "/webinars/"+w.Id)
	v.found("/webinars/"+w.Id, http.StatusOK, at, status, body, "Iscriviti")
}

func TestALinkSaysInWordsWhyItOpensNothing(t *testing.T) {
	d := openDoor(t)
	for name, row := range map[string]struct {
		then func(w *webinars.Webinar, r *webinars.Registration) error
		want string
	}{
		"withdrawn": {func(_ *webinars.Webinar, r *webinars.Registration) error { return webinars.WithdrawLink(d.app, r.Id) }, "non vale più"},
		"cancelled": {func(w *webinars.Webinar, _ *webinars.Registration) error { return webinars.Cancel(d.app, w.Id) }, "annullato"},
		"over": {func(w *webinars.Webinar, _ *webinars.Registration) error {
			return webinars.EndUnheld(d.app, w.Over().Add(time.Minute))
		}, "finito"},
		"expired": {func(w *webinars.Webinar, _ *webinars.Registration) error {
			w.Set("start", time.Now().Add(-5*time.Hour))
			return d.app.Save(w)
		}, "scaduto"},
	} {
		w := aWebinar(t, d.app, map[string]any{"start": time.Now().Add(time.Minute)})
		r, _, err := webinars.Apply(d.app, w.Id, webinars.Applicant{Name: "Bea Verdi", Email: "bea@example.org", Locale: "it"})
		if err != nil {
			t.Fatal(err)
		}
		if name == "expired" { // a link that was made when the webinar was to be earlier
			w.Set("start", time.Now().Add(-5*time.Hour))
		}
		link, err := webinars.JoinPath(d.app, w, r)
		if err != nil {
			t.Fatal(err)
		}
		if w, err = webinars.Find(d.app, w.Id); err == nil {
			err = row.then(w, r)
		}
		if err != nil {
			t.Fatal(err)
		}
		v := d.visitor(t)
		for _, send := range []func(string) (string, int, string){v.page, func(p string) (string, int, string) { return v.send(p) }} {
			if _, status, body := send(link); status < 400 || status >= 500 || !strings.Contains(body, row.want) || strings.Contains(body, "<form method=\"post\" action=\""+link) {
				t.Errorf("%s: %d\n%s", name, status, mainOf(body))
			}
		}
	}
}
