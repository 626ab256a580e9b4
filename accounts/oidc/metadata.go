package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// metadataHolds is how long addresses and keys of a provider are believed. A new key is fetched at once when something is signed by it;
// this bounds how long one that was withdrawn still opens the door.
const metadataHolds = time.Hour

// failureHolds is how long a provider that could not be read is left in peace: whoever asks meanwhile is told the same at once.
const failureHolds = 5 * time.Second

// metadata are what a provider publishes of itself (OpenID Connect Discovery 1.0, section 3).
type metadata struct {
	Issuer        string   `json:"issuer"`
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	UserInfo      string   `json:"userinfo_endpoint"`
	Keys          string   `json:"jwks_uri"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	SecretGoes    []string `json:"token_endpoint_auth_methods_supported"`
	TakesClaims   bool     `json:"claims_parameter_supported"`
	NamesItself   bool     `json:"authorization_response_iss_parameter_supported"` // RFC 9207
	Levels        []string `json:"acr_values_supported"`
	Scopes        []string `json:"scopes_supported"`
	Claims        []string `json:"claims_supported"`
	Challenges    []string `json:"code_challenge_methods_supported"`

	read time.Time
	keys oidc.KeySet
}

// metadata returns what the provider publishes, at most an hour old. It returns Unavailable, or Setup if what is published cannot be used.
func (p *Provider) metadata(ctx context.Context, now time.Time) (*metadata, error) {
	p.mu.Lock()
	known, failed, tried := p.known, p.failed, p.tried
	p.mu.Unlock()
	if known != nil && now.Sub(known.read).Abs() < metadataHolds {
		return known, nil
	}
	if failed != nil && now.Sub(tried).Abs() < failureHolds {
		return nil, failed
	}
	begun := time.Now()
	found, err := p.read(ctx, now)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err == nil:
		p.known, p.failed = found, nil
	case !errors.Is(ctx.Err(), context.Canceled): // else the person has gone, which tells nothing of the provider
		p.failed, p.tried = err, now.Add(time.Since(begun)) // who never answers has taken its time
	}
	return found, err
}

// read reads what the provider publishes, and judges it.
func (p *Provider) read(ctx context.Context, now time.Time) (*metadata, error) {
	body, _, err := p.fetch(ctx, strings.TrimSuffix(p.settings.Issuer, "/")+"/.well-known/openid-configuration", "")
	if err != nil {
		return nil, err
	}
	found := &metadata{read: now}
	if err := json.Unmarshal(body, found); err != nil {
		return nil, fault("not_json", "", "discovery is no JSON of a provider")
	}
	if err := p.judge(found); err != nil {
		return nil, err
	}
	found.keys = oidc.NewRemoteKeySet(oidc.ClientContext(context.Background(), p.client), found.Keys)
	return found, nil
}

// judge checks that what was found is of the issuer, reachable as the issuer is, and signs safely.
func (p *Provider) judge(found *metadata) error {
	if found.Issuer != p.settings.Issuer {
		return fault("other_issuer", found.Issuer, "discovery is of issuer %.200q, not %q", found.Issuer, p.settings.Issuer)
	}
	addresses := []string{found.Authorization, found.Token, found.Keys}
	if found.UserInfo != "" {
		addresses = append(addresses, found.UserInfo)
	}
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil {
			return fault("address", "", "discovery names an address that cannot be read")
		}
		if err := p.guard.allow(u); err != nil {
			return err
		}
	}
	allowed := p.settings.Algorithms
	if len(allowed) == 0 {
		allowed = safeAlgorithms
	}
	if len(found.Algorithms) == 0 {
		found.Algorithms = allowed
	}
	found.Algorithms = slices.DeleteFunc(slices.Clone(found.Algorithms), func(a string) bool { return !slices.Contains(allowed, a) })
	if len(found.Algorithms) == 0 {
		return fault("algorithms", "", "the provider signs by no algorithm that is allowed")
	}
	return nil
}

// oauth says how the code is exchanged. Where the secret goes is never found out by trying: the first try would use up the code.
func (p *Provider) oauth(found *metadata) *oauth2.Config {
	style := oauth2.AuthStyleInHeader
	if p.settings.Secret == "" || !slices.Contains(found.SecretGoes, "client_secret_basic") && slices.Contains(found.SecretGoes, "client_secret_post") {
		style = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{
		ClientID:     p.settings.ClientID,
		ClientSecret: p.settings.Secret,
		RedirectURL:  p.settings.Redirect,
		Scopes:       p.settings.Scopes,
		Endpoint:     oauth2.Endpoint{AuthURL: found.Authorization, TokenURL: found.Token, AuthStyle: style},
	}
}
