package accounts

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/spf13/cast"
)

// RequestCardMailbox queues a mail to a mailbox that somebody who comes by a card is to have. Nothing changes before its link is followed by who
// knows the card's PIN. Whether somebody else has that mailbox cannot be told from the outcome. It returns ErrNoCard, or Problems with the mailbox.
func RequestCardMailbox(tx core.App, p *Person, email string) error {
	if !p.Carded() {
		return ErrNoCard
	}
	email = NormaliseAddress(email)
	if code := checkAddress(email); code != "" {
		return Problems{{"email", code}}
	}
	owner, err := FindByEmail(tx, email)
	if err == nil {
		return QueueMail(tx, "", Mail{Name: "taken", Person: owner.Id, Link: "/sign-in"})
	}
	if !errors.Is(err, ErrNoPerson) {
		return err
	}
	return QueueMail(tx, "", Mail{Name: "card_account", Person: p.Id, To: email, Secret: CardLink})
}

// LinkMade is when the mail with a link's token was written, to the second. Call it once MovableBy has taken the token.
func LinkMade(p *Person, token string) time.Time {
	claims, _ := security.ParseUnverifiedJWT(token) // MovableBy has read it
	return time.Unix(cast.ToInt64(claims["exp"]), 0).Add(-p.Collection().EmailChangeToken.DurationTime())
}

// BecomeAccount gives the person of a card the mailbox that the link's token names, and their name. From then on a code by mail lets them in;
// what they learned stays. The caller has made sure that who follows the link knows the card's PIN, and ends the card. It returns ErrLink,
// ErrNoCard or Problems.
func BecomeAccount(tx core.App, token, given, family string) (*Person, error) {
	p, email, err := MovableBy(tx, token)
	if err != nil {
		return nil, err
	}
	if !p.Carded() {
		return nil, ErrNoCard
	}
	given, family = NormaliseName(given), NormaliseName(family)
	var problems Problems
	problems.add("given_name", checkName(given))
	problems.add("family_name", checkName(family))
	if _, err := FindByEmail(tx, email); err == nil {
		problems.add("email", "email_taken")
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	p.Set(fieldGiven, given)
	p.Set(fieldFamily, family)
	p.SetEmail(email)
	p.SetVerified(true)
	return p, p.leaveCard(tx)
}

// TiedAccount makes a full account of one that a card opened: an identity opens it from now on, whose provider vouched for the name.
func TiedAccount(tx core.App, p *Person, a Attestation) error {
	if !p.Carded() {
		return ErrNoCard
	}
	given, family := a.Name()
	p.Set(fieldGiven, given)
	p.Set(fieldFamily, family)
	return p.leaveCard(tx)
}

func (p *Person) leaveCard(tx core.App) error {
	p.Set(fieldCardUntil, "")
	p.SetRandomPassword()
	if err := tx.Save(p.Record); err != nil {
		return fmt.Errorf("make a full account of %s: %w", p.Id, err)
	}
	return nil
}
