package accounts

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
)

// ErrPointless says that a mail need not be sent any more.
var ErrPointless = errors.New("mail is pointless now")

// Pages that links of mails lead to, each with ?token=.
const (
	ConfirmPath  = "/sign-up/confirm"
	ResetPath    = "/sign-in/reset/new"
	NewEmailPath = "/me/account/email/confirm"
)

// codeFreshness is how long after it was asked for a code is still worth sending.
const codeFreshness = 30 * time.Minute

// Proof is what a mail carries to show that its reader has the mailbox: a path of this site, or a code.
type Proof struct {
	Path, Code string
	otp        *core.OTP
}

// Prove makes the proof for a mail to the person, just before it is sent. It returns ErrPointless if the person
// has confirmed already, or asked for the code too long ago. Call Withdraw if the mail was not sent.
func Prove(app core.App, m Mail, p *Person) (Proof, error) {
	switch m.Secret {
	case ConfirmLink:
		if p.Verified() {
			return Proof{}, ErrPointless
		}
		return pathWith(ConfirmPath, p.NewVerificationToken)
	case ResetLink:
		return pathWith(ResetPath, p.NewPasswordResetToken)
	case NewEmailLink:
		return pathWith(NewEmailPath, func() (string, error) { return p.NewEmailChangeToken(m.To) })
	case SignInCode:
		if time.Since(m.Written) > codeFreshness {
			return Proof{}, ErrPointless
		}
		return newCode(app, p)
	}
	return Proof{Path: m.Link}, nil
}

func pathWith(path string, token func() (string, error)) (Proof, error) {
	t, err := token()
	if err != nil {
		return Proof{}, err
	}
	return Proof{Path: path + "?token=" + url.QueryEscape(t)}, nil
}

func newCode(app core.App, p *Person) (Proof, error) {
	settings := p.Collection().OTP
	code := security.RandomStringWithAlphabet(settings.Length, "0123456789")
	otp := core.NewOTP(app)
	otp.SetCollectionRef(p.Collection().Id)
	otp.SetRecordRef(p.Id)
	otp.SetPassword(code)
	otp.SetSentTo(p.Email())
	if err := app.Save(otp); err != nil {
		return Proof{}, fmt.Errorf("make code for %s: %w", p.Id, err)
	}
	return Proof{Code: code, otp: otp}, nil
}

// Withdraw makes the proof worthless: nobody has received it.
func (p Proof) Withdraw(app core.App) error {
	if p.otp == nil {
		return nil
	}
	return app.Delete(p.otp)
}
