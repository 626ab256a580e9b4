package pages

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"aula/accounts"
	"aula/internal/testapp"
)

func TestSomebodyNewSignsUpConfirmsAndComesIn(t *testing.T) {
	d := openDoor(t)
	v := d.visitor(t)
	at, status, body := v.send("/sign-up", "given_name", "Ada", "family_name", "Bianchi", "email", "Ada@Example.org", "password", secret, "locale", "it", "next", "/courses?q=spid")
	v.found("/sign-up/sent", 200, at, status, body, "Controlla la posta")
	link := d.letter(t, `(/sign-up/confirm\?token=[\w.%-]+)`)
	at, status, body = v.page(link)
	v.found("/sign-up/confirm", 200, at, status, body, "ada@example.org")
	if strings.Contains(body, `type="password"`) {
		t.Error("the browser that signed up is asked for the password")
	}
	token := link[strings.Index(link, "=")+1:]
	at, status, body = v.send("/sign-up/confirm", "token", token)
	v.found("/courses", 200, at, status, body, "Ada Bianchi")
	at, status, body = v.send("/sign-out")
	v.found("/", 200, at, status, body, "chiuso su questo dispositivo")
	if strings.Contains(body, "Ada Bianchi") {
		t.Error("still in")
	}
	v.signIn("ada@example.org", secret)
}

func TestAnotherBrowserConfirmsWithThePasswordOnly(t *testing.T) {
	d := openDoor(t)
	d.visitor(t).send("/sign-up", "given_name", "Ada", "family_name", "Bianchi", "email", "ada@example.org", "password", secret, "locale", "it")
	link := d.letter(t, `(/sign-up/confirm\?token=[\w.%-]+)`)
	token := link[strings.Index(link, "=")+1:]
	v := d.visitor(t)
	at, status, body := v.page(link)
	v.found("/sign-up/confirm", 200, at, status, body, `type="password"`)
	at, status, body = v.send("/sign-up/confirm", "token", token, "password", "a guess of a stranger")
	v.found("/sign-up/confirm", 422, at, status, body, `aria-invalid="true"`)
	at, status, body = v.send("/sign-up/confirm", "token", token, "password", secret)
	v.found("/me", 200, at, status, body, "Ada Bianchi")
	at, status, body = d.visitor(t).page(link)
	v.found("/sign-in", 200, at, status, body, "già confermato")
}

func TestSigningUpSaysTheSameWhoeverHasTheMailbox(t *testing.T) {
	d := openDoor(t)
	testapp.Person(t, d.app, "learner", "ada@example.org")
	var pages []string
	for _, email := range []string{"ada@example.org", "new@example.org"} {
		v := d.visitor(t)
		at, status, body := v.send("/sign-up", "given_name", "Eve", "family_name", "Nera", "email", email, "password", secret, "locale", "it")
		v.found("/sign-up/sent", 200, at, status, body, "")
		pages = append(pages, body)
		u, err := url.Parse(d.url)
		if err != nil {
			t.Fatal(err)
		}
		if cookies := v.Jar.Cookies(u); len(cookies) != 1 || len(cookies[0].Value) != 43 {
			t.Errorf("%s: cookies %v", email, cookies)
		}
	}
	if pages[0] != pages[1] {
		t.Error("the pages differ")
	}
	d.letter(t, `Subject: .*(Hai)`) // its owner is told
}

func TestAFormThatIsNotRightKeepsWhatWasTyped(t *testing.T) {
	d := openDoor(t)
	v := d.visitor(t)
	at, status, body := v.send("/sign-up", "given_name", "Ada", "email", "ada(at)example", "password", "short", "locale", "de", "next", "/courses")
	v.found("/sign-up", 422, at, status, body, `value="Ada"`)
	for _, want := range []string{
		`value="ada(at)example"`, `<option value="de" lang="de" selected>`, `name="next" value="/courses"`, `id="errors"`, `href="#family_name"`,
		`aria-describedby="email-hint email-error" aria-invalid="true"`, `autocomplete="new-password"`, `autocomplete="family-name"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %s in:\n%s", want, mainOf(body))
		}
	}
	if strings.Contains(body, "short\"") {
		t.Error("the password is given back")
	}
}

func TestComingInByCode(t *testing.T) {
	d := openDoor(t)
	testapp.Person(t, d.app, "learner", "ada@example.org")
	v := d.visitor(t)
	at, status, body := v.send("/sign-in/code", "email", "nobody@example.org")
	v.found("/sign-in/code", 200, at, status, body, "Se nobody@example.org ha un account")
	at, status, body = v.send("/sign-in/code", "email", "ada@example.org", "next", "/me/account")
	v.found("/sign-in/code", 200, at, status, body, "Se ada@example.org ha un account")
	code := d.letter(t, `(\d{4} \d{4})`)
	at, status, body = v.send("/sign-in/code/enter", "email", "ada@example.org", "code", "0000 0000", "next", "/me/account")
	v.found("/sign-in/code/enter", 422, at, status, body, `id="code-error"`)
	at, status, body = v.send("/sign-in/code/enter", "email", "ada@example.org", "code", code, "next", "/me/account")
	v.found("/me/account", 200, at, status, body, "ada@example.org")
}

func TestAForgottenPasswordIsReplacedByALinkThatWorksOnce(t *testing.T) {
	d := openDoor(t)
	testapp.Person(t, d.app, "learner", "ada@example.org")
	elsewhere := d.visitor(t)
	elsewhere.signIn("ada@example.org", testapp.Password)
	v := d.visitor(t)
	at, status, body := v.send("/sign-in/reset", "email", "ada@example.org")
	v.found("/sign-in/reset", 200, at, status, body, "Se ada@example.org ha un account")
	link := d.letter(t, `(/sign-in/reset/new\?token=[\w.%-]+)`)
	token := link[strings.Index(link, "=")+1:]
	at, status, body = v.page(link)
	v.found("/sign-in/reset/new", 200, at, status, body, `autocomplete="new-password"`)
	at, status, body = v.send("/sign-in/reset/new", "token", token, "password", "short")
	v.found("/sign-in/reset/new", 422, at, status, body, `id="password-error"`)
	at, status, body = v.send("/sign-in/reset/new", "token", token, "password", secret)
	v.found("/me", 200, at, status, body, "La nuova password è salvata")
	at, status, body = v.page(link)
	v.found("/sign-in/reset/new", 410, at, status, body, "non vale più")
	at, status, body = elsewhere.page("/me/account")
	v.found("/sign-in", 200, at, status, body, "")
}

func TestTooManyTriesAreToldWithTheTimeToWait(t *testing.T) {
	d := openDoor(t)
	testapp.Person(t, d.app, "learner", "ada@example.org")
	v := d.visitor(t)
	for range 10 {
		at, status, body := v.send("/sign-in", "email", "ada@example.org", "password", "wrong")
		v.found("/sign-in", 422, at, status, body, "non corrispondono")
	}
	res, err := v.PostForm(v.url+"/sign-in", url.Values{"email": {"ada@example.org"}, "password": {testapp.Password}})
	if err != nil {
		t.Fatal(err)
	}
	at, status, body := v.read(res)
	v.found("/sign-in", 429, at, status, body, "Riprova tra 1 minuto")
	if res.Header.Get("Retry-After") == "" || !strings.Contains(body, `value="ada@example.org"`) {
		t.Error("no Retry-After, or what was typed is gone")
	}
	v.signIn(testapp.Person(t, d.app, "learner", "bea@example.org").Email(), testapp.Password)
}

func TestWhereSigningInLeads(t *testing.T) {
	rows := []struct{ next, want string }{
		{"/courses", "/courses"}, {"//evil.example/", "/me"}, {"https://evil.example/", "/me"}, {`/\evil.example`, "/me"},
		{"/\t/evil.example", "/me"}, {"", "/me"},
	}
	d := openDoor(t)
	for _, row := range rows {
		person := testapp.Person(t, d.app, "learner", "p"+strings.Map(onlyLetters, row.next)+"@example.org")
		v := d.visitor(t)
		v.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		res, err := v.PostForm(v.url+"/sign-in", url.Values{"email": {person.Email()}, "password": {testapp.Password}, "next": {row.next}})
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if got := res.Header.Get("Location"); got != row.want {
			t.Errorf("next %q leads to %q, want %q", row.next, got, row.want)
		}
		if err := d.app.Delete(person); err != nil {
			t.Fatal(err)
		}
	}
}

func onlyLetters(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r
	}
	return -1
}

func TestTheSessionsCookieIsKeptFromScriptsAndOtherSites(t *testing.T) {
	d := openDoor(t)
	testapp.Person(t, d.app, "learner", "ada@example.org")
	for _, row := range []struct{ remember, age string }{{"", ""}, {"yes", "Max-Age=2592000"}} {
		v := d.visitor(t)
		v.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		res, err := v.PostForm(v.url+"/sign-in", url.Values{"email": {"ada@example.org"}, "password": {testapp.Password}, "remember": {row.remember}})
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		cookie := res.Header.Get("Set-Cookie")
		for _, want := range []string{accounts.SessionCookie + "=", "HttpOnly", "SameSite=Lax", "Path=/", row.age} {
			if !strings.Contains(cookie, want) {
				t.Errorf("%q lacks %q", cookie, want)
			}
		}
		if row.age == "" && strings.Contains(cookie, "Max-Age") {
			t.Errorf("%q outlives the browser", cookie)
		}
	}
}
