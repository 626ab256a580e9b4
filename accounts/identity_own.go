package accounts

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Decisions about the identities that open somebody's account.
var (
	// ErrNoIdentity says that no such identity opens the account.
	ErrNoIdentity = errors.New("no such identity")
	// ErrOnlyWayIn says that nothing else opens the account, since its mailbox was never confirmed.
	ErrOnlyWayIn = errors.New("identity is the only way into the account")
)

// Identity is one that opens an account.
type Identity struct{ core.BaseRecordProxy }

// Kind is who vouches.
func (i *Identity) Kind() IdentityKind { return IdentityKind(i.GetString("kind")) }

// Issuer is the provider.
func (i *Identity) Issuer() string { return i.GetString(fieldIssuer) }

// Since is when the identity opened the account for the first time, Last when it did last.
func (i *Identity) Since() time.Time { return i.GetDateTime("created").Time() }

// Last is when the identity opened the account last.
func (i *Identity) Last() time.Time { return i.GetDateTime(fieldOpened).Time() }

// IdentitiesOf are those that open somebody's account, the last used first.
func IdentitiesOf(app core.App, user string) ([]*Identity, error) {
	var all []*Identity
	err := app.RecordQuery(identities).AndWhere(dbx.HashExp{fieldUser: user}).OrderBy(fieldOpened+" DESC", "rowid DESC").All(&all)
	if err != nil {
		return nil, fmt.Errorf("find identities of %s: %w", user, err)
	}
	return all, nil
}

// Untie takes an identity from the account. With the last one that knows the person's tax code, the code is no longer one that somebody
// vouches for. It returns ErrNoIdentity or ErrOnlyWayIn.
func Untie(app core.App, user, identity string) error {
	err := app.RunInTransaction(func(tx core.App) error {
		person, err := Find(tx, user)
		if err != nil {
			return err
		}
		all, err := IdentitiesOf(tx, user)
		if err != nil {
			return err
		}
		var gone *Identity
		vouched := false
		for _, i := range all {
			if i.Id == identity {
				gone = i
			} else {
				vouched = vouched || i.GetString(fieldSubject) == ""
			}
		}
		switch {
		case gone == nil:
			return ErrNoIdentity
		case len(all) == 1 && !person.Verified():
			return ErrOnlyWayIn
		}
		if !vouched {
			person.Set(fieldTaxProven, "")
			if err := tx.Save(person.Record); err != nil {
				return err
			}
		}
		return tx.Delete(gone.Record)
	})
	if err != nil {
		return fmt.Errorf("take identity %s from %s: %w", identity, user, err)
	}
	return nil
}
