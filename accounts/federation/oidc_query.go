package federation

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// FindOIDC returns the provider, or ErrNoProvider.
func FindOIDC(app core.App, id string) (*OIDCProvider, error) {
	p := &OIDCProvider{}
	err := app.RecordQuery(accounts.OIDCProviders).AndWhere(dbx.HashExp{"id": id}).Limit(1).One(p)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoProvider
	}
	if err != nil {
		return nil, fmt.Errorf("find provider %s: %w", id, err)
	}
	return p, nil
}

// ListOIDC returns all providers, CIE first, then by name.
func ListOIDC(app core.App) (list []*OIDCProvider, err error) {
	err = app.RecordQuery(accounts.OIDCProviders).OrderBy("kind", "name", "id").All(&list)
	if err != nil {
		return nil, fmt.Errorf("list providers: %w", err)
	}
	return list, nil
}

// ShownOIDC returns those that people find where they come in.
func ShownOIDC(app core.App) (list []*OIDCProvider, err error) {
	all, err := ListOIDC(app)
	for _, kind := range []OIDCKind{CIE, EIDAS, Directory} {
		for _, p := range all {
			if p.Kind() == kind && p.Shown() {
				list = append(list, p)
			}
		}
	}
	return list, err
}

// nameOfOIDC is how people call an issuer, also one that is gone.
func nameOfOIDC(app core.App, issuer string) (string, error) {
	all, err := ListOIDC(app)
	for _, p := range all {
		if p.Issuer() == issuer {
			return p.Name(), nil
		}
	}
	return host(issuer), err
}
