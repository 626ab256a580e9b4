package e2e

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/hotp"
)

// named is an academy at a host name, as passkeys want one.
func named(t *testing.T) *house {
	t.Helper()
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(address, ":")
	name := "http://localhost:" + port
	h := &house{demo: true, url: "http://" + address, dir: filepath.Join(t.TempDir(), "data"), options: []string{"--url", name}}
	if err := h.start(); err != nil {
		t.Fatal(err)
	}
	h.url = name
	t.Cleanup(func() {
		if err := h.stop(); err != nil {
			t.Errorf("stop the academy: %v", err)
		}
	})
	return h
}

// usable fails where a page has a barrier, or does not fit 320 pixels.
func (p *tab) usable(name string) {
	p.Helper()
	p.barriers(name)
	p.picture(name)
	p.resize(narrow)
	p.barriers(name+" in a narrow window", rulesOfWidth()...)
	p.scrolls(name)
	p.picture(name + "-narrow")
	p.resize(desktop)
}

// types reaches a field by the keyboard and writes.
func (p *tab) types(css, text string) {
	p.Helper()
	p.tabTo(css)
	for _, sign := range text {
		p.press(string(sign))
	}
}

// signsIn shows the password on the page, as its form asks for it.
func (p *tab) signsIn(v *person) {
	p.Helper()
	p.visit("/sign-in")
	p.fill("#email", v.mailbox)
	p.fill("#password", v.password)
	p.follow(`main form button[type="submit"]`)
}

func (p *tab) signsOut() {
	p.Helper()
	p.visit("/me/account/devices")
	p.follow(`main form[action="/sign-out"] button`)
}

// setsAppUp does so by the keyboard and returns the app's secret, the step of the code that was used up, and the spare codes.
func (p *tab) setsAppUp() (secret string, step uint64, spare []string) {
	p.Helper()
	p.visit("/me/account/factors")
	p.usable("factors-none")
	p.tabTo(`main a[href^="/me/account/factors/app"]`)
	p.enter()
	p.usable("factor-app")
	secret = eval[string](p, `document.querySelector("[data-copy]").dataset.copy`)
	step = uint64(time.Now().Unix() / 30)
	p.types("#code", p.codeAt(secret, step))
	p.enter()
	p.sees("Li vedi solo adesso")
	p.usable("factor-codes")
	return secret, step, eval[[]string](p, `[...document.querySelectorAll("ol.codes code")].map(code => code.textContent)`)
}

func (p *tab) codeAt(secret string, step uint64) string {
	p.Helper()
	code, err := hotp.GenerateCode(secret, step)
	p.must(err)
	return code
}

func TestTheKeyboardAloneSetsAnAppUpAndComesInWithIt(t *testing.T) {
	h := named(t)
	v := h.newLearner(t, "Sara", "Passi")
	p := openAt(t, h, desktop)
	p.become(v)
	secret, step, spare := p.setsAppUp()
	p.follow(`main a.btn-primary`)
	p.sees("Telefono", "Ne restano 10")
	p.usable("factors")
	p.follow(`main td a`)
	p.usable("factor-edit")

	q := openAt(t, h, desktop)
	q.signsIn(v)
	q.sees("Secondo passaggio")
	q.usable("factor-ask")
	q.types("#code", "000000")
	q.enter()
	q.sees("Il codice non è quello di adesso")
	q.usable("factor-ask-wrong")
	q.types("#code", q.codeAt(secret, step+1))
	q.enter()
	q.visit("/me")
	q.sees("Sara Passi")

	other := h.stranger(t)
	other.post("/sign-in", url.Values{"email": {v.mailbox}, "password": {v.password}})
	if got := other.get("/me/hours"); got.path != "/sign-in/factor?next=%2Fme%2Fhours" {
		t.Errorf("without the second step: %s", got.path)
	}
	if got := other.post("/sign-in/factor", url.Values{"spare": {spare[0]}, "next": {"/me/account"}}); got.path != "/me/account" {
		t.Errorf("by a spare code: %d at %s", got.status, got.path)
	}
	if got := h.stranger(t).call("POST", "/api/collections/users/auth-with-password", map[string]string{"identity": v.mailbox, "password": v.password}); got.status != 403 || !got.says(`"second_factor"`) {
		t.Errorf("by PocketBase's own way: %d %s", got.status, got.body)
	}
}

// authenticator is a passkey's device that the browser's developer tools play.
type authenticator struct {
	*tab
	id webauthn.AuthenticatorID
}

func (p *tab) authenticator() authenticator {
	p.Helper()
	_, err := chromedp.Call(p.ctx, webauthn.Enable, webauthn.EnableParams{})
	p.must(err)
	made, err := chromedp.Call(p.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasUserVerification: true,
		IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	p.must(err)
	return authenticator{p, made.AuthenticatorID}
}

// holds are the passkeys of the device.
func (a authenticator) holds() []*webauthn.Credential {
	a.Helper()
	got, err := chromedp.Call(a.ctx, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: a.id})
	a.must(err)
	return got.Credentials
}

// countsFrom puts the device's passkey back to a count, as a copy of it would have.
func (a authenticator) countsFrom(count float64) {
	a.Helper()
	key := a.holds()[0]
	_, err := chromedp.Call(a.ctx, webauthn.RemoveCredential, webauthn.RemoveCredentialParams{AuthenticatorID: a.id, CredentialID: key.CredentialID})
	a.must(err)
	add := cdp.Command[map[string]any, cdp.Empty]{Method: webauthn.CommandAddCredential} // the typed one sends fields that this device refuses
	_, err = chromedp.Call(a.ctx, add, map[string]any{"authenticatorId": a.id, "credential": map[string]any{
		"credentialId": key.CredentialID, "isResidentCredential": key.IsResidentCredential, "rpId": "localhost", "privateKey": key.PrivateKey, "userHandle": key.UserHandle, "signCount": count,
	}})
	a.must(err)
}

func TestAPasskeyIsMadeAndOpensTheDoorUntilItCountsBack(t *testing.T) {
	h := named(t)
	v := h.newLearner(t, "Piera", "Chiave")
	p := openAt(t, h, desktop)
	p.become(v)
	device := p.authenticator()
	p.visit("/me/account/factors")
	p.tabTo(`main a[href^="/me/account/factors/passkey"]`)
	p.enter()
	p.usable("factor-passkey")
	p.tabTo(`form[data-passkey] button`)
	p.enter()
	p.sees("Li vedi solo adesso")
	if held := device.holds(); len(held) != 1 || held[0].RpID != "localhost" {
		t.Fatalf("the device holds %v", held)
	}
	p.visit("/me/account/factors/passkey")
	p.click(`form[data-passkey] button`)
	p.shows(`form[data-passkey] [role=alert]`, "ha già una passkey")

	for round := range 2 {
		p.signsOut()
		p.signsIn(v)
		p.sees("Conferma con la tua passkey")
		p.usable(fmt.Sprint("factor-ask-passkey-", round))
		p.tabTo(`form[data-passkey] button`)
		p.enter()
		p.visit("/me")
		p.sees("Piera Chiave")
	}
	p.visit("/me/account/factors")
	p.sees("Passkey")
	if strings.Contains(p.text("main"), "Mai") {
		t.Error("its use is not noted")
	}

	p.signsOut()
	p.signsIn(v)
	device.countsFrom(0)
	p.follow(`form[data-passkey] button`)
	p.sees("ha contato all'indietro")
	p.visit("/me")
	if !strings.HasPrefix(p.where(), "/sign-in/factor") {
		t.Errorf("a copy opened the door: %s", p.where())
	}
}

func TestAPasskeyIsOfferedAtAHostNameOnly(t *testing.T) {
	v := academy.newLearner(t, "Ines", "Numeri")
	if got := v.get("/me/account/factors"); got.says("/factors/passkey") || !got.says("/factors/app") {
		t.Errorf("at an address without a name: %s", got.body)
	}
}
