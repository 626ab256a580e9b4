package pages

import (
	"net/http"
	"strings"
	"testing"

	"aula/accounts"
	"aula/internal/testapp"
)

// administrator is one who is in, and need not have a second factor.
func (d door) administrator(t *testing.T) *visitor {
	t.Helper()
	testapp.Person(t, d.app, "administrator", "capo@example.org")
	accounts.ExemptFromFactor(d.app, "capo@example.org")
	v := d.visitor(t)
	v.signIn("capo@example.org", testapp.Password)
	return v
}

func TestAdministratorsSayWhichProvidersOfSPIDAreAccepted(t *testing.T) {
	f := openFederated(t)
	v := f.administrator(t)
	at, status, body := v.page(spidAddress)
	v.found(spidAddress, http.StatusOK, at, status, body, "Gestore di prova", "https://idp.example.it", f.url+"/spid/metadata")
	for _, wrong := range []struct{ name, content, says string }{
		{"page.xml", "<html></html>", "non ci sono gestori"},
		{"cut.xml", "<md:EntityDescriptor", "chiedi al gestore metadata nuovi"},
		{"empty.xml", "", "Scegli un file XML"},
	} {
		at, status, body = v.upload(spidAddress+"/providers", "metadata", wrong.name, wrong.content)
		v.found(spidAddress+"/providers", http.StatusUnprocessableEntity, at, status, body, wrong.says, "Gestore di prova", `value="spid@example.it"`)
	}
	at, status, body = v.upload(spidAddress+"/providers", "metadata", "idp.xml", string(f.idp.Metadata()))
	v.found(spidAddress, http.StatusOK, at, status, body, "I gestori sono importati")
	records, err := f.app.FindAllRecords("spid_providers")
	if err != nil || len(records) != 1 {
		t.Fatalf("%d providers, %v", len(records), err)
	}
	at, status, body = v.send(spidAddress + "/providers/" + records[0].Id + "/remove")
	v.found(spidAddress, http.StatusOK, at, status, body, "Il gestore è tolto", "il pulsante di SPID non si vede")
	if _, _, page := f.visitor(t).page("/sign-in"); strings.Contains(page, "Entra con SPID") {
		t.Error("a button without a provider")
	}
	at, status, body = v.page("/manage/audit")
	v.found("/manage/audit", http.StatusOK, at, status, body, "Gestori di identità cambiati")
}

func TestWhatSPIDLacksIsNamedUntilItIsThere(t *testing.T) {
	d := openDoor(t)
	v := d.administrator(t)
	at, status, body := v.page(spidAddress)
	v.found(spidAddress, http.StatusOK, at, status, body, "SPID non è ancora acceso", `href="/manage/centre/identity"`, `href="#town"`)
	if _, status, _ = v.page("/spid/metadata"); status != http.StatusNotFound {
		t.Errorf("metadata of a service that is not ready: %d", status)
	}
	at, status, body = v.send(spidAddress, "town", "Torino", "spid_mail", "spid(at)example", "spid_phone", "011", "level", "1")
	v.found(spidAddress, http.StatusUnprocessableEntity, at, status, body, `value="Torino"`, `id="spid_mail-error"`, `id="spid_phone-error"`)
	at, status, body = v.send(spidAddress, "town", "Torino", "spid_mail", "spid@example.it", "spid_phone", "+39 011 123456", "level", "1")
	v.found(spidAddress, http.StatusOK, at, status, body, `value="&#43;39011123456"`, `value="1" checked`)
}
