package hooks_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/backups"
	"aula/internal/testapp"
)

// Whoever presses twice, in two windows at once, goes once: one farewell, one word in the audit log, one to forget in backups.
func TestWhoErasesTheAccountTwiceAtOnceIsErasedOnce(t *testing.T) {
	app, _ := post(t, nil)
	user := testapp.Person(t, app, "learner", "zoe@example.org")
	errs := make([]error, 2)
	var both sync.WaitGroup
	for i := range errs {
		p, err := accounts.Find(app, user.Id) // as each request knows them
		if err != nil {
			t.Fatal(err)
		}
		both.Go(func() { errs[i] = accounts.Delete(app, p) })
	}
	both.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), accounts.ErrNoPerson) {
		t.Errorf("both say %v", errs)
	}
	for collection, which := range map[string]dbx.HashExp{
		backups.Erasures: {"person": user.Id}, audit.Collection: {"act": string(audit.AccountDeleted), "object": user.Id},
	} {
		if n, err := app.CountRecords(collection, which); err != nil || n != 1 {
			t.Errorf("%s has %d, %v", collection, n, err)
		}
	}
}
