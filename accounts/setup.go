package accounts

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
)

// Decisions of the first set-up.
var (
	// ErrSetupLink says that the one-time link is wrong, used or too old. The next start prints another.
	ErrSetupLink = errors.New("setup link no longer holds")
	// ErrSetupDone says that there is an administrator already.
	ErrSetupDone = errors.New("setup is done")
)

const (
	setupFile     = "setup.json"
	setupLinkStay = 24 * time.Hour
	setupPassStay = 2 * time.Hour
)

// setupSecret is what the data folder keeps of the link, or of the pass that was given for it: never itself.
type setupSecret struct {
	Hash    string    `json:"hash"`
	Pass    bool      `json:"pass"`
	Expires time.Time `json:"expires"`
}

// SetupNeeded tells whether the academy still waits for its first administrator.
func SetupNeeded(app core.App) (bool, error) {
	n, err := app.CountRecords(Collection, administrators())
	if err != nil {
		return false, fmt.Errorf("count administrators: %w", err)
	}
	return n == 0, nil
}

// NewSetupToken returns the token of a new one-time link: /setup?token=TOKEN. Earlier links and passes end.
func NewSetupToken(app core.App) (string, error) {
	return newSetupSecret(app, false, setupLinkStay)
}

// ExchangeSetupToken gives for the link's token, which is used up, a pass that belongs in a cookie.
// It returns ErrSetupLink or ErrSetupDone.
func ExchangeSetupToken(app core.App, token string) (pass string, err error) {
	if err := checkSetup(app, token, false); err != nil {
		return "", err
	}
	return newSetupSecret(app, true, setupPassStay)
}

// CheckSetupPass returns nil if the pass still opens the set-up, else ErrSetupLink or ErrSetupDone.
func CheckSetupPass(app core.App, pass string) error { return checkSetup(app, pass, true) }

// MakeFirstAdministrator makes the account that runs the academy, with a confirmed mailbox: whoever holds the
// pass reads the machine's console. If operator is true, the same mailbox and password also open the database's
// dashboard. It returns ErrSetupLink, ErrSetupDone or Problems.
func MakeFirstAdministrator(app core.App, pass string, form SignUp, operator bool) (*Person, error) {
	if err := checkSetup(app, pass, true); err != nil {
		return nil, err
	}
	form.Normalise()
	if err := form.Check().Err(); err != nil {
		return nil, err
	}
	p, err := firstAdministrator(app, form)
	if err != nil {
		return nil, err
	}
	err = app.RunInTransaction(func(tx core.App) error {
		if needed, err := SetupNeeded(tx); err != nil || !needed {
			return errors.Join(err, ErrSetupDone)
		}
		if err := tx.Save(p.Record); err != nil {
			return err
		}
		if operator {
			if err := makeOperator(tx, form); err != nil {
				return err
			}
		}
		return audit.Write(tx, audit.RoleChanged.On(audit.Person, p.Id, "to", string(Administrator)).DoneBy(audit.Operator))
	})
	if err != nil {
		return nil, fmt.Errorf("make first administrator: %w", err)
	}
	return p, os.Remove(filepath.Join(app.DataDir(), setupFile))
}

// firstAdministrator takes over the account of that mailbox if somebody signed up before the set-up.
func firstAdministrator(app core.App, form SignUp) (*Person, error) {
	p, err := FindByEmail(app, form.Email)
	if errors.Is(err, ErrNoPerson) {
		p, err = newPerson(app)
	}
	if err != nil {
		return nil, err
	}
	p.Set(fieldGiven, form.Given)
	p.Set(fieldFamily, form.Family)
	p.Set(fieldLocale, form.Locale)
	p.Set(fieldRole, string(Administrator))
	p.SetEmail(form.Email)
	p.SetPassword(form.Password)
	p.SetVerified(true)
	return p, nil
}

func makeOperator(tx core.App, form SignUp) error {
	c, err := tx.FindCachedCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		return err
	}
	operator, err := tx.FindAuthRecordByEmail(c, form.Email)
	if err != nil {
		operator = core.NewRecord(c)
	}
	operator.SetEmail(form.Email)
	operator.SetPassword(form.Password)
	return tx.Save(operator)
}

func newSetupSecret(app core.App, pass bool, stay time.Duration) (string, error) {
	random := make([]byte, tokenBytes)
	rand.Read(random) // never fails, by its documentation
	token := base64.RawURLEncoding.EncodeToString(random)
	content, err := json.Marshal(setupSecret{hashOf(token).String(), pass, time.Now().Add(stay).UTC()})
	if err != nil {
		return "", err
	}
	path := filepath.Join(app.DataDir(), setupFile)
	if err := os.WriteFile(path+".new", content, 0o600); err != nil {
		return "", fmt.Errorf("keep setup link: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return "", fmt.Errorf("keep setup link: %w", err)
	}
	return token, nil
}

func checkSetup(app core.App, token string, pass bool) error {
	needed, err := SetupNeeded(app)
	if err != nil {
		return err
	}
	if !needed {
		return ErrSetupDone
	}
	content, err := os.ReadFile(filepath.Join(app.DataDir(), setupFile))
	if err != nil {
		return ErrSetupLink
	}
	var kept setupSecret
	if err := json.Unmarshal(content, &kept); err != nil {
		return ErrSetupLink
	}
	right := subtle.ConstantTimeCompare([]byte(kept.Hash), []byte(hashOf(token).String())) == 1
	if !right || kept.Pass != pass || time.Now().After(kept.Expires) {
		return ErrSetupLink
	}
	return nil
}
