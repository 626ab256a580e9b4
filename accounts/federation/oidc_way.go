package federation

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/oidc"
	"aula/internal/vault"
)

// OIDCCallback is where providers send people back to.
const OIDCCallback = "/oidc/callback"

// ways are the providers as they are spoken to. Each keeps what its provider publishes, until somebody changes its facts or our address.
type ways struct {
	mu    sync.Mutex
	known map[string]way // by id; guarded by mu
}

type way struct {
	facts string
	*oidc.Provider
}

// Speak returns the provider as it is spoken to from an academy at an address. It returns oidc.Problems where that cannot be.
func (p *OIDCProvider) Speak(app core.App, v *vault.Vault, home string) (*oidc.Provider, error) {
	all := app.Store().GetOrSet("aula:oidc_ways", func() any { return &ways{known: map[string]way{}} }).(*ways)
	facts := home + " " + p.GetString("updated")
	all.mu.Lock()
	defer all.mu.Unlock()
	if known, ok := all.known[p.Id]; ok && known.facts == facts {
		return known.Provider, nil
	}
	s := p.Facts().settings()
	s.Redirect = home + OIDCCallback
	if p.HasSecret() {
		secret, err := v.Unseal(vault.OIDCSecret, p.GetString(fieldSecret), []byte(p.Id))
		if err != nil {
			return nil, fmt.Errorf("open secret of provider %s: %w", p.Id, err)
		}
		s.Secret = string(secret)
	}
	spoken, err := oidc.New(s)
	if err != nil {
		return nil, err
	}
	all.known[p.Id] = way{facts, spoken}
	return spoken, nil
}

// Finish ends what began at the provider: it returns who came back, for the desk. Its errors are those of oidc.Provider.Finish.
func (p *OIDCProvider) Finish(ctx context.Context, at *oidc.Provider, d Departure, query url.Values, now time.Time) (Arrival, error) {
	remembered, _ := d.Memory.(string)
	who, err := at.Finish(ctx, remembered, query, now)
	if err != nil {
		return Arrival{}, err
	}
	return Arrival{
		Attestation: accounts.Attestation{
			Kind: accounts.ByOIDC, Issuer: who.Issuer, Subject: who.Subject, TaxCode: who.TaxCode, Given: who.GivenName, Family: who.FamilyName, Email: who.Email,
		},
		Name: p.Name(), Strong: at.Strong(who),
	}, nil
}
