package accounts

import (
	"errors"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
	"github.com/spf13/cast"
)

// RequestReset queues a mail with a link for choosing a new password, if anybody has the mailbox.
func RequestReset(app core.App, email string) error {
	p, err := FindByEmail(app, email)
	if errors.Is(err, ErrNoPerson) {
		return queueForNobody(app)
	}
	if err != nil {
		return err
	}
	if held, err := HeldByIdentity(app, p); err != nil || held {
		return errors.Join(err, ResendConfirmation(app, p.Record))
	}
	return QueueMail(app, "", Mail{Name: "reset", Person: p.Id, Secret: ResetLink})
}

// ResettableBy returns whose password the link's token may change, or ErrLink.
func ResettableBy(app core.App, token string) (*Person, error) {
	user, err := linked(app, token, core.TokenTypePasswordReset)
	if err != nil {
		return nil, err
	}
	p := PersonOf(user)
	if held, err := HeldByIdentity(app, p); err != nil || held {
		return nil, errors.Join(err, ErrLink)
	}
	return p, nil
}

// Reset gives the person whom the link's token names a new password. That ends all sessions and uses the link up. It
// confirms the mailbox, which the link came to. It returns ErrLink, or Problems with the password.
func Reset(app core.App, token, password string) (*Person, error) {
	p, err := ResettableBy(app, token)
	if err != nil {
		return nil, err
	}
	claims, err := security.ParseUnverifiedJWT(token) // linked has verified it
	if err != nil {
		return nil, ErrLink
	}
	if cast.ToString(claims[core.TokenClaimEmail]) == p.Email() {
		p.SetVerified(true)
	}
	return p, setPassword(app, p, password)
}

// ChangePassword gives the person, who has shown again that it is them, a new password. That ends all sessions,
// also the one that asks: open a new one. It returns Problems with the new password.
func ChangePassword(app core.App, p *Person, password string) error {
	return setPassword(app, p, password)
}

func setPassword(app core.App, p *Person, password string) error {
	var problems Problems
	problems.add("password", CheckPassword(password, p.Given(), p.Family(), p.Email()))
	if err := problems.Err(); err != nil {
		return err
	}
	p.SetPassword(password)
	return store(app, p, Mail{Name: "password_changed", Link: "/sign-in/reset"})
}
