package pages

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"aula/accounts/federation"
	"aula/accounts/oidc/testhouse"
	"aula/internal/testapp"
)

func administers(t *testing.T, d door) *visitor {
	t.Helper()
	v := d.visitor(t)
	v.signIn(testapp.Person(t, d.app, "administrator").Email(), testapp.Password)
	return v
}

func TestAdministratorsSayWhoVouchesForPeople(t *testing.T) {
	h := testhouse.Open(t)
	d := openDoor(t)
	d.app.Settings().Meta.AppURL = d.url
	v := administers(t, d)
	at, status, body := v.page("/manage/sign-in")
	v.found("/manage/sign-in", http.StatusOK, at, status, body, "Modi di accesso", d.url+"/oidc/callback", "Per ora si entra solo con e-mail e password", "--cns-")
	at, status, body = v.page("/manage/sign-in/new?kind=cie")
	v.found("/manage/sign-in/new", http.StatusOK, at, status, body, "https://www.spid.gov.it/SpidL2", `value="fiscal_number"`)
	facts := func(more ...string) []string {
		return append([]string{"kind", "cie", "name", "CIE", "issuer", h.URL, "client_id", "aula", "levels", "https://www.spid.gov.it/SpidL2", "shown", "yes"}, more...)
	}
	at, status, body = v.send("/manage/sign-in/new", facts("client_id", "", "client_secret", "hush-hush")...)
	v.found("/manage/sign-in/new", http.StatusUnprocessableEntity, at, status, body, `<a href="#client_id">Identificativo`)
	if strings.Contains(body, "hush-hush") {
		t.Error("the secret is shown again")
	}
	at, status, body = v.send("/manage/sign-in/new", facts("client_secret", testhouse.Secret)...)
	v.found(at, http.StatusOK, at, status, body, "Il servizio è salvato", "Ce n&#39;è già uno", d.url+"/oidc/callback")
	if strings.Contains(body, "a secret:") {
		t.Error("the secret is shown again")
	}
	id := regexp.MustCompile(`^/manage/sign-in/([a-z0-9]{15})$`).FindStringSubmatch(at)
	if id == nil {
		t.Fatalf("at %s", at)
	}
	own := at
	at, status, body = v.page("/manage/sign-in")
	v.found("/manage/sign-in", http.StatusOK, at, status, body, `href="`+own+`">CIE</a>`, "Mostrato")
	at, status, body = v.send(own, facts("name", "La CIE")...)
	v.found(own, http.StatusOK, at, status, body, "La CIE", "Ce n&#39;è già uno")
	at, status, body = v.send(own, facts("issuer", "https://evil.example")...)
	v.found(own, http.StatusUnprocessableEntity, at, status, body, "scrivi di nuovo il segreto")
	at, status, body = v.page(own + "/remove")
	v.found(own+"/remove", http.StatusOK, at, status, body, "nessuno è ancora entrato")
	at, status, body = v.send(own + "/remove")
	v.found("/manage/sign-in", http.StatusOK, at, status, body, "Il servizio è tolto")
	if _, status, _ := v.page(own); status != http.StatusNotFound {
		t.Errorf("it is still there: %d", status)
	}
	at, status, body = v.page("/manage/audit?act=providers.changed")
	v.found("/manage/audit", http.StatusOK, at, status, body, "Gestori di identità cambiati", "aggiunto", "modificato", "eliminato", id[1])
}

func TestNobodyElseSaysWhoVouchesForPeople(t *testing.T) {
	d := openDoor(t)
	p := testapp.Save(t, d.app, "oidc_providers", map[string]any{"name": "CIE", "kind": "cie", "issuer": "https://proxy.example", "client_id": "aula"})
	for _, role := range []string{"learner", "author", "host", "staff"} {
		v := d.visitor(t)
		v.signIn(testapp.Person(t, d.app, role, role+"@example.org").Email(), testapp.Password)
		for _, path := range []string{"/manage/sign-in", "/manage/sign-in/new?kind=cie", "/manage/sign-in/" + p.Id, "/manage/sign-in/" + p.Id + "/remove"} {
			if _, status, _ := v.page(path); status != http.StatusForbidden {
				t.Errorf("%s sees %s: %d", role, path, status)
			}
		}
		for _, path := range []string{"/manage/sign-in/new", "/manage/sign-in/" + p.Id, "/manage/sign-in/" + p.Id + "/remove", "/manage/sign-in/" + p.Id + "/try"} {
			if _, status, _ := v.send(path, "kind", "cie"); status != http.StatusForbidden {
				t.Errorf("%s posts to %s: %d", role, path, status)
			}
		}
	}
	if n, err := d.app.CountRecords("oidc_providers"); err != nil || n != 1 {
		t.Errorf("%d are there: %v", n, err)
	}
}

func TestTryingAProviderSaysWhatDoesNotFit(t *testing.T) {
	h := openHouse(t)
	v := administers(t, h.door)
	try := "/manage/sign-in/" + h.provider + "/try"
	rows := []struct {
		name  string
		spoil func()
		words []string
	}{
		{"all is well", func() {}, []string{"risponde come deve", "/oidc/enter?link=1"}},
		{"the fiscal number is not given out", func() {
			h.Discovery = func(said map[string]any) { said["claims_supported"] = []string{"sub"} }
		}, []string{"potrebbe non andare", "«fiscal_number»"}},
		{"another issuer", func() {
			h.Discovery = func(said map[string]any) { said["issuer"] = "https://other.example" }
		}, []string{"Così nessuno può entrare", "«https://other.example»", "«" + h.House.URL + "»"}},
		{"it is away", func() { h.House.Close() }, []string{"Così nessuno può entrare", "non risponde"}},
		{"our address is not https", func() { h.app.Settings().Meta.AppURL = "http://accademia.example.it" }, []string{"http://accademia.example.it/oidc/callback", "non è https"}},
	}
	for _, row := range rows {
		row.spoil()
		at, status, body := v.send(try)
		v.found(try, http.StatusOK, at, status, body, row.words...)
	}
}

func TestThereIsNoOtherKindOfProvider(t *testing.T) {
	d := openDoor(t)
	v := administers(t, d)
	for _, kind := range []string{"", "spid", "cie'"} {
		if at, _, _ := v.page("/manage/sign-in/new?kind=" + kind); at != "/manage/sign-in" {
			t.Errorf("kind %q leads to %s", kind, at)
		}
		v.send("/manage/sign-in/new", "kind", kind, "name", "x", "issuer", "https://x.example", "client_id", "x", "levels", "x")
	}
	if all, err := federation.ListOIDC(d.app); err != nil || len(all) > 0 {
		t.Errorf("%d are added: %v", len(all), err)
	}
}
