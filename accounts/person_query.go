package accounts

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// ErrNoPerson says that nobody has such an account.
var ErrNoPerson = errors.New("no such person")

// FindByEmail returns who has the mailbox, or ErrNoPerson.
func FindByEmail(app core.App, email string) (*Person, error) {
	if email = NormaliseAddress(email); email == "" { // some accounts have none
		return nil, ErrNoPerson
	}
	user, err := app.FindAuthRecordByEmail(Collection, email)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoPerson
	}
	if err != nil {
		return nil, fmt.Errorf("find person by mailbox: %w", err)
	}
	return PersonOf(user), nil
}

// Find returns the person with the id, or ErrNoPerson.
func Find(app core.App, id string) (*Person, error) { return find(app, Collection, id) }

// Addressee returns whom a mail is for, an operator of the dashboard too, or ErrNoPerson.
func Addressee(app core.App, m Mail) (*Person, error) {
	if m.Office {
		return find(app, core.CollectionNameSuperusers, m.Person)
	}
	return find(app, Collection, m.Person)
}

func find(app core.App, collection, id string) (*Person, error) {
	user, err := app.FindRecordById(collection, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoPerson
	}
	if err != nil {
		return nil, fmt.Errorf("find person %s: %w", id, err)
	}
	return PersonOf(user), nil
}

// ConfirmedAt finds the accounts of these mailboxes, and whether one of them has none, or none that has confirmed it.
func ConfirmedAt(app core.App, mailboxes []string) (ids []string, missing bool, err error) {
	for _, mailbox := range mailboxes {
		p, err := FindByEmail(app, mailbox)
		switch {
		case err == nil && p.Verified():
			ids = append(ids, p.Id)
		case err == nil || errors.Is(err, ErrNoPerson):
			missing = true
		default:
			return nil, false, err
		}
	}
	return ids, missing, nil
}
