package oidc

import (
	"errors"
	"slices"
	"strings"

	"aula/accounts/taxcode"
)

const emailVerified = "email_verified"

// Identity is who a provider says that somebody is.
type Identity struct {
	Issuer  string // with Subject it names the person at the provider for good: an account is linked to both
	Subject string

	TaxCode    taxcode.Code // the zero one where none is asked for
	GivenName  string       // empty if the provider does not say
	FamilyName string
	Email      string
	// EmailTrusted tells that the provider is one that knows whose mailbox it is. Without it the mailbox is but a wish of whoever
	// filled in the directory's form.
	EmailTrusted bool

	Level string // acr
}

// identify reads the person out of what was said. It returns NoTaxCode or BadTaxCode.
func (p *Provider) identify(s *said) (*Identity, error) {
	names := p.settings.Claims
	who := &Identity{Issuer: p.settings.Issuer, Subject: s.subject, Level: s.level}
	who.GivenName, _ = s.claims.text(names.GivenName)
	who.FamilyName, _ = s.claims.text(names.FamilyName)
	who.Email, who.EmailTrusted = p.email(s.claims)
	if names.TaxCode == "" {
		return who, nil
	}
	if !s.claims.has(names.TaxCode) {
		return nil, refuse(NoTaxCode, "%s is missing", names.TaxCode)
	}
	number, _ := s.claims.text(names.TaxCode)
	var err error
	if who.TaxCode, err = fiscalNumber(number); err != nil {
		return nil, refuse(BadTaxCode, "%s is no Italian fiscal number: %w", names.TaxCode, err)
	}
	return who, nil
}

// email returns the mailbox, and whether the provider is trusted to know whose it is: the domain is one of the settings', and the provider
// does not say itself that nobody checked. Entra ID never says either way, and lets its administrators write any mailbox.
func (p *Provider) email(said claims) (email string, trusted bool) {
	email, _ = said.text(p.settings.Claims.Email)
	name, domain, _ := strings.Cut(email, "@")
	if name == "" || domain == "" || strings.ContainsAny(email, " <>,;:\"()[]\\") || strings.Contains(domain, "@") {
		return "", false
	}
	checked := string(said[emailVerified])
	vouched := checked == "" || checked == "true" || checked == `"true"`
	return email, vouched && slices.Contains(p.settings.Domains, strings.ToLower(domain))
}

// fiscalNumber reads a number as SPID and CIE write it: TINIT- and the tax code (ETSI EN 319 412-1, section 5.1.3). Who has a
// provisional tax code has no such identity; eleven digits would be a body's.
func fiscalNumber(number string) (taxcode.Code, error) {
	if !strings.HasPrefix(strings.ToUpper(number), "TINIT-") {
		return taxcode.Code{}, errors.New("it does not begin with TINIT-")
	}
	code, err := taxcode.Parse(number)
	if err == nil && len(code.Full()) != 16 {
		return taxcode.Code{}, taxcode.ErrLength
	}
	return code, err
}
