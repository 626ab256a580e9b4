package federation

import (
	"errors"
	"fmt"
	"sync"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/spid"
	"aula/internal/vault"
)

// Office is what the academy is to providers.
type Office struct {
	Folder string                        // DIR/keys
	Vault  *vault.Vault                  // seals the log
	Demo   func() (spid.Provider, error) // the demonstration's; nil: there is none

	mu   sync.Mutex // guards seal: its making takes long
	seal *seal
}

// NameOf is how people call a provider, also one that is gone.
func (o *Office) NameOf(app core.App, kind accounts.IdentityKind, issuer string) (string, error) {
	switch kind {
	case accounts.ByOIDC:
		return nameOfOIDC(app, issuer)
	case accounts.ByCNS:
		return issuer, nil
	}
	p, err := o.ByEntity(app, issuer)
	switch {
	case errors.Is(err, ErrNoProvider):
		return host(issuer), nil
	case err != nil:
		return "", fmt.Errorf("name a provider: %w", err)
	}
	return p.Name, nil
}
