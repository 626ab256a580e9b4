package classes

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/crypto/bcrypt"

	"aula/accounts"
	"aula/internal/audit"
)

// NewCard is a card with what is told once: its PIN, and the secret in its QR code.
type NewCard struct {
	*Card
	Name   string // given name on the card, may be empty
	PIN    string
	Secret string
}

// keys are a card's PIN and secret. Their hashing is dear, and happens before the database is asked to wait.
type keys struct {
	pin, secret string
	hash        []byte
}

func newKeys(app core.App, n int) ([]keys, error) {
	cost, err := accounts.HashCost(app)
	if err != nil {
		return nil, err
	}
	all, errs := make([]keys, n), make([]error, n)
	var making sync.WaitGroup
	turns := make(chan struct{}, 2)
	for i := range all {
		making.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			all[i] = keys{pin: newPIN(), secret: newCardSecret()}
			all[i].hash, errs[i] = bcrypt.GenerateFromPassword([]byte(all[i].pin), cost)
		})
	}
	making.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("hash a PIN: %w", err)
		}
	}
	return all, nil
}

func (c *Card) give(tx core.App, k keys) {
	c.Set(fieldPINHash, string(k.hash))
	c.Set(fieldSecretHash, secretHash(k.secret))
	c.Set(fieldPrinted, accounts.DoorkeeperOf(tx).Now())
	c.forgive()
}

// MakeCards makes accounts and cards for an assisted edition, enrols everybody, and returns the cards with their PINs: nobody can read
// them afterwards. It returns ErrNotAssisted, ErrCardsOver, ErrNoVoucher, ErrFull, or what enrolling returns.
func MakeCards(app core.App, edition *Edition, names []CardName, by, locale string) ([]NewCard, error) {
	made, err := newKeys(app, len(names))
	if err != nil {
		return nil, err
	}
	var list []NewCard
	entry := audit.CardsMade.On(audit.Edition, edition.Id, "count", strconv.Itoa(len(names))).DoneBy(by)
	err = audit.Do(app, entry, func(tx core.App) error {
		e, desk, err := mayHaveCards(tx, edition.Id)
		if err != nil {
			return err
		}
		next, err := nextNumber(tx, e.Id)
		if err != nil {
			return err
		}
		for i, name := range names {
			c, err := makeCard(tx, e, desk, name, next+i, made[i], locale, by)
			if err != nil {
				return err
			}
			list = append(list, NewCard{c, name.Given, made[i].pin, made[i].secret})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("make cards of edition %s: %w", edition.Id, err)
	}
	return list, nil
}

// mayHaveCards returns the edition and its desk as they are now.
func mayHaveCards(tx core.App, edition string) (*Edition, *Desk, error) {
	e, err := Find(tx, edition)
	if err != nil {
		return nil, nil, err
	}
	desk, err := DeskOf(tx, edition)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case !e.Assisted():
		return nil, nil, ErrNotAssisted
	case e.Over(accounts.DoorkeeperOf(tx).Now()):
		return nil, nil, ErrCardsOver
	case !desk.vouched():
		return nil, nil, ErrNoVoucher
	}
	return e, desk, nil
}

func nextNumber(tx core.App, edition string) (next int, err error) {
	err = tx.DB().NewQuery("SELECT COALESCE(MAX(number), 0) + 1 FROM class_cards WHERE edition = {:edition}").Bind(map[string]any{"edition": edition}).Row(&next)
	if err != nil {
		return 0, fmt.Errorf("number cards of edition %s: %w", edition, err)
	}
	return next, nil
}

func makeCard(tx core.App, e *Edition, d *Desk, name CardName, number int, k keys, locale, by string) (*Card, error) {
	p, err := accounts.NewCardPerson(tx, name.Given, name.Family, locale, e.Until().Add(accounts.CardKept))
	if err != nil {
		return nil, err
	}
	if err := seatCard(tx, e, p.Id, by); err != nil {
		return nil, err
	}
	collection, err := tx.FindCachedCollectionByNameOrId(cards)
	if err != nil {
		return nil, err
	}
	c := &Card{}
	c.SetProxyRecord(core.NewRecord(collection))
	c.Set(fieldEdition, e.Id)
	c.Set(fieldCardUser, p.Id)
	c.Set(fieldNumber, number)
	c.Set(fieldCode, newCardCode())
	if err := c.vouch(d, name.Guardian, accounts.DoorkeeperOf(tx).Now()); err != nil {
		return nil, err
	}
	c.give(tx, k)
	if err := tx.Save(c); err != nil {
		return nil, fmt.Errorf("make card %d: %w", number, err)
	}
	return c, nil
}

// seatCard gives the holder of a card a seat in the class, where they study from then on. It returns ErrFull: nobody waits with a card in hand.
func seatCard(tx core.App, e *Edition, user, by string) error {
	s, _, err := Join(tx, Joining{Edition: e.Id, User: user, By: by})
	if err == nil && s.State() != In {
		err = ErrFull
	}
	return err
}

// RenewCards gives cards a new PIN and a new QR code: the old ones are worth nothing from then on, and who is in by them is out. Cards that
// have ended are left out. It returns ErrCardsOver, or ErrNoCard if none is left.
func RenewCards(app core.App, edition *Edition, list []*Card, by string) ([]NewCard, error) {
	made, err := newKeys(app, len(list))
	if err != nil {
		return nil, err
	}
	var renewed []NewCard
	entry := audit.CardsRenewed.On(audit.Edition, edition.Id, "count", strconv.Itoa(len(list))).DoneBy(by)
	err = audit.Do(app, entry, func(tx core.App) error {
		if _, _, err := mayHaveCards(tx, edition.Id); err != nil {
			return err
		}
		for i, card := range list {
			c, err := FindCard(tx, card.Id)
			if err != nil {
				return err
			}
			if c.Edition() != edition.Id || !c.Ended().IsZero() {
				continue
			}
			c.give(tx, made[i])
			if err := tx.Save(c); err != nil {
				return err
			}
			if _, err := accounts.EndCardSessions(tx, c.Id, accounts.CardClosed); err != nil {
				return err
			}
			p, err := accounts.Find(tx, c.User())
			if err != nil {
				return err
			}
			renewed = append(renewed, NewCard{c, p.Given(), made[i].pin, made[i].secret})
		}
		if len(renewed) == 0 {
			return ErrNoCard
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("renew cards of edition %s: %w", edition.Id, err)
	}
	return renewed, nil
}
