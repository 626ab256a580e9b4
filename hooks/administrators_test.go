package hooks_test

import (
	"errors"
	"net/http"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/testapp"
)

func administrators(t *testing.T, app core.App) int {
	t.Helper()
	n, err := app.CountRecords(accounts.Collection, dbx.HashExp{"role": string(accounts.Administrator), "verified": true})
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

// Two administrators act against each other at once: whatever each of them does, one is left.
func TestOfTwoAdministratorsWhoActAtOnceOneStays(t *testing.T) {
	demote := func(app core.App, by, whom *core.Record) error {
		return accounts.SetRole(app, by, whom, accounts.Learner)
	}
	leave := func(app core.App, by, _ *core.Record) error { return accounts.Delete(app, accounts.PersonOf(by)) }
	unconfirm := func(app core.App, _, whom *core.Record) error { // by hand, in the dashboard
		whom.SetVerified(false)
		return app.Save(whom)
	}
	for _, row := range []struct {
		says          string
		first, second func(app core.App, by, whom *core.Record) error
	}{
		{"each takes the other's role", demote, demote},
		{"each deletes the own account", leave, leave},
		{"one takes the own role, the other goes", func(app core.App, by, _ *core.Record) error { return demote(app, by, by) }, leave},
		{"both mailboxes are no longer confirmed", unconfirm, unconfirm},
	} {
		t.Run(row.says, func(t *testing.T) {
			app, _ := post(t, nil)
			one, two := testapp.Person(t, app, "administrator", "one@example.org"), testapp.Person(t, app, "administrator", "two@example.org")
			at := func(id string) *core.Record { // as each request reads it
				r, err := app.FindRecordById(accounts.Collection, id)
				if err != nil {
					t.Fatal(err)
				}
				return r
			}
			acts := []func() error{
				func(by, whom *core.Record) func() error { return func() error { return row.first(app, by, whom) } }(at(one.Id), at(two.Id)),
				func(by, whom *core.Record) func() error { return func() error { return row.second(app, by, whom) } }(at(two.Id), at(one.Id)),
			}
			start, errs := make(chan struct{}), make([]error, len(acts))
			var both sync.WaitGroup
			for i, act := range acts {
				both.Go(func() {
					<-start
					errs[i] = act()
				})
			}
			close(start)
			both.Wait()
			refused := 0
			for _, err := range errs {
				if errors.Is(err, accounts.ErrLastAdministrator) {
					refused++
				} else if err != nil {
					t.Error(err)
				}
			}
			if n := administrators(t, app); n != 1 || refused != 1 {
				t.Errorf("%d administrators are left, %d were refused: %v", n, refused, errs)
			}
		})
	}
}

func TestWhatWasReadBeforeARoleWasGivenDoesNotTakeItBack(t *testing.T) {
	app, _ := post(t, nil)
	chief, ada := testapp.Person(t, app, "administrator", "chief@example.org"), testapp.Person(t, app, "learner", "ada@example.org")
	stale, err := accounts.Find(app, ada.Id) // by whoever corrects the name
	if err != nil {
		t.Fatal(err)
	}
	if err := accounts.SetRole(app, chief, ada, accounts.Administrator); err != nil {
		t.Fatal(err)
	}
	if err := accounts.SetRole(app, ada, chief, accounts.Learner); err != nil {
		t.Fatal(err)
	}
	if err := accounts.Rename(app, stale, "Ada", "Rossi"); err != nil {
		t.Fatal(err)
	}
	if n := administrators(t, app); n != 1 {
		t.Errorf("%d administrators are left", n)
	}
}

func TestAnOperatorDoesNotTakeTheLastAdministratorByHand(t *testing.T) {
	app, url := newServer(t)
	chief := testapp.Person(t, app, "administrator", "chief@example.org")
	root := testapp.Token(t, testapp.Save(t, app, core.CollectionNameSuperusers, map[string]any{"email": "root@example.org", "password": testapp.Password}))
	users := url + "/api/collections/users/records/"
	rows := []struct {
		says, method string
		body         any
	}{
		{"the role", "PATCH", map[string]any{"role": "staff"}},
		{"no role", "PATCH", map[string]any{"role": ""}},
		{"the confirmed mailbox", "PATCH", map[string]any{"verified": false}},
		{"the account", "DELETE", nil},
	}
	for _, row := range rows {
		if status, said := call(t, row.method, users+chief.Id, root, row.body); status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", row.says, status, said)
		}
	}
	if list, _, err := audit.List(app, audit.Filter{}); err != nil || len(list) != 0 {
		t.Errorf("what was refused is in the log: %v, %v", list, err)
	}
	second := testapp.Person(t, app, "administrator", "second@example.org")
	if status, said := call(t, "PATCH", users+second.Id, root, map[string]any{"role": "staff"}); status != http.StatusOK {
		t.Errorf("of two: %d %s", status, said)
	}
	testapp.Audited(t, app, audit.Operator, audit.DashboardChanged)
}
