package accounts

import (
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"aula/internal/vault"
)

const (
	appStep   = 30 * time.Second // RFC 6238, X
	appSkew   = 1                // steps that a phone's clock may be ahead or behind
	appSecret = 20               // bytes, as long as SHA-1's output (RFC 4226, section 4)
)

// appCodes are codes as every app reckons them.
var appCodes = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// stepOf finds the step around now to which the code belongs.
func stepOf(secret, code string, now time.Time) (step int64, found bool) {
	for _, skew := range []int64{0, -appSkew, appSkew} {
		at := now.Unix()/int64(appStep/time.Second) + skew
		if right, err := hotp.ValidateCustom(code, uint64(at), secret, appCodes); err == nil && right {
			return at, true
		}
	}
	return 0, false
}

// AppSetup is what somebody needs to set an app up.
type AppSetup struct {
	Secret  string // in base 32
	Address string // otpauth://…, for a QR code
}

// Groups is the secret in groups of four, for who types it.
func (s AppSetup) Groups() string { return grouped(s.Secret) }

func grouped(text string) string {
	var b strings.Builder
	for i, r := range text {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// BeginApp makes the secret for an app, or returns the one that was begun in this session: opening the page again changes no
// code that was already photographed. issuer is what the app shows above the mailbox.
func BeginApp(app core.App, p *Person, session, issuer string) (AppSetup, error) {
	began := begunOf(app)
	secret, ok := began.look(session, AppFactor).(string)
	if !ok {
		random := make([]byte, appSecret)
		rand.Read(random) // never fails, by its documentation
		secret = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random)
		began.keep(session, AppFactor, secret)
	}
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return AppSetup{}, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: strings.ReplaceAll(issuer, ":", " "), AccountName: p.Email(), Secret: raw})
	if err != nil {
		return AppSetup{}, fmt.Errorf("make address for an app: %w", err)
	}
	return AppSetup{Secret: secret, Address: key.URL()}, nil
}

// FinishApp keeps the app that was begun in this session once it shows a right code. spare are the spare codes, to be shown
// once, if this is the person's first factor: then also all sessions end, this one too. It returns ErrFactorBegun,
// ErrFactorCode or Problems with the name.
func FinishApp(app core.App, v *vault.Vault, p *Person, session, name, code string) (spare []string, err error) {
	secret, ok := begunOf(app).look(session, AppFactor).(string)
	if !ok {
		return nil, ErrFactorBegun
	}
	name, err = factorName(name)
	if err != nil {
		return nil, err
	}
	step, right := stepOf(secret, digits(code), DoorkeeperOf(app).now())
	if !right {
		return nil, ErrFactorCode
	}
	err = app.RunInTransaction(func(tx core.App) error {
		f, err := newFactor(tx, p.Id, AppFactor, name)
		if err != nil {
			return err
		}
		f.Set(fieldStep, step)
		if err := f.seal(v, secret); err != nil {
			return err
		}
		spare, err = addFactor(tx, p, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("keep app of %s: %w", p.Id, err)
	}
	begunOf(app).end(session, AppFactor)
	return spare, nil
}

// openByApp checks a code against the person's apps, in a transaction: a step opens the door once, whoever else tries at the
// same moment. It returns ErrFactorCode or ErrFactorUsed.
func openByApp(tx core.App, v *vault.Vault, user, code string) error {
	apps, err := ofKind(tx, user, AppFactor)
	if err != nil {
		return err
	}
	now := DoorkeeperOf(tx).now()
	for _, f := range apps {
		secret, err := f.unseal(v)
		if err != nil {
			return err
		}
		step, right := stepOf(secret, code, now)
		if !right {
			continue
		}
		if step <= int64(f.GetInt(fieldStep)) {
			return ErrFactorUsed
		}
		f.Set(fieldStep, step)
		return f.use(tx)
	}
	return ErrFactorCode
}

// use notes when a factor opened the door.
func (f *SecondFactor) use(tx core.App) error {
	f.Set(fieldUsed, DoorkeeperOf(tx).now())
	if err := tx.Save(f.Record); err != nil {
		return fmt.Errorf("note use of second factor %s: %w", f.Id, err)
	}
	return nil
}

// digits is a code without what people write between its digits.
func digits(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.TrimSpace(code))
}
