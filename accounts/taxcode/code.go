// Package taxcode reads the Italian tax code of a person (codice fiscale; decree of the Minister of Finance of
// 23 December 1976): it tells a code that was written rightly from one that was not, and which part is wrong.
// It does not know whether the code was ever given to somebody, and keeps nothing.
//
// A Code says its text to who asks for it by name, never by the way: not when it is printed, logged or encoded.
package taxcode

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"unique"
)

// Code is the tax code of a person. Two are the same if they are equal by ==. The zero Code is nobody's.
//
// The text is held by a handle: fmt prints that as an address where a Code is an unexported part of something
// else, where it asks no method.
type Code struct{ text unique.Handle[string] }

// shown is what is left of a code in a log.
const shown = "****"

// ErrSecret says that a code was to be encoded as it is.
var ErrSecret = errors.New("tax codes are not encoded: ask for the full text where it is really needed")

func codeOf(text string) Code { return Code{unique.Make(text)} }

// Full is the whole code, in capitals: for sealing, and for who has to read it.
func (c Code) Full() string {
	if c.IsZero() {
		return ""
	}
	return c.text.Value()
}

// End is the last four characters, by which the person who it is of recognises it.
func (c Code) End() string {
	full := c.Full()
	return full[max(0, len(full)-4):]
}

// IsZero tells whether this is nobody's.
func (c Code) IsZero() bool { return c == Code{} }

// String hides the code, so that no log has it.
func (c Code) String() string { return shown }

// Format hides the code from every verb of fmt.
func (c Code) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, shown) } // fmt reports what its writer reports

// LogValue hides the code from slog.
func (c Code) LogValue() slog.Value { return slog.StringValue(shown) }

// MarshalJSON refuses with ErrSecret.
func (c Code) MarshalJSON() ([]byte, error) { return nil, ErrSecret }

// MarshalText refuses with ErrSecret: XML, keys of maps, and what else encodes text.
func (c Code) MarshalText() ([]byte, error) { return nil, ErrSecret }
