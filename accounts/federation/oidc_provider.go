package federation

import (
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/oidc"
)

// OIDCKind is what stands behind an OpenID provider.
type OIDCKind string

// The kinds. Both proxies vouch for a tax code; a body's own directory need not know it.
const (
	CIE       OIDCKind = "cie"
	EIDAS     OIDCKind = "eidas"
	Directory OIDCKind = "directory"
)

// OIDCKinds are all of them.
var OIDCKinds = []OIDCKind{CIE, EIDAS, Directory}

const (
	fieldKind     = "kind"
	fieldIssuer   = "issuer"
	fieldClient   = "client_id"
	fieldSecret   = "secret" // sealed
	fieldLevels   = "levels"
	fieldTaxClaim = "tax_claim"
	fieldScopes   = "scopes"
	fieldShown    = "shown"

	// TaxClaim is what proxies call the fiscal number.
	TaxClaim = "fiscal_number"

	longestSecret = 500
	longestField  = 300
)

// OIDCProvider is an OpenID provider at which people may show who they are.
type OIDCProvider struct{ core.BaseRecordProxy }

// OIDCFacts are what staff enter of one.
type OIDCFacts struct {
	Name, Issuer, ClientID string // the issuer exactly as the provider writes it
	Kind                   OIDCKind
	Secret                 string   // empty: the one that is kept, or none
	Levels                 []string // of acr that are high enough
	TaxClaim               string   // what the provider calls the fiscal number; empty: nobody asks for it
	Scopes                 []string // beside openid
	Shown                  bool     // on the page where people come in
}

// Name is as people read it on the button.
func (p *OIDCProvider) Name() string { return p.GetString(fieldName) }

// Kind is what stands behind it.
func (p *OIDCProvider) Kind() OIDCKind { return OIDCKind(p.GetString(fieldKind)) }

// Issuer is the provider's own address.
func (p *OIDCProvider) Issuer() string { return p.GetString(fieldIssuer) }

// Shown tells whether people find it where they come in.
func (p *OIDCProvider) Shown() bool { return p.GetBool(fieldShown) }

// HasSecret tells whether it was given a secret.
func (p *OIDCProvider) HasSecret() bool { return p.GetString(fieldSecret) != "" }

// Facts are all but the secret.
func (p *OIDCProvider) Facts() OIDCFacts {
	return OIDCFacts{
		Name: p.Name(), Issuer: p.Issuer(), ClientID: p.GetString(fieldClient), Kind: p.Kind(),
		Levels: strings.Fields(p.GetString(fieldLevels)), TaxClaim: p.GetString(fieldTaxClaim), Scopes: strings.Fields(p.GetString(fieldScopes)), Shown: p.Shown(),
	}
}

func (p *OIDCProvider) take(f OIDCFacts) {
	for field, value := range map[string]any{
		fieldName: f.Name, fieldKind: string(f.Kind), fieldIssuer: f.Issuer, fieldClient: f.ClientID, fieldLevels: strings.Join(f.Levels, " "),
		fieldTaxClaim: f.TaxClaim, fieldScopes: strings.Join(f.Scopes, " "), fieldShown: f.Shown,
	} {
		p.Set(field, value)
	}
}

func (f *OIDCFacts) normalise() {
	for _, text := range []*string{&f.Name, &f.Issuer, &f.ClientID, &f.Secret, &f.TaxClaim} {
		*text = strings.TrimSpace(*text)
	}
	if f.Kind != Directory && f.TaxClaim == "" {
		f.TaxClaim = TaxClaim
	}
}

// settings are the protocol's, but for where people come back to.
func (f OIDCFacts) settings() oidc.Settings {
	return oidc.Settings{
		Name: f.Name, Issuer: f.Issuer, ClientID: f.ClientID, Secret: f.Secret, Scopes: f.Scopes, Levels: f.Levels,
		Claims: oidc.Claims{TaxCode: f.TaxClaim, GivenName: "given_name", FamilyName: "family_name", Email: "email"},
	}
}

// fieldsOf says which field of the facts a setting of the protocol is.
var fieldsOf = map[string]string{"name": fieldName, "issuer": fieldIssuer, "client_id": fieldClient, "scopes": fieldScopes, "levels": fieldLevels, "claims": fieldTaxClaim}

// check returns what is wrong, the text of each code below "account.problem.".
func (f OIDCFacts) check() accounts.Problems {
	var found accounts.Problems
	add := func(field, code string) { found = append(found, accounts.Problem{Field: field, Code: code}) }
	if !slices.Contains(OIDCKinds, f.Kind) {
		add(fieldKind, "required")
	}
	s := f.settings()
	s.Redirect = "https://aula.example" // where we are is no fault of the form
	for _, p := range s.Check() {
		code := "provider_" + p.Code
		if p.Code == "missing" {
			code = "required"
		}
		add(fieldsOf[p.Field], code)
	}
	if f.Kind != Directory && len(f.Levels) == 0 {
		add(fieldLevels, "required")
	}
	for _, long := range []struct{ field, text string }{
		{fieldName, f.Name}, {fieldIssuer, f.Issuer}, {fieldClient, f.ClientID}, {fieldLevels, strings.Join(f.Levels, " ")}, {fieldScopes, strings.Join(f.Scopes, " ")},
	} {
		if len(long.text) > longestField {
			add(long.field, "long")
		}
	}
	if len(f.Secret) > longestSecret {
		add("client_secret", "long")
	}
	return found
}

// Usual are the facts that most providers of a kind have; the name is in the reader's words.
func Usual(kind OIDCKind, name string) OIDCFacts {
	f := OIDCFacts{Name: name, Kind: kind, Scopes: []string{"profile", "email"}, Shown: true}
	switch kind {
	case CIE:
		f.TaxClaim, f.Levels = TaxClaim, []string{"https://www.spid.gov.it/SpidL2", "https://www.spid.gov.it/SpidL3"}
	case EIDAS:
		f.TaxClaim, f.Levels = TaxClaim, []string{"http://eidas.europa.eu/LoA/substantial", "http://eidas.europa.eu/LoA/high"}
	}
	return f
}
