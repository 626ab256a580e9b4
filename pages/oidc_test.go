package pages

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/accounts/oidc/testhouse"
	"aula/accounts/taxcode"
	"aula/internal/testapp"
	"aula/internal/vault"
)

// house is an academy at which Mario Rossi may come in by CIE.
type house struct {
	door
	*testhouse.House
	vault    *vault.Vault
	provider string
}

func openHouse(t *testing.T, change ...func(*federation.OIDCFacts)) house {
	t.Helper()
	h := house{House: testhouse.Open(t), vault: testapp.Vault(t)}
	h.door = openDoor(t, func(o *Options) { o.Vault = h.vault })
	h.app.Settings().Meta.AppURL = h.url()
	f := federation.Usual(federation.CIE, "CIE")
	f.Issuer, f.ClientID, f.Secret = h.House.URL, testhouse.Client, testhouse.Secret
	for _, how := range change {
		how(&f)
	}
	err := h.app.RunInTransaction(func(tx core.App) error {
		p, err := federation.AddOIDC(tx, h.vault, f)
		h.provider = p.Id
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h house) url() string { return h.door.url }

// departs goes to the provider and returns the query with which it sends the browser back.
func (h house) departs(v *visitor, more string) url.Values {
	v.Helper()
	res := v.once(http.MethodGet, "/oidc/enter?provider="+h.provider+more, nil)
	address := res.Header.Get("Location")
	if res.StatusCode != http.StatusFound {
		v.Fatalf("answers %d to %q", res.StatusCode, address)
	}
	query, err := h.Authorise(address)
	if err != nil {
		v.Fatal(err)
	}
	return query
}

func (h house) returns(v *visitor, query url.Values) (at string, status int, body string) {
	v.Helper()
	return v.page(federation.OIDCCallback + "?" + query.Encode())
}

const cieButton = `>Entra con CIE<`

func TestAStrangerMakesAnAccountByCIEAndComesInAgain(t *testing.T) {
	h := openHouse(t)
	v := h.visitor(t)
	at, status, body := v.page("/sign-in?next=/courses")
	v.found("/sign-in", http.StatusOK, at, status, body, cieButton, "/oidc/enter?next=%2Fcourses&amp;provider="+h.provider)
	at, status, body = v.page("/oidc/enter?next=/courses&provider=" + h.provider)
	v.found("/sign-in/identity", http.StatusOK, at, status, body, "Mario Rossi", `value="mario.rossi@comune.example.it"`)
	at, status, body = v.send("/sign-in/identity/new", "email", "mario.rossi@comune.example.it")
	v.found("/courses", http.StatusOK, at, status, body, "Mario Rossi")
	h.letter(t, "(confirm)")

	code, _ := taxcode.Parse("RSSMRA80A01H501U")
	p, err := accounts.FindByTaxCode(h.app, h.vault, code)
	if err != nil || !p.TaxProven() {
		t.Fatalf("the tax code is not proven: %v", err)
	}
	again := h.visitor(t)
	at, status, body = again.page("/oidc/enter?provider=" + h.provider)
	again.found("/me", http.StatusOK, at, status, body, "Mario Rossi")
	at, status, body = again.page("/me/account/identities")
	again.found("/me/account/identities", http.StatusOK, at, status, body, `>CIE<`, "Collega CIE", "/oidc/enter?link=1&amp;provider="+h.provider)
}

func TestAMailboxAloneOpensNoAccount(t *testing.T) {
	h := openHouse(t)
	victim := testapp.Person(t, h.app, "learner", "mario.rossi@comune.example.it")
	v := h.visitor(t)
	at, status, body := v.page("/oidc/enter?provider=" + h.provider)
	v.found("/sign-in/identity", http.StatusOK, at, status, body, "È la prima volta")
	at, status, body = v.send("/sign-in/identity/new", "email", victim.Email())
	v.found("/sign-in/identity/new", http.StatusUnprocessableEntity, at, status, body, "non possiamo aprire un account")
	if at, _, _ := v.page("/me"); at != "/sign-in" {
		t.Errorf("the mailbox lets somebody in to %s", at)
	}
	if n, err := h.app.CountRecords("identities"); err != nil || n != 0 {
		t.Errorf("%d identities are tied: %v", n, err)
	}
}

func TestAnAccountIsLinkedByWhoIsSignedIn(t *testing.T) {
	h := openHouse(t)
	owner := testapp.Person(t, h.app, "learner", "owner@example.org")
	v := h.visitor(t)
	link := "/oidc/enter?link=1&provider=" + h.provider
	if at, _, _ := v.page(link); at != "/sign-in" {
		t.Fatalf("nobody is signed in, and it leads to %s", at)
	}
	v.signIn(owner.Email(), testapp.Password)
	at, status, body := v.page(link)
	v.found("/sign-in/identity", http.StatusOK, at, status, body, "Collega la tua identità", "owner@example.org")
	at, status, body = v.send("/sign-in/identity/tie")
	v.found("/me/account/identities", http.StatusOK, at, status, body, "la tua identità apre questo account")

	query := h.departs(v, "&link=1")
	query.Del("code")
	query.Set("error", "access_denied")
	at, status, body = h.returns(v, query)
	v.found(federation.OIDCCallback, http.StatusForbidden, at, status, body, `href="/me/account/identities"`, "/oidc/enter?link=1")

	// From another account the same identity is not taken away.
	thief := h.visitor(t)
	thief.signIn(testapp.Person(t, h.app, "learner", "thief@example.org").Email(), testapp.Password)
	_, status, body = thief.page(link)
	if status != http.StatusConflict || !strings.Contains(body, "apre già un altro account") {
		t.Errorf("answers %d: %s", status, mainOf(body))
	}
}

func TestAnAnswerCountsOnceAndInTheBrowserThatAsked(t *testing.T) {
	h := openHouse(t)
	v, other := h.visitor(t), h.visitor(t)
	query := h.departs(v, "")
	h.departs(other, "")
	for name, who := range map[string]*visitor{"another that left too": other, "one that never left": h.visitor(t)} {
		at, status, body := h.returns(who, query)
		who.found(federation.OIDCCallback, http.StatusForbidden, at, status, body, "non è cominciato qui")
		if strings.Contains(body, "Mario") {
			t.Errorf("%s is told who it is", name)
		}
	}
	res := v.once(http.MethodGet, federation.OIDCCallback+"?"+query.Encode(), nil)
	if res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(res.Header.Get("Location"), "/sign-in/identity?ticket=") {
		t.Fatalf("others have used it up: %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	if got := res.Header.Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("the address with the code may be told on: %q", got)
	}
	at, status, body := h.returns(v, query)
	v.found(federation.OIDCCallback, http.StatusForbidden, at, status, body, "già stato usato")
	if got := v.once(http.MethodGet, federation.OIDCCallback+"?"+query.Encode(), nil).Header.Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("the page at the address with the code may tell it on: %q", got)
	}
	if at, status, _ := other.page(res.Header.Get("Location")); status != http.StatusForbidden {
		t.Errorf("another browser comes in by the ticket: %d at %s", status, at)
	}
}

func unsignedToken(said map[string]any) string {
	payload, _ := json.Marshal(said)
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"none"}`)) + "." + encode(payload) + "."
}

func TestWhyNobodyComesInIsSaidInPlainWords(t *testing.T) {
	said := func(change func(map[string]any)) func(*testhouse.House) {
		return func(h *testhouse.House) { h.Claims = change }
	}
	answer := func(name string) func(url.Values) {
		return func(q url.Values) { q.Del("code"); q.Set("error", name) }
	}
	rows := []struct {
		name   string
		house  func(*testhouse.House)
		query  func(url.Values)
		status int
		words  string
	}{
		{"a lower level", said(func(s map[string]any) { s["acr"] = "https://www.spid.gov.it/SpidL1" }), nil, 403, "livello troppo basso"},
		{"no fiscal number", func(h *testhouse.House) {
			h.Claims = func(s map[string]any) { delete(s, "fiscal_number") }
			h.UserInfo = h.Claims
		}, nil, 403, "non ci ha dato il tuo codice fiscale"},
		{"a foreign fiscal number", said(func(s map[string]any) { s["fiscal_number"] = "TINDE-12345678901" }), nil, 403, "non è un codice fiscale italiano"},
		{"another attempt's nonce", said(func(s map[string]any) { s["nonce"] = "another" }), nil, 403, "non supera i controlli"},
		{"for another client", said(func(s map[string]any) { s["aud"] = "another" }), nil, 403, "non supera i controlli"},
		{"algorithm none", func(h *testhouse.House) { h.Sign = unsignedToken }, nil, 403, "non supera i controlli"},
		{"a foreign key", func(h *testhouse.House) {
			h.Sign = func(s map[string]any) string {
				return testhouse.Signed(jose.RS256, testhouse.Keys()["rsa-foreign"], "rsa", s)
			}
		}, nil, 403, "non supera i controlli"},
		{"long ago", said(func(s map[string]any) { s["exp"] = 1 }), nil, 403, "ore diverse"},
		{"userinfo of somebody else", func(h *testhouse.House) {
			h.Claims = func(s map[string]any) { delete(s, "fiscal_number") }
			h.UserInfo = func(s map[string]any) { s["sub"] = "person-2" }
		}, nil, 403, "non supera i controlli"},
		{"the person says no", nil, answer("access_denied"), 403, "Hai interrotto"},
		{"nobody is signed in there", nil, answer("login_required"), 403, "Hai interrotto"},
		{"it breaks", nil, answer("server_error"), 503, "non risponde"},
		{"it rests", nil, answer("temporarily_unavailable"), 503, "non risponde"},
		{"it does not know us", nil, answer("unauthorized_client"), 503, "configurata male"},
		{"an error that nobody knows", nil, answer("<b>Mario</b>"), 503, "configurata male"},
		{"two codes", nil, func(q url.Values) { q.Add("code", "another") }, 403, "non è cominciato qui"},
		{"a guessed code", nil, func(q url.Values) { q.Set("code", "guessed") }, 403, "già stato usato"},
		{"tokens are away", func(h *testhouse.House) {
			h.Instead["/token"] = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
		}, nil, 503, "non risponde"},
	}
	h := openHouse(t)
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			fresh := testhouse.New()
			h.Claims, h.UserInfo, h.Sign, h.Instead = nil, nil, fresh.Sign, fresh.Instead
			v := h.visitor(t)
			query := h.departs(v, "&next=/courses")
			if row.house != nil {
				row.house(h.House)
			}
			if row.query != nil {
				row.query(query)
			}
			at, status, body := h.returns(v, query)
			v.found(federation.OIDCCallback, row.status, at, status, body, row.words, "Non sei entrato", "/sign-in?next=%2Fcourses", "/oidc/enter?next=%2Fcourses&amp;provider="+h.provider)
			if strings.Contains(body, "callback") {
				t.Error("the page leads back to an answer that is used up")
			}
			for _, personal := range []string{"RSSMRA", "Mario", "rossi"} {
				if strings.Contains(mainOf(body), personal) {
					t.Errorf("it names the person: %s", mainOf(body))
				}
			}
			h.Claims, h.UserInfo, h.Sign, h.Instead = nil, nil, fresh.Sign, fresh.Instead
			if at, status, body := h.returns(v, query); status != http.StatusForbidden {
				t.Errorf("the same answer counts again: %d at %s: %s", status, at, mainOf(body))
			}
		})
	}
}

func TestANewKeyOfTheProviderIsTaken(t *testing.T) {
	h := openHouse(t)
	v := h.visitor(t)
	at, status, body := h.returns(v, h.departs(v, ""))
	v.found("/sign-in/identity", http.StatusOK, at, status, body, "Mario Rossi")
	h.Publish("rsa-new")
	h.Sign = testhouse.By(jose.RS256, "rsa-new")
	at, status, body = h.returns(v, h.departs(v, ""))
	v.found("/sign-in/identity", http.StatusOK, at, status, body, "Mario Rossi")
}

func TestAProviderThatIsAwayIsSaidSo(t *testing.T) {
	h := openHouse(t)
	h.Instead["/.well-known/openid-configuration"] = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }
	now := still(h.door)
	v := h.visitor(t)
	at, status, body := v.page("/oidc/enter?next=/courses&provider=" + h.provider)
	v.found("/oidc/enter", http.StatusServiceUnavailable, at, status, body, "CIE in questo momento non risponde", "tra qualche minuto")
	delete(h.Instead, "/.well-known/openid-configuration")
	*now = now.Add(time.Minute)
	at, status, body = v.page("/oidc/enter?next=/courses&provider=" + h.provider)
	v.found("/sign-in/identity", http.StatusOK, at, status, body, "Mario Rossi")
}

func TestWhereTheWayLeadsIsOfThisSite(t *testing.T) {
	h := openHouse(t)
	v := h.visitor(t)
	at, status, body := h.returns(v, h.departs(v, "&next=https://evil.example/"))
	v.found("/sign-in/identity", http.StatusOK, at, status, body, "Mario Rossi")
	at, status, body = v.send("/sign-in/identity/new", "email", "mario@example.org")
	v.found("/me", http.StatusOK, at, status, body, "Mario Rossi")
	for _, id := range []string{"", "nobody", "' OR 1=1"} {
		if _, status, _ := v.page("/oidc/enter?provider=" + url.QueryEscape(id)); status != http.StatusNotFound {
			t.Errorf("provider %q is answered by %d", id, status)
		}
	}
}

func TestAHiddenProviderHasNoButtonAndALevelOfOneFactorIsNoSecondOne(t *testing.T) {
	h := openHouse(t, func(f *federation.OIDCFacts) {
		f.Kind, f.Name, f.Shown, f.TaxClaim, f.Levels = federation.Directory, "l'account del Comune", false, "", nil
	})
	v := h.visitor(t)
	at, status, body := v.page("/sign-in")
	if v.found("/sign-in", http.StatusOK, at, status, body, "Password"); strings.Contains(body, "/oidc/enter") {
		t.Error("it has a button")
	}
	staff := testapp.Person(t, h.app, "staff")
	code := accounts.Attestation{Kind: accounts.ByOIDC, Issuer: h.House.URL, Subject: "person-1"}
	err := h.app.RunInTransaction(func(tx core.App) error {
		return accounts.Tie(tx, h.vault, accounts.PersonOf(staff), code, accounts.DoorkeeperOf(h.app).Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	at, status, body = v.page("/oidc/enter?next=/manage&provider=" + h.provider)
	v.found("/me/account/factors", http.StatusOK, at, status, body, "Il tuo ruolo la richiede")
}

func TestALevelOfTwoFactorsIsTheSecondStep(t *testing.T) {
	const weak = "https://www.spid.gov.it/SpidL1"
	for level, want := range map[string]string{testhouse.SpidL2: "/manage", weak: accounts.FactorPath} {
		h := openHouse(t, func(f *federation.OIDCFacts) { f.Levels = []string{level} })
		h.Claims = func(said map[string]any) { said["acr"] = level }
		_, staff, _, _ := withApp(t, h.door, "staff")
		code, _ := taxcode.Parse("RSSMRA80A01H501U")
		err := h.app.RunInTransaction(func(tx core.App) error {
			p, err := accounts.Find(tx, staff.Id)
			if err != nil {
				return err
			}
			return accounts.Tie(tx, h.vault, p, accounts.Attestation{Kind: accounts.ByOIDC, Issuer: h.House.URL, TaxCode: code}, accounts.DoorkeeperOf(h.app).Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		v := h.visitor(t)
		if at, status, body := v.page("/oidc/enter?next=/manage&provider=" + h.provider); at != want || status != http.StatusOK {
			t.Errorf("by %s it leads to %s with %d: %s", level, at, status, mainOf(body))
		}
	}
}
