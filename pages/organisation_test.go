package pages

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/calendar"
	"aula/internal/documents"
	"aula/internal/testapp"
	"aula/organisations"
)

const anAct = "%PDF-1.7\n%âãÏÓ\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

// upload sends a form with a file, and follows where it leads. fields are pairs; one named "services" may come several times.
func (v *visitor) upload(path, field, name, content string, fields ...string) (at string, status int, body string) {
	v.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			v.Fatal(err)
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		v.Fatal(err)
	}
	if _, err := io.WriteString(part, content); err != nil {
		v.Fatal(err)
	}
	if err := w.Close(); err != nil {
		v.Fatal(err)
	}
	res, err := v.Post(v.url+path, w.FormDataContentType(), &b)
	if err != nil {
		v.Fatal(err)
	}
	return v.read(res)
}

// staffMember is somebody of the centre who is signed in.
func staffMember(t *testing.T) (door, *visitor) {
	t.Helper()
	d := openDoor(t)
	staff := testapp.Person(t, d.app, "staff")
	v := d.visitor(t)
	v.send("/sign-in", "email", staff.Email(), "password", testapp.Password)
	return d, v
}

func TestStaffKeepTheOrganisations(t *testing.T) {
	d, v := staffMember(t)
	const list = "/manage/organisations"
	at, status, page := v.page(list)
	v.found(list, http.StatusOK, at, status, page, "Qui non c&#39;è ancora nessun ente", `aria-current="page">Enti`)
	at, status, page = v.send(list+"/new", "ipa", "c x", "name", "Comune di Prova", "kind", "comune", "tax_code", "12345678901", "population", "molti")
	v.found(list+"/new", http.StatusUnprocessableEntity, at, status, page, "Codice iPA: ", `value="Comune di Prova"`, "L&#39;ultima cifra", "numero intero di abitanti")
	at, status, page = v.send(list+"/new", "ipa", "C_X001", "name", "Comune di Prova", "kind", "comune", "istat", "27901", "population", "10345",
		"site", "www.prova.example", "pec", "prova@pec.example", "certificate_text", "Uno\r\nDue")
	v.found(list+"/c_x001", http.StatusOK, at, status, page, "L&#39;ente è salvato", "027901", "10.345", "https://www.prova.example")
	at, status, page = v.page(list + "/c_x001/edit")
	v.found(list+"/c_x001/edit", http.StatusOK, at, status, page, "Uno\nDue</textarea>", `value="10345"`)
	at, status, page = v.upload(list+"/c_x001/edit", "logo", "logo.png", "<svg/>", "ipa", "c_x001", "name", "Comune di Altro Nome", "kind", "comune")
	v.found(list+"/c_x001/edit", http.StatusUnprocessableEntity, at, status, page, "Non è un&#39;immagine PNG o JPEG", `value="Comune di Altro Nome"`)
	if o, err := organisations.FindByIPA(d.app, "c_x001"); err != nil || o.Name() != "Comune di Prova" {
		t.Errorf("a refused form was half kept: %v, %v", o, err)
	}
	at, status, page = v.page(list + "?q=c_x0&state=comune")
	v.found(list, http.StatusOK, at, status, page, "Comune di Prova", "1 ente")
	at, status, page = v.page(list + "?state=unione")
	v.found(list, http.StatusOK, at, status, page, "Mostra tutto")
	if n, _ := d.app.CountRecords("audit_entries"); n != 1 {
		t.Errorf("%d entries in the log, want that of the new organisation alone", n)
	}
}

func TestStaffSeeASampleCertificateOfWhatIsNotSavedYet(t *testing.T) {
	d, v := staffMember(t)
	body := testapp.Organisation(t, d.app, "c_x001", map[string]any{"name": "Comune di Prova"})
	const edit = "/manage/organisations/c_x001/edit"
	at, status, page := v.page(edit)
	v.found(edit, http.StatusOK, at, status, page, `value="preview" formtarget="_blank"`)
	_, status, file := v.send(edit, "act", "preview", "ipa", "c_x001", "name", "Comune di Altro Nome", "kind", "comune", "signatory", "Ugo Neri")
	if status != http.StatusOK || !strings.HasPrefix(file, "%PDF-") {
		t.Fatalf("%d: %.80q", status, file)
	}
	if _, err := documents.Verify([]byte(file), nil); !errors.Is(err, documents.ErrNotSigned) {
		t.Errorf("a sample is signed: %v", err)
	}
	at, status, page = v.upload(edit, "logo", "logo.svg", "<svg/>", "act", "preview", "ipa", "c_x001", "name", "Comune di Altro Nome", "kind", "comune")
	v.found(edit, http.StatusUnprocessableEntity, at, status, page, "Non è un&#39;immagine PNG o JPEG", `value="Comune di Altro Nome"`)
	at, status, page = v.send(edit, "act", "preview", "ipa", "", "name", "Comune di Altro Nome", "kind", "comune")
	v.found(edit, http.StatusUnprocessableEntity, at, status, page, `value="Comune di Altro Nome"`)
	if o, err := organisations.Find(d.app, body.Id); err != nil || o.Name() != "Comune di Prova" || o.Signatory() != "" {
		t.Errorf("a preview was saved: %v, %v", o, err)
	}
	if n, _ := d.app.CountRecords("audit_entries"); n != 0 {
		t.Errorf("%d entries in the log of what changed nothing", n)
	}
}

func TestWhoDoesNotLookAfterOrganisationsSeesNoneOfIt(t *testing.T) {
	d := openDoor(t)
	body := testapp.Organisation(t, d.app, "c_x001").Id
	union := testapp.Organisation(t, d.app, "u_x", map[string]any{"kind": "unione"}).Id
	a := adhered(t, d.app, body)
	if err := organisations.AddMember(d.app, union, body, organisations.Period{From: time.Now()}); err != nil {
		t.Fatal(err)
	}
	rita := testapp.Person(t, d.app, "learner", "rita@example.org")
	if _, err := accounts.Join(d.app, "", accounts.Joining{User: rita.Id, Organisation: body, Role: accounts.Referent}); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"nobody", "rita@example.org", testapp.Person(t, d.app, "author").Email(), testapp.Person(t, d.app, "host").Email()} {
		v := d.visitor(t)
		if who != "nobody" {
			v.send("/sign-in", "email", who, "password", testapp.Password)
		}
		for _, path := range []string{"", "/new", "/import", "/export.csv", "/c_x001", "/c_x001/edit", "/c_x001/retire", "/c_x001/services", "/c_x001/adhesions/new",
			"/c_x001/adhesions/" + a.Id, "/c_x001/adhesions/" + a.Id + "/act.pdf", "/c_x001/adhesions/" + a.Id + "/remove"} {
			at, status, page := v.page("/manage/organisations" + path)
			if at != "/sign-in" && status != http.StatusForbidden || strings.Contains(page, "Comune di c_x001") {
				t.Errorf("%s sees %s: %d at %s", who, path, status, at)
			}
		}
		for _, path := range []string{"/new", "/import", "/c_x001/edit", "/c_x001/retire", "/c_x001/restore", "/c_x001/services", "/c_x001/members", "/c_x001/adhesions/new",
			"/c_x001/adhesions/" + a.Id, "/c_x001/adhesions/" + a.Id + "/remove"} {
			if at, status, _ := v.send("/manage/organisations"+path, "ipa", "c_new", "name", "N", "kind", "comune"); at != "/sign-in" && status != http.StatusForbidden {
				t.Errorf("%s posts to %s: %d at %s", who, path, status, at)
			}
		}
	}
	if n, _ := d.app.CountRecords("organisations"); n != 2 {
		t.Errorf("%d organisations", n)
	}
}

func adhered(t *testing.T, app core.App, organisation string) *organisations.Adhesion {
	t.Helper()
	a, err := organisations.Adhere(app, organisation, organisations.Terms{
		ActNumber: "1/2026", ActDate: time.Now(), ActBody: "giunta", Services: []organisations.Service{organisations.Training}, Covers: organisations.Itself,
		Period: organisations.Period{From: time.Now().AddDate(0, -1, 0)},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestComuniComeIntoAUnionAndLeaveIt(t *testing.T) {
	d, v := staffMember(t)
	testapp.Organisation(t, d.app, "c_x001", map[string]any{"name": "Comune di Prova"})
	union := testapp.Organisation(t, d.app, "u_x", map[string]any{"kind": "unione", "name": "Unione della Prova"}).Id
	const comune, base = "c_x001", "/manage/organisations/u_x"
	at, status, page := v.send(base+"/members", "comune", "c_nobody", "from", "2026-01-01")
	v.found(base+"/members", http.StatusUnprocessableEntity, at, status, page, "nessun comune con questo codice")
	at, status, page = v.send(base+"/members", "comune", "", "from", "ieri", "until", "")
	v.found(base+"/members", http.StatusUnprocessableEntity, at, status, page, "Scrivi una data", "Comune: Manca")
	at, status, page = v.send(base+"/members", "comune", comune, "from", "2026-01-01", "until", "2025-01-01")
	v.found(base+"/members", http.StatusUnprocessableEntity, at, status, page, "La fine viene prima", `value="2026-01-01"`, `value="`+comune+`" selected`)
	at, status, page = v.send(base+"/members", "comune", comune, "from", "2026-01-01", "until", "")
	v.found(base, http.StatusOK, at, status, page, "Il comune è aggiunto", "1º gennaio 2026", "senza scadenza")
	at, status, page = v.page("/manage/organisations/c_x001")
	v.found("/manage/organisations/c_x001", http.StatusOK, at, status, page, "Fa o ha fatto parte di", "Unione della Prova")
	rows, err := organisations.MemberHistory(d.app, union)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	member := base + "/members/" + rows[0].Id
	at, status, page = v.send(member, "until", "2025-12-31")
	v.found(member, http.StatusUnprocessableEntity, at, status, page, "La fine viene prima")
	at, status, page = v.send(member, "until", "2026-03-31")
	v.found(base, http.StatusOK, at, status, page, "L&#39;ultimo giorno è salvato", "31 marzo 2026", "Uscito")
	last, _ := calendar.ParseDay("2026-03-31")
	for at, want := range map[time.Time]int{calendar.EndOfDay(last): 1, calendar.AddDays(last, 1): 0} {
		if in, err := organisations.MembersOf(d.app, union, at); err != nil || len(in) != want {
			t.Errorf("at %s: %v, %v", at, in, err)
		}
	}
	if _, status, _ := v.send("/manage/organisations/c_x001/members/"+rows[0].Id, "act", "remove"); status != http.StatusNotFound {
		t.Errorf("taken back through another's address: %d", status)
	}
	at, status, page = v.send(member, "act", "remove")
	v.found(base, http.StatusOK, at, status, page, "La riga è tolta", "Nessun comune ne fa parte")
}

func TestWhereThereAreTooManyComuniToChooseFromTheCodeIsAskedFor(t *testing.T) {
	d, v := staffMember(t)
	testapp.Organisation(t, d.app, "u_x", map[string]any{"kind": "unione"})
	for n := range comuniListed + 1 {
		testapp.Organisation(t, d.app, fmt.Sprintf("c_x%04d", n))
	}
	const base = "/manage/organisations/u_x"
	at, status, page := v.page(base)
	v.found(base, http.StatusOK, at, status, page, `<input type="text" class="form-control" id="comune"`)
	at, status, page = v.send(base+"/members", "comune", " C_X0500", "from", "2026-01-01")
	v.found(base, http.StatusOK, at, status, page, "Il comune è aggiunto", "Comune di c_x0500")
}

func TestAnAdhesionIsRecordedWithItsAct(t *testing.T) {
	d, v := staffMember(t)
	testapp.Organisation(t, d.app, "c_x001", map[string]any{"name": "Comune di Prova"})
	const base = "/manage/organisations/c_x001"
	at, status, page := v.upload(base+"/adhesions/new", "act_file", "atto.pdf", "<script>", "act_body", "giunta", "act_number", "45/2026", "act_date", "boh",
		"services", "training", "services", "cloud", "covers", "itself", "from", "2026-01-01")
	v.found(base+"/adhesions/new", http.StatusUnprocessableEntity, at, status, page, "Scrivi una data", `value="45/2026"`, `value="cloud" checked`)
	at, status, page = v.upload(base+"/adhesions/new", "act_file", "atto.pdf", "<script>alert(1)</script>", "act_body", "giunta", "act_number", "45/2026",
		"act_date", "2025-12-10", "services", "training", "covers", "itself", "from", "2026-01-01")
	v.found(base+"/adhesions/new", http.StatusUnprocessableEntity, at, status, page, "Non è un PDF")
	at, status, page = v.upload(base+"/adhesions/new", "act_file", "atto.pdf", anAct, "act_body", "giunta", "act_number", "45/2026", "act_date", "2025-12-10",
		"services", "training", "services", "cloud", "covers", "itself", "from", "2026-01-01", "until", "2030-12-31")
	v.found(base, http.StatusOK, at, status, page, "L&#39;adesione è registrata", "Delibera di giunta 45/2026", "In vigore", "31 dicembre 2030", "Scarica l&#39;atto")
	o, err := organisations.FindByIPA(d.app, "c_x001")
	if err != nil {
		t.Fatal(err)
	}
	list, err := organisations.AdhesionsOf(d.app, o.Id)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	adhesion := base + "/adhesions/" + list[0].Id
	soon := list[0].Terms()
	soon.Until = calendar.AddDays(time.Now(), 60)
	if err := organisations.ChangeAdhesion(d.app, o.Id, list[0].Id, soon, nil); err != nil {
		t.Fatal(err)
	}
	at, status, page = v.page(base)
	v.found(base, http.StatusOK, at, status, page, "In scadenza")
	soon.Until = calendar.AddDays(time.Now(), 2000)
	if err := organisations.ChangeAdhesion(d.app, o.Id, list[0].Id, soon, nil); err != nil {
		t.Fatal(err)
	}
	res, err := v.Get(v.url + adhesion + "/act.pdf")
	if err != nil {
		t.Fatal(err)
	}
	_, _, body := v.read(res)
	for name, want := range map[string]string{"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Content-Disposition": `attachment; filename="atto-c_x001.pdf"`, "Content-Security-Policy": "sandbox; default-src 'none'"} {
		if res.Header.Get(name) != want {
			t.Errorf("%s: %q", name, res.Header.Get(name))
		}
	}
	if body != anAct {
		t.Errorf("another act: %q", body)
	}
	at, status, page = v.page(adhesion)
	v.found(adhesion, http.StatusOK, at, status, page, calendar.FormatDay(calendar.AddDays(time.Now(), 1999)), `value="cloud" checked`, "resta quello che c&#39;è")
	at, status, page = v.send(adhesion, "act_body", "giunta", "act_number", "45/2026", "act_date", "2025-12-10", "services", "training", "covers", "itself", "from", "2026-01-01", "until", "2026-01-31")
	v.found(base, http.StatusOK, at, status, page, "L&#39;adesione è salvata", "Scaduta", "Scarica l&#39;atto")
	at, status, page = v.page(adhesion + "/remove")
	v.found(adhesion+"/remove", http.StatusOK, at, status, page, "Eliminare questa adesione?")
	at, status, page = v.send(adhesion + "/remove")
	v.found(base, http.StatusOK, at, status, page, "L&#39;adesione è eliminata", "Nessuna adesione")
	if _, status, _ := v.page(adhesion + "/act.pdf"); status != http.StatusNotFound {
		t.Errorf("an act that is no more: %d", status)
	}
}

func TestServicesAreSavedTogetherOrNotAtAll(t *testing.T) {
	d, v := staffMember(t)
	id := testapp.Organisation(t, d.app, "c_x001").Id
	const base = "/manage/organisations/c_x001"
	all := func(cloud, note string) (pairs []string) {
		for _, s := range organisations.Services {
			pairs = append(pairs, "state_"+string(s), "not_adopted", "note_"+string(s), "")
		}
		return append(pairs, "state_site", "adopted", "state_cloud", cloud, "note_cloud", note)
	}
	at, status, page := v.send(base+"/services", all("planned", strings.Repeat("n", 400))...)
	v.found(base+"/services", http.StatusUnprocessableEntity, at, status, page, "Cloud: È troppo lungo", `href="#note_cloud"`, strings.Repeat("n", 400))
	if now, _ := organisations.StatesOf(d.app, id); len(now) != 0 {
		t.Errorf("half was kept: %v", now)
	}
	at, status, page = v.send(base+"/services", all("planned", "bando PNRR")...)
	v.found(base, http.StatusOK, at, status, page, "I servizi sono aggiornati", "Previsto", "bando PNRR", "Adottato")
	at, status, page = v.page(base + "/services")
	v.found(base+"/services", http.StatusOK, at, status, page, `value="planned" selected`, "Storia")
}

func TestAnOrganisationIsRetiredBroughtBackAndDeletedOnlyWhereNothingRefersToIt(t *testing.T) {
	d, v := staffMember(t)
	known := testapp.Organisation(t, d.app, "c_x001", map[string]any{"name": "Comune di Prova"})
	testapp.Organisation(t, d.app, "c_x002")
	adhered(t, d.app, known.Id)
	const base = "/manage/organisations/c_x001"
	at, status, page := v.page(base + "/retire")
	v.found(base+"/retire", http.StatusOK, at, status, page, "puoi riattivarlo")
	if strings.Contains(page, "Elimina l&#39;ente") {
		t.Error("what is referred to may be deleted")
	}
	if _, status, _ := v.send(base+"/retire", "act", "delete"); status != http.StatusConflict {
		t.Errorf("deleted: %d", status)
	}
	at, status, page = v.send(base + "/retire")
	v.found(base, http.StatusOK, at, status, page, "L&#39;ente è ritirato", "Riattiva l&#39;ente")
	for _, path := range []string{base + "/edit", base + "/services"} {
		if _, status, _ := v.page(path); status != http.StatusConflict {
			t.Errorf("%s of a retired organisation: %d", path, status)
		}
	}
	if _, status, _ := v.page("/organisations/c_x001"); status != http.StatusNotFound {
		t.Errorf("the public page of a retired organisation: %d", status)
	}
	at, status, page = v.page("/manage/organisations?state=retired")
	v.found("/manage/organisations", http.StatusOK, at, status, page, "Comune di Prova")
	at, status, page = v.send(base + "/restore")
	v.found(base, http.StatusOK, at, status, page, "di nuovo attivo")
	at, status, page = v.send("/manage/organisations/c_x002/retire", "act", "delete")
	v.found("/manage/organisations", http.StatusOK, at, status, page, "L&#39;ente è eliminato")
}
