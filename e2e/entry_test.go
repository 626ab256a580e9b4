package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

const newSecret = "cinque anatre nello stagno"

var eightDigits = regexp.MustCompile(`\b\d{4} ?\d{4}\b`)

// refused fails if somebody comes in with these.
func refused(t *testing.T, mailbox, password string) {
	t.Helper()
	got := academy.stranger(t).post("/sign-in", url.Values{"email": {mailbox}, "password": {password}})
	if got.status != http.StatusUnprocessableEntity || !got.says("I dati non corrispondono") {
		t.Errorf("%s is answered with %d at %s", mailbox, got.status, got.path)
	}
}

// entered fails unless somebody comes in with these.
func entered(t *testing.T, mailbox, password string) {
	t.Helper()
	if got := academy.stranger(t).post("/sign-in", url.Values{"email": {mailbox}, "password": {password}}); got.path != "/me" && got.path != "/" {
		t.Errorf("%s is answered with %d at %s", mailbox, got.status, got.path)
	}
}

// isOut fails if the tab is still signed in.
func (p *tab) isOut() {
	p.Helper()
	p.visit("/me")
	if !strings.HasPrefix(p.where(), "/sign-in") {
		p.Errorf("still in at %s", p.where())
	}
}

func TestAOneTimeCodeLetsInOnce(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Dora", "Villa")
	p := open(t, phone)
	p.visit("/sign-in?next=/me/account")
	p.follow(`main a[href^="/sign-in/code"]`)
	p.fill("#email", pupil.mailbox)
	p.follow(`main form button[type="submit"]`)
	p.sees("Se " + pupil.mailbox + " ha un account, tra poco riceve un codice")
	code := eightDigits.FindString(academy.mail(t, pupil.mailbox, "ecco il codice"))
	p.fill("#code", "00000000")
	p.follow(`main form button[type="submit"]`)
	p.sees("Il codice non vale")
	p.picture("entry-code-wrong")
	p.fill("#code", code)
	p.follow(`main form button[type="submit"]`)
	if p.where() != "/me/account" {
		t.Errorf("the code leads to %s", p.where())
	}
	if again := academy.stranger(t).post("/sign-in/code/enter", url.Values{"email": {pupil.mailbox}, "code": {code}}); again.status == http.StatusOK && !again.says("Il codice non vale") {
		t.Errorf("the code lets in twice: %d at %s", again.status, again.path)
	}
	unknown := academy.stranger(t).post("/sign-in/code", url.Values{"email": {"nessuno@example.org"}})
	if !unknown.says("Se nessuno@example.org ha un account") {
		t.Error("the page tells who has an account")
	}
}

func TestGuessingAPasswordIsSlowedForThatAccountOnly(t *testing.T) {
	t.Parallel()
	pupil, neighbour := academy.newLearner(t, "Aldo", "Bruni"), academy.newLearner(t, "Bice", "Bruni")
	guess := url.Values{"email": {pupil.mailbox}, "password": {"sbagliata sbagliata"}}
	var got reply
	for tries := 0; tries < 20 && got.status != http.StatusTooManyRequests; tries++ {
		got = academy.stranger(t).post("/sign-in", guess)
	}
	if got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") == "" || !got.says("Troppi tentativi in poco tempo") || !got.says(pupil.mailbox) {
		t.Errorf("after twenty tries: %d, wait %q", got.status, got.header.Get("Retry-After"))
	}
	p := open(t, phone)
	p.enterByForm(pupil.mailbox, pupil.password)
	p.sees("Troppi tentativi in poco tempo", "quello che hai scritto è rimasto")
	p.picture("entry-too-many")
	entered(t, neighbour.mailbox, neighbour.password)
	if api := academy.stranger(t).call(http.MethodPost, "/api/collections/users/auth-with-password", map[string]string{"identity": pupil.mailbox, "password": pupil.password}); api.status != http.StatusTooManyRequests {
		t.Errorf("the API lets guess on: %d %s", api.status, api.body)
	}
}

func TestSigningOutEverywhereEndsOtherBrowsersAndTokens(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Elsa", "Fabbri")
	token := pupil.bearer()
	here, there := open(t, desktop), open(t, phone)
	here.enterByForm(pupil.mailbox, pupil.password)
	there.enterByForm(pupil.mailbox, pupil.password)
	here.visit("/me/account/devices")
	if n := here.count("main tbody tr"); n != 3 {
		t.Errorf("%d devices are listed, want the two browsers and the one that confirmed", n)
	}
	here.picture("entry-devices")
	here.click(`form[action="/sign-out/everywhere"] button`)
	here.sees("Uscire da tutti i dispositivi")
	here.follow(`dialog button[value="yes"]`)
	here.sees("Il tuo account è chiuso su tutti i dispositivi")
	here.isOut()
	there.isOut()
	if got := pupil.withToken(token, "/api/aula/courses/spid-e-cie/progress"); got.status != http.StatusUnauthorized {
		t.Errorf("the token still answers %d", got.status)
	}
}

func TestANewMailboxCountsOnceItIsConfirmedThere(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Fede", "Gatti")
	p, other := open(t, desktop), open(t, phone)
	p.become(pupil)
	other.enterByForm(pupil.mailbox, pupil.password)
	moved := "fede.nuova@example.org"
	p.visit("/me/account/email")
	p.fill("#email", moved)
	p.fill("#proof", "sbagliata sbagliata")
	p.follow(`main form button[type="submit"]:not([name])`)
	p.sees("I dati non corrispondono")
	p.fill("#proof", pupil.password)
	p.follow(`main form button[type="submit"]:not([name])`)
	p.sees("Tra poco arriva un link al nuovo indirizzo")
	refused(t, moved, pupil.password)
	p.visit(linkTo(t, academy.mail(t, moved, "/me/account/email/confirm"), "/me/account/email/confirm"))
	p.sees("Da ora entrerai con " + moved)
	p.picture("entry-new-mailbox")
	p.follow(`main form button[type="submit"]`)
	p.sees("Da ora usi il nuovo indirizzo")
	academy.mail(t, pupil.mailbox, "usa un altro indirizzo e-mail")
	other.isOut()
	refused(t, pupil.mailbox, pupil.password)
	entered(t, moved, pupil.password)
}

func TestANewPasswordEndsTheOldOneAndOtherBrowsers(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Gaia", "Leoni")
	p, other := open(t, desktop), open(t, phone)
	p.become(pupil)
	other.enterByForm(pupil.mailbox, pupil.password)
	p.visit("/me/account/password")
	p.fill("#proof", pupil.password)
	p.fill("#password", "corta")
	p.follow(`main form button[type="submit"]:not([name])`)
	p.sees("È troppo corta")
	p.fill("#proof", pupil.password)
	p.fill("#password", newSecret)
	p.follow(`main form button[type="submit"]:not([name])`)
	p.sees("La nuova password è salvata. Gli altri dispositivi sono scollegati")
	academy.mail(t, pupil.mailbox, "è stata cambiata")
	p.visit("/me/account")
	p.sees(pupil.mailbox)
	other.isOut()
	refused(t, pupil.mailbox, pupil.password)
	entered(t, pupil.mailbox, newSecret)
}

func TestATaxCodeIsGivenAndTakenBack(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Nora", "Galli")
	p := open(t, phone)
	p.become(pupil)
	p.visit("/me/account")
	p.follow(`a[href="/me/account/tax-code"]`)
	p.sees("Serve a riconoscerti quando entri con SPID")
	p.fill("#tax_code", "MRTMTT25D09F205A") // invented
	p.follow(`form[action$="tax-code"] button`)
	p.sees("L'ultimo carattere non corrisponde")
	p.barriers("tax-code")
	p.picture("entry-tax-code")
	p.fill("#tax_code", "mrtmtt25d09f205z")
	p.follow(`form[action$="tax-code"] button`)
	p.sees("Il codice fiscale è salvato", "termina con 205Z")
	if strings.Contains(p.where(), "205") {
		t.Errorf("the code is in the address %s", p.where())
	}
	p.follow(`a[href="/me/account/tax-code"]`)
	p.barriers("tax-code-given")
	p.picture("entry-tax-code-given")
	p.follow(`form[action$="removal"] button`)
	p.sees("Il codice fiscale è stato tolto", "non indicato")
}

func TestWhoDeletesTheAccountIsToldWhatStaysAndTheCertificateDoes(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Ines", "Ferrara")
	code := pupil.earns(quickCourse(t))
	p := open(t, phone)
	p.become(pupil)
	p.visit("/me/account")
	p.follow(`a[href="/me/account/delete"]`)
	p.sees("non si può annullare", "Che cosa resta", "Gli attestati restano validi", code)
	p.picture("entry-delete")
	p.fill("#proof", "sbagliata sbagliata")
	p.follow(`main form button.btn-danger`)
	p.sees("I dati non corrispondono")
	p.fill("#proof", pupil.password)
	p.follow(`main form button.btn-danger`)
	p.sees("Il tuo account è stato eliminato. Gli attestati restano verificabili")
	p.isOut()
	refused(t, pupil.mailbox, pupil.password)
	academy.mail(t, pupil.mailbox, "è stato eliminato come hai chiesto")
	p.visit("/certificates/" + code)
	p.sees("Attestato valido", "Ines Ferrara")
	staff := academy.as(t, "staff")
	if list := staff.get("/manage/courses/alla-prova/learners?q=" + url.QueryEscape(pupil.mailbox)); list.says("Ines") || !list.says("Ancora nessuno") && !list.says("Non c&#39;è niente") {
		t.Errorf("the person is still among the learners: %d", list.status)
	}
	if list := academy.as(t, "administrator").get("/manage/people?q=" + url.QueryEscape(pupil.mailbox)); !list.says("Nessuna persona") {
		t.Error("the person is still among the people")
	}
}

func TestAButtonOnAnotherSiteDoesNothing(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Cinzia", "Esposito")
	trap := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><title>Trappola</title><form method="post" action="%s/sign-out/everywhere"><button>Vinci</button></form>`, academy.url)
	}))
	defer trap.Close()
	for name, address := range map[string]string{"another port": trap.URL, "another host": strings.Replace(trap.URL, "127.0.0.1", "localhost", 1)} {
		p := open(t, desktop)
		p.become(pupil)
		p.opens(address)
		p.follow("button")
		p.sees("La richiesta arriva da un altro sito e non è stata eseguita")
		p.picture("entry-other-site")
		p.visit("/me")
		if p.where() != "/me" {
			t.Errorf("%s signed somebody out", name)
		}
	}
}

func TestAFormCountsFromTheAcademyOnly(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Ciro", "Esposito")
	for _, row := range []struct {
		name, path string
		headers    map[string]string
		status     int
	}{
		{"another site says so", "/me/account/name", map[string]string{"Sec-Fetch-Site": "cross-site"}, http.StatusForbidden},
		{"a neighbour on the same domain", "/me/account/name", map[string]string{"Sec-Fetch-Site": "same-site"}, http.StatusForbidden},
		{"an old browser tells the origin", "/me/account/name", map[string]string{"Origin": "https://altrove.example"}, http.StatusForbidden},
		{"an origin that is hidden", "/me/account/name", map[string]string{"Origin": "null"}, http.StatusForbidden},
		{"the API by a cookie", "/api/aula/courses/spid-e-cie/enrolment", map[string]string{"Sec-Fetch-Site": "cross-site"}, http.StatusForbidden},
		{"the own page", "/me/account/name", map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": academy.url}, http.StatusOK},
	} {
		form := url.Values{"given_name": {"Ciro"}, "family_name": {"Cambiato"}}
		req, err := http.NewRequest(http.MethodPost, academy.url+row.path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for header, value := range row.headers {
			req.Header.Set(header, value)
		}
		got, err := pupil.send(req)
		if err != nil || got.status != row.status {
			t.Errorf("%s: %d, want %d (%v)", row.name, got.status, row.status, err)
		}
		if changed := pupil.get("/me/account").says("Cambiato"); changed != (row.status == http.StatusOK) {
			t.Errorf("%s: the name changed: %v", row.name, changed)
		}
	}
}
