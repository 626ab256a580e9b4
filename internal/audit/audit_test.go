package audit_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
	"aula/internal/testapp"
)

func write(t *testing.T, app core.App, entries ...audit.Entry) {
	t.Helper()
	for _, e := range entries {
		if err := audit.Do(app, e, func(core.App) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
}

// entries are n of them, each different.
func entries(n int) (list []audit.Entry) {
	for i := range n {
		list = append(list, audit.Entry{
			By: audit.Operator, For: "comune", As: "ada", Act: audit.RoleChanged, On: audit.Object{Kind: audit.Person, ID: fmt.Sprintf("p%d", i)},
			Details: map[string]string{"from": "learner", "to": "staff"},
		})
	}
	return list
}

func verify(t *testing.T, app core.App, noted ...audit.Head) audit.Report {
	t.Helper()
	report, err := audit.Verify(app, noted...)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestEntriesFollowOneAnother(t *testing.T) {
	app := testapp.New(t)
	if r := verify(t, app); r.Entries != 0 || r.Broken != nil || r.Unguarded || !r.First.IsZero() {
		t.Errorf("an empty log: %+v", r)
	}
	write(t, app, entries(5)...)
	r := verify(t, app)
	if r.Entries != 5 || r.Broken != nil || r.Head.Seq != 5 || len(r.Head.Hash) != 64 || r.First.IsZero() || r.Last.Before(r.First) {
		t.Errorf("five entries: %+v", r)
	}
}

func TestAnEntryIsKeptWithWhatItTellsOfOrNotAtAll(t *testing.T) {
	app := testapp.New(t)
	ada, wrong := testapp.Person(t, app, "learner"), errors.New("wrong")
	become := func(tx core.App) error {
		ada.Set("role", "staff")
		return tx.Save(ada)
	}
	role := func() string {
		fresh, err := app.FindRecordById("users", ada.Id)
		if err != nil {
			t.Fatal(err)
		}
		return fresh.GetString("role")
	}
	good := entries(1)[0]
	err := audit.Do(app, good, func(tx core.App) error { return errors.Join(become(tx), wrong) })
	if !errors.Is(err, wrong) || role() != "learner" || verify(t, app).Entries != 0 {
		t.Errorf("what failed is kept: %v", err)
	}
	personal := good
	personal.Details = map[string]string{"who": "ada@example.org"}
	if err := audit.Do(app, personal, become); !errors.Is(err, audit.ErrPersonal) || role() != "learner" {
		t.Errorf("what cannot be told is kept: %v", err)
	}
	err = app.RunInTransaction(func(tx core.App) error {
		if err := audit.Do(tx, good, become); err != nil {
			return err
		}
		return wrong
	})
	if !errors.Is(err, wrong) || role() != "learner" || verify(t, app).Entries != 0 {
		t.Errorf("what was undone later is kept: %v", err)
	}
	if err := audit.Do(app, good, become); err != nil || role() != "staff" || verify(t, app).Entries != 1 {
		t.Errorf("what went well is not kept: %v", err)
	}
	if err := audit.Write(app, good); !errors.Is(err, audit.ErrNoTransaction) {
		t.Errorf("outside of a transaction: %v", err)
	}
}

func TestWhatIsWrittenNamesNobody(t *testing.T) {
	app := testapp.New(t)
	rows := []struct {
		name, value string
		want        error
	}{
		{"an id", "q1w2e3r4t5y6u7i", nil},
		{"a list of fields", "name,url,logo", nil},
		{"a moment", "2026-11-27T09:30:00Z", nil},
		{"a number of a certificate", "2026/000001", nil},
		{"nothing", "", nil},
		{"a mailbox", "ada.bianchi@example.org", audit.ErrPersonal},
		{"a name", "Ada Bianchi", audit.ErrPersonal},
		{"a name with an accent", "Niccolò", audit.ErrPersonal},
		{"a tax code", "BNCDAA80A41H501X", audit.ErrPersonal},
		{"a tax code in small letters", "bncdaa80a41h501x", audit.ErrPersonal},
		{"a tax code within", "user:BNCDAA80A41H501X,1", audit.ErrPersonal},
		{"a tax code of two who share one", "BNCDAALMALMHRLMX", audit.ErrPersonal},
		{"a sentence", strings.Repeat("a", 201), audit.ErrPersonal},
		{"a second line", "a\nb", audit.ErrPersonal},
		{"a line's end", "a\n", audit.ErrPersonal},
	}
	spoil := map[string]func(*audit.Entry, string){
		"detail":       func(e *audit.Entry, v string) { e.Details = map[string]string{"key": v} },
		"key":          func(e *audit.Entry, v string) { e.Details = map[string]string{v: "1"} },
		"object":       func(e *audit.Entry, v string) { e.On.ID = v },
		"organisation": func(e *audit.Entry, v string) { e.For = v },
		"looked at":    func(e *audit.Entry, v string) { e.As = v },
	}
	for _, row := range rows {
		for place, put := range spoil {
			e := entries(1)[0]
			put(&e, row.value)
			err := audit.Do(app, e, func(core.App) error { return nil })
			if !errors.Is(err, row.want) || (err == nil) != (row.want == nil) {
				t.Errorf("%s as %s: %v, want %v", row.name, place, err, row.want)
			}
			if err != nil && row.value != "" && strings.Contains(err.Error(), row.value) {
				t.Errorf("the error repeats %s", row.name)
			}
		}
	}
	many := entries(1)[0]
	for i := range 21 {
		many.Details[fmt.Sprint(i)] = "1"
	}
	if err := audit.Do(app, many, func(core.App) error { return nil }); !errors.Is(err, audit.ErrPersonal) {
		t.Errorf("too many details: %v", err)
	}
}

func TestAnEntrySaysWhoDidWhat(t *testing.T) {
	app := testapp.New(t)
	for name, spoil := range map[string]func(*audit.Entry){
		"nobody": func(e *audit.Entry) { e.By = "" }, "nothing": func(e *audit.Entry) { e.Act = "" }, "on nothing": func(e *audit.Entry) { e.On.Kind = "" },
	} {
		e := entries(1)[0]
		spoil(&e)
		if err := audit.Do(app, e, func(core.App) error { return nil }); !errors.Is(err, audit.ErrIncomplete) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ada := testapp.Person(t, app, "staff")
	root := testapp.Save(t, app, core.CollectionNameSuperusers, map[string]any{"email": "root@example.org", "password": testapp.Password})
	for who, want := range map[*core.Record]string{nil: audit.System, ada: ada.Id, root: audit.Operator} {
		if got := audit.By(who); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestFiftyWhoWriteAtOnceLeaveNoGap(t *testing.T) {
	app := testapp.New(t)
	var writing sync.WaitGroup
	failed := make([]error, 50)
	for i, e := range entries(50) {
		writing.Go(func() {
			failed[i] = audit.Do(app, e, func(core.App) error {
				if i%5 == 0 {
					return errors.New("undone")
				}
				return nil
			})
		})
	}
	writing.Wait()
	for i, err := range failed {
		if (err != nil) != (i%5 == 0) {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	if r := verify(t, app); r.Entries != 40 || r.Head.Seq != 40 || r.Broken != nil {
		t.Errorf("%+v", r)
	}
}

func TestEveryActAndKindIsListedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range audit.Acts {
		if seen[string(a)] {
			t.Errorf("%s twice", a)
		}
		seen[string(a)] = true
	}
	for _, k := range audit.Kinds {
		if seen[string(k)] {
			t.Errorf("%s twice", k)
		}
		seen[string(k)] = true
	}
}
