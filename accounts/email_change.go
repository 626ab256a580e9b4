package accounts

import (
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/spf13/cast"
)

// RequestNewEmail queues a mail to the mailbox that the person wants to have from now on. Nothing changes before
// its link is followed. Whether somebody else has that mailbox cannot be told from the outcome: its owner gets
// another mail. It returns Problems with the mailbox.
func RequestNewEmail(app core.App, p *Person, email string) error {
	email = NormaliseAddress(email)
	var problems Problems
	problems.add("email", checkAddress(email))
	if email == p.Email() {
		problems.add("email", "email_same")
	}
	if err := problems.Err(); err != nil {
		return err
	}
	owner, err := FindByEmail(app, email)
	if err == nil {
		return QueueMail(app, "", Mail{Name: "taken", Person: owner.Id, Link: "/sign-in"})
	}
	if !errors.Is(err, ErrNoPerson) {
		return err
	}
	return QueueMail(app, "", Mail{Name: "new_email", Person: p.Id, To: email, Secret: NewEmailLink})
}

// MovableBy returns who asked for the link's token, and the mailbox that they want, or ErrLink.
func MovableBy(app core.App, token string) (p *Person, email string, err error) {
	user, err := linked(app, token, core.TokenTypeEmailChange)
	if err != nil {
		return nil, "", err
	}
	claims, err := security.ParseUnverifiedJWT(token) // linked has verified it
	if err != nil {
		return nil, "", ErrLink
	}
	email = cast.ToString(claims[core.TokenClaimNewEmail])
	if cast.ToString(claims[core.TokenClaimEmail]) != user.Email() || !ValidAddress(email) {
		return nil, "", ErrLink
	}
	return PersonOf(user), email, nil
}

// MoveEmail gives the person the mailbox that the link's token names. Who comes by the link must be the one who
// asked: by is the person signed in, or password the account's; else a slip of the pen would give the account to a
// stranger. It ends all sessions. It returns ErrLink, ErrNotProven, or Problems if the mailbox has been
// taken meanwhile.
func MoveEmail(app core.App, token, by, password string) (*Person, error) {
	p, email, err := MovableBy(app, token)
	if err != nil {
		return nil, err
	}
	if p.Carded() { // only who knows the card's PIN takes it over: see BecomeAccount
		return nil, ErrLink
	}
	if by != p.Id && (password == "" || !p.ValidatePassword(password)) {
		return nil, ErrNotProven
	}
	if _, err := FindByEmail(app, email); err == nil {
		return nil, Problems{{"email", "email_taken"}}
	}
	proven := p.Verified()
	p.SetEmail(email)
	p.SetVerified(true)
	err = app.RunInTransaction(func(tx core.App) error {
		if !proven { // who was asked was the owner of the mailbox until now
			if err := dropAsked(tx, p.Id); err != nil {
				return err
			}
		}
		return tx.Save(p.Record)
	})
	if err != nil {
		return nil, fmt.Errorf("move %s to another mailbox: %w", p.Id, err)
	}
	return p, nil
}

// TellOldMailbox queues a notice to the mailbox that an account had until now: whoever reads it learns of a
// change that they did not want. It belongs in the transaction that changes the mailbox.
func TellOldMailbox(tx core.App, before, after *core.Record) error {
	if !before.Verified() {
		return nil // nobody has shown that it was theirs
	}
	return QueueMail(tx, "", Mail{Name: "email_changed", Person: after.Id, To: before.Email()})
}
