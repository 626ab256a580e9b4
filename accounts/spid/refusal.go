package spid

import (
	"errors"
	"fmt"
	"strings"
)

// Code says in one stable word why something was refused. Pages translate it; logs and tests compare it.
type Code string

// What is wrong with a message.
const (
	CodeMalformed    Code = "malformed"        // no base64, no XML, a DTD, an instruction, a comment inside a value
	CodeTooLarge     Code = "too_large"        // beyond what any provider sends
	CodeShape        Code = "shape"            // an element or attribute is missing, empty, repeated or foreign
	CodeWrapped      Code = "wrapped"          // a signature in a wrong place, about something else, or an ID twice
	CodeUnsigned     Code = "unsigned"         // the message or its assertion has no signature
	CodeAlgorithm    Code = "algorithm"        // weaker than SHA-256, RSA 2048, exclusive canonicalisation
	CodeSignature    Code = "signature"        // not made by a key of this provider, or changed since
	CodeEncrypted    Code = "encrypted"        // SPID encrypts nothing inside a message
	CodeVersion      Code = "version"          // not SAML 2.0
	CodeInstant      Code = "instant"          // no UTC time, before the request, or in the future
	CodeExpired      Code = "expired"          // its time is over
	CodeEarly        Code = "early"            // its time has not begun
	CodeIssuer       Code = "issuer"           // from somebody else than was asked
	CodeFormat       Code = "format"           // another format than the rules fix
	CodeUnasked      Code = "unasked"          // answers no request, or another
	CodeDestination  Code = "destination"      // meant for another address or another service
	CodeLevel        Code = "level"            // unknown, or below the level asked for
	CodeAttributes   Code = "attributes"       // one asked for is missing, empty, repeated or misshapen
	CodeStatus       Code = "status"           // the provider failed, for none of the reasons below
	CodePartial      Code = "partial_logout"   // over at the provider, perhaps not at another service
	CodeUnknown      Code = "unknown_provider" // the provider is not among ours, or its metadata are over
	CodeNotAvailable Code = "not_available"    // the provider offers no address for this
)

// What a provider says of the person: the anomalies of AgID's table that are theirs to mend.
const (
	CodeWrongCredentials Code = "spid_19" // wrong credentials, repeatedly
	CodeNoSuchLevel      Code = "spid_20" // no credentials for the level asked for
	CodeTimedOut         Code = "spid_21" // took too long
	CodeNoConsent        Code = "spid_22" // did not agree to send the data
	CodeSuspended        Code = "spid_23" // identity suspended or revoked, credentials blocked
	CodeCancelled        Code = "spid_25" // gave up
)

// Codes returns all of them, so that a test can see that each has its words.
func Codes() []Code {
	return []Code{
		CodeMalformed, CodeTooLarge, CodeShape, CodeWrapped, CodeUnsigned, CodeAlgorithm, CodeSignature, CodeEncrypted, CodeVersion,
		CodeInstant, CodeExpired, CodeEarly, CodeIssuer, CodeFormat, CodeUnasked, CodeDestination, CodeLevel, CodeAttributes, CodeStatus,
		CodePartial, CodeUnknown, CodeNotAvailable,
		CodeWrongCredentials, CodeNoSuchLevel, CodeTimedOut, CodeNoConsent, CodeSuspended, CodeCancelled,
	}
}

// Refusal is why a message was not accepted. It names no person: Place is an element or attribute, Detail
// quotes at most what a document's grammar or a provider's metadata say.
type Refusal struct {
	Code   Code
	Place  string
	Detail string
}

func (r Refusal) Error() string {
	text := "spid: refused (" + string(r.Code) + ")"
	if r.Place != "" {
		text += " at " + r.Place
	}
	if r.Detail != "" {
		text += ": " + r.Detail
	}
	return text
}

// Is lets errors.Is(err, Refusal{Code: CodeExpired}) compare by code alone.
func (r Refusal) Is(target error) bool {
	other, ok := target.(Refusal)
	return ok && other.Code == r.Code
}

// CodeOf returns the code of a refusal, and "" for any other error.
func CodeOf(err error) Code {
	var r Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}

// longestPlace keeps the names of a hostile document from filling a log.
const longestPlace = 80

func refuse(code Code, place, detail string, a ...any) Refusal {
	return Refusal{Code: code, Place: clip(place), Detail: fmt.Sprintf(detail, a...)}
}

func clip(text string) string {
	if len(text) <= longestPlace {
		return text
	}
	return strings.ToValidUTF8(text[:longestPlace], "") + "…"
}
