package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

const head = "capo@comune.example.it" // mailbox of the first administrator

func TestTheFirstStartLeadsFromTheTerminalToAReadyAcademy(t *testing.T) {
	t.Parallel()
	h, office := newHouse(t, false), newPostOffice(t)
	h.lacks(t, 2, "nessuno amministra l'accademia", "manca il nome del centro", "manca l'indirizzo pubblico", "manca l'indirizzo del mittente")
	link := h.setupLink(t)
	p := openAt(t, h, desktop)
	p.begins(link)
	p.refusesSecondUse(link)
	p.makesAdministrator()
	p.describesCentre()
	p.givesAddresses()
	p.setsMail(office)
	p.namesSignatory()
	p.sees("L'accademia è pronta", "aula doctor")
	p.picture("setup-done")
	h.isReady(t, office)
	h.lacks(t, 1, "vale solo su questa macchina")
	again := openAt(t, h, phone)
	again.visit(link)
	again.follow("main form button")
	again.sees("L'accademia ha già un amministratore", "Entra")
	again.picture("setup-over")
	h.startsAgainWithoutLink(t)
}

// lacks runs the doctor and fails unless it ends with the status and names these.
func (h *house) lacks(t *testing.T, want int, what ...string) {
	t.Helper()
	status, said := h.command(t, "doctor")
	for _, w := range what {
		if !strings.Contains(said, w) {
			t.Errorf("the doctor does not say %q", w)
		}
	}
	if status != want {
		t.Errorf("the doctor's exit status is %d, want %d", status, want)
	}
	if t.Failed() {
		t.Logf("the doctor says:\n%s", said)
	}
}

// setupLink is what the terminal shows, once.
func (h *house) setupLink(t *testing.T) (path string) {
	t.Helper()
	eventually(t, "link in the terminal", func() bool { return len(h.said.with("/setup?token=")) > 0 })
	lines := h.said.with("/setup?token=")
	if len(lines) != 1 {
		t.Errorf("the link is printed %d times", len(lines))
	}
	u, err := url.Parse(strings.TrimSpace(lines[0]))
	if err != nil || !strings.HasPrefix(u.String(), h.url) {
		t.Fatalf("the terminal shows %q", lines[0])
	}
	return u.RequestURI()
}

func (p *tab) begins(link string) {
	p.Helper()
	if got := p.home.stranger(p.T).get("/setup?token=guessed"); got.says("administrator") && !got.says("Comincia") {
		p.Errorf("a guessed link leads on: %d", got.status)
	}
	p.visit(link)
	p.sees("Prepara la tua accademia")
	p.picture("setup-start")
	p.follow("main form button")
	p.sees("Il tuo account di amministratore")
	if strings.Contains(p.where(), "token") {
		p.Errorf("the token stays in the address: %s", p.where())
	}
}

// refusesSecondUse tries the link, and guesses, in other browsers.
func (p *tab) refusesSecondUse(link string) {
	p.Helper()
	u, err := url.Parse(link)
	p.must(err)
	for _, token := range []string{u.Query().Get("token"), "guessed", ""} {
		other := p.home.stranger(p.T)
		if got := other.post("/setup", url.Values{"token": {token}}); got.status != http.StatusGone || !got.says("vale una volta sola") {
			p.Errorf("the link %q works for another browser: %d at %s", token, got.status, got.path)
		}
		if got := other.get("/setup/administrator"); got.status != http.StatusGone {
			p.Errorf("the form opens without the link: %d", got.status)
		}
	}
	q := openAt(p.T, p.home, phone)
	q.visit(link)
	q.follow("main form button")
	q.sees("Il link di configurazione vale una volta sola", "Riavvia il programma")
	q.picture("setup-refused")
}

func (p *tab) makesAdministrator() {
	p.Helper()
	p.follow(`main form button[type="submit"]`)
	p.sees("Controlla questi punti", "Manca questo dato")
	p.picture("setup-administrator-missing")
	p.fill("#given_name", "Carla")
	p.fill("#family_name", "Capo")
	p.fill("#email", head)
	p.fill("#password", "quattro gatti sul tetto")
	p.follow(`main form button[type="submit"]`)
	p.sees("Passo 1 di 4", "Il centro e il suo logo")
}

func (p *tab) describesCentre() {
	p.Helper()
	p.fill("#name", "Centro di Borgo")
	p.fill("#ipa", "c_b000!")
	p.choose("#logo", file(p.T, "logo.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><circle cx="30" cy="30" r="28" fill="#06c"/></svg>`)))
	p.follow(`main form button[type="submit"]`)
	p.sees("Non sembra un codice iPA")
	p.picture("setup-identity-wrong")
	if kept := eval[string](p, `document.querySelector("#name").value`); kept != "Centro di Borgo" {
		p.Errorf("what was typed is lost: %q", kept)
	}
	p.fill("#ipa", "c_b000")
	p.fill("#contact", "Telefono 010 000000")
	p.choose("#logo", file(p.T, "logo.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><circle cx="30" cy="30" r="28" fill="#06c"/></svg>`)))
	p.follow(`main form button[type="submit"]`)
}

func (p *tab) givesAddresses() {
	p.Helper()
	p.sees("Passo 2 di 4")
	if proposed := eval[string](p, `document.querySelector("#url").value`); proposed != p.home.url {
		p.Errorf("the address proposed is %q", proposed)
	}
	p.fill("#privacy_url", "https://comune.example.it/privacy")
	p.fill("#accessibility_url", "https://form.agid.gov.it/view/prova")
	p.follow(`main form button[type="submit"]`)
}

func (p *tab) setsMail(office *postOffice) {
	p.Helper()
	p.sees("Passo 3 di 4")
	p.fill("#sender_name", "Aula di Borgo")
	p.fill("#sender_address", "aula@comune.example.it")
	p.fill("#smtp_host", office.host)
	p.fill("#smtp_port", "1")
	p.follow(`button[name="act"][value="test"]`)
	p.sees("la mail di prova non è partita")
	p.picture("setup-mail-failed")
	p.fill("#smtp_port", office.port)
	p.follow(`button[name="act"][value="test"]`)
	p.sees("la mail di prova è partita per " + head)
	p.picture("setup-mail")
	if l := office.to(head); !strings.Contains(l.from, "aula@comune.example.it") || !strings.Contains(l.content, "Prova di invio") {
		p.Errorf("the test mail is %+v", l)
	}
	p.follow(`main form button[type="submit"]:not([name])`)
}

func (p *tab) namesSignatory() {
	p.Helper()
	p.sees("Passo 4 di 4")
	p.fill("#signatory", "dott.ssa Anna Rossi")
	p.fill("#signatory_role", "Responsabile")
	p.follow(`main form button[type="submit"]`)
}

// isReady lets a first learner in, by a mail from the centre's server.
func (h *house) isReady(t *testing.T, office *postOffice) {
	t.Helper()
	p := openAt(t, h, phone)
	p.visit("/")
	p.sees("Centro di Borgo", "Telefono 010 000000")
	p.picture("setup-home")
	if n := p.count(`a[data-element="accessibility-link"][href="https://form.agid.gov.it/view/prova"]`); n != 1 {
		t.Errorf("the declaration of accessibility is linked %d times", n)
	}
	if natural := eval[int](p, `[...document.images].filter(i => i.complete && i.naturalWidth > 0 && i.closest("header")).length`); natural == 0 {
		t.Error("the logo is not shown")
	}
	const mailbox = "prima@example.org"
	h.stranger(t).post("/sign-up", url.Values{"given_name": {"Prima"}, "family_name": {"Persona"}, "email": {mailbox}, "password": {"quattro gatti sul tetto"}, "locale": {"it"}})
	eventually(t, "mail to the first learner", func() bool { return office.to(mailbox).content != "" })
	if l := office.to(mailbox); !strings.Contains(l.content, "Aula di Borgo") || !regexp.MustCompile(`/sign-up/confirm`).MatchString(l.content) {
		t.Errorf("the mail is %s", l.content)
	}
}

func (h *house) startsAgainWithoutLink(t *testing.T) {
	t.Helper()
	if err := h.stop(); err != nil {
		t.Fatal(err)
	}
	if err := h.start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "address in the terminal", func() bool { return len(h.said.with(h.url)) > 0 })
	if lines := h.said.with("/setup?token="); len(lines) != 0 {
		t.Errorf("a ready academy prints a set-up link: %v", lines)
	}
}
