package pages

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/accounts/spid/testidp"
	"aula/internal/testapp"
)

// holding is an academy in which somebody has come in by SPID and written down a mailbox that is not theirs.
func holding(t *testing.T, mailbox string) (f federated, mallory *visitor, user *accounts.Person) {
	t.Helper()
	f = openFederated(t)
	mallory = f.visitor(t)
	f.enter(t, mallory, "/sign-in", giulia)
	at, status, body := mallory.send(identityPath+"/new", "email", mailbox)
	mallory.found("/me", http.StatusOK, at, status, body, "Giulia Conti")
	user, err := accounts.FindByEmail(f.app, mailbox)
	if err != nil {
		t.Fatal(err)
	}
	return f, mallory, user
}

func TestTheOwnerOfAMailboxIsNeverLetIntoAStrangersAccount(t *testing.T) {
	const mailbox = "vittima@comune.example"
	for name, try := range map[string]func(v *visitor){
		"signs up": func(v *visitor) {
			v.send("/sign-up", "given_name", "Vera", "family_name", "Vittima", "email", mailbox, "password", secret, "locale", "it")
		},
		"asks for a code":  func(v *visitor) { v.send("/sign-in/code", "email", mailbox) },
		"asks for a reset": func(v *visitor) { v.send("/sign-in/reset", "email", mailbox) },
	} {
		t.Run(name, func(t *testing.T) {
			f, mallory, user := holding(t, mailbox)
			f.letter(t, `(/sign-up/confirm\?token=[\w.%-]+)`)
			v := f.visitor(t)
			try(v)
			link := f.letter(t, `(/sign-up/confirm\?token=[\w.%-]+)`)
			at, status, body := v.page(link)
			v.found("/sign-up/confirm", http.StatusOK, at, status, body, "Qualcuno è entrato in Aula", "Libera la mia casella")
			now, err := accounts.Find(f.app, user.Id)
			if err != nil || now.Name() != "Giulia Conti" || now.Verified() || now.TokenKey() != user.TokenKey() {
				t.Fatalf("the account was changed: %s, %v, %v", now.Name(), now.Verified(), err)
			}
			token := link[strings.Index(link, "=")+1:]
			at, status, body = v.send("/sign-up/confirm", "token", token, "password", secret)
			v.found("/sign-up/confirm", http.StatusUnprocessableEntity, at, status, body, "")
			at, status, body = v.send("/sign-up/confirm", "token", token, "act", "release")
			v.found("/sign-up", http.StatusOK, at, status, body, "La tua casella è libera")
			at, status, body = v.send("/sign-up", "given_name", "Vera", "family_name", "Vittima", "email", mailbox, "password", secret, "locale", "it")
			v.found("/sign-up/sent", http.StatusOK, at, status, body, "")
			own, err := accounts.FindByEmail(f.app, mailbox)
			if err != nil || own.Id == user.Id {
				t.Fatalf("no account of their own: %v", err)
			}
			at, status, body = f.enter(t, mallory, "/sign-in?next=/me/account", giulia)
			mallory.found("/me/account", http.StatusOK, at, status, body, "Giulia Conti")
			if strings.Contains(body, mailbox) {
				t.Error("the stranger's account keeps the mailbox")
			}
		})
	}
}

func TestWhatAnOrganisationAskedOfAMailboxGoesWithIt(t *testing.T) {
	const mailbox = "sindaco@comune.example"
	f, _, user := holding(t, mailbox)
	o := testapp.Organisation(t, f.app, "c_l219")
	what, m, err := accounts.Admit(f.app, "", o.Id, "Comune", accounts.Newcomer{Given: "Sara", Family: "Sindaco", Email: mailbox, Role: accounts.Referent})
	if err != nil || what != accounts.Asked {
		t.Fatalf("%s, %v", what, err)
	}
	if err := accounts.Accept(f.app, user.Id, m.Id); err == nil {
		t.Fatal("accepted what another mailbox was asked")
	}
	token := regexp.MustCompile(`token=`).Split(f.letter(t, `(/sign-up/confirm\?token=[\w.%-]+)`), 2)[1]
	token, err = url.QueryUnescape(token)
	if err != nil {
		t.Fatal(err)
	}
	if err := accounts.ReleaseMailbox(f.app, token); err != nil {
		t.Fatal(err)
	}
	if list, err := accounts.MembershipsOf(f.app, user.Id); err != nil || len(list) != 0 {
		t.Errorf("%d are still asked, %v", len(list), err)
	}
}

func TestTheOneWhoCameInByAnIdentityConfirmsTheirMailboxFromTheirSession(t *testing.T) {
	f, v, _ := holding(t, giulia.email)
	link := f.letter(t, `(/sign-up/confirm\?token=[\w.%-]+)`)
	if _, _, body := v.page(link); strings.Contains(body, "Libera la mia casella") {
		t.Error("asked whether it is theirs")
	}
	at, status, body := v.send("/sign-up/confirm", "token", link[strings.Index(link, "=")+1:])
	v.found("/me", http.StatusOK, at, status, body, "Giulia Conti")
	p, err := accounts.FindByEmail(f.app, giulia.email)
	if err != nil || !p.Verified() {
		t.Errorf("not confirmed: %v", err)
	}
}

func TestWhoIsExpectedAtAnotherMailboxIsNotCaughtThere(t *testing.T) {
	f := openFederated(t)
	user := f.expectsGiulia(t, "complice@evil.example")
	v := f.visitor(t)
	at, status, body := f.enter(t, v, "/sign-in", giulia)
	v.found(identityPath, http.StatusOK, at, status, body, "Ti aspettavamo", "complice@evil.example", "Comune di c_l219", "Crea il mio account")
	at, status, body = v.send(identityPath+"/new", "email", giulia.email)
	v.found("/me", http.StatusOK, at, status, body, "Giulia Conti")
	own, err := accounts.FindByEmail(f.app, giulia.email)
	if err != nil || own.Id == user.Id || !own.TaxProven() {
		t.Fatalf("no account of her own: %v", err)
	}
	again := f.visitor(t)
	at, status, body = f.enter(t, again, "/sign-in?next=/me/account", giulia)
	again.found("/me/account", http.StatusOK, at, status, body, giulia.email)
}

func TestWhoAcceptsAnAccountIsNotJoinedByItsMailboxsOwner(t *testing.T) {
	f := openFederated(t)
	f.expectsGiulia(t, "complice@evil.example")
	other := f.visitor(t)
	other.send("/sign-in/code", "email", "complice@evil.example")
	code := f.letter(t, `(\d{4} \d{4})`)
	v := f.visitor(t)
	f.enter(t, v, "/sign-in", giulia)
	at, status, body := v.send(identityPath + "/accept")
	v.found("/me", http.StatusOK, at, status, body, "Giulia Conti")
	at, status, body = other.send("/sign-in/code/enter", "email", "complice@evil.example", "code", code)
	other.found("/sign-in/code/enter", http.StatusUnprocessableEntity, at, status, body, "")
	if at, _, _ := v.page("/me"); at != "/me" {
		t.Errorf("thrown out, at %s", at)
	}
}

func TestASecretThatAnotherSiteGaveTheBrowserHoldsNothing(t *testing.T) {
	f := openFederated(t)
	home, err := url.Parse(f.url)
	if err != nil {
		t.Fatal(err)
	}
	fixed := strings.Repeat("A", 43)
	v, thief := f.visitor(t), f.visitor(t)
	for _, each := range []*visitor{v, thief} {
		each.Jar.SetCookies(home, []*http.Cookie{{Name: federation.Cookie, Value: fixed, Path: "/"}})
	}
	at, status, body := f.enter(t, v, "/sign-in", giulia)
	v.found(identityPath, http.StatusOK, at, status, body, "Giulia Conti")
	at, status, body = thief.page(identityPath)
	thief.found(identityPath, http.StatusForbidden, at, status, body, "altro browser")
}

func TestSigningOutLeavesNoIdentityBehind(t *testing.T) {
	f := openFederated(t)
	testapp.Person(t, f.app, "learner", "ada@example.org")
	v := f.visitor(t)
	v.signIn("ada@example.org", testapp.Password)
	at, status, body := f.enter(t, v, identitiesPath, giulia)
	v.found(identityPath, http.StatusOK, at, status, body, "Giulia Conti")
	v.send("/sign-out")
	if _, status, body = v.page(identityPath); status != http.StatusForbidden || strings.Contains(body, "Giulia") {
		t.Errorf("%d: the next one at this machine finds %s", status, mainOf(body))
	}
}

func TestJunkFillsNoLog(t *testing.T) {
	f := openFederated(t)
	v := f.visitor(t)
	q := v.leave("/sign-in")
	form := f.answer(t, q, giulia, testidp.Spoil{Sent: nil, Response: testidp.Nobody, Assertion: testidp.Nobody, Text: func(xml string) string {
		return strings.Replace(xml, ">Giulia<", ">"+strings.Repeat("G", 60_000)+"<", 1)
	}})
	for range 3 {
		v.bring(form)
	}
	records, err := f.app.FindAllRecords("spid_log")
	if err != nil || len(records) != 1 || len(records[0].GetString("sealed")) > 8_000 {
		t.Errorf("%d rows, %v", len(records), err)
	}
}
