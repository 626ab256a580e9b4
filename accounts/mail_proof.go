package accounts

import (
	"database/sql"
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

// proofPages are where a token is taken: of a person by the academy, of an operator by PocketBase's dashboard.
var proofPages = map[Secret]struct{ own, office string }{
	ConfirmLink:  {ConfirmPath, "/_/#/auth/confirm-verification/"},
	ResetLink:    {ResetPath, "/_/#/auth/confirm-password-reset/"},
	NewEmailLink: {NewEmailPath, "/_/#/auth/confirm-email-change/"},
	CardLink:     {own: CardConfirmPath},
}

// codeFreshness is how long after it was asked for a code is still worth sending.
const codeFreshness = 30 * time.Minute

// Proof is what a mail carries to show that its reader has the mailbox: a path of this site, or a code.
type Proof struct {
	Path, Code string
	otp        *core.OTP
}

// Prove makes the proof for a mail to the person, just before it is sent: however long the mail has waited, its reader
// has the whole time that a link or a code holds. It returns ErrPointless if the person has confirmed already, or the
// code was asked for too long ago. Call Withdraw if the mail was not sent.
func Prove(app core.App, m Mail, p *Person) (Proof, error) {
	switch m.Secret {
	case ConfirmLink:
		if p.Verified() {
			return Proof{}, ErrPointless
		}
		return m.linkWith(p.NewVerificationToken)
	case ResetLink:
		return m.linkWith(p.NewPasswordResetToken)
	case NewEmailLink, CardLink:
		return m.linkWith(func() (string, error) { return p.NewEmailChangeToken(m.To) })
	case SignInCode:
		if time.Since(m.Written) > codeFreshness {
			return Proof{}, ErrPointless
		}
		if m.Code != "" {
			return promisedCode(app, m.Code, p)
		}
		return newCode(app, p)
	}
	return Proof{Path: m.Link}, nil
}

func (m Mail) linkWith(token func() (string, error)) (Proof, error) {
	t, err := token()
	if err != nil {
		return Proof{}, err
	}
	return m.ProofBy(t), nil
}

// ProofBy is the mail's proof by a token that is there.
func (m Mail) ProofBy(token string) Proof {
	if m.Office {
		return Proof{Path: proofPages[m.Secret].office + token}
	}
	return Proof{Path: proofPages[m.Secret].own + "?token=" + url.QueryEscape(token)}
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

// promisedCode gives the code that PocketBase promised to a program its signs: the queue holds none, and the program has
// only the record's id. One that has expired meanwhile is pointless.
func promisedCode(app core.App, id string, p *Person) (Proof, error) {
	otp, err := app.FindOTPById(id)
	if errors.Is(err, sql.ErrNoRows) {
		return Proof{}, ErrPointless
	}
	if err != nil {
		return Proof{}, fmt.Errorf("find code %s: %w", id, err)
	}
	settings := p.Collection().OTP
	if otp.HasExpired(settings.DurationTime()) {
		return Proof{}, ErrPointless
	}
	code := security.RandomStringWithAlphabet(settings.Length, "0123456789")
	otp.SetPassword(code)
	otp.SetSentTo(p.Email())
	if err := app.Save(otp); err != nil {
		return Proof{}, fmt.Errorf("make code %s: %w", id, err)
	}
	return Proof{Code: code}, nil // never withdrawn: the next try gives it other signs
}

// Withdraw makes the proof worthless: nobody has received it.
func (p Proof) Withdraw(app core.App) error {
	if p.otp == nil {
		return nil
	}
	return app.Delete(p.otp)
}
