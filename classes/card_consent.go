package classes

import (
	"errors"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
)

const fieldConsentBack = "consent_back"

// ErrNoConsent says that no consent was given for the card, or that it was taken back already.
var ErrNoConsent = errors.New("no consent to take back")

// Vouches is which of Vouchers vouches for the child whose card it is; empty: it is nobody's who has not turned fourteen.
func (c *Card) Vouches() string { return c.GetString(fieldVouches) }

// Voucher is the name of that school or guardian.
func (c *Card) Voucher() string { return c.GetString(fieldVoucher) }

// Consent is when the consent was noted for this child, and ConsentBack when it was taken back, zero while it holds.
func (c *Card) Consent() time.Time { return c.GetDateTime(fieldConsent).Time() }

// ConsentBack is when the consent was taken back, zero while it holds.
func (c *Card) ConsentBack() time.Time { return c.GetDateTime(fieldConsentBack).Time() }

// vouch notes who vouches for the child: the guardian who was named with it, or whom the class names. It returns ErrNoVoucher.
func (c *Card) vouch(d *Desk, guardian string, now time.Time) error {
	if !d.Minors() {
		return nil
	}
	voucher := d.Voucher()
	if guardian != "" && d.Guardians() {
		voucher = guardian
	}
	if voucher == "" {
		return ErrNoVoucher
	}
	c.Set(fieldVouches, d.Vouches())
	c.Set(fieldVoucher, voucher)
	c.Set(fieldConsent, now)
	return nil
}

// TakeConsentBack ends the card of a child for whom nobody vouches any more (GDPR, art. 7.3), says so to who is in by it, and keeps the account
// no longer than others that nobody confirms. It returns ErrNoConsent.
func TakeConsentBack(app core.App, card *Card, by string) error {
	return audit.Do(app, audit.CardConsentBack.On(audit.Card, card.Id, "class", card.Edition()).DoneBy(by), func(tx core.App) error {
		c, err := FindCard(tx, card.Id)
		if err != nil {
			return err
		}
		if c.Vouches() == "" || !c.ConsentBack().IsZero() {
			return ErrNoConsent
		}
		c.Set(fieldConsentBack, accounts.DoorkeeperOf(tx).Now())
		if c.Ended().IsZero() {
			c.Set(fieldEnded, accounts.DoorkeeperOf(tx).Now())
		}
		if err := tx.Save(c); err != nil {
			return err
		}
		if err := accounts.KeepNoLonger(tx, c.User()); err != nil {
			return err
		}
		return c.end(tx, accounts.CardUnvouched)
	})
}
