package pages

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/hours"
	"aula/internal/calendar"
	"aula/internal/testapp"
)

// sendFile posts a form with a document, if there is one, and follows where it leads.
func (v *visitor) sendFile(path, document string, pairs ...string) (at string, status int, body string) {
	v.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = w.WriteField(pairs[i], pairs[i+1])
	}
	if document != "" {
		part, err := w.CreateFormFile("document", "attestato.pdf")
		if err != nil {
			v.Fatal(err)
		}
		_, _ = io.WriteString(part, document)
	}
	_ = w.Close()
	res, err := v.Post(v.url+path, w.FormDataContentType(), &form)
	if err != nil {
		v.Fatal(err)
	}
	return v.read(res)
}

// outsideDoor is an academy with an organisation, who works there and who answers for it.
type outsideDoor struct {
	door
	ada, rita *visitor
	person    string // ada's id
}

func openOutside(t *testing.T) *outsideDoor {
	t.Helper()
	o := &outsideDoor{door: openDoor(t)}
	body := testapp.Organisation(t, o.app, "c_a001").Id
	enter := func(email, family string, role accounts.MembershipRole) *visitor {
		t.Helper()
		p := testapp.Person(t, o.app, "learner", email)
		p.Set("family_name", family)
		if err := o.app.Save(p); err != nil {
			t.Fatal(err)
		}
		if _, err := accounts.Join(o.app, "", accounts.Joining{User: p.Id, Organisation: body, Role: role, Office: "Anagrafe", From: time.Now().AddDate(-1, 0, 0)}); err != nil {
			t.Fatal(err)
		}
		if role == accounts.Employee {
			o.person = p.Id
		}
		v := o.visitor(t)
		v.send("/sign-in", "email", email, "password", testapp.Password)
		return v
	}
	o.ada, o.rita = enter("ada@comune.example", "Sala", accounts.Employee), enter("rita@comune.example", "Rossi", accounts.Referent)
	return o
}

func yesterday() string { return calendar.FormatDay(calendar.AddDays(time.Now(), -1)) }

const aPaper = "%PDF-1.4\nuno\n%%EOF\n"

func (o *outsideDoor) filed(t *testing.T) *hours.Filed {
	t.Helper()
	list, err := hours.OutsidesOf(o.app, o.person, calendar.AddDays(time.Now(), -1).Year())
	if err != nil || len(list) == 0 {
		t.Fatal(err, "nothing filed")
	}
	return list[len(list)-1]
}

func TestSomebodyFilesTrainingElsewhereAndTheReferentDecides(t *testing.T) {
	t.Parallel()
	o := openOutside(t)
	v := o.ada
	const form = "/me/hours/outside/new"
	at, status, page := v.page("/me/hours")
	v.found("/me/hours", http.StatusOK, at, status, page, "Ancora nessuna ora", "Te ne mancano 40.", "Non è il registro ufficiale", form)
	at, status, page = v.sendFile(form, "", "title", "Anticorruzione", "holder", "SNA", "from", yesterday(), "minutes", "400", "area", "values")
	v.found(form, http.StatusUnprocessableEntity, at, status, page, "al massimo 200 ore", "Scegli il documento da allegare.", `value="Anticorruzione"`, `aria-invalid="true"`)
	at, status, page = v.sendFile(form, aPaper, "title", "Anticorruzione", "holder", "SNA", "from", yesterday(), "minutes", "1,30", "area", "values")
	v.found(form, http.StatusUnprocessableEntity, at, status, page, "«1,30» si può leggere in due modi")
	at, status, page = v.sendFile(form, aPaper, "title", "Anticorruzione <b>", "holder", "SNA", "from", yesterday(), "minutes", "1,5", "area", "values", "compulsory", "yes")
	v.found("/me/hours", http.StatusOK, at, status, page, "Mandata al tuo ente", "In attesa", "1 ora e 30 minuti", "Anticorruzione &lt;b&gt;")
	first := o.filed(t)
	at, status, page = v.sendFile(form, aPaper, "title", "Ancora", "holder", "SNA", "from", yesterday(), "minutes", "1:30", "area", "values")
	v.found(form, http.StatusUnprocessableEntity, at, status, page, "non si può contare due volte", `href="/me/hours/outside/`+first.Id+`"`)
	own := "/me/hours/outside/" + first.Id
	at, status, page = v.page(own)
	v.found(own, http.StatusOK, at, status, page, `value="1:30"`, "Il tuo ente non ha ancora deciso", "checked")
	at, status, page = v.sendFile(own, "", "title", "Anticorruzione", "holder", "SNA", "from", yesterday(), "minutes", "2", "area", "values", "revision", "1")
	v.found("/me/hours", http.StatusOK, at, status, page, "Modifiche salvate", "2 ore")

	v = o.rita
	const list = "/organisations/c_a001/outside"
	at, status, page = v.page("/me/notifications")
	v.found("/me/notifications", http.StatusOK, at, status, page, "una formazione da accettare")
	at, status, page = v.page(list + "?state=waiting")
	v.found(list, http.StatusOK, at, status, page, "Sala Ada", "1 richiesta · 1 in attesa", `name="outside" value="`+first.Id+`:2"`)
	theirs := list + "/" + first.Id
	at, status, page = v.send(theirs, "act", "accept", "minutes", "1:30", "revision", "1")
	v.found(theirs, http.StatusUnprocessableEntity, at, status, page, "Nel frattempo la richiesta è cambiata", `name="revision" value="2"`)
	at, status, page = v.send(theirs, "act", "accept", "minutes", "1:30", "revision", "2")
	v.found(theirs, http.StatusUnprocessableEntity, at, status, page, "Scrivi il motivo")
	at, status, page = v.send(theirs, "act", "accept", "minutes", "1:30", "reason", "l'attestato dice 1,5", "revision", "2")
	v.found(theirs, http.StatusOK, at, status, page, "Accettata: le ore contano", "Ore accettate", "1 ora e 30 minuti", "Annulla l&#39;accettazione")

	v = o.ada
	at, status, page = v.page("/me/hours")
	v.found("/me/hours", http.StatusOK, at, status, page, "38,5", "Principi e valori della PA", "obbligatoria", `href="`+own+`"`, "Anticorruzione", "100 %")
	at, status, page = v.page("/me/notifications")
	v.found("/me/notifications", http.StatusOK, at, status, page, "Ore accettate, ma corrette")
	at, status, page = v.send(own + "/withdrawal")
	v.found(own+"/withdrawal", http.StatusConflict, at, status, page, "ha già deciso su questa richiesta")

	v = o.rita
	at, status, page = v.send(theirs, "act", "cancel", "cancellation", "documento di un altro")
	v.found(theirs, http.StatusOK, at, status, page, "le ore non contano più")
	v = o.ada
	at, status, page = v.page("/me/hours")
	v.found("/me/hours", http.StatusOK, at, status, page, "Annullamento di «Anticorruzione»", "documento di un altro", "Annullata", "−1,5", "Accettazione annullata")
}

func TestWhatWasRefusedIsCorrectedAndSentAgain(t *testing.T) {
	t.Parallel()
	o := openOutside(t)
	const form = "/me/hours/outside/new"
	at, status, page := o.ada.sendFile(form, "", "minutes", "due ore")
	o.ada.found(form, http.StatusUnprocessableEntity, at, status, page, "Scrivi il titolo")
	if title, hours := strings.Index(page, `href="#title"`), strings.Index(page, `href="#minutes"`); title < 0 || hours < title {
		t.Errorf("what is wrong is not said in the order of the form: %d, %d", title, hours)
	}
	o.ada.sendFile(form, aPaper, "title", "Anticorruzione", "holder", "SNA", "from", yesterday(), "minutes", "1,5", "area", "values", "compulsory", "yes")
	first := o.filed(t)
	theirs := "/organisations/c_a001/outside/" + first.Id
	at, status, page = o.rita.send(theirs, "act", "refuse", "refusal", "manca la firma", "revision", "1")
	o.rita.found(theirs, http.StatusOK, at, status, page, "Rifiutata")
	again := form + "?again=" + first.Id
	at, status, page = o.ada.page("/me/hours/outside/" + first.Id)
	o.ada.found("/me/hours/outside/"+first.Id, http.StatusOK, at, status, page, "manca la firma", `href="`+again+`"`)
	at, status, page = o.ada.page(again)
	o.ada.found(form, http.StatusOK, at, status, page, "Ci sono già i dati della richiesta di prima", `value="Anticorruzione"`, `value="1:30"`, "checked", `type="file"`)
	if strings.Contains(page, `name="revision"`) {
		t.Error("it would change what was decided on")
	}
	at, status, page = o.ada.sendFile(form, aPaper, "title", "Anticorruzione", "holder", "SNA", "from", yesterday(), "minutes", "1:30", "area", "values")
	o.ada.found("/me/hours", http.StatusOK, at, status, page, "Mandata al tuo ente", "In attesa", "Rifiutata")
	if _, status, _ := o.rita.page(again); status != http.StatusNotFound {
		t.Errorf("another person reads it: %d", status)
	}
}

func TestSeveralAreAcceptedTogetherOnceTheirCountIsConfirmed(t *testing.T) {
	t.Parallel()
	o := openOutside(t)
	var chosen []string
	post := func(v *visitor, path string, chosen []string, act string) (string, int, string) {
		t.Helper()
		res, err := v.PostForm(v.url+path, url.Values{"outside": chosen, "act": {act}})
		if err != nil {
			t.Fatal(err)
		}
		return v.read(res)
	}
	for i := range 3 {
		o.ada.sendFile("/me/hours/outside/new", fmt.Sprintf("%%PDF-1.4\n%d\n%%%%EOF\n", i), "title", fmt.Sprint("Corso ", i), "holder", "SNA", "from", yesterday(), "minutes", "2", "area", "digital")
		f := o.filed(t)
		chosen = append(chosen, fmt.Sprint(f.Id, ":", f.Revision()))
	}
	v := o.rita
	const list = "/organisations/c_a001/outside"
	at, status, page := post(v, list, chosen, "")
	v.found(list, http.StatusOK, at, status, page, "Accetti 3 richieste?", "6 ore", "Accetta 3 richieste")
	chosen[0] = strings.TrimSuffix(chosen[0], "1") + "7" // changed meanwhile
	at, status, page = post(v, list, chosen, "accept")
	v.found(list, http.StatusOK, at, status, page, "2 richieste accettate.", "1 è cambiata nel frattempo", "3 richieste · 1 in attesa")
	at, status, page = v.send(list, "outside", "nothing:1")
	v.found(list, http.StatusOK, at, status, page, "Scegli almeno una richiesta in attesa")
	v = o.ada
	if _, status, _ = post(v, list, chosen, "accept"); status != http.StatusForbidden {
		t.Errorf("an employee accepted their own: %d", status)
	}
}

func TestADocumentIsGivenToWhoFiledItAndWhoDecidesAndRunsNothing(t *testing.T) {
	t.Parallel()
	o := openOutside(t)
	o.ada.sendFile("/me/hours/outside/new", aPaper, "title", "Corso", "holder", "SNA", "from", yesterday(), "minutes", "2", "area", "digital")
	f := o.filed(t)
	own, theirs := "/me/hours/outside/"+f.Id+"/document", "/organisations/c_a001/outside/"+f.Id+"/document"
	get := func(v *visitor, path string) *http.Response {
		t.Helper()
		res, err := v.Get(v.url + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	for _, given := range []*http.Response{get(o.ada, own), get(o.rita, theirs)} {
		h := given.Header
		if given.StatusCode != http.StatusOK || h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" || h.Get("X-Content-Type-Options") != "nosniff" ||
			h.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("Cache-Control") != "private, no-store" {
			t.Errorf("%s: %d %v", given.Request.URL.Path, given.StatusCode, h)
		}
	}
	for path, v := range map[string]*visitor{own: o.rita, theirs: o.ada} {
		if res := get(v, path); res.StatusCode == http.StatusOK {
			t.Errorf("%s is given to somebody else", path)
		}
	}
}

func TestTheReportIsShownAndTakenAsFiles(t *testing.T) {
	t.Parallel()
	o := openOutside(t)
	o.ada.sendFile("/me/hours/outside/new", aPaper, "title", "Corso", "holder", "SNA", "from", yesterday(), "minutes", "10", "area", "digital")
	f := o.filed(t)
	v := o.rita
	v.send("/organisations/c_a001/outside", "outside", fmt.Sprint(f.Id, ":1"), "act", "accept")
	year := fmt.Sprint(f.Until().In(calendar.Zone).Year())
	const report = "/organisations/c_a001/report"
	at, status, page := v.page(report + "?year=" + year)
	v.found(report, http.StatusOK, at, status, page, "Rapporto sulla formazione", "Transizione digitale", "Anagrafe", "100 %", `class="mark"`, "30 %", "55 %", "75 %", report+".pdf?year="+year)
	_, _, page = v.page(report + ".csv?year=" + year)
	if !strings.Contains(page, "Area;Transizione digitale;1;10;0;1") || !strings.Contains(page, "Ufficio;Anagrafe;1;10;") {
		t.Errorf("the file:\n%s", page)
	}
	for _, ending := range []string{".pdf", ".ods"} {
		if _, status, page := v.page(report + ending); status != http.StatusOK || len(page) < 1000 {
			t.Errorf("%s: %d, %d bytes", ending, status, len(page))
		}
	}
	v = o.ada
	statement := "/me/hours/" + year + ".pdf"
	_, status, first := v.page(statement)
	_, _, second := v.page(statement)
	if status != http.StatusOK || !strings.HasPrefix(first, "%PDF-") || first != second {
		t.Errorf("the statement: %d, the same bytes: %v", status, first == second)
	}
	for _, wrong := range []string{"/me/hours/1999.pdf", "/me/hours/x.pdf", "/me/hours/2026"} {
		if _, status, _ := v.page(wrong); status != http.StatusNotFound {
			t.Errorf("%s: %d", wrong, status)
		}
	}
	if at, status, _ := v.page(report); status == http.StatusOK && at == report {
		t.Error("an employee sees the report")
	}
}
