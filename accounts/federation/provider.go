package federation

import (
	"cmp"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts/spid"
)

const (
	spidProviders = "spid_providers"

	fieldEntity = "entity"
	fieldName   = "name"
	fieldFacts  = "facts"
)

// ErrNoProvider says that there is no such provider.
var ErrNoProvider = errors.New("no such identity provider")

// Provider is an identity provider of SPID that people may choose.
type Provider struct {
	ID string // in addresses
	spid.Provider
	Imported time.Time // when its metadata came here last
	Demo     bool      // the demonstration's, which is in no database
}

// facts is how the metadata of a provider are kept.
type facts struct {
	URL          string                         `json:"url,omitempty"`
	SignOn       map[spid.Binding]spid.Endpoint `json:"sign_on"`
	Logout       map[spid.Binding]spid.Endpoint `json:"logout,omitempty"`
	Certificates []string                       `json:"certificates"` // DER, in base64
	Expires      time.Time                      `json:"expires,omitzero"`
}

// Outcome is what an import did.
type Outcome struct{ Added, Changed, Same int }

// FileError is what is wrong with a metadata file: the provider, the place and the remedy.
type FileError struct{ error }

// Unwrap is what spid.ReadProviders says.
func (e FileError) Unwrap() error { return e.error }

// Import keeps the providers of a metadata file, and takes those that are known already anew. It changes all or nothing. It returns a
// FileError, in which spid.ErrNoProvider may be.
func Import(app core.App, file []byte) (out Outcome, err error) {
	all, err := spid.ReadProviders(file)
	if err != nil {
		return out, FileError{err}
	}
	err = app.RunInTransaction(func(tx core.App) error {
		for _, p := range all {
			if err := keep(tx, p, &out); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Outcome{}, fmt.Errorf("keep identity providers: %w", err)
	}
	return out, nil
}

func keep(tx core.App, p spid.Provider, out *Outcome) error {
	f := facts{URL: p.URL, SignOn: p.SignOn, Logout: p.Logout, Expires: p.Expires}
	for _, c := range p.Certificates {
		f.Certificates = append(f.Certificates, base64.StdEncoding.EncodeToString(c.Raw))
	}
	found, err := tx.FindAllRecords(spidProviders, dbx.HashExp{fieldEntity: p.EntityID})
	if err != nil {
		return err
	}
	count := &out.Changed
	if len(found) == 0 {
		c, err := tx.FindCachedCollectionByNameOrId(spidProviders)
		if err != nil {
			return err
		}
		found = []*core.Record{core.NewRecord(c)}
		count = &out.Added
	}
	r := found[0]
	before := r.GetString(fieldName) + r.GetString(fieldFacts)
	r.Set(fieldEntity, p.EntityID)
	r.Set(fieldName, p.Name)
	r.Set(fieldFacts, f)
	if !r.IsNew() && before == r.GetString(fieldName)+r.GetString(fieldFacts) {
		count = &out.Same
	}
	*count++
	return tx.Save(r)
}

// Remove forgets a provider: nobody comes in by it any more, and who did keeps the account. It returns its name, or ErrNoProvider.
func Remove(app core.App, id string) (name string, err error) {
	r, err := app.FindRecordById(spidProviders, id)
	if err != nil {
		return "", ErrNoProvider
	}
	return r.GetString(fieldName), app.Delete(r)
}

// Providers are all that people may choose, by name.
func (o *Office) Providers(app core.App) ([]Provider, error) {
	records, err := app.FindAllRecords(spidProviders)
	if err != nil {
		return nil, fmt.Errorf("find identity providers: %w", err)
	}
	var all []Provider
	for _, r := range records {
		p, err := stored(r)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	if o.Demo != nil {
		p, err := o.Demo()
		if err != nil {
			return nil, err
		}
		all = append(all, Provider{ID: demoID, Provider: p, Demo: true})
	}
	slices.SortFunc(all, func(a, b Provider) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.EntityID, b.EntityID))
	})
	return all, nil
}

// demoID is the demonstration's provider in addresses.
const demoID = "demo"

func stored(r *core.Record) (Provider, error) {
	var f facts
	if err := r.UnmarshalJSONField(fieldFacts, &f); err != nil {
		return Provider{}, fmt.Errorf("read identity provider %s: %w", r.Id, err)
	}
	p := Provider{ID: r.Id, Imported: r.GetDateTime("updated").Time()}
	p.EntityID, p.Name, p.URL = r.GetString(fieldEntity), r.GetString(fieldName), f.URL
	p.SignOn, p.Logout, p.Expires = f.SignOn, f.Logout, f.Expires
	for _, text := range f.Certificates {
		der, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return Provider{}, fmt.Errorf("read a key of identity provider %s: %w", r.Id, err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return Provider{}, fmt.Errorf("read a key of identity provider %s: %w", r.Id, err)
		}
		p.Certificates = append(p.Certificates, c)
	}
	return p, nil
}

// Provider returns one by its id, or ErrNoProvider.
func (o *Office) Provider(app core.App, id string) (Provider, error) {
	all, err := o.Providers(app)
	if err != nil {
		return Provider{}, err
	}
	if at := slices.IndexFunc(all, func(p Provider) bool { return p.ID == id }); at >= 0 {
		return all[at], nil
	}
	return Provider{}, ErrNoProvider
}

// ByEntity returns the provider of this name in SPID, or ErrNoProvider.
func (o *Office) ByEntity(app core.App, entity string) (Provider, error) {
	all, err := o.Providers(app)
	if err != nil {
		return Provider{}, err
	}
	if at := slices.IndexFunc(all, func(p Provider) bool { return p.EntityID == entity }); at >= 0 {
		return all[at], nil
	}
	return Provider{}, ErrNoProvider
}

// host is what an address says of somebody whose name is not known any more.
func host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Hostname()
	}
	return address
}
