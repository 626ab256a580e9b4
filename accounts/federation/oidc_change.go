package federation

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/vault"
)

// AddOIDC adds a provider. It returns accounts.Problems with the facts.
func AddOIDC(tx core.App, v *vault.Vault, f OIDCFacts) (*OIDCProvider, error) {
	c, err := tx.FindCachedCollectionByNameOrId(accounts.OIDCProviders)
	if err != nil {
		return nil, err
	}
	p := &OIDCProvider{}
	p.SetProxyRecord(core.NewRecord(c))
	return p, p.save(tx, v, f)
}

// ChangeOIDC changes a provider. It returns ErrNoProvider, or accounts.Problems with the facts: who lets a provider be at another address says
// the secret again, so that nobody has it sent to an address of their own.
func ChangeOIDC(tx core.App, v *vault.Vault, id string, f OIDCFacts) error {
	p, err := FindOIDC(tx, id)
	if err != nil {
		return err
	}
	f.normalise()
	if p.HasSecret() && f.Issuer != p.Issuer() && f.Secret == "" {
		return append(f.check(), accounts.Problem{Field: "client_secret", Code: "provider_secret_again"})
	}
	return p.save(tx, v, f)
}

// RemoveOIDC removes a provider. Who came in by it keeps the account, and comes in by it again if it is added again.
func RemoveOIDC(tx core.App, id string) error {
	p, err := FindOIDC(tx, id)
	if err != nil {
		return err
	}
	if err := tx.Delete(p.Record); err != nil {
		return fmt.Errorf("remove provider %s: %w", id, err)
	}
	return nil
}

// save writes twice: who seals must have its turn to write first, see vault.Seal.
func (p *OIDCProvider) save(tx core.App, v *vault.Vault, f OIDCFacts) error {
	f.normalise()
	problems := f.check()
	if len(problems) == 0 {
		same, err := tx.CountRecords(accounts.OIDCProviders, dbx.HashExp{fieldIssuer: f.Issuer, fieldClient: f.ClientID}, dbx.Not(dbx.HashExp{"id": p.Id}))
		if err != nil {
			return fmt.Errorf("look for provider %s: %w", p.Id, err)
		}
		if same > 0 {
			problems = accounts.Problems{{Field: fieldClient, Code: "provider_twice"}}
		}
	}
	if err := problems.Err(); err != nil {
		return err
	}
	p.take(f)
	if err := tx.Save(p.Record); err != nil {
		return fmt.Errorf("keep provider %s: %w", p.Id, err)
	}
	if f.Secret == "" {
		return nil
	}
	sealed, err := v.Seal(vault.OIDCSecret, []byte(f.Secret), []byte(p.Id))
	if err != nil {
		return fmt.Errorf("seal secret of provider %s: %w", p.Id, err)
	}
	p.Set(fieldSecret, sealed)
	if err := tx.Save(p.Record); err != nil {
		return fmt.Errorf("keep secret of provider %s: %w", p.Id, err)
	}
	return nil
}
