package cns

import (
	"errors"
	"fmt"
)

// A Code says why nobody was signed in. It is stable, an error, and what a page puts into plain words; the error around it tells
// operators more, and never a fiscal number or a name.
type Code string

// Why nobody was signed in, and what helps.
const (
	// Missing: no certificate came. The person puts the card into its reader and tries again.
	Missing Code = "missing"
	// Foreign: a header came from an address that is no trusted proxy. It was ignored; somebody tries to enter, or the settings are wrong.
	Foreign Code = "foreign"
	// Twice: the header came twice, so that somebody else than the proxy wrote one of them.
	Twice Code = "twice"
	// Malformed: what came is no certificate in a form that is known.
	Malformed Code = "malformed"
	// NotCNS: it is a certificate, but none of a CNS: for signing, for a server, of another card.
	NotCNS Code = "not_cns"
	// Untrusted: none of the authorities in the folder issued it.
	Untrusted Code = "untrusted"
	// Expired: it is not valid now. The person asks their Region for a new card.
	Expired Code = "expired"
	// Revoked: the card was reported lost, or withdrawn.
	Revoked Code = "revoked"
	// BadTaxCode: the certificate does not name a person's tax code.
	BadTaxCode Code = "bad_tax_code"
)

// Error is the code as operators read it.
func (c Code) Error() string { return "sign-in by card: " + string(c) }

// CodeOf returns the code in the error: empty if there is no error, Malformed if it is not one of this package's.
func CodeOf(err error) Code {
	var code Code
	if err != nil && !errors.As(err, &code) {
		code = Malformed
	}
	return code
}

func refuse(code Code, format string, values ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{code}, values...)...)
}
