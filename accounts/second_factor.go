package accounts

import (
	"errors"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

const (
	secondFactors = "second_factors"

	fieldKind       = "kind"
	fieldFactorName = "name"
	fieldSecret     = "secret"
	fieldCredential = "credential"
	fieldCredID     = "credential_id"
	fieldStep       = "step"
	fieldUsed       = "used"
	fieldAsked      = "factor_asked"
	fieldFactor     = "factor"
	fieldProven     = "proven"

	longestFactorName = 60
)

// FactorPath is where somebody gives their second factor after the password, FactorsPath where they set theirs up.
const (
	FactorPath  = "/sign-in/factor"
	FactorsPath = "/me/account/factors"
)

// FactorKind says by what somebody shows a second time who they are.
type FactorKind string

// The kinds. An app on a phone counts codes (RFC 6238), a passkey signs in the browser (WebAuthn); spare codes on paper
// stand in for either.
const (
	AppFactor     FactorKind = "totp"
	PasskeyFactor FactorKind = "passkey"
	SpareCodes    FactorKind = "codes"
)

// Decisions about second factors.
var (
	// ErrFactorCode says that this is no code that holds now.
	ErrFactorCode = errors.New("code of second factor does not hold")
	// ErrFactorUsed says that the code is right but was used already.
	ErrFactorUsed = errors.New("code of second factor was used")
	// ErrNoFactor says that the person has no such factor.
	ErrNoFactor = errors.New("no such second factor")
	// ErrLastFactor says that the person must keep one.
	ErrLastFactor = errors.New("last second factor")
	// ErrFactorBegun says that what was begun is over: too old, or used up. It is begun again by opening the page.
	ErrFactorBegun = errors.New("setting up a second factor was not begun")
)

// SecondFactor is one thing by which somebody shows a second time who they are.
type SecondFactor struct{ core.BaseRecordProxy }

// Kind says what it is.
func (f *SecondFactor) Kind() FactorKind { return FactorKind(f.GetString(fieldKind)) }

// Name is what its owner calls it.
func (f *SecondFactor) Name() string { return f.GetString(fieldFactorName) }

// Since is when it was set up.
func (f *SecondFactor) Since() time.Time { return f.GetDateTime("created").Time() }

// Used is when it opened the door last, zero if it never did.
func (f *SecondFactor) Used() time.Time { return f.GetDateTime(fieldUsed).Time() }

// NeedsFactor tells whether the person must have a second factor: who has power over what is others'. The demo's accounts are exempt.
func NeedsFactor(app core.App, user *core.Record) (bool, error) {
	now := DoorkeeperOf(app).now()
	belongs, err := belongingsOf(app, user.Id, now)
	return needsFactor(app, user, belongs, now), err
}

// needsFactor is the one place that says who.
func needsFactor(app core.App, user *core.Record, belongs []Belonging, now time.Time) bool {
	if exempt, _ := app.Store().Get(storedExempt).(map[string]bool); exempt[user.Email()] {
		return false
	}
	return slices.Contains(staff, RoleOf(user)) || slices.ContainsFunc(belongs, func(b Belonging) bool {
		return slices.Contains(referents, b.Role) && holds(b.From, b.Until, now)
	})
}

const storedExempt = "aula:no_second_factor"

// ExemptFromFactor lets the accounts with these mailboxes do without, as long as the program runs. The demo calls it: its
// passwords are printed, and it listens on loopback only.
func ExemptFromFactor(app core.App, mailboxes ...string) {
	exempt := map[string]bool{}
	for _, m := range mailboxes {
		exempt[NormaliseAddress(m)] = true
	}
	app.Store().Set(storedExempt, exempt)
}
