package oidc

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"aula/accounts/oidc/testhouse"
)

// spoiled is one attempt of which one thing is wrong, and why nobody enters: the code for the page, the words for operators.
type spoiled struct {
	name     string
	settings func(*Settings)
	house    func(*house)
	query    func(url.Values)
	code     Code
	words    string
}

func TestWhatIsRefused(t *testing.T) {
	rows := append(append(append(wrongTokens(), wrongPersons()...), wrongAnswers()...), wrongProviders()...)
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			h := newHouse(t)
			s := h.settings()
			if row.settings != nil {
				row.settings(&s)
			}
			if row.house != nil {
				row.house(h)
			}
			p := open(t, s)
			start, err := p.Begin(t.Context(), noon)
			var who *Identity
			if err == nil {
				query := h.authorise(start.Address)
				if row.query != nil {
					row.query(query)
				}
				who, err = p.Finish(t.Context(), start.Remembered, query, noon.Add(time.Minute))
			}
			if who != nil || err == nil {
				t.Fatalf("%+v enters", who)
			}
			if CodeOf(err) != row.code || !errors.Is(err, row.code) || !strings.Contains(err.Error(), row.words) {
				t.Errorf("it says %v, not %s for %q", err, row.code, row.words)
			}
			if strings.Contains(err.Error(), "RSSMRA") || strings.Contains(strings.ToLower(err.Error()), "mario") || len(err.Error()) > 600 {
				t.Errorf("what operators read names the person, or is long: %v", err)
			}
		})
	}
}

func wrongTokens() []spoiled {
	claim := func(name string, value any) func(*house) {
		return says(func(said map[string]any) { said[name] = value })
	}
	return []spoiled{
		{name: "id_token of another issuer", house: claim("iss", "https://evil.example"), code: Token, words: "different provider"},
		{name: "id_token of an issuer with a slash more", house: says(func(said map[string]any) { said["iss"] = said["iss"].(string) + "/" }), code: Token, words: "different provider"},
		{name: "id_token without issuer", house: says(without("iss")), code: Token, words: "different provider"},
		{name: "id_token for another client", house: claim("aud", "other"), code: Token, words: "audience"},
		{name: "id_token for nobody", house: says(without("aud")), code: Token, words: "audience"},
		{name: "id_token for several, none authorised", house: claim("aud", []string{"aula", "other"}), code: Token, words: "azp"},
		{name: "id_token for several, another authorised", house: says(func(said map[string]any) { said["aud"], said["azp"] = []string{"aula", "other"}, "other" }), code: Token, words: "azp"},
		{name: "id_token whose azp is a number", house: claim("azp", 7), code: Token, words: "azp"},
		{name: "id_token of another attempt", house: claim("nonce", "another"), code: Token, words: "nonce"},
		{name: "id_token without nonce", house: says(without("nonce")), code: Token, words: "nonce"},
		{name: "id_token without subject", house: says(without("sub")), code: Token, words: "sub"},
		{name: "id_token with an endless subject", house: claim("sub", strings.Repeat("x", 256)), code: Token, words: "sub"},
		{name: "id_token that has expired", house: claim("exp", noon.Unix()), code: Clock, words: "expired"},
		{name: "id_token without end", house: says(without("exp")), code: Clock, words: "expired"},
		{name: "id_token from the future", house: claim("iat", noon.Add(7*time.Minute).Unix()), code: Clock, words: "iat"},
		{name: "id_token from before the attempt", house: claim("iat", noon.Add(-6*time.Minute).Unix()), code: Clock, words: "iat"},
		{name: "id_token without iat", house: says(without("iat")), code: Clock, words: "iat"},
		{name: "id_token not valid yet", house: claim("nbf", noon.Add(time.Hour).Unix()), code: Token, words: "nbf"},
		{name: "at_hash of another access token", house: claim("at_hash", "IgMqkTFtC7m9kAOmUKcIzw"), code: Token, words: "at_hash"},
		{name: "algorithm none", house: unsigned, code: Token, words: "algorithm"},
		{name: "HS256 with the public key", house: symmetric(publicKeyPEM), code: Token, words: "algorithm"},
		{name: "HS256 with the client's secret", house: symmetric(func() []byte { return []byte("a secret: & more, made longer for it") }), code: Token, words: "algorithm"},
		{name: "an algorithm that the settings do not name", settings: func(s *Settings) { s.Algorithms = []string{"ES256"} }, code: Token, words: "algorithm"},
		{name: "an algorithm that the provider does not name", house: func(h *house) { h.Sign = h.by(jose.RS512, "rsa") }, code: Token, words: "algorithm"},
		{name: "a key that nobody knows", house: func(h *house) { h.Sign = h.by(jose.RS256, "rsa-foreign") }, code: Token, words: "signature"},
		{name: "a foreign key under a known name", house: func(h *house) {
			h.Sign = func(said map[string]any) string {
				return testhouse.Signed(jose.RS256, testhouse.Keys()["rsa-foreign"], "rsa", said)
			}
		}, code: Token, words: "signature"},
		{name: "claims that were changed", house: func(h *house) {
			sign := h.Sign
			h.Sign = func(said map[string]any) string {
				parts := strings.Split(sign(said), ".")
				said["sub"] = "somebody-else"
				payload, _ := json.Marshal(said)
				return parts[0] + "." + base64.RawURLEncoding.EncodeToString(payload) + "." + parts[2]
			}
		}, code: Token, words: "signature"},
		{name: "no id_token", house: token(`{"access_token":"x","token_type":"Bearer"}`), code: Token, words: "no id_token"},
		{name: "an id_token that is none", house: token(`{"access_token":"x","token_type":"Bearer","id_token":"a.b.c"}`), code: Token, words: "malformed"},
		{name: "an id_token that is a number", house: token(`{"access_token":"x","token_type":"Bearer","id_token":7}`), code: Token, words: "no id_token"},
	}
}

func wrongPersons() []spoiled {
	number := func(value any) func(*house) { return says(func(said map[string]any) { said["fiscal_number"] = value }) }
	onlyUserInfo := func(how func(map[string]any)) func(*house) {
		return func(h *house) { h.Claims, h.UserInfo = without("fiscal_number"), how }
	}
	return []spoiled{
		{name: "no acr", house: says(without("acr")), code: Level, words: "acr"},
		{name: "a lower acr", house: says(func(said map[string]any) { said["acr"] = "https://www.spid.gov.it/SpidL1" }), code: Level, words: "SpidL1"},
		{name: "an acr that is a list", house: says(func(said map[string]any) { said["acr"] = []string{spidL3, spidL2} }), code: Level, words: "acr"},
		{name: "acr in userinfo alone", house: func(h *house) {
			h.Claims, h.UserInfo = without("acr", "fiscal_number"), func(said map[string]any) { said["acr"] = spidL3 }
		}, code: Level, words: "acr"},
		{name: "no fiscal number", house: func(h *house) { h.Claims, h.UserInfo = without("fiscal_number"), without("fiscal_number") }, code: NoTaxCode, words: "missing"},
		{name: "a fiscal number that is null", house: func(h *house) {
			h.Claims, h.UserInfo = func(said map[string]any) { said["fiscal_number"] = nil }, without("fiscal_number")
		}, code: NoTaxCode, words: "missing"},
		{name: "no fiscal number and no userinfo", house: func(h *house) {
			h.Claims, h.Discovery = without("fiscal_number"), without("userinfo_endpoint")
		}, code: NoTaxCode, words: "missing"},
		{name: "a fiscal number without its country", house: number("RSSMRA80A01H501U"), code: BadTaxCode, words: "Italian"},
		{name: "a fiscal number of another country", house: number("TINDE-12345678901"), code: BadTaxCode, words: "Italian"},
		{name: "a fiscal number too short", house: number("TINIT-RSSMRA80A01H501"), code: BadTaxCode, words: "Italian"},
		{name: "a fiscal number with more behind it", house: number("TINIT-RSSMRA80A01H501U\nX"), code: BadTaxCode, words: "Italian"},
		{name: "a fiscal number twice begun", house: number("TINIT-TINIT-RSSMRA80A01H501U"), code: BadTaxCode, words: "Italian"},
		{name: "a fiscal number with a wrong check character", house: number("TINIT-RSSMRA80A01H501A"), code: BadTaxCode, words: "check character"},
		{name: "a body's tax code", house: number("TINIT-01735420018"), code: BadTaxCode, words: "neither 16"},
		{name: "two fiscal numbers", house: number([]string{"TINIT-RSSMRA80A01H501U", "TINIT-VRDLGU70A01H501O"}), code: BadTaxCode, words: "Italian"},
		{name: "a fiscal number that is a number", house: number(7), code: BadTaxCode, words: "Italian"},
		{name: "an empty fiscal number", house: number(""), code: BadTaxCode, words: "Italian"},
		{name: "userinfo of another person", house: onlyUserInfo(func(said map[string]any) { said["sub"] = "person-2" }), code: Token, words: "another person"},
		{name: "userinfo of nobody", house: onlyUserInfo(without("sub")), code: Token, words: "another person"},
	}
}

func wrongAnswers() []spoiled {
	with := func(name string, values ...string) func(url.Values) { return func(q url.Values) { q[name] = values } }
	refusal := func(name string) func(url.Values) {
		return func(q url.Values) { q.Del("code"); q.Set("error", name); q.Set("error_description", "of Mario") }
	}
	return []spoiled{
		{name: "state of another attempt", query: with("state", "another"), code: Mismatch, words: "state"},
		{name: "no state", query: func(q url.Values) { q.Del("state") }, code: Mismatch, words: "state"},
		{name: "two states", query: func(q url.Values) { q.Add("state", "another") }, code: Mismatch, words: "twice"},
		{name: "two codes", query: func(q url.Values) { q.Add("code", "another") }, code: Mismatch, words: "twice"},
		{name: "an endless code", query: with("code", strings.Repeat("x", 8<<10+1)), code: Mismatch, words: "too long"},
		{name: "no code", query: func(q url.Values) { q.Del("code") }, code: Mismatch, words: "neither"},
		{name: "an answer of another issuer", query: with("iss", "https://evil.example"), code: Mismatch, words: "another issuer"},
		{name: "an issuer that should name itself and does not", house: func(h *house) {
			h.Discovery = func(said map[string]any) { said["authorization_response_iss_parameter_supported"] = true }
		}, code: Mismatch, words: "does not name"},
		{name: "a code that nobody gave", query: with("code", "guessed"), code: Expired, words: "invalid_grant"},
		{name: "a refusal of another attempt", query: func(q url.Values) { refusal("access_denied")(q); q.Set("state", "another") }, code: Mismatch, words: "state"},
		{name: "the person says no", query: refusal("access_denied"), code: Denied, words: "access_denied"},
		{name: "the person does not consent", query: refusal("consent_required"), code: Denied, words: "consent_required"},
		{name: "the level cannot be reached", query: refusal("unmet_authentication_requirements"), code: Level, words: "unmet"},
		{name: "the provider rests", query: refusal("temporarily_unavailable"), code: Unavailable, words: "temporarily"},
		{name: "the provider breaks", query: refusal("server_error"), code: Unavailable, words: "server_error"},
		{name: "the provider does not know us", query: refusal("unauthorized_client"), code: Setup, words: "unauthorized_client"},
		{name: "an error that nobody knows", query: refusal("Mario broke it"), code: Setup, words: "unknown error"},
	}
}

func wrongProviders() []spoiled {
	published := func(name string, value any) func(*house) {
		return func(h *house) { h.Discovery = func(said map[string]any) { said[name] = value } }
	}
	instead := func(path string, status int, body string) func(*house) {
		return func(h *house) { h.Instead[path] = plainly(status, body) }
	}
	loop := func(path string) func(*house) {
		return func(h *house) {
			h.Instead[path] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, path, http.StatusTemporaryRedirect) }
		}
	}
	const discovery = "/.well-known/openid-configuration"
	return []spoiled{
		{name: "discovery for another issuer", house: published("issuer", "https://evil.example"), code: Setup, words: "evil.example"},
		{name: "discovery without issuer", house: func(h *house) { h.Discovery = without("issuer") }, code: Setup, words: "issuer"},
		{name: "discovery without keys", house: func(h *house) { h.Discovery = without("jwks_uri") }, code: Setup, words: "https"},
		{name: "authorisation at plain http", house: published("authorization_endpoint", "http://192.0.2.1/authorize"), code: Setup, words: "https"},
		{name: "authorisation by a script", house: published("authorization_endpoint", "javascript:alert(1)"), code: Setup, words: "https"},
		{name: "tokens at plain http", house: published("token_endpoint", "http://192.0.2.1/token"), code: Setup, words: "https"},
		{name: "keys in a file", house: published("jwks_uri", "file:///etc/passwd"), code: Setup, words: "https"},
		{name: "userinfo with a password in its address", house: published("userinfo_endpoint", "https://a:b@evil.example/"), code: Setup, words: "https"},
		{name: "no safe algorithm", house: published("id_token_signing_alg_values_supported", []string{"none", "HS256"}), code: Setup, words: "algorithm"},
		{name: "discovery that is a page", house: instead(discovery, 200, "<html>"), code: Setup, words: "JSON"},
		{name: "no discovery", house: instead(discovery, 404, ""), code: Setup, words: "404"},
		{name: "discovery rests", house: instead(discovery, 503, ""), code: Unavailable, words: "503"},
		{name: "discovery without end", house: instead(discovery, 200, `{"issuer":"`+strings.Repeat("x", largestAnswer)), code: Setup, words: "larger"},
		{name: "discovery that redirects to itself", house: loop(discovery), code: Setup, words: "without end"},
		{name: "discovery that redirects to a file", house: func(h *house) {
			h.Instead[discovery] = http.RedirectHandler("file:///etc/passwd", http.StatusFound).ServeHTTP
		}, code: Setup, words: "https"},
		{name: "discovery that redirects to plain http elsewhere", house: func(h *house) {
			h.Instead[discovery] = http.RedirectHandler("http://192.0.2.1/", http.StatusFound).ServeHTTP
		}, code: Setup, words: "https"},
		{name: "keys are away", house: instead("/keys", 503, strings.Repeat("x", 2000)), code: Unavailable, words: "fetching keys"},
		{name: "keys that are a page", house: instead("/keys", 200, "<html>"), code: Unavailable, words: "fetching keys"},
		{name: "keys without end", house: instead("/keys", 200, `{"keys":["`+strings.Repeat("x", largestAnswer)), code: Unavailable, words: "larger"},
		{name: "keys that redirect without end", house: loop("/keys"), code: Unavailable, words: "without end"},
		{name: "our secret is wrong", settings: func(s *Settings) { s.Secret = "old" }, code: Setup, words: "invalid_client"},
		{name: "we come back elsewhere", house: instead("/token", 400, `{"error":"redirect_uri of RSSMRA80A01H501U"}`), code: Setup, words: "400"},
		{name: "tokens rest", house: instead("/token", 502, "<html>RSSMRA80A01H501U"), code: Unavailable, words: "502"},
		{name: "tokens that are a page", house: instead("/token", 200, "<html>RSSMRA80A01H501U"), code: Setup, words: "no token"},
		{name: "tokens without end", house: instead("/token", 200, `{"access_token":"`+strings.Repeat("x", largestAnswer)), code: Setup, words: "no token"},
		{name: "tokens that redirect, of a client without a secret", settings: func(s *Settings) { s.Secret = "" }, house: func(h *house) {
			h.Instead["/token"] = http.RedirectHandler("/elsewhere", http.StatusTemporaryRedirect).ServeHTTP
		}, code: Setup, words: "told secrets"},
		{name: "tokens that redirect", house: func(h *house) {
			h.Instead["/token"] = http.RedirectHandler("/elsewhere", http.StatusTemporaryRedirect).ServeHTTP
		}, code: Setup, words: "told secrets"},
		{name: "userinfo that redirects", house: func(h *house) {
			h.Claims = without("fiscal_number")
			h.Instead["/userinfo"] = http.RedirectHandler("/elsewhere", http.StatusFound).ServeHTTP
		}, code: Setup, words: "told secrets"},
		{name: "userinfo rests", house: func(h *house) {
			h.Claims = without("fiscal_number")
			h.Instead["/userinfo"] = plainly(503, "of Mario")
		}, code: Unavailable, words: "503"},
		{name: "userinfo that is a page", house: func(h *house) {
			h.Claims = without("fiscal_number")
			h.Instead["/userinfo"] = plainly(200, "<html>Mario")
		}, code: Setup, words: "JSON"},
	}
}

func plainly(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func token(body string) func(*house) {
	return func(h *house) { h.Instead["/token"] = plainly(200, body) }
}

func unsigned(h *house) {
	h.Sign = func(said map[string]any) string {
		payload, _ := json.Marshal(said)
		encode := base64.RawURLEncoding.EncodeToString
		return encode([]byte(`{"alg":"none"}`)) + "." + encode(payload) + "."
	}
}

func symmetric(secret func() []byte) func(*house) {
	return func(h *house) {
		h.Sign = func(said map[string]any) string { return testhouse.Signed(jose.HS256, secret(), "rsa", said) }
	}
}

func publicKeyPEM() []byte {
	der, _ := x509.MarshalPKIXPublicKey(testhouse.Keys()["rsa"].Public())
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}
