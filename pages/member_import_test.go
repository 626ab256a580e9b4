package pages

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/accounts/taxcode"
	"aula/internal/testapp"
)

// brings sends a list to a page and returns the report.
func (v *visitor) brings(path, act, list string) (status int, page string) {
	v.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("list", "persone.csv")
	if err == nil {
		_, err = io.WriteString(part, list)
	}
	if err == nil {
		err = form.WriteField("act", act)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		v.Fatal(err)
	}
	res, err := v.Post(v.url+path, form.FormDataContentType(), &b)
	if err != nil {
		v.Fatal(err)
	}
	_, status, page = v.read(res)
	return status, page
}

func TestAnOrganisationThatTriedManyTaxCodesWaits(t *testing.T) {
	d := openDoor(t, func(o *Options) { o.Vault = testapp.Vault(t) })
	body := testapp.Organisation(t, d.app, "c_a001").Id
	v := d.visitor(t)
	v.send("/sign-in", "email", testapp.Person(t, d.app, "staff").Email(), "password", testapp.Password)
	const heads, path = "Cognome;Nome;E-mail;Codice fiscale\n", "/organisations/c_a001/people/import"
	one := heads + "Sala;Bruno;bruno@comune.example;" + mattos + "\n"
	if status, _ := v.brings(path, "check", one); status != http.StatusOK {
		t.Fatalf("the first: %d", status)
	}
	var rows strings.Builder
	for i := range accounts.MostPeople - 1 {
		fmt.Fprintf(&rows, "Sala;Bruno;b%d@comune.example;%s\n", i, mattos)
	}
	list, err := accounts.ReadPeople(strings.NewReader(heads+rows.String()), nil)
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		err = list.TakeCodes(d.app, body)
	}
	tooMany := false
	for range 15 {
		status, page := v.brings(path, "check", one)
		tooMany = tooMany || status == http.StatusTooManyRequests && strings.Contains(page, "Riprova tra")
	}
	if !tooMany {
		t.Error("it goes on")
	}
}

func TestAReferentImportsAListChecksItFirstAndExportsIt(t *testing.T) {
	keys := testapp.Vault(t)
	d := openDoor(t, func(o *Options) { o.Vault = keys })
	body := testapp.Organisation(t, d.app, "c_a001").Id
	rita := testapp.Person(t, d.app, "learner", "rita@comune.example")
	midnight := time.Date(2024, time.December, 27, 23, 0, 0, 0, time.UTC) // of the 28th, in Rome
	if _, err := accounts.Join(d.app, "", accounts.Joining{User: rita.Id, Organisation: body, Role: accounts.Referent, From: midnight}); err != nil {
		t.Fatal(err)
	}
	v := d.visitor(t)
	v.send("/sign-in", "email", rita.Email(), "password", testapp.Password)
	const path = "/organisations/c_a001/people"
	const list = "Cognome;Nome;E-mail;Ufficio;Ruolo;Codice fiscale\nSala;Bruno;bruno@comune.example;Anagrafe;Dipendente;" + mattos + "\n" +
		"Re;Eva;eva@comune.example;;Referente\nTe;;x;;\nTe;Ugo;ugo@comune.example;;;" + samanthas + "\nTe;Ada;ada@comune.example;;;MLLSNT82P65Z404X\n"
	says := func(what string, status int, page string, want ...string) {
		t.Helper()
		if status != http.StatusOK {
			t.Errorf("%s: %d", what, status)
		}
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("%s: nothing of %q in\n%s", what, w, mainOf(page))
			}
		}
	}
	code, err := taxcode.Parse(samanthas)
	if err == nil {
		err = accounts.SetTaxCode(d.app, keys, accounts.PersonOf(testapp.Person(t, d.app, "learner", "samantha@example.org")), code)
	}
	if err != nil {
		t.Fatal(err)
	}
	status, page := v.brings(path+"/import", "check", list)
	says("the check", status, page, "Elenco controllato", "Questo ruolo lo dà il centro", "<td data-label=\"Colonna\">E</td>", "<th scope=\"row\">4</th>",
		"Questo codice fiscale e questa casella non sono dello stesso account", "Codice fiscale: L&#39;ultimo carattere", "…404X")
	if strings.Contains(page, "MLLSNT") {
		t.Errorf("the page tells a tax code:\n%s", mainOf(page))
	}
	if _, total, err := accounts.Members(d.app, accounts.MemberFilter{Organisation: body}); err != nil || total != 1 {
		t.Errorf("a check took in %d, %v", total-1, err)
	}
	status, page = v.brings(path+"/import", "import", list)
	says("the import", status, page, "Elenco importato")
	bruno, err := accounts.FindByEmail(d.app, "bruno@comune.example")
	if err != nil || !bruno.HasTaxCode() || bruno.TaxProven() {
		t.Errorf("Bruno has no tax code of the list, or a proven one: %v", err)
	}
	_, _, exported := v.page(path + ".csv")
	if !strings.Contains(exported, ";2024-12-28;") {
		t.Errorf("the export tells another day than the page:\n%s", exported)
	}
	if strings.Contains(exported, mattos[:6]) {
		t.Errorf("an export tells a tax code:\n%s", exported)
	}
	status, page = v.brings(path+"/import", "import", exported)
	says("the own export", status, page, "Elenco importato", "Già presenti, uguali")
	if strings.Contains(page, "Righe da correggere") {
		t.Errorf("the own export has faults:\n%s", mainOf(page))
	}
	if _, total, err := accounts.Members(d.app, accounts.MemberFilter{Organisation: body}); err != nil || total != 2 {
		t.Errorf("%d belong to it, %v\n%s", total, err, exported)
	}
	if status, page := v.brings(path+"/import", "import", "\x00\x01PK"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "salvalo come CSV") {
		t.Errorf("a spreadsheet's own file: %d\n%s", status, mainOf(page))
	}
	if _, status, _ := v.send(path+"/import", "act", "import"); status != http.StatusUnprocessableEntity {
		t.Errorf("no file: %d", status)
	}
	for range 30 {
		if status, page = v.brings(path+"/import", "check", list); status != http.StatusOK {
			break
		}
	}
	if status != http.StatusTooManyRequests || !strings.Contains(page, "Riprova tra") {
		t.Errorf("who goes on trying tax codes: %d\n%s", status, mainOf(page))
	}
}
