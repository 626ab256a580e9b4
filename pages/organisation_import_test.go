package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aula/accounts"
	"aula/internal/testapp"
	"aula/organisations"
)

func TestATableIsTriedThenImportedAndItsExportImportsAgain(t *testing.T) {
	d, v := staffMember(t)
	const form = "/manage/organisations/import"
	table := "Codice_IPA;Denominazione_ente;Codice_fiscale_ente;Telefono\nc_x001;Comune di Prova;;+39 041 1\nc_x002;Comune di Malo;12345678901;\n"
	at, status, page := v.send(form, "act", "try")
	v.found(form, http.StatusUnprocessableEntity, at, status, page, "Scegli il file")
	at, status, page = v.upload(form, "table", "enti.xlsx", "PK\x03\x04", "act", "try")
	v.found(form, http.StatusUnprocessableEntity, at, status, page, "salvalo come CSV")
	at, status, page = v.upload(form, "table", "enti.csv", table, "act", "try", "province", "")
	v.found(form, http.StatusOK, at, status, page, "È una prova", "1 ente nuovo", "1 errore", "riga 3, colonna «Codice_fiscale_ente»")
	at, status, page = v.upload(form, "table", "enti.csv", table, "act", "import", "strict", "yes")
	v.found(form, http.StatusOK, at, status, page, "non è stato importato nulla", `name="strict" value="yes" checked`)
	if n, _ := d.app.CountRecords("organisations"); n != 0 {
		t.Fatalf("%d organisations", n)
	}
	at, status, page = v.upload(form, "table", "enti.csv", table, "act", "import")
	v.found(form, http.StatusOK, at, status, page, "La tabella è importata", "1 ente nuovo")
	_, status, export := v.page("/manage/organisations/export.csv")
	if status != http.StatusOK || !strings.Contains(export, "'+39 041 1") {
		t.Errorf("%d: %q", status, export)
	}
	at, status, page = v.upload(form, "table", "enti.csv", export, "act", "import", "strict", "yes")
	v.found(form, http.StatusOK, at, status, page, "1 ente già uguale")
	if strings.Contains(page, "aggiornat") || strings.Contains(page, "errore") {
		t.Error(mainOf(page))
	}
	if n, _ := d.app.CountRecords("audit_entries"); n != 1 {
		t.Errorf("%d entries in the log, want that of the import that changed something", n)
	}
}

func TestEverybodySeesAnOrganisationWithoutItsPeople(t *testing.T) {
	d := openDoor(t)
	comune := testapp.Organisation(t, d.app, "c_x001", map[string]any{"name": "Comune di Prova", "mail": "info@prova.example", "tax_code": "00368570271", "signatory": "Ada Segreta"}).Id
	union := testapp.Organisation(t, d.app, "u_x", map[string]any{"kind": "unione", "name": "Unione della Prova"}).Id
	if err := organisations.AddMember(d.app, union, comune, organisations.Period{From: time.Now().AddDate(0, 0, -1)}); err != nil {
		t.Fatal(err)
	}
	_, err := organisations.Adhere(d.app, union, organisations.Terms{
		ActNumber: "7/segreto", ActDate: time.Now(), ActBody: "consiglio", Services: []organisations.Service{organisations.Cloud}, Covers: organisations.Members,
		Period: organisations.Period{From: time.Now().AddDate(0, 0, -1)},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	rita := testapp.Person(t, d.app, "learner", "rita@prova.example")
	if _, err := accounts.Join(d.app, "", accounts.Joining{User: rita.Id, Organisation: comune, Role: accounts.Referent}); err != nil {
		t.Fatal(err)
	}
	if err := organisations.SayState(d.app, comune, organisations.Site, organisations.UnderWay, "nota interna", rita.Id); err != nil {
		t.Fatal(err)
	}
	v := d.visitor(t)
	at, status, page := v.page("/organisations/C_X001")
	v.found("/organisations/C_X001", http.StatusOK, at, status, page, "Comune di Prova", "info@prova.example", "Cloud", "tramite Unione della Prova", "Sito istituzionale", "In corso")
	for _, secret := range []string{"rita@", "Bianchi", "segreto", "Segreta", "nota interna", "Non adottato"} {
		if strings.Contains(mainOf(page), secret) {
			t.Errorf("shows %q", secret)
		}
	}
	if _, status, _ := v.page("/organisations/c_none"); status != http.StatusNotFound {
		t.Errorf("nobody's page: %d", status)
	}
}
