package classes

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
)

// ShowAgain holds the PIN of somebody's card against it before an act that cannot be undone. It returns what Enter returns.
func ShowAgain(app core.App, c *Card, pin string, alarm func(core.App, Alarm) error) error {
	right, err := c.try(app, pin, alarm)
	if err == nil && !right {
		err = ErrCardWrong
	}
	return err
}

// grownUp returns ErrMinor where the card is of a class of people who have not turned fourteen.
func (c *Card) grownUp(app core.App) error {
	d, err := DeskOf(app, c.Edition())
	if err == nil && d.Minors() {
		err = ErrMinor
	}
	return err
}

// AskForAccount queues a mail to the mailbox that the card's holder is to have: its link, and the card's PIN, make a full account of what the
// card opened. It returns ErrMinor, accounts.ErrNoCard, or accounts.Problems.
func AskForAccount(app core.App, c *Card, email, by string) error {
	return audit.Do(app, audit.CardAccountAsked.On(audit.Card, c.Id, "class", c.Edition()).DoneBy(by), func(tx core.App) error {
		if err := c.grownUp(tx); err != nil {
			return err
		}
		p, err := accounts.Find(tx, c.User())
		if err != nil {
			return err
		}
		return accounts.RequestCardMailbox(tx, p, email)
	})
}

// Become makes a full account of what a card opened, for who has the mailbox of the link's token and knows the PIN. The card has ended then; what was
// learned with it stays. A link that was mailed before a facilitator took the card back is worth nothing. It returns accounts.ErrLink, accounts.ErrNoCard, accounts.Problems, ErrMinor, or what Enter returns.
func Become(app core.App, token, pin, given, family string, alarm func(core.App, Alarm) error) (*accounts.Person, error) {
	p, _, err := accounts.MovableBy(app, token)
	if err != nil {
		return nil, err
	}
	c, err := FindCardOf(app, p.Id)
	if err != nil {
		return nil, err
	}
	if taken, err := c.takenBack(app); err != nil {
		return nil, err
	} else if taken && accounts.LinkMade(p, token).Before(c.Ended().Truncate(time.Second)) {
		return nil, accounts.ErrLink
	}
	if err := ShowAgain(app, c, pin, alarm); err != nil {
		return nil, err
	}
	err = c.becomes(app, p.Id, func(tx core.App) (err error) {
		p, err = accounts.BecomeAccount(tx, token, given, family)
		return err
	})
	return p, err
}

// takenBack tells whether a facilitator ended the card while its class went on: whoever had it then may not have been its holder.
func (c *Card) takenBack(app core.App) (bool, error) {
	if c.Ended().IsZero() {
		return false, nil
	}
	e, err := Find(app, c.Edition())
	return err == nil && !e.Over(c.Ended()), err
}

// BecomeBy makes a full account of what a card opened, which an identity opens from then on. Call it once the identity is tied, in the same
// transaction.
func BecomeBy(tx core.App, p *accounts.Person, a accounts.Attestation) error {
	c, err := FindCardOf(tx, p.Id)
	if err != nil {
		return err
	}
	if err := c.grownUp(tx); err != nil {
		return err
	}
	if err := accounts.TiedAccount(tx, p, a); err != nil {
		return err
	}
	if err := c.end(tx, accounts.CardClosed); err != nil {
		return err
	}
	return audit.Write(tx, audit.CardBecameAccount.On(audit.Card, c.Id, "class", c.Edition()).DoneBy(p.Id))
}

func (c *Card) becomes(app core.App, person string, act func(tx core.App) error) error {
	entry := audit.CardBecameAccount.On(audit.Card, c.Id, "class", c.Edition()).DoneBy(person)
	err := audit.Do(app, entry, func(tx core.App) error {
		if err := c.grownUp(tx); err != nil {
			return err
		}
		if err := act(tx); err != nil {
			return err
		}
		now, err := FindCard(tx, c.Id)
		if err != nil {
			return err
		}
		return now.end(tx, accounts.CardClosed)
	})
	if err != nil {
		return fmt.Errorf("make an account of card %s: %w", c.Id, err)
	}
	return nil
}

// EndCards ends what has been open by cards of classes that are over.
func EndCards(app core.App, now time.Time) error {
	var editions []string
	err := app.DB().Select("edition").Distinct(true).From(cards).Where(dbx.HashExp{fieldEnded: ""}).Column(&editions)
	if err != nil {
		return fmt.Errorf("find classes with cards: %w", err)
	}
	for _, id := range editions {
		e, err := Find(app, id)
		if err != nil {
			return err
		}
		if e.Over(now) {
			if err := endCardsOf(app, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func endCardsOf(app core.App, edition string) error {
	return app.RunInTransaction(func(tx core.App) error {
		list, err := CardsOf(tx, edition)
		if err != nil {
			return err
		}
		for _, c := range list {
			if !c.Ended().IsZero() {
				continue
			}
			if err := c.end(tx, accounts.CardOutlived); err != nil {
				return err
			}
		}
		return nil
	})
}
