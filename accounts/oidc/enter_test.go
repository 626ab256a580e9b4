package oidc

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"aula/accounts/oidc/testhouse"
	"aula/accounts/taxcode"
)

func TestWhoeverTheProviderKnowsEnters(t *testing.T) {
	whole := Identity{
		Subject: "person-1", TaxCode: taxCode("RSSMRA80A01H501U"), GivenName: "Mario", FamilyName: "Rossi",
		Email: "mario.rossi@comune.example.it", EmailTrusted: true, Level: spidL2,
	}
	with := func(change func(*Identity)) Identity {
		who := whole
		change(&who)
		return who
	}
	rows := []struct {
		name     string
		settings func(*Settings)
		spoil    func(*house)
		want     Identity
	}{
		{"by RS256", nil, nil, whole},
		{"by ES256", nil, func(h *house) { h.Sign = h.by(jose.ES256, "ec") }, whole},
		{"by EdDSA", nil, func(h *house) { h.Sign = h.by(jose.EdDSA, "ed") }, whole},
		{"by a provider that publishes no algorithms", nil, func(h *house) {
			h.Discovery = func(said map[string]any) { delete(said, "id_token_signing_alg_values_supported") }
		}, whole},
		{"at a higher level", nil, says(func(said map[string]any) { said["acr"] = spidL3 }),
			with(func(who *Identity) { who.Level = spidL3 })},
		{"without a level where none is asked for", func(s *Settings) { s.Levels = nil }, says(without("acr")),
			with(func(who *Identity) { who.Level = "" })},
		{"for several audiences, we being the authorised one", nil, says(func(said map[string]any) {
			said["aud"], said["azp"] = []string{"other", "aula"}, "aula"
		}), whole},
		{"with a list of one as SATOSA writes it", nil, says(func(said map[string]any) {
			said["fiscal_number"] = []string{"TINIT-RSSMRA80A01H501U"}
		}), whole},
		{"with the Italian profile's name of the number", func(s *Settings) { s.Claims.TaxCode = "https://attributes.eid.gov.it/fiscal_number" },
			says(func(said map[string]any) {
				said["https://attributes.eid.gov.it/fiscal_number"] = said["fiscal_number"]
				delete(said, "fiscal_number")
			}), whole},
		{"in small letters", nil, says(func(said map[string]any) { said["fiscal_number"] = "tinit-rssmra80a01h501u" }), whole},
		{"with letters for digits", nil, says(func(said map[string]any) { said["fiscal_number"] = "TINIT-RSSMRA80A01H50MM" }),
			with(func(who *Identity) { who.TaxCode = taxCode("RSSMRA80A01H50MM") })},
		{"from a directory, without a number", func(s *Settings) { s.Claims.TaxCode, s.Levels = "", nil }, nil,
			with(func(who *Identity) { who.TaxCode = taxcode.Code{} })},
		{"with what only userinfo says", nil, says(without("fiscal_number", "email", "email_verified")), whole},
		{"with a right at_hash", nil, says(func(said map[string]any) { said["at_hash"] = "uby9Z8Gb_H_x4fPjwNzguw" }), whole},
		{"with a mailbox that nobody checked", nil, says(func(said map[string]any) { said["email_verified"] = false }),
			with(func(who *Identity) { who.EmailTrusted = false })},
		{"with a mailbox of Entra ID, which says nothing of it", nil, says(without("email_verified")), whole},
		{"with a mailbox elsewhere", nil, says(func(said map[string]any) { said["email"] = "mario@gmail.example" }),
			with(func(who *Identity) { who.Email, who.EmailTrusted = "mario@gmail.example", false })},
		{"with a mailbox that is two", nil, says(func(said map[string]any) { said["email"] = "a@evil.example@comune.example.it" }),
			with(func(who *Identity) { who.Email, who.EmailTrusted = "", false })},
		{"with a name that carries signs nobody sees", nil, says(func(said map[string]any) { said["given_name"] = "Ma\u202erio" }),
			with(func(who *Identity) { who.GivenName = "" })},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			h := newHouse(t)
			if row.spoil != nil {
				row.spoil(h)
			}
			s := h.settings()
			if row.settings != nil {
				row.settings(&s)
			}
			row.want.Issuer = h.URL
			who, err := h.enter(open(t, s), noon)
			if err != nil || *who != row.want {
				t.Fatalf("%+v enters, not %+v: %v", who, row.want, err)
			}
		})
	}
}

func taxCode(text string) taxcode.Code {
	code, _ := taxcode.Parse(text)
	return code
}

func says(how func(map[string]any)) func(*house) { return func(h *house) { h.Claims = how } }

func without(names ...string) func(map[string]any) {
	return func(said map[string]any) {
		for _, name := range names {
			delete(said, name)
		}
	}
}

func TestWhatTheIDTokenSaysStands(t *testing.T) {
	h := newHouse(t)
	h.Claims = without("family_name")
	h.UserInfo = func(said map[string]any) {
		said["fiscal_number"], said["acr"], said["given_name"], said["email"] = "TINIT-VRDLGU70A01H501O", spidL3, "Luigi", "luigi@comune.example.it"
	}
	who, err := h.enter(open(t, h.settings()), noon)
	if err != nil || who.TaxCode != taxCode("RSSMRA80A01H501U") || who.Level != spidL2 || who.GivenName != "Mario" || !strings.HasPrefix(who.Email, "mario") {
		t.Errorf("userinfo overrides the id_token: %+v %v", who, err)
	}
	if who.FamilyName != "Rossi" {
		t.Errorf("userinfo does not complete it: %+v", who)
	}
}

func TestUserInfoIsNotAskedForWhatIsKnown(t *testing.T) {
	h := newHouse(t)
	if _, err := h.enter(open(t, h.settings()), noon); err != nil || h.Count("/userinfo") != 0 {
		t.Errorf("userinfo is asked %d times: %v", h.Count("/userinfo"), err)
	}
}

func TestSignedUserInfoIsForUs(t *testing.T) {
	for audience, enters := range map[string]bool{"aula": true, "another": false} {
		h := newHouse(t)
		h.Claims = without("fiscal_number")
		h.Instead["/userinfo"] = func(w http.ResponseWriter, _ *http.Request) {
			said := testhouse.Mario()
			said["sub"], said["iss"], said["aud"] = "person-1", h.URL, audience
			w.Header().Set("Content-Type", "application/jwt; charset=utf-8")
			_, _ = w.Write([]byte(testhouse.Signed(jose.ES256, testhouse.Keys()["ec"], "ec", said)))
		}
		who, err := h.enter(open(t, h.settings()), noon)
		if enters != (err == nil) || enters && who.TaxCode != taxCode("RSSMRA80A01H501U") || !enters && CodeOf(err) != Token {
			t.Errorf("signed for %s: %+v %v", audience, who, err)
		}
	}
}

func TestTheSecretGoesWhereTheProviderTakesIt(t *testing.T) {
	h := newHouse(t)
	h.Discovery = func(said map[string]any) {
		said["token_endpoint_auth_methods_supported"] = []string{"client_secret_post"}
	}
	h.Instead["/token"] = func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("client_secret") != "a secret: & more" || r.Header.Get("Authorization") != "" {
			testhouse.Answer(w, 401, map[string]any{"error": "invalid_client"})
			return
		}
		testhouse.Answer(w, 200, h.Tokens(r.FormValue("code")))
	}
	if _, err := h.enter(open(t, h.settings()), noon); err != nil {
		t.Error(err)
	}
	if h.Count("/token") != 1 {
		t.Errorf("the code is sent %d times: the second is refused by whoever takes a code once", h.Count("/token"))
	}
}

func TestAPublicClientSendsNoSecret(t *testing.T) {
	h := newHouse(t)
	h.Instead["/token"] = func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("client_id") != "aula" || r.Form.Has("client_secret") || r.Header.Get("Authorization") != "" {
			testhouse.Answer(w, 401, map[string]any{"error": "invalid_client"})
			return
		}
		testhouse.Answer(w, 200, h.Tokens(r.FormValue("code")))
	}
	s := h.settings()
	s.Secret = ""
	if _, err := h.enter(open(t, s), noon); err != nil {
		t.Error(err)
	}
}

func TestTheBrowserIsSentWithAllThatTheStandardAsks(t *testing.T) {
	h := newHouse(t)
	s := h.settings()
	s.Prompt = "login"
	p := open(t, s)
	first, err := p.Begin(t.Context(), noon)
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(first.Address)
	asked := u.Query()
	for name, want := range map[string]string{
		"response_type": "code", "client_id": "aula", "redirect_uri": s.Redirect, "scope": "openid profile", "prompt": "login",
		"acr_values": spidL2 + " " + spidL3, "code_challenge_method": "S256",
		"claims": `{"id_token":{"fiscal_number":{"essential":true}},"userinfo":{"fiscal_number":{"essential":true}}}`,
	} {
		if asked.Get(name) != want {
			t.Errorf("%s is %q, not %q", name, asked.Get(name), want)
		}
	}
	if len(asked.Get("state")) < 32 || len(asked.Get("nonce")) < 32 || asked.Get("state") == asked.Get("nonce") || len(asked.Get("code_challenge")) != 43 {
		t.Errorf("state, nonce or challenge can be guessed: %v", asked)
	}
	second, _ := p.Begin(t.Context(), noon)
	if again, _ := url.Parse(second.Address); again.Query().Get("state") == asked.Get("state") || second.Remembered == first.Remembered {
		t.Error("two attempts share what they remember")
	}
}

func TestWhatTheProviderPublishesIsReadOnceAnHour(t *testing.T) {
	h := newHouse(t)
	p := open(t, h.settings())
	for _, later := range []time.Duration{0, time.Minute, 59 * time.Minute} {
		if _, err := p.Begin(t.Context(), noon.Add(later)); err != nil {
			t.Fatal(err)
		}
	}
	if n := h.Count("/.well-known/openid-configuration"); n != 1 {
		t.Errorf("within an hour it is read %d times", n)
	}
	h.Discovery = func(said map[string]any) { said["issuer"] = "https://evil.example" }
	if _, err := p.Begin(t.Context(), noon.Add(time.Hour)); CodeOf(err) != Setup || !strings.Contains(err.Error(), "evil.example") {
		t.Errorf("an issuer that changes is followed: %v", err)
	}
}
