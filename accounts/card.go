package accounts

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/database"
)

const (
	fieldCard      = "card"       // of a session: the id of the card that opened it
	fieldShared    = "shared"     // of another's session: on a device that others use, too
	fieldOver      = "over"       // of a card's session: why it ended
	fieldCardUntil = "card_until" // of a person whom only a card lets in: until when the account is kept

	// CardStay is how long a card's session lasts without use: it stands open on a PC that others use.
	CardStay = 10 * time.Minute
	// CardKept is how long after its class an account stays that only a card opened: so long it can become a full one.
	CardKept = 180 * 24 * time.Hour

	// ClearSite is the Clear-Site-Data with which a browser keeps nothing of who was there.
	ClearSite = `"cache", "cookies", "storage"`

	noteCardEvery = 15 * time.Second
)

// Pages of cards that session and rights know.
const (
	CardPath        = "/card"
	CardWatchPath   = "/card/left" // asks how long the session still lasts, and prolongs nothing
	CardAccountPath = "/card/account"
	CardConfirmPath = "/card/account/confirm"
)

// Why a card's session ended without its owner, in words below "said.card_".
const (
	CardIdle      = "idle"      // nobody used it
	SharedIdle    = "unused"    // nobody used a full account's on a shared PC
	CardElsewhere = "elsewhere" // the same card signed in on another device
	CardClosed    = "closed"    // the card was taken back, printed again, or became an account
	CardUnvouched = "consent"   // of a child: the consent was taken back
	CardOutlived  = "over"      // its class is over
)

// CardOver says why a session on a PC that others use is no more. It is an ErrNoSession.
type CardOver struct{ Why string }

// Error is for operators.
func (o CardOver) Error() string { return "session on a shared PC is over: " + o.Why }

// Is makes errors.Is(err, ErrNoSession) true.
func (o CardOver) Is(target error) bool { return target == ErrNoSession }

// Decisions about who comes by a card.
var (
	// ErrCardShut says that a page stays closed to who has come by a card.
	ErrCardShut = errors.New("closed to cards")
	// ErrNoCard says that the account is a full one: no card is needed to come in.
	ErrNoCard = errors.New("account needs no card")
)

// over returns a CardOver if the pass is of a session on a shared PC that has ended, or ErrNoSession for others that expired.
func (p pass) over(now time.Time) error {
	switch {
	case p.card != "" && p.why != "":
		return CardOver{p.why}
	case now.Before(p.expires):
		return nil
	case p.card != "":
		return CardOver{CardIdle}
	case p.shared:
		return CardOver{SharedIdle}
	}
	return ErrNoSession
}

// noteEvery is the time between two notes that a session is in use.
func (p pass) noteEvery() time.Duration {
	if p.shared {
		return noteCardEvery
	}
	return noteEvery
}

// Watch tells how long a session on a shared PC lasts if nobody uses it from now on. Asking is no use. It returns ErrNoSession, for other sessions as well.
func (d *Doorkeeper) Watch(app core.App, token string) (time.Duration, error) {
	if !plausibleToken(token) {
		return 0, ErrNoSession
	}
	p, err := d.session(app, hashOf(token))
	if err != nil {
		return 0, err
	}
	if !p.shared {
		return 0, ErrNoSession
	}
	return p.expires.Sub(d.now()), nil
}

// EndCardSessions ends what a card has opened, and keeps why, so that the device can say it.
func EndCardSessions(tx core.App, card, why string) (ended int, err error) {
	var open []*Session
	err = tx.RecordQuery(sessions).AndWhere(dbx.HashExp{fieldCard: card, fieldOver: ""}).All(&open)
	if err != nil {
		return 0, fmt.Errorf("find sessions of card %s: %w", card, err)
	}
	now := DoorkeeperOf(tx).now()
	for _, s := range open {
		if s.Expires().After(now) {
			ended++
		}
		s.Set(fieldOver, why)
		if err := tx.Save(s); err != nil {
			return ended, fmt.Errorf("end session of card %s: %w", card, err)
		}
	}
	return ended, nil
}

// Carded tells whether only a card lets the person in.
func (p *Person) Carded() bool { return !p.GetDateTime(fieldCardUntil).IsZero() }

// IsCarded tells whether only a card lets somebody in. Who is gone is not.
func IsCarded(app core.App, user string) (bool, error) {
	var until string
	err := database.Row(app.ConcurrentDB(), "SELECT card_until FROM users WHERE id = ?", []any{user}, &until)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("ask whether %s comes by a card: %w", user, err)
	}
	return until != "", nil
}

// NewCardPerson makes an account without a mailbox for somebody whom only a card lets in. It is kept until a day.
func NewCardPerson(tx core.App, given, family, locale string, until time.Time) (*Person, error) {
	p, err := newPerson(tx)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(languages, locale) {
		locale = languages[0]
	}
	for field, value := range map[string]any{
		fieldGiven: NormaliseName(given), fieldFamily: NormaliseName(family), fieldRole: string(Learner), fieldLocale: locale, fieldCardUntil: until,
	} {
		p.Set(field, value)
	}
	p.SetRandomPassword()
	if err := tx.Save(p.Record); err != nil {
		return nil, fmt.Errorf("make account for a card: %w", err)
	}
	return p, nil
}

// CheckCardName returns the code of what is wrong with a name for a card, or "". None is right as well.
func CheckCardName(name string) string {
	if name = NormaliseName(name); name == "" {
		return ""
	}
	return checkName(name)
}

// ShowAgainByCard notes in the session that its owner has just shown again that the card is theirs. The caller has held the PIN against it.
func ShowAgainByCard(tx core.App, session string) error { return noteIn(tx, session, fieldProven) }

// KeepNoLonger lets go of an account that only a card opened: it is removed as one that nobody confirmed.
func KeepNoLonger(tx core.App, user string) error {
	p, err := Find(tx, user)
	if err != nil {
		return err
	}
	if !p.Carded() {
		return ErrNoCard
	}
	p.Set(fieldCardUntil, DoorkeeperOf(tx).Now())
	if err := tx.Save(p.Record); err != nil {
		return fmt.Errorf("let go of account %s: %w", user, err)
	}
	return nil
}
