package spid

import (
	"fmt"
	"log/slog"
	"time"
)

// Identity is who signed in, as the provider attests it, and what the caller must remember of the answer.
type Identity struct {
	Provider      string
	Level         Level
	SpidCode      string
	Name          string
	FamilyName    string
	TaxCode       string            // without TINIT-
	Email         string            // as the person told the provider; no proof that an account here is theirs
	Attributes    map[string]string // all that were asked for, as they came
	Session       Session
	Authenticated time.Time

	// An answer counts once: whoever presents these again before Until is refused by the caller.
	ResponseID  string
	AssertionID string
	Until       time.Time
}

// Format tells of an identity only where it comes from, so that no log tells whose it is.
func (i Identity) Format(to fmt.State, _ rune) {
	fmt.Fprintf(to, "identity of %s, level %d", i.Provider, int(i.Level))
}

// LogValue hides it from slog.
func (i Identity) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(i)) }

// Session is a person's session at a provider: what Logout needs to end it.
type Session struct {
	Provider      string
	NameID        string
	NameQualifier string
	Index         string // providers give one at level 1 only; without it there is nothing to end there
}
