package classes

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
)

const (
	cardDesks = "class_card_desks"

	fieldMinors  = "minors"
	fieldVouches = "vouches"
	fieldVoucher = "voucher"
	fieldConsent = "consent"
	fieldSince   = "since"

	longestVoucher = 200
)

// Vouchers are who may vouch for people who have not turned fourteen (d.lgs. 196/2003, art. 2-quinquies).
var Vouchers = []string{"school", "guardian"}

// Desk is what a class says about its cards: who vouches for children, and whether somebody guesses.
type Desk struct{ core.BaseRecordProxy }

// Minors tells whether the class is for people who have not turned fourteen.
func (d *Desk) Minors() bool { return d.GetBool(fieldMinors) }

// Vouches is which of Vouchers vouches for them, and Voucher their name.
func (d *Desk) Vouches() string { return d.GetString(fieldVouches) }

// Voucher is the name of the school or guardian.
func (d *Desk) Voucher() string { return d.GetString(fieldVoucher) }

// Consent is when somebody noted that the parents agreed.
func (d *Desk) Consent() time.Time { return d.GetDateTime(fieldConsent).Time() }

// Locked is when so many PINs of the class had been wrong that it closed, zero if it did not.
func (d *Desk) Locked() time.Time { return d.GetDateTime(fieldLocked).Time() }

// Guardians tells whether each child has a guardian of their own who vouches.
func (d *Desk) Guardians() bool { return d.Minors() && d.Vouches() == Vouchers[1] }

func (d *Desk) vouched() bool {
	return !d.Minors() || d.Vouches() != "" && (d.Voucher() != "" || d.Guardians()) && !d.Consent().IsZero()
}

// DeskOf returns the class's desk, a new one if it has none yet.
func DeskOf(app core.App, edition string) (*Desk, error) {
	d := &Desk{}
	err := app.RecordQuery(cardDesks).AndWhere(dbx.HashExp{fieldEdition: edition}).Limit(1).One(d)
	if errors.Is(err, sql.ErrNoRows) {
		c, err := app.FindCachedCollectionByNameOrId(cardDesks)
		if err != nil {
			return nil, err
		}
		d.SetProxyRecord(core.NewRecord(c))
		d.Set(fieldEdition, edition)
		return d, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find card desk of edition %s: %w", edition, err)
	}
	return d, nil
}

// Vouching is what a class says about who has not turned fourteen.
type Vouching struct {
	Minors           bool
	Vouches, Voucher string
	Consent          bool // the parents agreed, in writing that the voucher keeps
}

// Check returns what is wrong with it.
func (v *Vouching) Check() accounts.Problems {
	v.Voucher = accounts.NormaliseName(v.Voucher)
	if !v.Minors {
		*v = Vouching{}
		return nil
	}
	var problems accounts.Problems
	if v.Vouches != Vouchers[0] && v.Vouches != Vouchers[1] {
		problems = append(problems, accounts.Problem{Field: fieldVouches, Code: "choice"})
	}
	switch code := accounts.CheckCardName(v.Voucher); {
	case v.Voucher == "" && v.Vouches != Vouchers[1]: // guardians are named with their children
		problems = append(problems, accounts.Problem{Field: fieldVoucher, Code: "required"})
	case len(v.Voucher) > longestVoucher:
		problems = append(problems, accounts.Problem{Field: fieldVoucher, Code: "name_long"})
	case code != "":
		problems = append(problems, accounts.Problem{Field: fieldVoucher, Code: code})
	}
	if !v.Consent {
		problems = append(problems, accounts.Problem{Field: fieldConsent, Code: "card_consent"})
	}
	return problems
}

// Vouch keeps who vouches for a class. Once it has cards, it says no more that nobody need. It returns accounts.Problems.
func Vouch(app core.App, edition string, v Vouching, by string) error {
	problems := v.Check()
	entry := audit.CardsVouched.On(audit.Edition, edition, "vouches", v.Vouches).DoneBy(by)
	err := audit.Do(app, entry, func(tx core.App) error {
		d, err := DeskOf(tx, edition)
		if err != nil {
			return err
		}
		made, err := CardsOf(tx, edition)
		if err != nil {
			return err
		}
		if len(made) > 0 && d.Minors() != v.Minors {
			problems = accounts.Problems{{Field: fieldMinors, Code: "cards_made"}}
		}
		if err := problems.Err(); err != nil {
			return err
		}
		d.Set(fieldMinors, v.Minors)
		d.Set(fieldVouches, v.Vouches)
		d.Set(fieldVoucher, v.Voucher)
		if d.Consent().IsZero() && v.Consent {
			d.Set(fieldConsent, accounts.DoorkeeperOf(tx).Now())
		}
		if !v.Consent {
			d.Set(fieldConsent, "")
		}
		return tx.Save(d)
	})
	if err != nil {
		return fmt.Errorf("keep who vouches for edition %s: %w", edition, err)
	}
	return nil
}

// Assist makes a class one for people without a mailbox. It returns ErrSettled.
func Assist(app core.App, edition, by string) error {
	return audit.Do(app, audit.CardsBegun.On(audit.Edition, edition).DoneBy(by), func(tx core.App) error {
		e, err := Find(tx, edition)
		if err != nil {
			return err
		}
		if e.Over(accounts.DoorkeeperOf(tx).Now()) {
			return ErrSettled
		}
		e.Set("assisted", true)
		return tx.Save(e)
	})
}

// Reopen lets cards of a class in again that was closed because many were tried.
func Reopen(app core.App, edition, by string) error {
	return audit.Do(app, audit.CardsReopened.On(audit.Edition, edition).DoneBy(by), func(tx core.App) error {
		d, err := DeskOf(tx, edition)
		if err != nil {
			return err
		}
		d.Set(fieldSince, accounts.DoorkeeperOf(tx).Now()) // what was wrong before counts no more
		d.Set(fieldLocked, "")
		return tx.Save(d)
	})
}
