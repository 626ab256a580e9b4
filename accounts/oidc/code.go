package oidc

import (
	"errors"
	"fmt"
)

// A Code says why nobody was signed in. It is stable, an error, and what a page puts into plain words; the error around it tells
// operators more, and never a fiscal number, a name or a mailbox.
type Code string

// Why nobody was signed in, and what helps.
const (
	// Denied: the person cancelled or did not consent. They may try again.
	Denied Code = "denied"
	// Mismatch: the answer belongs to no attempt of this browser. They start again from our page.
	Mismatch Code = "mismatch"
	// Expired: the attempt took too long, or was used before. They start again.
	Expired Code = "expired"
	// Level: the identity is not proven well enough (acr). They choose a stronger one.
	Level Code = "level"
	// NoTaxCode: the provider did not give a fiscal number though one is asked for.
	NoTaxCode Code = "no_tax_code"
	// BadTaxCode: the provider gave a fiscal number that is none of an Italian person.
	BadTaxCode Code = "bad_tax_code"
	// Unavailable: the provider, or its keys, cannot be reached in time. They try again later.
	Unavailable Code = "unavailable"
	// Clock: what the provider signed is of another time. The operator compares both clocks.
	Clock Code = "clock"
	// Token: what the provider said of the person does not hold. The operator looks into it.
	Token Code = "token"
	// Setup: the provider, or our registration with it, is not what the settings say. The operator mends it.
	Setup Code = "setup"
)

// Error is the code as operators read it.
func (c Code) Error() string { return "openid sign-in: " + string(c) }

// CodeOf returns the code in the error: empty if there is no error, Setup if it is not one of this package's.
func CodeOf(err error) Code {
	var code Code
	if err != nil && !errors.As(err, &code) {
		code = Setup
	}
	return code
}

func refuse(code Code, format string, values ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{code}, values...)...)
}
