package classes

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
)

const (
	cards = "class_cards"

	fieldEdition    = "edition"
	fieldCardUser   = "user"
	fieldNumber     = "number"
	fieldCode       = "code"
	fieldSecretHash = "secret_hash"
	fieldPINHash    = "pin_hash"
	fieldFailures   = "failures"
	fieldFailed     = "failed"
	fieldLocked     = "locked"
	fieldEnded      = "ended"
	fieldPrinted    = "printed"
	fieldFullView   = "full_view"
)

// Decisions about cards.
var (
	// ErrNoCard says that there is no such card.
	ErrNoCard = errors.New("no such card")
	// ErrCardWrong says that code and PIN do not belong together. Whether there is such a card it does not say.
	ErrCardWrong = errors.New("card's code and PIN do not match")
	// ErrCardLocked says that the PIN was wrong too often: the facilitator opens the card again.
	ErrCardLocked = errors.New("card is locked")
	// ErrCardsLocked says that many cards of the class were tried: the facilitator opens it again.
	ErrCardsLocked = errors.New("class is closed to cards")
	// ErrCardEnded says that the card was taken back.
	ErrCardEnded = errors.New("card has ended")
	// ErrCardsOver says that the class is over, and its cards with it.
	ErrCardsOver = errors.New("class is over, and so are its cards")
	// ErrNotAssisted says that the edition gives out no cards.
	ErrNotAssisted = errors.New("edition is not assisted")
	// ErrNoVoucher says that a class of people who have not turned fourteen does not say who vouches for them.
	ErrNoVoucher = errors.New("nobody vouches for the class")
	// ErrMinor says that somebody who has not turned fourteen does not get an account by themselves.
	ErrMinor = errors.New("too young for an own account")
)

// Card lets somebody without a mailbox into a class, by its code and a PIN. Neither PIN nor secret can be read from it.
type Card struct{ core.BaseRecordProxy }

// Edition is the class's id.
func (c *Card) Edition() string { return c.GetString(fieldEdition) }

// User is the id of whose card it is.
func (c *Card) User() string { return c.GetString(fieldCardUser) }

// Number is the card's in its class, from 1.
func (c *Card) Number() int { return c.GetInt(fieldNumber) }

// Code is what is typed instead of scanning, without its hyphen.
func (c *Card) Code() string { return c.GetString(fieldCode) }

// Locked is when the PIN had been wrong too often, zero if it was not.
func (c *Card) Locked() time.Time { return c.GetDateTime(fieldLocked).Time() }

// Ended is when the card was taken back or became an account, zero while it holds. See Class.Takes for the class's end.
func (c *Card) Ended() time.Time { return c.GetDateTime(fieldEnded).Time() }

// Printed is when it got its PIN.
func (c *Card) Printed() time.Time { return c.GetDateTime(fieldPrinted).Time() }

// Failures is how often the PIN was wrong since it was right.
func (c *Card) Failures() int { return c.GetInt(fieldFailures) }

// Easy tells whether its holder sees the easy view.
func (c *Card) Easy() bool { return !c.GetBool(fieldFullView) }

// PreferView keeps which view the card's holder wants.
func PreferView(app core.App, card string, easy bool) error {
	c, err := FindCard(app, card)
	if err != nil {
		return err
	}
	c.Set(fieldFullView, !easy)
	if err := app.Save(c); err != nil {
		return fmt.Errorf("keep view of card %s: %w", card, err)
	}
	return nil
}

// Unlock opens a card again that was locked. It returns ErrCardEnded.
func Unlock(app core.App, card *Card, by string) error {
	if !card.Ended().IsZero() {
		return ErrCardEnded
	}
	return audit.Do(app, audit.CardUnlocked.On(audit.Card, card.Id, "class", card.Edition()).DoneBy(by), func(tx core.App) error {
		c, err := FindCard(tx, card.Id)
		if err != nil {
			return err
		}
		c.forgive()
		return tx.Save(c)
	})
}

// EndCard takes a card back: it lets nobody in any more, and who is in by it is out.
func EndCard(app core.App, card *Card, by string) error {
	return audit.Do(app, audit.CardEnded.On(audit.Card, card.Id, "class", card.Edition()).DoneBy(by), func(tx core.App) error {
		c, err := FindCard(tx, card.Id)
		if err != nil {
			return err
		}
		return c.end(tx, accounts.CardClosed)
	})
}

// end lets the card open nothing any more, and says why to who is in by it.
func (c *Card) end(tx core.App, why string) error {
	if c.Ended().IsZero() {
		c.Set(fieldEnded, accounts.DoorkeeperOf(tx).Now())
		if err := tx.Save(c); err != nil {
			return fmt.Errorf("end card %s: %w", c.Id, err)
		}
	}
	_, err := accounts.EndCardSessions(tx, c.Id, why)
	return err
}

func (c *Card) forgive() {
	c.Set(fieldFailures, 0)
	c.Set(fieldFailed, "")
	c.Set(fieldLocked, "")
}

// CardsAddress is where who holds a class gives out its cards.
func CardsAddress(edition string) string { return "/classes/" + edition + "/cards" }
