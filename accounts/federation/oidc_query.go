package federation

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"

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

// ListOIDC returns all providers: CIE first, directories last, then by name.
func ListOIDC(app core.App) (list []*OIDCProvider, err error) {
	err = app.RecordQuery(accounts.OIDCProviders).OrderBy("name", "id").All(&list)
	if err != nil {
		return nil, fmt.Errorf("list providers: %w", err)
	}
	slices.SortStableFunc(list, func(a, b *OIDCProvider) int {
		return slices.Index(OIDCKinds, a.Kind()) - slices.Index(OIDCKinds, b.Kind())
	})
	return list, nil
}

// ShownOIDC returns those that people find where they come in.
func ShownOIDC(app core.App) ([]*OIDCProvider, error) {
	all, err := ListOIDC(app)
	return slices.DeleteFunc(all, func(p *OIDCProvider) bool { return !p.Shown() }), err
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
