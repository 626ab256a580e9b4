package pages

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/organisations"
)

func TestTheFirstAdministratorIsLedThroughTheSetUp(t *testing.T) {
	d := openDoor(t)
	token, err := accounts.NewSetupToken(d.app)
	if err != nil {
		t.Fatal(err)
	}
	v := d.visitor(t)
	at, status, body := v.page("/setup?token=" + token)
	v.found("/setup", 200, at, status, body, "Comincia")
	at, status, body = v.send("/setup", "token", token)
	v.found("/setup/administrator", 200, at, status, body, "Il tuo account di amministratore")
	at, status, body = d.visitor(t).send("/setup", "token", token)
	v.found("/setup", 410, at, status, body, "vale una volta sola")
	at, status, body = v.send("/setup/administrator", "given_name", "Anna", "email", "anna@example.org", "password", "short")
	v.found("/setup/administrator", 422, at, status, body, `value="Anna"`)
	at, status, body = v.send("/setup/administrator", "given_name", "Anna", "family_name", "Verdi", "email", "anna@example.org", "password", secret, "locale", "it")
	v.found("/setup/identity", 200, at, status, body, "Passo 1 di 4")
	for _, step := range []struct {
		path, next, says string
		wrong, right     []string
	}{
		{"/setup/identity", "/setup/addresses", "setup.ipa", []string{"name", "Centro", "ipa", "c m"}, []string{"name", "Centro", "ipa", "cm_ve"}},
		{"/setup/addresses", "/setup/mail", "setup.url", []string{"url", "aula"}, []string{"url", "https://aula.example.it"}},
		{"/setup/mail", "/setup/signatory", "setup.smtp_port", []string{"sender_name", "Aula", "sender_address", "aula@example.it", "smtp_port", "x"},
			[]string{"sender_name", "Aula", "sender_address", "aula@example.it", "smtp_port", "587"}},
		{"/setup/signatory", "/setup/done", "setup.signatory", nil, []string{"signatory", "Anna Verdi"}},
	} {
		at, status, body = v.send(step.path, step.wrong...)
		v.found(step.path, 422, at, status, body, `aria-invalid="true"`)
		at, status, body = v.send(step.path, step.right...)
		v.found(step.next, 200, at, status, body, "")
	}
	c, err := organisations.CentreOf(d.app)
	if err != nil || c.IPA != "cm_ve" || c.Signatory != "Anna Verdi" || c.Completed.IsZero() {
		t.Errorf("%+v, %v", c, err)
	}
	at, status, body = d.visitor(t).page("/setup?token=" + token)
	v.found("/setup", 200, at, status, body, "Comincia")
	at, status, body = d.visitor(t).send("/setup", "token", token)
	v.found("/sign-in", 200, at, status, body, "ha già un amministratore")
	testapp.Audited(t, d.app, audit.Operator, audit.RoleChanged)
	testapp.Audited(t, d.app, d.id(t, "anna@example.org"), audit.CentreChanged, audit.CentreChanged, audit.CentreChanged, audit.CentreChanged)
}

func TestNobodyComesInByTheSetUpWithoutItsLink(t *testing.T) {
	d := openDoor(t)
	v := d.visitor(t)
	at, status, body := v.page("/setup/administrator")
	v.found("/setup/administrator", 410, at, status, body, "")
	at, status, body = v.send("/setup/administrator", "given_name", "Eve", "family_name", "Nera", "email", "eve@example.org", "password", secret)
	v.found("/setup/administrator", 410, at, status, body, "")
	at, status, body = v.send("/setup", "token", "a guess")
	v.found("/setup", 410, at, status, body, "aula serve")
	if n, _ := d.app.CountRecords("users"); n != 0 {
		t.Errorf("%d people", n)
	}
}

func TestALogoIsPutUpAndTakenDown(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "administrator", "chief@example.org")
	upload := func(name, content, remove string) (string, int, string) {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for _, pair := range [][2]string{{"name", "Centro"}, {"ipa", "cm_ve"}, {"remove_logo", remove}} {
			if err := w.WriteField(pair[0], pair[1]); err != nil {
				t.Fatal(err)
			}
		}
		part, err := w.CreateFormFile("logo", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		res, err := v.Post(v.url+"/manage/centre/identity", w.FormDataContentType(), &b)
		if err != nil {
			t.Fatal(err)
		}
		return v.read(res)
	}
	at, status, body := upload("logo.png", "no picture", "")
	v.found("/manage/centre/identity", 422, at, status, body, `id="logo-error"`)
	at, status, body = upload("logo.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "")
	v.found("/manage/centre/identity", 200, at, status, body, "I dati del centro sono salvati")
	c, err := organisations.CentreOf(d.app)
	if err != nil || c.Logo == "" {
		t.Fatal(c, err)
	}
	res, err := http.Get(v.url + c.LogoAddress())
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if policy := res.Header.Get("Content-Security-Policy"); res.StatusCode != 200 || !strings.Contains(policy, "sandbox") {
		t.Errorf("the logo is served with %d, %q", res.StatusCode, policy)
	}
	upload("", "", "yes")
	if c, err := organisations.CentreOf(d.app); err != nil || c.Logo != "" {
		t.Errorf("still there: %+v, %v", c, err)
	}
}

func TestATestMailSaysHowItWent(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "administrator", "chief@example.org")
	at, status, body := v.send("/manage/centre/mail", "sender_name", "Aula", "sender_address", "aula@example.it", "smtp_port", "587", "act", "test")
	v.found("/manage/centre/mail", 200, at, status, body, "la mail di prova è partita per chief@example.org")
	d.letter(t, `To: <(chief@example\.org)>`)
}
