package accounts

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// HeldByIdentity tells whether an identity opens the account while nobody has shown that its mailbox is theirs. Whoever has the mailbox alone
// must not come in then: they may be somebody else, to whom the mailbox of a stranger's account belongs.
func HeldByIdentity(app core.App, p *Person) (bool, error) {
	if p.Verified() {
		return false, nil
	}
	if p.TaxProven() {
		return true, nil
	}
	return hasIdentity(app, p.Id)
}

// stillHeld is HeldByIdentity of the account as it is now.
func stillHeld(tx core.App, user string) (bool, error) {
	p, err := Find(tx, user)
	if err != nil {
		return false, err
	}
	return HeldByIdentity(tx, p)
}

// ReleaseMailbox takes the mailbox from an account that an identity holds: whoever has it says by the link that the account is not theirs. What
// others wanted of the mailbox's owner goes with it. It returns ErrLink or ErrConfirmed.
func ReleaseMailbox(app core.App, token string) error {
	err := app.RunInTransaction(func(tx core.App) error {
		user, err := linked(tx, token, core.TokenTypeVerification)
		if err != nil {
			return err
		}
		p := PersonOf(user)
		held, err := HeldByIdentity(tx, p)
		switch {
		case err != nil:
			return err
		case user.Verified():
			return ErrConfirmed
		case !held:
			return ErrLink
		}
		if err := dropAsked(tx, p.Id); err != nil {
			return err
		}
		p.SetEmail("")
		return tx.Save(p.Record)
	})
	if err != nil {
		return fmt.Errorf("release a mailbox: %w", err)
	}
	return nil
}

// dropAsked forgets which organisations wait for somebody's answer: they wrote to a mailbox that was not theirs.
func dropAsked(tx core.App, user string) error {
	_, err := tx.DB().Delete(memberships, dbx.HashExp{fieldUser: user, fieldAccepted: "", fieldUntil: ""}).Execute()
	if err != nil {
		return fmt.Errorf("forget what %s was asked: %w", user, err)
	}
	DoorkeeperOf(tx).ForgetPerson(user)
	return nil
}
