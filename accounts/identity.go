package accounts

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts/taxcode"
	"aula/internal/vault"
)

const (
	identities = "identities"

	fieldIssuer    = "issuer"
	fieldSubject   = "subject"
	fieldOpened    = "opened" // when it opened the account last
	fieldTaxProven = "tax_proven"
)

// Decisions about identities that somebody else vouches for.
var (
	// ErrIdentityTaken says that the identity opens another account.
	ErrIdentityTaken = errors.New("identity opens another account")
	// ErrOtherTaxCode says that somebody vouched for another tax code of the account's person.
	ErrOtherTaxCode = errors.New("account is of another person")
	// ErrTied says that the tax code was vouched for: it goes with the account alone.
	ErrTied = errors.New("tax code is tied to an identity")
	// ErrNoMailbox says that the identity comes with no mailbox that a new account could have.
	ErrNoMailbox = errors.New("mailbox is missing or another account's")
)

// IdentityKind is who vouches for somebody.
type IdentityKind string

// The kinds.
const (
	BySPID IdentityKind = "spid"
	ByOIDC IdentityKind = "oidc" // CIE, eIDAS, or a body's own directory
	ByCNS  IdentityKind = "cns"
)

// Attestation is what was vouched for: by a provider whose answer the protocol's package has judged. One of TaxCode and Subject is there.
type Attestation struct {
	Kind                 IdentityKind
	Issuer               string       // the provider
	Subject              string       // what the provider calls the person; empty where the tax code says who it is
	TaxCode              taxcode.Code // zero where the provider knows none
	Given, Family, Email string       // the mailbox is what the person told the provider: no proof that it is theirs here
}

// Name is the name that was vouched for as people write it: cards and some providers give it in capitals.
func (p Attestation) Name() (given, family string) {
	return fromCapitals(NormaliseName(p.Given), NormaliseName(p.Family))
}

// key is by what the identity is found: SHA-256, since some providers call people by their mailbox.
func (p Attestation) key() string {
	if p.Subject == "" || !p.TaxCode.IsZero() {
		return ""
	}
	sum := sha256.Sum256([]byte(p.Subject))
	return hex.EncodeToString(sum[:])
}

// Acquaintance is how an academy knows who comes with a proof.
type Acquaintance string

// How somebody is known.
const (
	Known     Acquaintance = "known"     // the identity opens this account
	Expected  Acquaintance = "expected"  // an organisation takes this tax code among its people, and nobody has confirmed the account's mailbox
	Elsewhere Acquaintance = "elsewhere" // another identity has proven the tax code of this account: from within it, this one can be added
	Claimed   Acquaintance = "claimed"   // somebody who is signed in otherwise says that the tax code is theirs: both sides must confirm
	Stranger  Acquaintance = "stranger"  // nobody has this identity or tax code
)

// Recognise says whose account a proof opens. Person is nil for a stranger. A mailbox alone opens nothing.
func Recognise(app core.App, v *vault.Vault, p Attestation) (how Acquaintance, person *Person, err error) {
	if p.TaxCode.IsZero() {
		return bySubject(app, p)
	}
	person, err = FindByTaxCode(app, v, p.TaxCode)
	switch {
	case errors.Is(err, ErrNoPerson):
		return Stranger, nil, nil
	case err != nil:
		return "", nil, err
	case person.TaxProven():
		how, err := provenBy(app, person, p)
		return how, person, err
	case person.Verified():
		return Claimed, person, nil
	}
	expected, err := isExpected(app, person.Id)
	if err == nil && expected {
		return Expected, person, nil
	}
	return Claimed, person, err
}

// provenBy tells whether this kind of identity opens the account already. Of OpenID each provider is a kind of its own: some are the state's,
// others an employer's, who must not come in as everybody whose tax code they write down.
func provenBy(app core.App, person *Person, p Attestation) (Acquaintance, error) {
	which := dbx.HashExp{fieldUser: person.Id, "kind": string(p.Kind), fieldSubject: ""}
	if p.Kind == ByOIDC {
		which[fieldIssuer] = p.Issuer
	}
	n, err := app.CountRecords(identities, which)
	if err != nil {
		return "", fmt.Errorf("find identities of %s: %w", person.Id, err)
	}
	if n == 0 {
		return Elsewhere, nil
	}
	return Known, nil
}

func bySubject(app core.App, p Attestation) (Acquaintance, *Person, error) {
	if p.key() == "" {
		return "", nil, fmt.Errorf("proof by %s names nobody", p.Kind)
	}
	var users []string
	err := app.DB().Select(fieldUser).From(identities).
		Where(dbx.HashExp{"kind": string(p.Kind), fieldIssuer: p.Issuer, fieldSubject: p.key()}).Limit(1).Column(&users)
	if err != nil {
		return "", nil, fmt.Errorf("find identity: %w", err)
	}
	if len(users) == 0 {
		return Stranger, nil, nil
	}
	person, err := Find(app, users[0])
	return Known, person, err
}

// TaxProven tells whether somebody vouched for the tax code.
func (p *Person) TaxProven() bool { return !p.GetDateTime(fieldTaxProven).IsZero() }

// Tie lets an identity open an account from now on, whoever said before without proof that the tax code was theirs. The caller has made sure
// that who comes with the proof is who the account is of. It returns ErrIdentityTaken or ErrOtherTaxCode.
func Tie(tx core.App, v *vault.Vault, person *Person, p Attestation, now time.Time) error {
	how, holder, err := Recognise(tx, v, p)
	switch {
	case err != nil:
		return err
	case (how == Known || how == Elsewhere) && holder.Id != person.Id:
		return ErrIdentityTaken
	}
	if !p.TaxCode.IsZero() {
		if err := prove(tx, v, person, holder, p.TaxCode, now); err != nil {
			return err
		}
	}
	return used(tx, person, p, now)
}

// prove makes the tax code the person's, and takes it from who only said that it was theirs.
func prove(tx core.App, v *vault.Vault, person, holder *Person, code taxcode.Code, now time.Time) error {
	if person.TaxProven() {
		own, err := TaxCode(v, person)
		if err != nil {
			return err
		}
		if own != code {
			return ErrOtherTaxCode
		}
		return nil
	}
	if holder != nil && holder.Id != person.Id {
		if err := RemoveTaxCode(tx, holder); err != nil {
			return err
		}
		if err := QueueMail(tx, "", Mail{Name: "tax_code_taken", Person: holder.Id, Link: "/me/account/tax-code"}); err != nil {
			return err
		}
	}
	if !person.Verified() {
		person.SetRandomPassword() // whoever signed up with the mailbox and never confirmed it may know the one that is there
	}
	person.Set(fieldTaxProven, now)
	return SetTaxCode(tx, v, person, code)
}

// used notes that the identity opened the account, the first time by making its row.
func used(tx core.App, person *Person, p Attestation, now time.Time) error {
	r, err := identityOf(tx, person.Id, p)
	if err != nil {
		return err
	}
	r.Set(fieldOpened, now)
	if err := tx.Save(r); err != nil {
		return fmt.Errorf("keep identity of %s: %w", person.Id, err)
	}
	return nil
}

func identityOf(tx core.App, user string, p Attestation) (*core.Record, error) {
	which := dbx.HashExp{fieldUser: user, "kind": string(p.Kind), fieldIssuer: p.Issuer, fieldSubject: p.key()}
	found, err := tx.FindAllRecords(identities, which)
	if err != nil {
		return nil, fmt.Errorf("find identity of %s: %w", user, err)
	}
	if len(found) > 0 {
		return found[0], nil
	}
	c, err := tx.FindCachedCollectionByNameOrId(identities)
	if err != nil {
		return nil, err
	}
	r := core.NewRecord(c)
	for field, value := range which {
		r.Set(field, value)
	}
	return r, nil
}

// Settle makes an account for a stranger, with the name that was vouched for and a mailbox that is still to be confirmed. It returns
// ErrNoMailbox, or Problems with the name.
func Settle(tx core.App, v *vault.Vault, p Attestation, locale string, now time.Time) (*Person, error) {
	email := NormaliseAddress(p.Email)
	if !ValidAddress(email) {
		return nil, ErrNoMailbox
	}
	if _, err := FindByEmail(tx, email); err == nil {
		return nil, ErrNoMailbox
	} else if !errors.Is(err, ErrNoPerson) {
		return nil, err
	}
	if !slices.Contains(languages, locale) {
		locale = languages[0]
	}
	person, err := newPerson(tx)
	if err != nil {
		return nil, err
	}
	given, family := p.Name()
	for field, value := range map[string]any{fieldGiven: given, fieldFamily: family, fieldRole: string(Learner), fieldLocale: locale} {
		person.Set(field, value)
	}
	person.SetEmail(email)
	person.SetRandomPassword()
	if err := tx.Save(person.Record); err != nil {
		return nil, fmt.Errorf("make account by %s: %w", p.Kind, err)
	}
	if err := QueueMail(tx, "", Mail{Name: "confirm", Person: person.Id, Secret: ConfirmLink}); err != nil {
		return nil, err
	}
	return person, Tie(tx, v, person, p, now)
}

// hasIdentity tells whether any identity opens the account.
func hasIdentity(app core.App, user string) (bool, error) {
	n, err := app.CountRecords(identities, dbx.HashExp{fieldUser: user})
	if err != nil {
		return false, fmt.Errorf("count identities of %s: %w", user, err)
	}
	return n > 0, nil
}

// CountIdentities is how many people an issuer has vouched for.
func CountIdentities(app core.App, kind IdentityKind, issuer string) (int, error) {
	n, err := app.CountRecords(identities, dbx.HashExp{"kind": string(kind), fieldIssuer: issuer})
	if err != nil {
		return 0, fmt.Errorf("count identities of %s: %w", issuer, err)
	}
	return int(n), nil
}
