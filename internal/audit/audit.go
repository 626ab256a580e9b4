// Package audit keeps the register of what people with power do: who, for whom, what, on what, when. Nobody changes it: each entry
// holds the hash of the one before, so whoever alters, removes or inserts one breaks the chain, which Verify finds. It names people by id
// alone. It is no log of requests, and nothing is decided by it. Its page is pages/manage_audit.go.
package audit

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection is where the entries lie. Its table refuses changes by itself: see pb_migrations/1796340001_audit.go.
const Collection = "audit_entries"

// Who acts without being a person of the academy.
const (
	System   = "system"   // the program by itself
	Operator = "operator" // who runs the machine: on the command line or in PocketBase's dashboard
)

// Why nothing is written. All of them are errors of the program that calls.
var (
	// ErrNoTransaction says that the entry would be kept without what it tells of, or the other way round.
	ErrNoTransaction = errors.New("audit entry outside of a transaction")
	// ErrIncomplete says that it is not told who did what.
	ErrIncomplete = errors.New("audit entry without who or what")
)

// Entry is something that somebody with power did.
type Entry struct {
	By      string // id of the person, System or Operator: see By
	For     string // id of the organisation that the person acted for; empty: none
	As      string // id of the person that staff look at the academy as; empty: nobody
	Act     Act
	On      Object
	Details map[string]string // ids, keys, numbers and dates; never a name, a mailbox or a tax code
}

// Object is what was acted on. ID is empty where there is only one of the kind.
type Object struct {
	Kind Kind
	ID   string
}

// By is how an entry names who asks: the id of a person, Operator for a superuser, System for nobody.
func By(user *core.Record) string {
	switch {
	case user == nil:
		return System
	case user.IsSuperuser():
		return Operator
	}
	return user.Id
}

// Write keeps the entry in the transaction of what it tells of, so that both stay or neither. It returns ErrNoTransaction,
// ErrIncomplete or ErrPersonal.
func Write(tx core.App, e Entry) error {
	if !tx.IsTransactional() {
		return ErrNoTransaction
	}
	row, err := rowOf(e, time.Now())
	if err != nil {
		return fmt.Errorf("audit %s: %w", e.Act, err)
	}
	last, err := headOf(tx)
	if err != nil {
		return fmt.Errorf("audit %s: %w", e.Act, err)
	}
	row.follow(last)
	if _, err := tx.DB().Insert(Collection, row.params()).Execute(); err != nil {
		return fmt.Errorf("audit %s: %w", e.Act, err)
	}
	return nil
}

// Do acts and keeps the entry, both or neither.
func Do(app core.App, e Entry, act func(tx core.App) error) error {
	return app.RunInTransaction(func(tx core.App) error {
		if err := act(tx); err != nil {
			return err
		}
		return Write(tx, e)
	})
}

func rowOf(e Entry, at time.Time) (row, error) {
	if e.By == "" || e.Act == "" || e.On.Kind == "" {
		return row{}, ErrIncomplete
	}
	for _, plain := range []string{e.By, e.For, e.As, string(e.Act), string(e.On.Kind), e.On.ID} {
		if err := impersonal(plain); err != nil {
			return row{}, err
		}
	}
	details, err := detailsText(e.Details)
	return row{
		At: at.UTC().Format(types.DefaultDateLayout), By: e.By, For: e.For, As: e.As,
		Act: string(e.Act), Kind: string(e.On.Kind), Object: e.On.ID, Details: details,
	}, err
}

// headOf is the last entry, or none. Within a transaction nobody can add another meanwhile: whoever writes takes turns.
func headOf(app core.App) (Head, error) {
	var h Head
	err := app.DB().Select("seq", "hash").From(Collection).OrderBy("seq DESC").Limit(1).Row(&h.Seq, &h.Hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Head{}, err
	}
	return h, nil
}

// params are the columns of the row.
func (r row) params() dbx.Params {
	all := dbx.Params{"hash": r.Hash}
	for _, f := range r.fields() {
		all[f.column] = f.value
	}
	return all
}
