package oidc

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Provider is where people sign in. It may be used by many at once, and keeps what the provider publishes.
type Provider struct {
	settings Settings
	patience time.Duration
	guard    guard
	client   *http.Client // goes through guard

	mu     sync.Mutex // guards what follows
	known  *metadata
	failed error     // reading it
	tried  time.Time // when that was
}

// New checks the settings, and returns Problems if anything is wrong. It asks the provider nothing yet.
func New(s Settings) (*Provider, error) {
	if problems := s.Check(); len(problems) > 0 {
		return nil, problems
	}
	s.Scopes = slices.Clone(s.Scopes)
	if !slices.Contains(s.Scopes, oidc.ScopeOpenID) {
		s.Scopes = slices.Insert(s.Scopes, 0, oidc.ScopeOpenID)
	}
	door := newGuard(s.Issuer)
	return &Provider{settings: s, patience: patience, guard: door, client: &http.Client{Transport: door, CheckRedirect: checkRedirect, Timeout: keyPatience}}, nil
}

// Start is the beginning of an attempt.
type Start struct {
	// Address is where the browser goes now.
	Address string
	// State names the attempt in the provider's answer, and is known to this browser and the provider alone.
	State string
	// Remembered is what Finish needs of the attempt. It is kept for this browser alone (in memory, by a secret in a cookie that is HttpOnly
	// and SameSite=Lax: the way back is a link from another site) and thrown away when the browser comes back, whatever it brings.
	Remembered string
}

// Begin starts an attempt. It returns Unavailable or Setup.
func (p *Provider) Begin(ctx context.Context, now time.Time) (Start, error) {
	ctx, cancel := context.WithTimeout(ctx, p.patience)
	defer cancel()
	found, err := p.metadata(ctx, now)
	if err != nil {
		return Start{}, err
	}
	a := p.newAttempt(now)
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	for name, value := range map[string]string{
		"acr_values": strings.Join(p.settings.Levels, " "),
		"prompt":     p.settings.Prompt,
		"claims":     p.claimsAskedFor(found),
	} {
		if value != "" {
			options = append(options, oauth2.SetAuthURLParam(name, value))
		}
	}
	return Start{Address: p.oauth(found).AuthCodeURL(a.State, options...), State: a.State, Remembered: a.String()}, nil
}

// claimsAskedFor names the fiscal number, which no scope of the standard covers (OpenID Connect Core 1.0, section 5.5).
func (p *Provider) claimsAskedFor(found *metadata) string {
	name := p.settings.Claims.TaxCode
	if name == "" || !found.TakesClaims {
		return ""
	}
	essential := map[string]any{name: map[string]bool{"essential": true}}
	asked, _ := json.Marshal(map[string]any{"id_token": essential, "userinfo": essential})
	return string(asked)
}
