package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Fault is what is wrong with what a provider publishes: status (Value: the HTTP status), not_json, other_issuer (Value: what it calls itself),
// address, not_https (Value: the address), algorithms, too_large, redirects, away (it cannot be reached in time), no_keys. What may keep some
// people out, and need not: level, scope, claim (Value: the one that it does not name), challenge. It is an error for operators.
type Fault struct {
	Code, Value string
	words       string
}

// Error is for operators.
func (f *Fault) Error() string { return f.words }

func fault(code, value, format string, values ...any) error {
	return fmt.Errorf("%w: %w", Setup, &Fault{code, value, fmt.Sprintf(format, values...)})
}

// Probe reads anew what the provider publishes, keys included, and returns what does not fit the settings. Nobody signs in by it, so whether
// the provider knows us and our secret stays open. Certain tells that nobody could enter.
func (p *Provider) Probe(ctx context.Context, now time.Time) (faults []Fault, certain bool) {
	ctx, cancel := context.WithTimeout(ctx, p.patience)
	defer cancel()
	p.mu.Lock()
	p.known, p.failed = nil, nil
	p.mu.Unlock()
	found, err := p.metadata(ctx, now)
	if err == nil {
		err = p.tryKeys(ctx, found)
	}
	if err != nil {
		var wrong *Fault
		if !errors.As(err, &wrong) {
			wrong = &Fault{"away", "", err.Error()}
		}
		return []Fault{*wrong}, true
	}
	return p.doubts(found), false
}

// tryKeys reads the keys: whoever has none signs nothing that could be checked.
func (p *Provider) tryKeys(ctx context.Context, found *metadata) error {
	body, _, err := p.fetch(ctx, found.Keys, "")
	if err != nil {
		return err
	}
	var set jose.JSONWebKeySet
	if json.Unmarshal(body, &set) != nil || !slices.ContainsFunc(set.Keys, func(k jose.JSONWebKey) bool { return k.Valid() && k.IsPublic() }) {
		return fault("no_keys", "", "keys are none")
	}
	return nil
}

// doubts compares lists that providers may leave out, or keep short.
func (p *Provider) doubts(found *metadata) (faults []Fault) {
	lacks := func(code string, list []string, wanted ...string) {
		for _, one := range wanted {
			if len(list) > 0 && one != "" && !slices.Contains(list, one) {
				faults = append(faults, Fault{code, one, code + " " + one + " is not published"})
			}
		}
	}
	lacks("level", found.Levels, p.settings.Levels...)
	lacks("scope", found.Scopes, p.settings.Scopes...)
	lacks("claim", found.Claims, p.settings.Claims.TaxCode)
	lacks("challenge", found.Challenges, "S256")
	return faults
}
