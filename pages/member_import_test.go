package pages

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"aula/accounts"
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

func TestAReferentImportsAListChecksItFirstAndExportsIt(t *testing.T) {
	d := openDoor(t)
	body := testapp.Organisation(t, d.app, "c_a001").Id
	rita := testapp.Person(t, d.app, "learner", "rita@comune.example")
	if _, err := accounts.Join(d.app, "", accounts.Joining{User: rita.Id, Organisation: body, Role: accounts.Referent}); err != nil {
		t.Fatal(err)
	}
	v := d.visitor(t)
	v.send("/sign-in", "email", rita.Email(), "password", testapp.Password)
	const path = "/organisations/c_a001/people"
	const list = "Cognome;Nome;E-mail;Ufficio;Ruolo\nSala;Bruno;bruno@comune.example;Anagrafe;Dipendente\nRe;Eva;eva@comune.example;;Referente\nTe;;x;;\n"
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
	status, page := v.brings(path+"/import", "check", list)
	says("the check", status, page, "Elenco controllato", "Questo ruolo lo dà il centro", "<td data-label=\"Colonna\">E</td>", "<th scope=\"row\">4</th>")
	if _, total, err := accounts.Members(d.app, accounts.MemberFilter{Organisation: body}); err != nil || total != 1 {
		t.Errorf("a check took in %d, %v", total-1, err)
	}
	status, page = v.brings(path+"/import", "import", list)
	says("the import", status, page, "Elenco importato")
	_, _, exported := v.page(path + ".csv")
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
}
