package pages

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
	"aula/accounts/taxcode"
	"aula/internal/testapp"
	"aula/organisations"
)

func TestSomebodyNewComesInBySPIDAndIsKnownTheNextTime(t *testing.T) {
	f := openFederated(t)
	v := f.visitor(t)
	at, status, body := f.enter(t, v, "/sign-in?next=/courses", giulia)
	v.found(identityPath, http.StatusOK, at, status, body, "È la prima volta", "Giulia Conti", "Gestore di prova", `value="giulia@posta.example"`, "termina con 219B")
	if strings.Contains(body, giulia.tax) {
		t.Error("the page shows the whole tax code")
	}
	at, status, body = v.send(identityPath+"/new", "email", giulia.email)
	v.found("/courses", http.StatusOK, at, status, body, "Giulia Conti")
	f.letter(t, `(/sign-up/confirm\?token=)`)
	again := f.visitor(t)
	at, status, body = f.enter(t, again, "/sign-in", giulia)
	again.found("/me", http.StatusOK, at, status, body, "Giulia Conti")
}

// Each row spoils one thing of a good answer. That the protocol refuses all others is told in accounts/spid.
func TestAnAnswerOfSPIDThatIsNotGoodLetsNobodyIn(t *testing.T) {
	f := openFederated(t)
	stranger, err := testidp.NewSigner(2048, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	set := func(path, name, value string) testidp.Spoil {
		return testidp.Spoil{Draft: func(root *etree.Element) { root.FindElement(path).CreateAttr(name, value) }}
	}
	for _, row := range []struct {
		name  string
		spoil testidp.Spoil
		code  string
	}{
		{"signed by somebody else", testidp.Spoil{Response: stranger, Assertion: stranger}, "signature"},
		{"not signed", testidp.Spoil{Response: testidp.Nobody, Assertion: testidp.Nobody}, "unsigned"},
		{"for another service", set("./Assertion/Subject/SubjectConfirmation/SubjectConfirmationData", "Recipient", "https://other.example.it/acs"), "destination"},
		{"over", set("./Assertion/Conditions", "NotOnOrAfter", "2020-01-01T00:00:00Z"), "expired"},
		{"a name changed on the way", testidp.Spoil{Text: func(xml string) string { return strings.Replace(xml, "Giulia", "Amalia", 1) }}, "signature"},
		{"a comment in the tax code", testidp.Spoil{Text: func(xml string) string { return strings.Replace(xml, "TINIT-", "TINIT-<!---->", 1) }}, "malformed"},
		{"an entity", testidp.Spoil{Text: func(xml string) string {
			return `<!DOCTYPE r [<!ENTITY a "b">]>` + xml[strings.Index(xml, "<samlp:"):]
		}}, "malformed"},
	} {
		t.Run(row.name, func(t *testing.T) {
			v := f.visitor(t)
			at, status, body := v.bring(f.answer(t, v.leave("/sign-in"), giulia, row.spoil))
			v.found(federation.AssertionsPath, http.StatusForbidden, at, status, body, "Non sei entrato", "non supera i controlli", "codice: "+row.code, "Riprova", `href="/sign-in"`)
			if at, _, _ := v.page("/me"); at != "/sign-in" {
				t.Errorf("is in, at %s", at)
			}
		})
	}
}

func TestWhatAProviderSaysOfAPersonIsToldInPlainWords(t *testing.T) {
	f := openFederated(t)
	for number, words := range map[int]string{
		19: "troppe volte", 20: "livello che serve", 21: "troppo tempo", 22: "consenso", 23: "sospesa o revocata", 25: "annullato",
	} {
		v := f.visitor(t)
		form, err := f.idp.Fail(v.leave("/sign-in"), number, time.Now(), testidp.Spoil{})
		if err != nil {
			t.Fatal(err)
		}
		at, status, body := v.bring(form)
		v.found(federation.AssertionsPath, http.StatusForbidden, at, status, body, words, `href="`+federation.EnterPath+"?", "Altri modi di entrare")
	}
}

func TestAnAnswerOfSPIDCountsOnceAndForWhoAsked(t *testing.T) {
	f := openFederated(t)
	v := f.visitor(t)
	form := f.answer(t, v.leave("/sign-in"), giulia, testidp.Spoil{})
	at, status, body := v.bring(form)
	v.found(identityPath, http.StatusOK, at, status, body, "Giulia Conti")
	at, status, body = v.bring(form)
	v.found(federation.AssertionsPath, http.StatusForbidden, at, status, body, "già stato usato")
	thief := f.visitor(t)
	at, status, body = thief.bring(f.answer(t, f.visitor(t).leave("/sign-in"), giulia, testidp.Spoil{}))
	thief.found(identityPath, http.StatusForbidden, at, status, body, "altro browser")
	for _, form := range []string{"", "no base64 &", "PHg+"} {
		at, status, body = v.bring(form)
		v.found(federation.AssertionsPath, http.StatusForbidden, at, status, body, "non supera i controlli")
	}
}

func TestALowerLevelThanAskedForDoesNotSuffice(t *testing.T) {
	f := openFederated(t)
	v := f.visitor(t)
	q := v.leave("/sign-in")
	q.Level = spid.Level(1).String()
	at, status, body := v.bring(f.answer(t, q, giulia, testidp.Spoil{}))
	v.found(federation.AssertionsPath, http.StatusForbidden, at, status, body, "livello troppo basso")
}

func TestAnIdentityIsTiedToAnAccountOnceBothSidesSaySo(t *testing.T) {
	f := openFederated(t)
	ada := testapp.Person(t, f.app, "learner", "ada@example.org")
	v := f.visitor(t)
	v.signIn("ada@example.org", testapp.Password)
	at, status, body := f.enter(t, v, identitiesPath, giulia)
	v.found(identityPath, http.StatusOK, at, status, body, "Collega la tua identità", "ada@example.org", "Giulia Conti")
	if n, err := f.app.CountRecords("identities"); err != nil || n != 0 {
		t.Fatalf("%d identities before it was confirmed, %v", n, err)
	}
	at, status, body = v.send(identityPath + "/tie")
	v.found(identitiesPath, http.StatusOK, at, status, body, "apre questo account", "SPID di Gestore di prova")
	f.letter(t, `(/me/account/identities)`)
	other := f.visitor(t)
	at, status, body = f.enter(t, other, "/sign-in?next=/me/account", giulia)
	other.found("/me/account", http.StatusOK, at, status, body, "ada@example.org")
	found, err := accounts.IdentitiesOf(f.app, ada.Id)
	if err != nil || len(found) != 1 {
		t.Fatalf("%d identities, %v", len(found), err)
	}
	at, status, body = v.send(identitiesPath + "/" + found[0].Id + "/remove")
	v.found(identitiesPath, http.StatusOK, at, status, body, "è tolta")
	third := f.visitor(t)
	at, status, body = f.enter(t, third, "/sign-in", giulia)
	third.found(identityPath, http.StatusOK, at, status, body, "già in un account") // the code is still Ada's, now by her word alone
}

func TestAnIdentityDoesNotOpenAnAccountByItsMailboxAlone(t *testing.T) {
	f := openFederated(t)
	testapp.Person(t, f.app, "administrator", giulia.email)
	v := f.visitor(t)
	at, status, body := f.enter(t, v, "/sign-in", giulia)
	v.found(identityPath, http.StatusOK, at, status, body, "È la prima volta")
	at, status, body = v.send(identityPath+"/new", "email", giulia.email)
	v.found(identityPath+"/new", http.StatusUnprocessableEntity, at, status, body, "non possiamo aprire un account")
}

func TestWhoHasWrittenATaxCodeConfirmsOrLosesItToWhoProvesIt(t *testing.T) {
	for name, way := range map[string]func(*testing.T, federated, *visitor){
		"confirms": func(t *testing.T, f federated, v *visitor) {
			at, status, body := v.send("/sign-in", "email", "ada@example.org", "password", testapp.Password, "next", identityPath)
			v.found(identityPath, http.StatusOK, at, status, body, "Collega la tua identità")
			at, status, body = v.send(identityPath + "/tie")
			v.found(identitiesPath, http.StatusOK, at, status, body, "apre questo account")
		},
		"loses it": func(t *testing.T, f federated, v *visitor) {
			at, status, body := v.send(identityPath+"/new", "email", giulia.email)
			v.found("/me", http.StatusOK, at, status, body, "Giulia Conti")
			f.letter(t, `Subject: (Il tuo codice fiscale)`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := openFederated(t)
			f.write(t, testapp.Person(t, f.app, "learner", "ada@example.org"), giulia.tax)
			v := f.visitor(t)
			at, status, body := f.enter(t, v, "/sign-in", giulia)
			v.found(identityPath, http.StatusOK, at, status, body, "già in un account")
			way(t, f, v)
		})
	}
}

// write puts a tax code into an account, as its owner says it.
func (f federated) write(t *testing.T, user *core.Record, tax string) {
	t.Helper()
	code, err := taxcode.Parse(tax)
	if err != nil {
		t.Fatal(err)
	}
	if err := accounts.SetTaxCode(f.app, f.office.Vault, accounts.PersonOf(user), code); err != nil {
		t.Fatal(err)
	}
}

// expectsGiulia lets an organisation make an account for Giulia, with her tax code and a mailbox that may be anybody's.
func (f federated) expectsGiulia(t *testing.T, mailbox string) *core.Record {
	t.Helper()
	o := testapp.Organisation(t, f.app, "c_l219")
	_, m, err := accounts.Admit(f.app, "", o.Id, "Comune di prova", accounts.Newcomer{Given: "Giulia", Family: "Conti", Email: mailbox})
	if err != nil {
		t.Fatal(err)
	}
	user, err := f.app.FindRecordById("users", m.User())
	if err != nil {
		t.Fatal(err)
	}
	f.write(t, user, giulia.tax)
	return user
}

func TestWhomAnOrganisationExpectsComesInByTheirTaxCode(t *testing.T) {
	f := openFederated(t)
	f.expectsGiulia(t, "g.conti@comune.example")
	v := f.visitor(t)
	at, status, page := f.enter(t, v, "/sign-in", giulia)
	v.found(identityPath, http.StatusOK, at, status, page, "Ti aspettavamo", "Giulia Conti")
	at, status, page = v.send(identityPath + "/accept")
	v.found("/me", http.StatusOK, at, status, page, "Giulia Conti")
}

func TestWhoCameInByAnIdentityConfirmsTheMailboxBeforeAnsweringAnOrganisation(t *testing.T) {
	f := openFederated(t)
	body := testapp.Organisation(t, f.app, "c_l219").Id
	v := f.visitor(t)
	f.enter(t, v, "/sign-in", giulia)
	v.send(identityPath+"/new", "email", giulia.email)
	_, m, err := accounts.Admit(f.app, "", body, "Comune di prova", accounts.Newcomer{Given: "G.", Family: "Conti", Email: giulia.email})
	if err != nil {
		t.Fatal(err)
	}
	at, status, page := v.page(accounts.ActingPath)
	v.found(accounts.ActingPath, http.StatusOK, at, status, page, "Prima conferma la tua casella", giulia.email, `value="confirm"`)
	if strings.Contains(page, "c_l219") || strings.Contains(page, m.Id) {
		t.Error("the page tells who wrote to a mailbox that may be somebody else's")
	}
	at, status, page = v.send(accounts.ActingPath, "membership", m.Id, "act", "accept")
	v.found(accounts.ActingPath, http.StatusConflict, at, status, page, "Prima conferma la tua casella: ")
	if kept, err := accounts.FindMembership(f.app, m.Id); err != nil || !kept.Waits() {
		t.Fatalf("accepted: %v", err)
	}
	at, status, page = v.send(accounts.ActingPath, "act", "confirm")
	v.found(accounts.ActingPath, http.StatusOK, at, status, page, "Ti mandiamo il link")
	link := f.letter(t, `(/sign-up/confirm\?token=[\w.%-]+)`)
	if _, _, page := f.visitor(t).page(link); !strings.Contains(page, "Libera la mia casella") {
		t.Error("the link alone confirms in any browser")
	}
	at, status, page = v.send("/sign-up/confirm", "token", link[strings.Index(link, "=")+1:])
	v.found(accounts.ActingPath, http.StatusOK, at, status, page, "Indirizzo confermato", "Comune di c_l219", "Un ente ti chiede")
	at, status, page = v.send(accounts.ActingPath, "membership", m.Id, "act", "accept")
	v.found(accounts.ActingPath, http.StatusOK, at, status, page, "Da ora fai parte")
}

func TestWhoIsSignedInCannotBeMovedToAnotherAccountByAnIdentity(t *testing.T) {
	f := openFederated(t)
	first := f.visitor(t)
	f.enter(t, first, "/sign-in", giulia)
	first.send(identityPath+"/new", "email", giulia.email)
	testapp.Person(t, f.app, "learner", "ada@example.org")
	v := f.visitor(t)
	v.signIn("ada@example.org", testapp.Password)
	at, status, body := f.enter(t, v, identitiesPath, giulia)
	v.found(identityPath, http.StatusConflict, at, status, body, "già un altro account")
}

// leavesProvider signs somebody out who came in at level 1, and returns what their provider says to that.
func (f federated) leavesProvider(t *testing.T, spoil testidp.Spoil) (v *visitor, relay, form string) {
	t.Helper()
	f.askForLevel(t, 1)
	v = f.visitor(t)
	f.enter(t, v, "/sign-in", giulia)
	v.send(identityPath+"/new", "email", giulia.email)
	res := v.once(http.MethodPost, "/sign-out", nil)
	_, status, body := v.read(res)
	if status != http.StatusOK || !strings.Contains(body, "Esci anche da Gestore di prova") {
		t.Fatalf("%d:\n%s", status, mainOf(body))
	}
	if at, _, _ := v.page("/me"); at != "/sign-in" {
		t.Fatalf("still in, at %s", at)
	}
	link := hrefTo(t, body, f.idp.Logout())
	q, err := testidp.ReadQuery(link.Query())
	if err != nil {
		t.Fatal(err)
	}
	q.Answer = f.url + federation.LogoutPath
	if form, err = f.idp.EndSession(q, time.Now(), spoil); err != nil {
		t.Fatal(err)
	}
	return v, link.Query().Get("RelayState"), form
}

func TestSigningOutEndsTheSessionAtTheProviderWhereThereIsOne(t *testing.T) {
	f := openFederated(t)
	v, relay, form := f.leavesProvider(t, testidp.Spoil{})
	at, status, body := v.send(federation.LogoutPath, "SAMLResponse", form, "RelayState", relay)
	v.found("/", http.StatusOK, at, status, body, "anche dal gestore")
	at, status, body = v.send(federation.LogoutPath, "SAMLResponse", form, "RelayState", relay)
	v.found(federation.LogoutPath, http.StatusForbidden, at, status, body, "già stato usato")
}

// Who is out is not told that they did not come in.
func TestAProviderThatDoesNotEndEverySessionIsToldOfInPlainWords(t *testing.T) {
	f := openFederated(t)
	v, relay, form := f.leavesProvider(t, testidp.Spoil{Draft: func(root *etree.Element) {
		code := root.FindElement("./Status/StatusCode")
		code.CreateAttr("Value", "urn:oasis:names:tc:SAML:2.0:status:Requester")
		code.CreateElement("samlp:StatusCode").CreateAttr("Value", "urn:oasis:names:tc:SAML:2.0:status:PartialLogout")
	}})
	at, status, body := v.send(federation.LogoutPath, "SAMLResponse", form, "RelayState", relay)
	v.found(federation.LogoutPath, http.StatusForbidden, at, status, body, "<h1>Sei uscito da Aula</h1>", "forse non da tutti", "chiudi il browser")
}

func TestAboveLevelOneThereIsNothingToEndAtTheProvider(t *testing.T) {
	f := openFederated(t)
	v := f.visitor(t)
	f.enter(t, v, "/sign-in", giulia)
	v.send(identityPath+"/new", "email", giulia.email)
	at, status, body := v.send("/sign-out")
	v.found("/", http.StatusOK, at, status, body, "chiuso su questo dispositivo")
}

func TestAProviderEndsTheSessionThatItVouchedFor(t *testing.T) {
	f := openFederated(t)
	f.askForLevel(t, 1)
	v := f.visitor(t)
	f.enter(t, v, "/sign-in", giulia)
	v.send(identityPath+"/new", "email", giulia.email)
	other := f.visitor(t)
	testapp.Person(t, f.app, "learner", "ada@example.org")
	other.signIn("ada@example.org", testapp.Password)
	session := f.session(t)
	form, err := f.idp.AskLogout(f.url+federation.LogoutPath, session.NameID, session.Index, time.Now(), testidp.Spoil{})
	if err != nil {
		t.Fatal(err)
	}
	res := v.once(http.MethodPost, federation.LogoutPath, url.Values{"SAMLRequest": {form}, "RelayState": {"theirs"}})
	if at := res.Header.Get("Location"); res.StatusCode != http.StatusFound || !strings.HasPrefix(at, f.idp.Logout()) || !strings.Contains(at, "RelayState=theirs") {
		t.Fatalf("%d to %s", res.StatusCode, at)
	}
	if at, _, _ := v.page("/me"); at != "/sign-in" {
		t.Errorf("still in, at %s", at)
	}
	if at, _, _ := other.page("/me"); at != "/me" {
		t.Errorf("somebody else was signed out, at %s", at)
	}
}

func TestTheLogOfSPIDKeepsQuestionAndAnswerSealed(t *testing.T) {
	f := openFederated(t)
	v := f.visitor(t)
	q := v.leave("/sign-in")
	v.bring(f.answer(t, q, giulia, testidp.Spoil{}))
	low := v.leave("/sign-in")
	form, err := f.idp.Fail(low, 25, time.Now(), testidp.Spoil{})
	if err != nil {
		t.Fatal(err)
	}
	v.bring(form)
	var seen []federation.Exchange
	if err := federation.Exchanges(f.app, f.office.Vault, time.Now().Add(-time.Hour), time.Now().Add(time.Hour), func(x federation.Exchange) error {
		seen = append(seen, x)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 2 || seen[0].Outcome != "accepted" || seen[1].Outcome != "spid_25" || seen[0].Question != q.ID ||
		!strings.Contains(string(seen[0].Request), "AuthnRequest") || !strings.Contains(string(seen[0].Response), giulia.tax) {
		t.Fatalf("%+v", seen)
	}
	records, err := f.app.FindAllRecords("spid_log")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if text := r.GetString("sealed"); strings.Contains(text, giulia.tax) || text == "" {
			t.Errorf("lies open: %s", text)
		}
	}
	if err := federation.Purge(f.app, time.Now().AddDate(0, federation.Kept, -1)); err != nil {
		t.Fatal(err)
	}
	if n, err := f.app.CountRecords("spid_log"); err != nil || n != 2 {
		t.Fatalf("%d rows a day before their time, %v", n, err)
	}
	if err := federation.Purge(f.app, time.Now().AddDate(0, federation.Kept, 1)); err != nil {
		t.Fatal(err)
	}
	if n, err := f.app.CountRecords("spid_log"); err != nil || n != 0 {
		t.Fatalf("%d rows after their time, %v", n, err)
	}
}

func TestTheMetadataOfTheServiceStayTheSame(t *testing.T) {
	f := openFederated(t)
	v := f.visitor(t)
	_, status, first := v.page(federation.MetadataPath)
	_, _, second := v.page(federation.MetadataPath)
	if status != http.StatusOK || first != second || !strings.Contains(first, f.url+federation.AssertionsPath) || !strings.Contains(first, "<spid:IPACode>c_prova") {
		t.Fatalf("%d:\n%s", status, first)
	}
}

func TestStrongIdentityIsASecondFactor(t *testing.T) {
	f := openFederated(t)
	v, _, _, _ := withApp(t, f.door, "staff")
	f.enter(t, v, identitiesPath, giulia)
	at, status, body := v.send(identityPath + "/tie")
	v.found(identitiesPath, http.StatusOK, at, status, body, "apre questo account")
	other := f.visitor(t)
	at, status, body = f.enter(t, other, "/sign-in?next=/manage/courses", giulia)
	other.found("/manage/courses", http.StatusOK, at, status, body, "Corsi")
	f.askForLevel(t, 1)
	weak := f.visitor(t)
	at, status, body = f.enter(t, weak, "/sign-in?next=/manage/courses", giulia)
	weak.found("/sign-in/factor", http.StatusOK, at, status, body, "")
}

// askForLevel makes the centre ask for a level.
func (f federated) askForLevel(t *testing.T, level int) {
	t.Helper()
	centre, err := organisations.CentreOf(f.app)
	if err != nil {
		t.Fatal(err)
	}
	changed := *centre
	changed.SPID.Level = level
	if err := organisations.Save(f.app, changed); err != nil {
		t.Fatal(err)
	}
}

// session is the one that a provider keeps for somebody who is in.
func (f federated) session(t *testing.T) (s spid.Session) {
	t.Helper()
	r, err := f.app.FindFirstRecordByFilter("sessions", "federated != ''")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(r.GetString("federated")), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// hrefTo is the address of a page's link that begins so.
func hrefTo(t *testing.T, body, prefix string) *url.URL {
	t.Helper()
	found := regexp.MustCompile(`href="(` + regexp.QuoteMeta(prefix) + `[^"]*)"`).FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("no link to %s:\n%s", prefix, mainOf(body))
	}
	at, err := url.Parse(html.UnescapeString(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	return at
}
