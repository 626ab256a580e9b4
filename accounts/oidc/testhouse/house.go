// Package testhouse is a small OpenID provider for tests and for trying things out on loopback. It does as the standards say and checks what
// it is told; its fields spoil one thing each. It lets everybody in as Mario Rossi, so it is for nothing else.
package testhouse

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
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

// Who may ask, and at what level people show who they are.
const (
	Client = "aula"
	Secret = "a secret: & more"
	SpidL2 = "https://www.spid.gov.it/SpidL2"
)

// House is the provider. What is nil spoils nothing.
type House struct {
	*httptest.Server

	Now       func() time.Time
	Discovery func(said map[string]any)
	Claims    func(said map[string]any)
	UserInfo  func(said map[string]any)
	Sign      func(said map[string]any) string
	Instead   map[string]http.HandlerFunc // by path

	mu        sync.Mutex
	published []string          // ids of keys; guarded by mu
	granted   map[string]*grant // by code; guarded by mu
	served    map[string]int    // by path; guarded by mu
}

type grant struct {
	asked url.Values
	used  bool
}

// New returns a house at no address yet.
func New() *House {
	return &House{
		Now: time.Now, Sign: By(jose.RS256, "rsa"), Instead: map[string]http.HandlerFunc{},
		published: []string{"rsa", "ec", "ed"}, granted: map[string]*grant{}, served: map[string]int{},
	}
}

// Open returns a house on loopback until the test ends.
func Open(t testing.TB) *House {
	h := New()
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

// ServeHTTP answers as a provider does.
func (h *House) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.served[r.URL.Path]++
	h.mu.Unlock()
	if serve := h.Instead[r.URL.Path]; serve != nil {
		serve(w, r)
		return
	}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		h.serveDiscovery(w)
	case "/authorize":
		h.serveAuthorise(w, r)
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

func (h *House) serveDiscovery(w http.ResponseWriter) {
	said := map[string]any{
		"issuer": h.URL, "authorization_endpoint": h.URL + "/authorize", "token_endpoint": h.URL + "/token", "jwks_uri": h.URL + "/keys",
		"userinfo_endpoint": h.URL + "/userinfo", "claims_parameter_supported": true,
		"id_token_signing_alg_values_supported": []string{"none", "HS256", "RS256", "ES256", "EdDSA"},
	}
	spoil(h.Discovery, said)
	Answer(w, 200, said)
}

// serveAuthorise sends the browser back at once: here everybody shows who they are.
func (h *House) serveAuthorise(w http.ResponseWriter, r *http.Request) {
	query, err := h.Authorise(h.URL + r.URL.RequestURI())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, r.URL.Query().Get("redirect_uri")+"?"+query.Encode(), http.StatusFound)
}

func (h *House) serveKeys(w http.ResponseWriter) {
	var set jose.JSONWebKeySet
	h.mu.Lock()
	for _, id := range h.published {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: Keys()[id].Public(), KeyID: id, Use: "sig"})
	}
	h.mu.Unlock()
	Answer(w, 200, set)
}

// serveToken gives tokens for a code once, to the client that knows secret and verifier.
func (h *House) serveToken(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	id, _ = url.QueryUnescape(id)
	secret, _ = url.QueryUnescape(secret)
	given := h.granted[r.FormValue("code")]
	switch {
	case id != Client || secret != Secret:
		Answer(w, 401, map[string]any{"error": "invalid_client"})
	case given == nil, given.used, r.FormValue("redirect_uri") != given.asked.Get("redirect_uri"),
		oauth2.S256ChallengeFromVerifier(r.FormValue("code_verifier")) != given.asked.Get("code_challenge"):
		Answer(w, 400, map[string]any{"error": "invalid_grant", "error_description": "of RSSMRA80A01H501U"})
	default:
		given.used = true
		Answer(w, 200, h.tokens(given))
	}
}

// Tokens are what the house gives for a code, whoever asks.
func (h *House) Tokens(code string) map[string]any {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.tokens(h.granted[code])
}

func (h *House) tokens(given *grant) map[string]any {
	now := h.Now()
	said := map[string]any{
		"iss": h.URL, "aud": Client, "sub": "person-1", "nonce": given.asked.Get("nonce"), "acr": SpidL2,
		"iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(),
	}
	maps.Copy(said, Mario())
	spoil(h.Claims, said)
	return map[string]any{"access_token": "the-access-token", "token_type": "Bearer", "id_token": h.Sign(said)}
}

func (h *House) serveUserInfo(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer the-access-token" {
		Answer(w, 401, map[string]any{"error": "invalid_token"})
		return
	}
	said := Mario()
	said["sub"] = "person-1"
	spoil(h.UserInfo, said)
	Answer(w, 200, said)
}

// Mario is whom the house knows.
func Mario() map[string]any {
	return map[string]any{
		"fiscal_number": "TINIT-RSSMRA80A01H501U", "given_name": "Mario", "family_name": "Rossi",
		"email": "mario.rossi@comune.example.it", "email_verified": true,
	}
}

// Authorise is what the provider does after the person has shown who they are: it returns the query of the way back.
func (h *House) Authorise(address string) (url.Values, error) {
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, h.URL+"/authorize?") {
		return nil, fmt.Errorf("the browser goes to %s: %w", address, err)
	}
	asked, code := u.Query(), rand.Text()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.granted[code] = &grant{asked: asked}
	return url.Values{"code": {code}, "state": {asked.Get("state")}}, nil
}

// Count is how often a path was asked for.
func (h *House) Count(path string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.served[path]
}

// Publish changes the keys that the house names.
func (h *House) Publish(ids ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.published = ids
}

// Answer writes JSON.
func Answer(w http.ResponseWriter, status int, said any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(said)
}

func spoil(how func(map[string]any), said map[string]any) {
	if how != nil {
		how(said)
	}
}
