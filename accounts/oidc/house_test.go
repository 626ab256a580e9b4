package oidc

import (
	"net/url"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"aula/accounts/oidc/testhouse"
)

const (
	spidL2 = testhouse.SpidL2
	spidL3 = "https://www.spid.gov.it/SpidL3"
)

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// house is a provider at which it is noon.
type house struct {
	*testhouse.House
	t *testing.T
}

func newHouse(t *testing.T) *house {
	h := &house{testhouse.Open(t), t}
	h.Now = func() time.Time { return noon }
	return h
}

func (h *house) settings() Settings {
	return Settings{
		Name: "CIE", Issuer: h.URL, ClientID: testhouse.Client, Secret: testhouse.Secret, Redirect: "https://aula.example.it/oidc/callback",
		Scopes: []string{"profile"}, Levels: []string{spidL2, spidL3},
		Claims:  Claims{TaxCode: "fiscal_number", GivenName: "given_name", FamilyName: "family_name", Email: "email"},
		Domains: []string{"comune.example.it"},
	}
}

func (h *house) by(algorithm jose.SignatureAlgorithm, id string) func(map[string]any) string {
	return testhouse.By(algorithm, id)
}

func (h *house) authorise(address string) url.Values {
	h.t.Helper()
	query, err := h.Authorise(address)
	if err != nil {
		h.t.Fatal(err)
	}
	return query
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
