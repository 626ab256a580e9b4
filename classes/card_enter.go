package classes

import (
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
	"golang.org/x/crypto/bcrypt"

	"aula/accounts"
)

const (
	// MostWrongPINs is how often a PIN may be wrong before the card is locked.
	MostWrongPINs = 5
	// classWrongPINs is how often PINs of a class may be wrong within classWindow, and not right afterwards, before it lets no card in.
	classWrongPINs = 25
	classWindow    = 30 * time.Minute
)

// slower is how long to wait after the n-th wrong PIN, n from 1.
func slower(failures int) time.Duration {
	if failures < 3 {
		return 0
	}
	return time.Duration(failures-2) * 10 * time.Second
}

// Alarm is what facilitators are told of.
type Alarm struct {
	Edition *Edition
	Card    *Card // nil: it is about the whole class
}

// Enter returns the card and its holder to who knows code and PIN. Every wrong PIN counts: against the card, and against its class. What
// the facilitators must be told, alarm tells within the same transaction. It returns ErrCardWrong, ErrCardLocked, ErrCardsLocked,
// ErrCardsOver, ErrCardEnded, accounts.ErrNoCard once it has become an account, or accounts.TooMany while the next try has to wait.
func Enter(app core.App, code, pin string, alarm func(core.App, Alarm) error) (*Card, *accounts.Person, error) {
	c, err := oneCard(app, dbx.HashExp{fieldCode: code})
	if errors.Is(err, ErrNoCard) {
		pretendPIN(pin)
		return nil, nil, ErrCardWrong
	}
	if err != nil {
		return nil, nil, err
	}
	right, err := c.try(app, pin, alarm)
	if err != nil {
		return nil, nil, err
	}
	if !right {
		return nil, nil, ErrCardWrong
	}
	p, err := accounts.Find(app, c.User())
	if err == nil && !p.Carded() {
		err = accounts.ErrNoCard
	}
	if err == nil {
		err = c.stillTakes(app)
	}
	if err != nil {
		return nil, nil, err
	}
	return c, p, nil
}

// Admit opens a session for who has come in by Enter, and ends those that the card has elsewhere, in one step: what ended the card since, or gave it
// another PIN, holds. It returns the session's token and how many it ended; or ErrCardWrong, ErrCardsOver or ErrCardEnded.
func Admit(app core.App, c *Card, p *accounts.Person, agent string) (token string, ended int, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		now, err := FindCard(tx, c.Id)
		if err == nil && now.GetString(fieldPINHash) != c.GetString(fieldPINHash) {
			err = ErrCardWrong
		}
		if err == nil {
			err = now.stillTakes(tx)
		}
		if err != nil {
			return err
		}
		if ended, err = accounts.EndCardSessions(tx, c.Id, accounts.CardElsewhere); err != nil {
			return err
		}
		token, err = accounts.OpenSessionWith(tx, p.Record, agent, accounts.Opening{Stay: accounts.CardStay, Card: c.Id})
		return err
	})
	if err != nil {
		return "", 0, fmt.Errorf("admit by card %s: %w", c.Id, err)
	}
	return token, ended, nil
}

// try holds a PIN against the card. The dear comparison happens outside of a transaction, so the try counts as a wrong one until it was
// right: whoever sends many at once has them all counted.
func (c *Card) try(app core.App, pin string, alarm func(core.App, Alarm) error) (right bool, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		now, err := FindCard(tx, c.Id)
		if err != nil {
			return err
		}
		if err := now.takesTry(tx); err != nil {
			return err
		}
		now.Set(fieldFailures, now.Failures()+1)
		now.Set(fieldFailed, accounts.DoorkeeperOf(tx).Now())
		*c = *now
		return tx.Save(now)
	})
	if err != nil {
		return false, fmt.Errorf("try card %s: %w", c.Id, err)
	}
	right = bcrypt.CompareHashAndPassword([]byte(c.GetString(fieldPINHash)), []byte(pin)) == nil
	locked := false
	err = app.RunInTransaction(func(tx core.App) error {
		now, err := FindCard(tx, c.Id)
		if err != nil {
			return err
		}
		if right && now.GetString(fieldPINHash) == c.GetString(fieldPINHash) {
			now.forgive()
			return tx.Save(now)
		}
		right = false
		err = now.wrong(tx, alarm)
		locked = !now.Locked().IsZero()
		return err
	})
	if err == nil && locked { // by this very PIN: whoever typed it is told so, before they try once more
		err = ErrCardLocked
	}
	if err != nil {
		return false, fmt.Errorf("try card %s: %w", c.Id, err)
	}
	return right, nil
}

// takesTry returns why the card takes no PIN at the moment.
func (c *Card) takesTry(tx core.App) error {
	if !c.Locked().IsZero() {
		return ErrCardLocked
	}
	d, err := DeskOf(tx, c.Edition())
	if err != nil {
		return err
	}
	if !d.Locked().IsZero() {
		return ErrCardsLocked
	}
	next := c.GetDateTime(fieldFailed).Time().Add(slower(c.Failures()))
	if wait := next.Sub(accounts.DoorkeeperOf(tx).Now()); wait > 0 {
		return accounts.TooMany{Wait: wait}
	}
	if c.Failures() >= MostWrongPINs { // they are under way
		return ErrCardLocked
	}
	return nil
}

// wrong locks what has been tried too often, and has the facilitators told.
func (c *Card) wrong(tx core.App, alarm func(core.App, Alarm) error) error {
	e, err := Find(tx, c.Edition())
	if err != nil {
		return err
	}
	if c.Failures() >= MostWrongPINs && c.Locked().IsZero() {
		c.Set(fieldLocked, accounts.DoorkeeperOf(tx).Now())
		if err := tx.Save(c); err != nil {
			return err
		}
		if err := alarm(tx, Alarm{e, c}); err != nil {
			return err
		}
	}
	return watch(tx, e, alarm)
}

// watch closes a class to cards where many PINs were wrong lately that nobody got right afterwards: somebody goes from card to card.
func watch(tx core.App, e *Edition, alarm func(core.App, Alarm) error) error {
	d, err := DeskOf(tx, e.Id)
	if err != nil || !d.Locked().IsZero() {
		return err
	}
	now := accounts.DoorkeeperOf(tx).Now()
	since := now.Add(-classWindow)
	if opened := d.GetDateTime(fieldSince).Time(); opened.After(since) {
		since = opened
	}
	at, err := types.ParseDateTime(since)
	if err != nil {
		return err
	}
	var failures int
	err = tx.DB().Select("COALESCE(SUM(failures), 0)").From(cards).
		Where(dbx.HashExp{fieldEdition: e.Id}).AndWhere(dbx.NewExp("[[failed]] > {:at}", dbx.Params{"at": at.String()})).Row(&failures)
	if err != nil {
		return fmt.Errorf("count wrong PINs of edition %s: %w", e.Id, err)
	}
	if failures < classWrongPINs {
		return nil
	}
	d.Set(fieldLocked, now)
	if err := tx.Save(d); err != nil {
		return err
	}
	return alarm(tx, Alarm{Edition: e})
}

// stillTakes returns ErrCardsOver or ErrCardEnded if the card lets nobody in any more.
func (c *Card) stillTakes(app core.App) error {
	e, err := Find(app, c.Edition())
	if err != nil {
		return err
	}
	switch {
	case e.Over(accounts.DoorkeeperOf(app).Now()):
		return ErrCardsOver
	case !c.Ended().IsZero():
		return ErrCardEnded
	}
	return nil
}

// decoyPIN is the hash of a PIN that no card has.
var decoyPIN = sync.OnceValue(func() []byte {
	hash, err := bcrypt.GenerateFromPassword([]byte(rand.Text()), bcrypt.DefaultCost)
	if err != nil {
		panic(err) // only an impossible cost or length
	}
	return hash
})

// pretendPIN costs as much time as checking a PIN, so that an answer's time does not tell which codes there are.
func pretendPIN(pin string) { _ = bcrypt.CompareHashAndPassword(decoyPIN(), []byte(pin)) }
