package oidc

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

const (
	// attemptLasts is how long somebody may take at the provider: finding the card, the phone, the PIN.
	attemptLasts = 15 * time.Minute
	// longestParameter bounds what an answer carries. Entra ID's codes are the longest that are known: 2 KB.
	longestParameter = 8 << 10
)

// attempt is what is remembered between the browser's leaving and its coming back.
type attempt struct {
	Issuer   string `json:"issuer"` // with Client: an answer of one provider is never taken for another's
	Client   string `json:"client"`
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Begun    int64  `json:"begun"`
}

// newAttempt draws state and nonce of 52 letters and digits: the Italian profile asks for 32 at least.
func (p *Provider) newAttempt(now time.Time) attempt {
	return attempt{
		Issuer: p.settings.Issuer, Client: p.settings.ClientID, Begun: now.Unix(),
		State: rand.Text() + rand.Text(), Nonce: rand.Text() + rand.Text(), Verifier: oauth2.GenerateVerifier(),
	}
}

func (a attempt) String() string {
	text, _ := json.Marshal(a)
	return base64.RawURLEncoding.EncodeToString(text)
}

// recall reads what was remembered. It returns Mismatch, or Expired.
func (p *Provider) recall(remembered string, now time.Time) (attempt, error) {
	var a attempt
	text, err := base64.RawURLEncoding.DecodeString(remembered)
	if err != nil || json.Unmarshal(text, &a) != nil || a.State == "" || a.Nonce == "" || a.Verifier == "" {
		return a, refuse(Mismatch, "nothing is remembered of an attempt")
	}
	if a.Issuer != p.settings.Issuer || a.Client != p.settings.ClientID {
		return a, refuse(Mismatch, "what is remembered is of another provider")
	}
	if now.Sub(time.Unix(a.Begun, 0)).Abs() > attemptLasts {
		return a, refuse(Expired, "the attempt is too old")
	}
	return a, nil
}

// code returns the code that the provider sent the browser back with. It returns Mismatch, or why there is none.
func (a attempt) code(query url.Values) (string, error) {
	for _, name := range []string{"state", "iss", "error", "code"} {
		if values := query[name]; len(values) > 1 || len(values) == 1 && len(values[0]) > longestParameter {
			return "", refuse(Mismatch, "%s is there twice or too long", name)
		}
	}
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(a.State)) != 1 {
		return "", refuse(Mismatch, "state is of no attempt of this browser")
	}
	if query.Has("iss") && query.Get("iss") != a.Issuer {
		return "", refuse(Mismatch, "the answer comes from another issuer")
	}
	if query.Has("error") {
		code, known := answers[query.Get("error")]
		if !known {
			return "", refuse(Setup, "the provider answers with an unknown error")
		}
		return "", refuse(code, "the provider answers %s", query.Get("error"))
	}
	if strings.TrimSpace(query.Get("code")) == "" {
		return "", refuse(Mismatch, "the answer has neither code nor error")
	}
	return query.Get("code"), nil
}

// answers are the errors that a provider answers with (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core 1.0, section 3.1.2.6,
// and its Unmet Authentication Requirements).
var answers = map[string]Code{
	"access_denied":                     Denied,
	"consent_required":                  Denied,
	"interaction_required":              Denied,
	"login_required":                    Denied,
	"account_selection_required":        Denied,
	"unmet_authentication_requirements": Level,
	"invalid_grant":                     Expired,
	"temporarily_unavailable":           Unavailable,
	"server_error":                      Unavailable,
	"invalid_request":                   Setup,
	"invalid_client":                    Setup,
	"invalid_scope":                     Setup,
	"unauthorized_client":               Setup,
	"unsupported_response_type":         Setup,
	"unsupported_grant_type":            Setup,
}
