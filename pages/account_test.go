package pages

import (
	"strings"
	"testing"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/testapp"
)

// member is a visitor who is signed in.
func (d door) member(t *testing.T, role, email string) *visitor {
	t.Helper()
	testapp.Person(t, d.app, role, email)
	v := d.visitor(t)
	v.signIn(email, testapp.Password)
	return v
}

func TestTheAccountsPagesAreForWhoIsSignedIn(t *testing.T) {
	d := openDoor(t)
	for _, path := range []string{
		"/me/account", "/me/account/name", "/me/account/email", "/me/account/password", "/me/account/tax-code", "/me/account/preferences",
		"/me/account/devices", "/me/account/delete", "/me/data", "/me/account/notifications", "/me/notifications",
	} {
		at, status, body := d.visitor(t).page(path)
		d.visitor(t).found("/sign-in", 200, at, status, body, "Entra")
		v := d.visitor(t)
		if at, status, _ := v.send(path); at != "/sign-in" && status != 404 {
			t.Errorf("a form sent to %s by nobody leads to %s with %d", path, at, status)
		}
	}
}

func TestANameIsCorrected(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	at, status, body := v.send("/me/account/name", "given_name", "Ada", "family_name", "")
	v.found("/me/account/name", 422, at, status, body, `id="family_name-error"`)
	at, status, body = v.send("/me/account/name", "given_name", " Ada  Maria", "family_name", "Rossi")
	v.found("/me/account", 200, at, status, body, "Ada Maria Rossi")
}

func TestTheMailboxMovesByThePasswordAndTheNewMailbox(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	at, status, body := v.send("/me/account/email", "email", "ada@new.example.org", "proof", "wrong")
	v.found("/me/account/email", 422, at, status, body, `value="ada@new.example.org"`)
	at, status, body = v.send("/me/account/email", "email", "ada@new.example.org", "proof", testapp.Password)
	v.found("/me/account", 200, at, status, body, "Tra poco arriva un link")
	link := d.letter(t, `(/me/account/email/confirm\?token=[\w.%-]+)`)
	token := link[strings.Index(link, "=")+1:]
	stranger := d.visitor(t)
	at, status, body = stranger.send("/me/account/email/confirm", "token", token)
	stranger.found("/me/account/email/confirm", 422, at, status, body, `type="password"`)
	at, status, body = v.page(link)
	v.found("/me/account/email/confirm", 200, at, status, body, "ada@new.example.org")
	at, status, body = v.send("/me/account/email/confirm", "token", token)
	v.found("/me/account", 200, at, status, body, "ada@new.example.org")
	d.letter(t, `To: <(ada@example\.org)>`) // the old mailbox is told
}

func TestAPasswordIsChangedByACodeToo(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	elsewhere := d.visitor(t)
	elsewhere.signIn("ada@example.org", testapp.Password)
	at, status, body := v.send("/me/account/password", "act", "code")
	v.found("/me/account/password", 200, at, status, body, "Tra poco arriva un codice a ada@example.org")
	code := d.letter(t, `(\d{4} \d{4})`)
	at, status, body = v.send("/me/account/password", "proof", code, "password", "short")
	v.found("/me/account/password", 422, at, status, body, `id="password-error"`)
	at, status, body = v.send("/me/account/password", "proof", code, "password", secret)
	v.found("/me/account", 200, at, status, body, "La nuova password è salvata")
	if at, _, _ := elsewhere.page("/me/account"); at != "/sign-in" {
		t.Errorf("another device is still in, at %s", at)
	}
	d.visitor(t).signIn("ada@example.org", secret)
}

func TestPreferencesAreSpokenAtOnce(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	at, status, body := v.send("/me/account/preferences", "locale", "sl", "text_size", "larger")
	v.found("/me/account", 200, at, status, body, `<html lang="sl" data-text="larger">`)
	at, status, body = v.send("/me/account/preferences", "locale", "xx", "text_size", "larger")
	v.found("/me/account/preferences", 422, at, status, body, `id="locale-error"`)
}

func TestDevicesAreSeenAndSignedOut(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	second, third := d.visitor(t), d.visitor(t)
	second.signIn("ada@example.org", testapp.Password)
	third.signIn("ada@example.org", testapp.Password)
	bea := d.member(t, "learner", "bea@example.org")
	at, status, body := v.page("/me/account/devices")
	v.found("/me/account/devices", 200, at, status, body, "questo")
	if n := strings.Count(body, `action="/me/account/devices/`); n != 3 { // two others, and all others
		t.Errorf("%d ways to sign another device out", n)
	}
	_, rest, _ := strings.Cut(body, `action="/me/account/devices/`)
	id, _, _ := strings.Cut(rest, `"`)
	bea.send("/me/account/devices/" + id) // a stranger's button does nothing
	if _, _, page := v.page("/me/account/devices"); strings.Count(page, `action="/me/account/devices/`) != 3 {
		t.Error("a stranger signed it out")
	}
	v.send("/me/account/devices/" + id)
	v.send("/me/account/devices/others")
	for _, other := range []*visitor{second, third} {
		if at, _, _ := other.page("/me/account"); at != "/sign-in" {
			t.Errorf("still in at %s", at)
		}
	}
	at, status, body = v.send("/sign-out/everywhere")
	v.found("/", 200, at, status, body, "chiuso su tutti i dispositivi")
	if at, _, _ := v.page("/me/account"); at != "/sign-in" {
		t.Errorf("still in at %s", at)
	}
}

func TestAnAccountIsDeletedAfterSayingWhatStays(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "learner", "ada@example.org")
	ada := d.id(t, "ada@example.org")
	at, status, body := v.page("/me/account/delete")
	v.found("/me/account/delete", 200, at, status, body, "Gli attestati restano validi")
	at, status, body = v.send("/me/account/delete", "proof", "wrong")
	v.found("/me/account/delete", 422, at, status, body, `id="proof-error"`)
	at, status, body = v.send("/me/account/delete", "proof", testapp.Password)
	v.found("/", 200, at, status, body, "Il tuo account è stato eliminato")
	if _, err := accounts.FindByEmail(d.app, "ada@example.org"); err == nil {
		t.Error("still there")
	}
	d.letter(t, `To: <(ada@example\.org)>`)
	testapp.Audited(t, d.app, ada, audit.AccountDeleted)
}

func TestTheLastAdministratorIsNotDeleted(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "administrator", "chief@example.org")
	at, status, body := v.send("/me/account/delete", "proof", testapp.Password)
	v.found("/me/account/delete", 422, at, status, body, "unico account che amministra")
}

func TestWhoMayOpenTheManagementOfCentreAndPeople(t *testing.T) {
	d := openDoor(t)
	for _, role := range []string{"learner", "author", "staff", "administrator"} {
		v := d.member(t, role, role+"@example.org")
		for _, path := range []string{"/manage/people", "/manage/centre", "/manage/centre/mail", "/setup/identity", "/setup/done"} {
			want := 403
			if role == "administrator" {
				want = 200
			}
			if _, status, _ := v.page(path); status != want {
				t.Errorf("%s at %s: %d", role, path, status)
			}
			if role != "administrator" {
				if _, status, _ := v.send(path, "name", "x"); status != 403 && status != 404 && status != 405 {
					t.Errorf("%s sends to %s: %d", role, path, status)
				}
			}
		}
	}
}

func TestARoleIsGivenAndTheLastAdministratorKept(t *testing.T) {
	d := openDoor(t)
	v := d.member(t, "administrator", "chief@example.org")
	ada := testapp.Person(t, d.app, "learner", "ada@example.org")
	at, status, body := v.page("/manage/people?q=ada@")
	v.found("/manage/people", 200, at, status, body, "/manage/people/"+ada.Id)
	at, status, body = v.send("/manage/people/"+ada.Id, "role", "author")
	v.found("/manage/people", 200, at, status, body, "Il ruolo è cambiato")
	d.letter(t, `To: <(ada@example\.org)>`)
	chief, err := accounts.FindByEmail(d.app, "chief@example.org")
	if err != nil {
		t.Fatal(err)
	}
	at, status, body = v.send("/manage/people/"+chief.Id, "role", "learner")
	v.found("/manage/people/"+chief.Id, 422, at, status, body, "unico account che amministra")
	if _, status, _ := v.page("/manage/people/nobody"); status != 404 {
		t.Errorf("nobody's page: %d", status)
	}
	testapp.Audited(t, d.app, chief.Id, audit.RoleChanged)
}
