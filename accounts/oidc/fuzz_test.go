package oidc

import (
	"crypto"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"golang.org/x/oauth2"

	"aula/accounts/oidc/testhouse"
)

// FuzzWhatComesFromOutside tries queries that browsers bring, and id_tokens: as they are, and with claims that are signed rightly.
func FuzzWhatComesFromOutside(f *testing.F) {
	right := testhouse.Mario()
	right["iss"], right["aud"], right["sub"], right["nonce"], right["acr"] = "https://idp.example.it", "aula", "person-1", "the-nonce", spidL2
	right["iat"], right["exp"] = noon.Unix(), noon.Unix()+60
	text, _ := json.Marshal(right)
	for _, claims := range []string{string(text), "{}", "null", "[]", `{"exp":1e300}`, `{"aud":{}}`, `{"_claim_names":{"a":"b"}}`, `{"sub":"x","sub":7}`} {
		f.Add("code=c&state=the-state", claims, "")
		f.Add("error=access_denied&state=the-state&iss=", claims, "a.b.c")
	}
	p, err := New(Settings{
		Name: "CIE", Issuer: "https://idp.example.it", ClientID: "aula", Redirect: "https://aula.example.it/back", Levels: []string{spidL2},
		Claims: Claims{TaxCode: "fiscal_number", GivenName: "given_name", Email: "email"}, Domains: []string{"comune.example.it"},
	})
	if err != nil {
		f.Fatal(err)
	}
	key := testhouse.Keys()["ed"]
	found := &metadata{Algorithms: safeAlgorithms, keys: &oidc.StaticKeySet{PublicKeys: []crypto.PublicKey{key.Public()}}}
	a := attempt{Issuer: p.settings.Issuer, Client: "aula", State: "the-state", Nonce: "the-nonce", Verifier: "v", Begun: noon.Unix()}
	f.Fuzz(func(t *testing.T, query, claims, raw string) {
		if values, err := url.ParseQuery(query); err == nil {
			if code, err := a.code(values); err == nil && (code == "" || values.Get("state") != a.State || values.Has("error")) {
				t.Errorf("%q brings the code %q", query, code)
			}
		}
		_, _ = p.recall(query, noon)
		if _, err := p.verify(t.Context(), found, a, (&oauth2.Token{}).WithExtra(map[string]any{"id_token": raw}), noon); err == nil {
			t.Errorf("%q holds", raw)
		}
		if !json.Valid([]byte(claims)) {
			return
		}
		sealed := testhouse.Signed(jose.EdDSA, key, "ed", json.RawMessage(claims))
		said, err := p.verify(t.Context(), found, a, (&oauth2.Token{}).WithExtra(map[string]any{"id_token": sealed}), noon)
		if err != nil {
			return
		}
		if said.subject == "" || said.level != spidL2 {
			t.Errorf("%s holds: %+v", claims, said)
		}
		if who, err := p.identify(said); err == nil && (len(who.TaxCode.Full()) != 16 || strings.ContainsAny(who.Email+who.GivenName, "\r\n\x00")) {
			t.Errorf("%s is %+v", claims, who)
		}
	})
}
