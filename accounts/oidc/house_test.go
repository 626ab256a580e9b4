package oidc

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/oauth2"
)

const (
	spidL2 = "https://www.spid.gov.it/SpidL2"
	spidL3 = "https://www.spid.gov.it/SpidL3"
)

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// keyring makes the keys once for all tests.
var keyring = sync.OnceValue(func() map[string]crypto.Signer {
	keys := map[string]crypto.Signer{}
	for _, id := range []string{"rsa", "rsa-new", "rsa-foreign"} {
		keys[id], _ = rsa.GenerateKey(rand.Reader, 2048)
	}
	keys["ec"], _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	_, keys["ed"], _ = ed25519.GenerateKey(rand.Reader)
	return keys
})

// house is a small OpenID provider that does as the standards say, and checks what it is told. Its fields spoil one thing each.
type house struct {
	*httptest.Server
	t *testing.T

	discovery func(map[string]any)
	claims    func(map[string]any)
	userinfo  func(map[string]any)
	sign      func(claims map[string]any) string
	instead   map[string]http.HandlerFunc // by path

	mu        sync.Mutex
	published []string          // ids of keys; guarded by mu
	granted   map[string]*grant // by code; guarded by mu
	served    map[string]int    // by path; guarded by mu
}

type grant struct {
	asked url.Values
	used  bool
}

func newHouse(t *testing.T) *house {
	h := &house{t: t, published: []string{"rsa", "ec", "ed"}, granted: map[string]*grant{}, served: map[string]int{}, instead: map[string]http.HandlerFunc{}}
	h.sign = h.by(jose.RS256, "rsa")
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *house) settings() Settings {
	return Settings{
		Name: "CIE", Issuer: h.URL, ClientID: "aula", Secret: "a secret: & more", Redirect: "https://aula.example.it/sign-in/oidc/cie",
		Scopes: []string{"profile"}, Levels: []string{spidL2, spidL3},
		Claims:  Claims{TaxCode: "fiscal_number", GivenName: "given_name", FamilyName: "family_name", Email: "email"},
		Domains: []string{"comune.example.it"},
	}
}

func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.served[r.URL.Path]++
	h.mu.Unlock()
	if serve := h.instead[r.URL.Path]; serve != nil {
		serve(w, r)
		return
	}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		h.serveDiscovery(w)
	case "/keys":
		h.serveKeys(w)
	case "/token":
		h.serveToken(w, r)
	case "/userinfo":
		h.serveUserInfo(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (h *house) serveDiscovery(w http.ResponseWriter) {
	said := map[string]any{
		"issuer": h.URL, "authorization_endpoint": h.URL + "/authorize", "token_endpoint": h.URL + "/token", "jwks_uri": h.URL + "/keys",
		"userinfo_endpoint": h.URL + "/userinfo", "claims_parameter_supported": true,
		"id_token_signing_alg_values_supported": []string{"none", "HS256", "RS256", "ES256", "EdDSA"},
	}
	h.spoil(h.discovery, said)
	answer(w, 200, said)
}

func (h *house) serveKeys(w http.ResponseWriter) {
	var set jose.JSONWebKeySet
	h.mu.Lock()
	for _, id := range h.published {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: keyring()[id].Public(), KeyID: id, Use: "sig"})
	}
	h.mu.Unlock()
	answer(w, 200, set)
}

// serveToken gives tokens for a code once, to the client that knows secret and verifier.
func (h *house) serveToken(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	id, _ = url.QueryUnescape(id)
	secret, _ = url.QueryUnescape(secret)
	given := h.granted[r.FormValue("code")]
	switch {
	case id != "aula" || secret != "a secret: & more":
		answer(w, 401, map[string]any{"error": "invalid_client"})
	case given == nil, given.used, r.FormValue("redirect_uri") != given.asked.Get("redirect_uri"),
		oauth2.S256ChallengeFromVerifier(r.FormValue("code_verifier")) != given.asked.Get("code_challenge"):
		answer(w, 400, map[string]any{"error": "invalid_grant", "error_description": "of RSSMRA80A01H501U"})
	default:
		given.used = true
		answer(w, 200, h.tokens(given))
	}
}

func (h *house) tokens(given *grant) map[string]any {
	said := map[string]any{
		"iss": h.URL, "aud": "aula", "sub": "person-1", "nonce": given.asked.Get("nonce"), "acr": spidL2,
		"iat": noon.Unix(), "exp": noon.Add(5 * time.Minute).Unix(),
	}
	maps.Copy(said, mario())
	h.spoil(h.claims, said)
	return map[string]any{"access_token": "the-access-token", "token_type": "Bearer", "id_token": h.sign(said)}
}

func (h *house) serveUserInfo(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer the-access-token" {
		answer(w, 401, map[string]any{"error": "invalid_token"})
		return
	}
	said := mario()
	said["sub"] = "person-1"
	h.spoil(h.userinfo, said)
	answer(w, 200, said)
}

func mario() map[string]any {
	return map[string]any{
		"fiscal_number": "TINIT-RSSMRA80A01H501U", "given_name": "Mario", "family_name": "Rossi",
		"email": "mario.rossi@comune.example.it", "email_verified": true,
	}
}

func (h *house) spoil(how func(map[string]any), said map[string]any) {
	if how != nil {
		how(said)
	}
}

func (h *house) by(algorithm jose.SignatureAlgorithm, id string) func(map[string]any) string {
	return func(said map[string]any) string { return signed(h.t, algorithm, keyring()[id], id, said) }
}

func signed(t testing.TB, algorithm jose.SignatureAlgorithm, key any, id string, said any) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: id}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	payload, _ := json.Marshal(said)
	jws, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	token, _ := jws.CompactSerialize()
	return token
}

// authorise is what the provider does after the person has shown who they are: it returns the query of the way back.
func (h *house) authorise(address string) url.Values {
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, h.URL+"/authorize?") {
		h.t.Fatalf("the browser goes to %s: %v", address, err)
	}
	asked := u.Query()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.granted["the-code"] = &grant{asked: asked}
	return url.Values{"code": {"the-code"}, "state": {asked.Get("state")}}
}

func (h *house) count(path string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.served[path]
}

func (h *house) publish(ids ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.published = ids
}

func answer(w http.ResponseWriter, status int, said any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(said)
}

func open(t *testing.T, s Settings) *Provider {
	t.Helper()
	p, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// enter goes the whole way, from our page to the provider and back.
func (h *house) enter(p *Provider, now time.Time) (*Identity, error) {
	start, err := p.Begin(h.t.Context(), now)
	if err != nil {
		return nil, err
	}
	return p.Finish(h.t.Context(), start.Remembered, h.authorise(start.Address), now)
}
