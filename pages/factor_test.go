package pages

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pquerna/otp/hotp"

	"aula/accounts"
	"aula/internal/testapp"
)

// phone is an app that was set up with the page's key.
type phone struct {
	*testing.T
	secret string
	now    func() time.Time
}

func phoneFrom(t *testing.T, now func() time.Time, page string) phone {
	t.Helper()
	found := regexp.MustCompile(`data-copy="([A-Z2-7]{32})"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no key in %s", mainOf(page))
	}
	return phone{t, found[1], now}
}

// shows is the code that the app shows some steps from now.
func (p phone) shows(steps int64) string {
	p.Helper()
	code, err := hotp.GenerateCode(p.secret, uint64(p.now().Unix()/30+steps))
	if err != nil {
		p.Fatal(err)
	}
	return code
}

// still is a time that stands, so that no code changes between two steps of a test.
func still(d door) (now *time.Time) {
	at := time.Now()
	accounts.MeasureSessionsBy(d.app, func() time.Time { return at })
	return &at
}

// withApp is a person of the role who has set an app up, in a browser that is signed in with it. Time stands.
func withApp(t *testing.T, d door, role string) (v *visitor, person *core.Record, app phone, spare []string) {
	t.Helper()
	return withAppAt(t, d, role, still(d))
}

func withAppAt(t *testing.T, d door, role string, now *time.Time) (v *visitor, person *core.Record, app phone, spare []string) {
	t.Helper()
	person = testapp.Person(t, d.app, role)
	v = d.visitor(t)
	v.send("/sign-in", "email", person.Email(), "password", testapp.Password)
	_, _, body := v.page("/me/account/factors/app")
	app = phoneFrom(t, func() time.Time { return *now }, body)
	at, status, body := v.send("/me/account/factors/app", "code", app.shows(-1), "factor_name", "Telefono")
	v.found("/me/account/factors/app", http.StatusOK, at, status, body, "Li vedi solo adesso")
	for _, found := range regexp.MustCompile(`<code>([0-9a-z-]{19})</code>`).FindAllStringSubmatch(body, -1) {
		spare = append(spare, found[1])
	}
	if len(spare) != 10 {
		t.Fatalf("spare codes %v in %s", spare, mainOf(body))
	}
	return v, person, app, spare
}

func TestStaffAreLedToASecondFactorAndMayPutItOff(t *testing.T) {
	d := openDoor(t)
	staff := testapp.Person(t, d.app, "staff")
	v := d.visitor(t)
	at, status, body := v.send("/sign-in", "email", staff.Email(), "password", testapp.Password, "next", "/manage/courses")
	v.found("/me/account/factors", http.StatusOK, at, status, body, "Puoi rimandare fino al", `href="/manage/courses">Più tardi`)
	at, status, body = v.page("/manage/courses")
	v.found("/manage/courses", http.StatusOK, at, status, body, "attivala entro il")
	if _, err := d.app.DB().NewQuery("UPDATE users SET factor_asked = '2026-01-01 00:00:00.000Z'").Execute(); err != nil {
		t.Fatal(err)
	}
	accounts.DoorkeeperOf(d.app).ForgetAll()
	at, status, body = v.page("/manage/courses?q=spid")
	v.found("/me/account/factors", http.StatusOK, at, status, body, "attivala adesso per continuare", `app?next=%2fmanage%2fcourses`)
	if strings.Contains(mainOf(body), "Più tardi") {
		t.Error("it may still be put off")
	}
	learner := d.visitor(t)
	learner.signIn(testapp.Person(t, d.app, "learner").Email(), testapp.Password)
}

func TestAPersonSetsAnAppUpAndComesInWithIt(t *testing.T) {
	d := openDoor(t)
	v, person, app, spare := withApp(t, d, "staff")
	at, status, body := v.page("/manage/courses")
	v.found("/manage/courses", http.StatusOK, at, status, body, "Corsi")
	d.letter(t, `(aggiunto un secondo passaggio)`)

	other := d.visitor(t)
	at, status, body = other.send("/sign-in", "email", person.Email(), "password", testapp.Password, "next", "/manage/courses")
	other.found("/sign-in/factor", http.StatusOK, at, status, body, `value="/manage/courses"`, `autocomplete="one-time-code"`)
	if strings.Contains(body, "Ada Bianchi") {
		t.Error("the page between shows who it would be")
	}
	for _, path := range []string{"/", "/me", "/me/account/factors", "/me/account/factors/app", "/manage/people", "/sign-in", "/courses"} {
		if at, _, _ := other.page(path); at != "/sign-in/factor" {
			t.Errorf("%s leads to %s", path, at)
		}
	}
	at, status, body = other.send("/sign-in/factor", "code", "000000", "next", "/manage/courses")
	other.found("/sign-in/factor", http.StatusUnprocessableEntity, at, status, body, `id="code-error"`, `value="/manage/courses"`)
	at, status, body = other.send("/sign-in/factor", "code", app.shows(-1), "next", "/manage/courses")
	other.found("/sign-in/factor", http.StatusUnprocessableEntity, at, status, body, "già stato usato")
	at, status, body = other.send("/sign-in/factor", "code", app.shows(0), "next", "/manage/courses")
	other.found("/manage/courses", http.StatusOK, at, status, body, "Ada Bianchi")

	third := d.visitor(t)
	third.send("/sign-in", "email", person.Email(), "password", testapp.Password)
	at, status, body = third.send("/sign-in/factor", "spare", spare[4])
	third.found("/me", http.StatusOK, at, status, body, "Ada Bianchi")
	at, status, body = third.page("/me/account/factors")
	third.found("/me/account/factors", http.StatusOK, at, status, body, "Ne restano 9")
	d.letter(t, `(con un codice di riserva)`)

	fourth := d.visitor(t)
	fourth.send("/sign-in", "email", person.Email(), "password", testapp.Password)
	at, status, body = fourth.send("/sign-in/factor", "spare", spare[4])
	fourth.found("/sign-in/factor", http.StatusUnprocessableEntity, at, status, body, `id="spare-error"`, "<details class=\"mt-4\" open>")
	at, status, body = fourth.send("/sign-out")
	fourth.found("/", http.StatusOK, at, status, body, "Entra")
}

func TestTooManyWrongCodesWaitAndTheOwnerIsTold(t *testing.T) {
	d := openDoor(t)
	_, person, app, _ := withApp(t, d, "staff")
	v := d.visitor(t)
	v.send("/sign-in", "email", person.Email(), "password", testapp.Password)
	for range 5 {
		at, status, body := v.send("/sign-in/factor", "code", "000000")
		v.found("/sign-in/factor", http.StatusUnprocessableEntity, at, status, body, "Controlla le cifre")
	}
	res, err := v.PostForm(v.url+"/sign-in/factor", url.Values{"code": {app.shows(0)}})
	if err != nil {
		t.Fatal(err)
	}
	at, status, body := v.read(res)
	v.found("/sign-in/factor", http.StatusTooManyRequests, at, status, body, "Riprova tra 5 minuti")
	if res.Header.Get("Retry-After") == "" {
		t.Error("it is not said when to come back")
	}
	d.letter(t, `(troppi codici sbagliati)`)
}

func TestChangingFactorsAsksAgainAfterAWhile(t *testing.T) {
	d := openDoor(t)
	now := still(d)
	v, _, _, _ := withAppAt(t, d, "learner", now)
	*now = now.Add(11 * time.Minute)
	at, status, body := v.page("/me/account/factors/app?next=/courses")
	v.found("/me/account/factors/confirm", http.StatusOK, at, status, body, `value="/me/account/factors/app?next=/courses"`)
	at, status, body = v.send("/me/account/factors/codes")
	v.found("/me/account/factors/confirm", http.StatusOK, at, status, body, `value="/me/account/factors"`)
	at, status, body = v.send("/me/account/factors/confirm", "proof", "wrong", "next", "/me/account/factors")
	v.found("/me/account/factors/confirm", http.StatusUnprocessableEntity, at, status, body, `id="proof-error"`)
	at, status, body = v.send("/me/account/factors/confirm", "proof", testapp.Password, "next", "/me/account/factors")
	v.found("/me/account/factors", http.StatusOK, at, status, body, "Telefono")
	id := regexp.MustCompile(`/me/account/factors/([a-z0-9]{15})`).FindStringSubmatch(body)[1]
	at, status, body = v.send("/me/account/factors/"+id, "factor_name", "")
	v.found("/me/account/factors/"+id, http.StatusUnprocessableEntity, at, status, body, `id="factor_name-error"`)
	at, status, body = v.send("/me/account/factors/"+id, "factor_name", "Telefono <b>nuovo</b>")
	v.found("/me/account/factors", http.StatusOK, at, status, body, "Telefono &lt;b&gt;nuovo", "Il nuovo nome è salvato")
	at, status, body = v.send("/me/account/factors/codes")
	v.found("/me/account/factors/codes", http.StatusOK, at, status, body, "Li vedi solo adesso")
	at, status, body = v.send("/me/account/factors/" + id + "/remove")
	v.found("/me/account/factors", http.StatusOK, at, status, body, "non apre più")
	v.signIn("learner@example.org", testapp.Password)
}

func TestStaffKeepTheirLastFactorAndAnAdministratorResetsIt(t *testing.T) {
	d := openDoor(t)
	v, staff, _, _ := withApp(t, d, "staff")
	_, _, body := v.page("/me/account/factors")
	id := regexp.MustCompile(`/me/account/factors/([a-z0-9]{15})`).FindStringSubmatch(body)[1]
	at, status, body := v.send("/me/account/factors/" + id + "/remove")
	v.found("/me/account/factors/"+id+"/remove", http.StatusUnprocessableEntity, at, status, body, "unico che hai")

	head := d.visitor(t)
	head.send("/sign-in", "email", testapp.Person(t, d.app, "administrator").Email(), "password", testapp.Password)
	at, status, body = head.page("/manage/people/" + staff.Id)
	head.found("/manage/people/"+staff.Id, http.StatusOK, at, status, body, "Togli la verifica")
	at, status, body = head.send("/manage/people/" + staff.Id + "/factors")
	head.found("/manage/people/"+staff.Id+"/factors", http.StatusUnprocessableEntity, at, status, body, `href="#reason"`)
	at, status, body = head.send("/manage/people/"+staff.Id+"/factors", "reason", "lost")
	head.found("/manage/people", http.StatusOK, at, status, body, "è stata avvisata")
	d.letter(t, `(si sono persi)`)
	if at, _, _ := v.page("/me"); at != "/sign-in" {
		t.Errorf("still in, at %s", at)
	}
	if at, status, _ := v.send("/manage/people/"+staff.Id+"/factors", "reason", "lost"); at != "/sign-in" && status != http.StatusForbidden {
		t.Errorf("a stranger: %d at %s", status, at)
	}
}
