package accounts

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Decisions of signing up and confirming.
var (
	// ErrLink says that a link from a mail is unknown, used up or too old.
	ErrLink = errors.New("link no longer holds")
	// ErrConfirmed says that the mailbox was confirmed before: nothing is left to do but sign in.
	ErrConfirmed = errors.New("mailbox is confirmed already")
	// ErrNotProven says that a link alone does not suffice: the password is missing or wrong.
	ErrNotProven = errors.New("not shown to be the one who asked")
)

// unconfirmedStay is how long an account waits for its mailbox to be confirmed before it is removed.
const unconfirmedStay = 14 * 24 * time.Hour

// SignUp is what somebody fills in to get an account.
type SignUp struct{ Given, Family, Email, Password, Locale string }

// Normalise removes what nobody means to write.
func (f *SignUp) Normalise() {
	f.Given, f.Family = NormaliseName(f.Given), NormaliseName(f.Family)
	f.Email = NormaliseAddress(f.Email)
	if !slices.Contains(languages, f.Locale) {
		f.Locale = languages[0]
	}
}

// Check returns what is wrong with the form.
func (f SignUp) Check() Problems {
	var p Problems
	p.add("given_name", checkName(f.Given))
	p.add("family_name", checkName(f.Family))
	p.add("email", checkAddress(f.Email))
	p.add("password", CheckPassword(f.Password, f.Given, f.Family, f.Email))
	return p
}

// Register makes an account that waits for its mailbox to be confirmed, and queues the mail that asks for it.
// Whether the mailbox had an account already cannot be told from the outcome: its owner gets another mail.
//
// proof belongs in a cookie of the browser that asked: together with the mail's link it confirms without the
// password. It proves nothing where no account was made. Register returns Problems for a form that is not right.
func Register(app core.App, form SignUp) (proof string, err error) {
	form.Normalise()
	if err := form.Check().Err(); err != nil {
		return "", err
	}
	known, err := FindByEmail(app, form.Email)
	if err == nil && (known.Verified() || known.Role() != Learner) {
		pretend(form.Password)
		return noProof(), remind(app, known)
	}
	if err != nil && !errors.Is(err, ErrNoPerson) {
		return "", err
	}
	if known != nil {
		if held, err := HeldByIdentity(app, known); err != nil || held {
			pretend(form.Password)
			return noProof(), errors.Join(err, ResendConfirmation(app, known.Record))
		}
	}
	if known == nil {
		if known, err = newPerson(app); err != nil {
			return "", err
		}
		known.Set(fieldRole, string(Learner))
	}
	// Nobody has shown yet that the mailbox is theirs, so the last one who asked counts: their password is
	// the one that the link will ask for, and earlier links fail.
	expected, err := isExpected(app, known.Id)
	if err != nil {
		return "", err
	}
	if !expected { // else an organisation calls them so, and sees it
		known.Set(fieldGiven, form.Given)
		known.Set(fieldFamily, form.Family)
	}
	known.Set(fieldLocale, form.Locale)
	known.SetEmail(form.Email)
	known.SetPassword(form.Password)
	if err := store(app, known, Mail{Name: "confirm", Secret: ConfirmLink}); err != nil {
		return "", err
	}
	return ProofOf(known.Record), nil
}

// store saves the person and queues a mail to them, both or neither.
func store(app core.App, p *Person, m Mail) error {
	err := app.RunInTransaction(func(tx core.App) error {
		if err := tx.Save(p.Record); err != nil {
			return err
		}
		m.Person = p.Id
		return QueueMail(tx, "", m)
	})
	if err != nil {
		return fmt.Errorf("store person and queue %s: %w", m.Name, err)
	}
	return nil
}

// remind tells the owner of a confirmed mailbox that they have an account already.
func remind(app core.App, known *Person) error {
	return QueueMail(app, "", Mail{Name: "known", Person: known.Id, Link: "/sign-in"})
}

// ResendConfirmation queues the confirming mail again for somebody who has shown that the account is theirs.
func ResendConfirmation(app core.App, user *core.Record) error {
	return QueueMail(app, "", Mail{Name: "confirm", Person: user.Id, Secret: ConfirmLink})
}

// Confirm marks the mailbox that the link's token was sent to as confirmed and returns its owner. Besides the token it
// wants the proof from Register, or the password: else somebody could sign up with another's mailbox and have its
// owner confirm an account whose password they do not know. It returns ErrLink, ErrConfirmed or ErrNotProven.
func Confirm(app core.App, token, proof, password string) (*Person, error) {
	user, err := linked(app, token, core.TokenTypeVerification)
	if err != nil {
		return nil, err
	}
	if user.Verified() {
		return nil, ErrConfirmed
	}
	if !hmac.Equal([]byte(proof), []byte(ProofOf(user))) && (password == "" || !user.ValidatePassword(password)) {
		return nil, ErrNotProven
	}
	user.SetVerified(true)
	if err := app.Save(user); err != nil {
		return nil, fmt.Errorf("confirm mailbox of %s: %w", user.Id, err)
	}
	return PersonOf(user), nil
}

// ConfirmableBy tells who the link is for, and whether the proof suffices to confirm it.
func ConfirmableBy(app core.App, token, proof string) (p *Person, suffices bool, err error) {
	user, err := linked(app, token, core.TokenTypeVerification)
	if err != nil {
		return nil, false, err
	}
	if user.Verified() {
		return nil, false, ErrConfirmed
	}
	return PersonOf(user), hmac.Equal([]byte(proof), []byte(ProofOf(user))), nil
}

// linked returns the person whom a link's token names.
func linked(app core.App, token, kind string) (*core.Record, error) {
	user, err := app.FindAuthRecordByToken(token, kind)
	if err != nil || user.Collection().Name != Collection {
		return nil, ErrLink
	}
	return user, nil
}

// ProofOf is what only the browser knows that signed up, or in which the account's person is signed in. It changes with the password.
func ProofOf(user *core.Record) string {
	mac := hmac.New(sha256.New, []byte(user.TokenKey()))
	mac.Write([]byte("sign up " + user.Id))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// noProof looks like a proof and proves nothing.
func noProof() string {
	random := make([]byte, sha256.Size)
	rand.Read(random) // never fails, by its documentation
	return base64.RawURLEncoding.EncodeToString(random)
}

// PurgeUnconfirmed removes accounts of learners whose mailbox nobody confirmed in time.
func PurgeUnconfirmed(app core.App) error {
	before, err := types.ParseDateTime(time.Now().Add(-unconfirmedStay))
	if err != nil {
		return err
	}
	users, err := app.FindAllRecords(Collection, dbx.HashExp{"verified": false},
		dbx.NewExp("updated < {:before}", dbx.Params{"before": before.String()}))
	if err != nil {
		return fmt.Errorf("find unconfirmed accounts: %w", err)
	}
	for _, user := range users {
		expected, err := isExpected(app, user.Id)
		if err != nil {
			return err
		}
		known, err := hasIdentity(app, user.Id)
		if err != nil {
			return err
		}
		keeps := user.GetDateTime(fieldCardUntil).Time().After(time.Now()) // a card's
		if RoleOf(user) != Learner || expected || known || keeps {
			continue
		}
		if err := app.Delete(user); err != nil {
			return fmt.Errorf("remove unconfirmed account %s: %w", user.Id, err)
		}
	}
	return nil
}

func checkAddress(email string) string {
	switch {
	case email == "":
		return "required"
	case !ValidAddress(email):
		return "email"
	}
	return ""
}

func checkTextSize(size string) bool { return slices.Contains(TextSizes, size) }
