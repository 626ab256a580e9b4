package accounts

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// Decisions of signing in.
var (
	// ErrCredentials says that mailbox and password, or mailbox and code, do not belong together.
	ErrCredentials = errors.New("credentials do not match")
	// ErrUnconfirmed says that who asks is the account's person but nobody has confirmed the mailbox yet.
	ErrUnconfirmed = errors.New("mailbox is not confirmed")
)

// recentCodes is how many of the codes that were sent last still open the door.
const recentCodes = 3

// ByPassword returns who has the mailbox and the password, or ErrCredentials. Of an account that waits for
// its mailbox to be confirmed it returns the person and ErrUnconfirmed.
func ByPassword(app core.App, email, password string) (*Person, error) {
	p, err := FindByEmail(app, email)
	if errors.Is(err, ErrNoPerson) {
		pretend(password)
		return nil, ErrCredentials
	}
	if err != nil {
		return nil, err
	}
	if !p.ValidatePassword(password) {
		return nil, ErrCredentials
	}
	if !p.Verified() {
		return p, ErrUnconfirmed
	}
	return p, nil
}

// RequestCode queues a mail with a code for signing in once, if anybody has the mailbox.
func RequestCode(app core.App, email string) error {
	p, err := FindByEmail(app, email)
	if errors.Is(err, ErrNoPerson) {
		return queueForNobody(app)
	}
	if err != nil {
		return err
	}
	if held, err := HeldByIdentity(app, p); err != nil || held {
		return errors.Join(err, ResendConfirmation(app, p.Record)) // its link says what the mailbox's owner can do
	}
	return QueueMail(app, "", Mail{Name: "code", Person: p.Id, Secret: SignInCode})
}

// ByCode returns who has the mailbox that the code was sent to, or ErrCredentials. The code, and every other
// one of theirs, is used up. If nobody had confirmed the mailbox before, it is confirmed now and the password
// is void: somebody else may have chosen it.
func ByCode(app core.App, email, code string) (*Person, error) {
	p, err := FindByEmail(app, email)
	if errors.Is(err, ErrNoPerson) {
		pretend(code)
		return nil, ErrCredentials
	}
	if err != nil {
		return nil, err
	}
	otp, err := matching(app, p, strings.Join(strings.Fields(code), ""))
	if err != nil {
		return nil, err
	}
	err = app.RunInTransaction(func(tx core.App) error {
		// An identity may hold the account by now, and the mailbox alone open it no more.
		if held, err := stillHeld(tx, p.Id); err != nil || held {
			return errors.Join(err, ErrCredentials)
		}
		// The code may have been used in the meantime: only who still finds it enters.
		if _, err := tx.FindOTPById(otp.Id); err != nil {
			return ErrCredentials
		}
		if err := tx.DeleteAllOTPsByRecord(p.Record); err != nil {
			return err
		}
		if p.Verified() {
			return nil
		}
		p.SetVerified(true)
		p.SetRandomPassword()
		return tx.Save(p.Record)
	})
	if err != nil {
		return nil, fmt.Errorf("sign in by code: %w", err)
	}
	return p, nil
}

// matching finds the code among those that were sent lately to the mailbox that the person has now.
func matching(app core.App, p *Person, code string) (*core.OTP, error) {
	codes, err := app.FindAllOTPsByRecord(p.Record)
	if err != nil {
		return nil, fmt.Errorf("find codes of %s: %w", p.Id, err)
	}
	checked := 0
	for _, otp := range codes {
		if checked == recentCodes || otp.HasExpired(p.Collection().OTP.DurationTime()) {
			break // they come newest first
		}
		if otp.SentTo() != p.Email() {
			continue
		}
		checked++
		if otp.ValidatePassword(code) {
			return otp, nil
		}
	}
	if checked == 0 {
		pretend(code)
	}
	return nil, ErrCredentials
}

// ShowAgain checks the password, or a code from a mail, by which somebody who is signed in shows once more that it is
// them, before an act that cannot be undone. A code is used up. It returns ErrCredentials.
func ShowAgain(app core.App, p *Person, secret string) error {
	if code, is := asCode(secret, p.Collection().OTP.Length); is {
		otp, err := matching(app, p, code)
		if err == nil {
			return app.Delete(otp)
		}
		if !errors.Is(err, ErrCredentials) {
			return err
		}
	}
	if !p.ValidatePassword(secret) {
		return ErrCredentials
	}
	return nil
}

// asCode takes the spaces out of what may be a code.
func asCode(secret string, length int) (code string, is bool) {
	code = strings.Join(strings.Fields(secret), "")
	if len(code) != length {
		return "", false
	}
	for _, r := range code {
		if r < '0' || r > '9' {
			return "", false
		}
	}
	return code, true
}
