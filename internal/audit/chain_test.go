package audit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
	"aula/internal/testapp"
)

// breakIn does what the table refuses, as somebody with the file in hand would.
func breakIn(t *testing.T, app core.App, statements ...string) {
	t.Helper()
	for _, g := range audit.Guards {
		statements = append([]string{"DROP TRIGGER IF EXISTS " + g}, statements...)
	}
	for _, s := range statements {
		if _, err := app.DB().NewQuery(s).Execute(); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestTheTableTakesNothingButTheNextEntry(t *testing.T) {
	app := testapp.New(t)
	write(t, app, entries(3)...)
	const columns = "id, seq, at, by, act, kind, prev, hash"
	insert := func(verb, id string, seq int, prev string) string {
		return fmt.Sprintf("%s INTO audit_entries (%s) VALUES ('%s', %d, '', 'x', 'x', 'x', '%s', 'x')", verb, columns, id, seq, prev)
	}
	var head string
	if err := app.DB().Select("hash").From(audit.Collection).Where(dbx.HashExp{"seq": 3}).Row(&head); err != nil {
		t.Fatal(err)
	}
	for name, statement := range map[string]string{
		"changing one":               "UPDATE audit_entries SET act = 'x' WHERE seq = 2",
		"changing one into itself":   "UPDATE audit_entries SET act = act",
		"deleting one":               "DELETE FROM audit_entries WHERE seq = 3",
		"deleting all":               "DELETE FROM audit_entries",
		"replacing by change":        "UPDATE OR REPLACE audit_entries SET seq = 1 WHERE seq = 2",
		"replacing one by id":        insert("REPLACE", "000000000000002", 4, head),
		"replacing one by number":    insert("INSERT OR REPLACE", "x", 2, head),
		"replacing one by its rowid": strings.Replace(strings.Replace(insert("REPLACE", "x", 4, head), "(id", "(rowid, id", 1), "('x'", "(2, 'x'", 1),
		"changing by conflict":       insert("INSERT", "000000000000002", 4, head) + " ON CONFLICT (id) DO UPDATE SET act = 'x'",
		"leaving a gap":              insert("INSERT", "x", 5, head),
		"another's hash":             insert("INSERT", "x", 4, "y"),
		"no number":                  strings.Replace(insert("INSERT", "x", 4, head), "4", "NULL", 1),
	} {
		_, err := app.DB().NewQuery(statement).Execute()
		if err == nil || !strings.Contains(err.Error(), "the audit log is append-only") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r := verify(t, app); r.Entries != 3 || r.Broken != nil || r.Unguarded {
		t.Errorf("%+v", r)
	}
}

func TestTheChainTellsOfEveryChangedByte(t *testing.T) {
	app := testapp.New(t)
	write(t, app, entries(3)...)
	breakIn(t, app)
	var stored dbx.NullStringMap
	if err := app.DB().Select().From(audit.Collection).Where(dbx.HashExp{"seq": 2}).One(&stored); err != nil {
		t.Fatal(err)
	}
	if len(stored) != 12 {
		t.Fatalf("%d columns: is a new one in the hash?", len(stored))
	}
	set := func(column string, value any) error {
		_, err := app.DB().Update(audit.Collection, dbx.Params{column: value}, dbx.NewExp("rowid = 2")).Execute()
		return err
	}
	for column, value := range stored {
		before := value.String
		for i := range len(before) {
			for _, flip := range []byte{1, 0x20, 0x80} {
				changed := []byte(before)
				changed[i] ^= flip
				if set(column, string(changed)) != nil {
					continue // another entry has this number or id
				}
				if r := verify(t, app); r.Broken == nil || r.Broken.Seq > 3 {
					t.Errorf("byte %d of %s is %q instead of %q: %+v", i, column, changed[i], before[i], r)
				}
			}
		}
		if err := set(column, before+"x"); err != nil {
			t.Fatal(err)
		}
		if verify(t, app).Broken == nil {
			t.Errorf("%s is longer", column)
		}
		if err := set(column, before); err != nil { // a number that is written as a text is kept as a number
			t.Fatal(err)
		}
		if r := verify(t, app); r.Broken != nil {
			t.Fatalf("%s is as before: %+v", column, r)
		}
	}
}

func TestTheChainTellsWhereAndWhyItBreaks(t *testing.T) {
	rows := []struct {
		name       string
		statements []string
		seq        int64
		why        audit.Why
	}{
		{"nothing but the guards is gone", nil, 0, ""},
		{"the first is deleted", []string{"DELETE FROM audit_entries WHERE seq = 1"}, 1, audit.Missing},
		{"one is deleted", []string{"DELETE FROM audit_entries WHERE seq = 3"}, 3, audit.Missing},
		{"one is deleted and the others count on", []string{"DELETE FROM audit_entries WHERE seq = 3", "UPDATE audit_entries SET seq = seq - 1 WHERE seq > 3"}, 3, audit.Changed},
		{"two are swapped", []string{"UPDATE audit_entries SET seq = 99 WHERE seq = 2", "UPDATE audit_entries SET seq = 2 WHERE seq = 3", "UPDATE audit_entries SET seq = 3 WHERE seq = 99"}, 2, audit.Changed},
		{"one is inserted", []string{"UPDATE audit_entries SET seq = -seq WHERE seq > 2", "UPDATE audit_entries SET seq = 1 - seq WHERE seq < 0", "INSERT INTO audit_entries (id, seq, by, act, kind, hash) VALUES ('x', 3, 'x', 'x', 'x', 'x')"}, 3, audit.Changed},
		{"one stands there twice", []string{"DROP INDEX idx_audit_entries_seq", "INSERT INTO audit_entries SELECT act, acted_for, at, by, details, hash, 'x', kind, object, prev, seen_as, seq FROM audit_entries WHERE seq = 2"}, 3, audit.Missing},
		{"a number is a text", []string{"UPDATE audit_entries SET seq = 'two' WHERE seq = 2"}, 2, audit.Missing},
		{"a number is a fraction", []string{"UPDATE audit_entries SET seq = 2.5 WHERE seq = 2"}, 2, audit.Missing},
		{"a text is nothing", []string{"UPDATE audit_entries SET details = '' WHERE seq = 5"}, 5, audit.Changed},
		{"the last is cut off", []string{"DELETE FROM audit_entries WHERE seq = 6"}, 0, ""}, // only a noted head tells
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			write(t, app, entries(6)...)
			breakIn(t, app, row.statements...)
			r := verify(t, app)
			if !r.Unguarded {
				t.Error("the guards are not missed")
			}
			if row.why == "" && r.Broken != nil || row.why != "" && (r.Broken == nil || *r.Broken != audit.Break{Seq: row.seq, Why: row.why}) {
				t.Errorf("%+v, want %d %s", r.Broken, row.seq, row.why)
			}
		})
	}
}

func TestAHeadNotedEarlierTellsOfACutTailAndOfAChainWrittenAnew(t *testing.T) {
	app := testapp.New(t)
	write(t, app, entries(4)...)
	noted := verify(t, app).Head
	write(t, app, entries(2)...)
	if r := verify(t, app, noted, verify(t, app).Head); r.Broken != nil {
		t.Errorf("a whole one: %+v", r.Broken)
	}
	breakIn(t, app, "DELETE FROM audit_entries WHERE seq > 3")
	if r := verify(t, app, noted); r.Broken == nil || *r.Broken != (audit.Break{Seq: 4, Why: audit.CutOff}) {
		t.Errorf("a cut tail: %+v", r.Broken)
	}
	write(t, app, entries(4)...) // by the rules, at another moment
	if r := verify(t, app); r.Broken != nil {
		t.Fatalf("by itself it is whole: %+v", r.Broken)
	}
	if r := verify(t, app, noted); r.Broken == nil || *r.Broken != (audit.Break{Seq: 4, Why: audit.Replaced}) {
		t.Errorf("written anew: %+v", r.Broken)
	}
}

func TestARowWrittenAnewByTheRulesDoesNotFitTheNext(t *testing.T) {
	app, other := testapp.New(t), testapp.New(t)
	write(t, app, entries(3)...)
	write(t, other, entries(2)...)
	var row dbx.NullStringMap
	if err := other.DB().Select().From(audit.Collection).Where(dbx.HashExp{"seq": 1}).One(&row); err != nil {
		t.Fatal(err)
	}
	breakIn(t, app)
	values := dbx.Params{"at": row["at"].String, "hash": row["hash"].String}
	if _, err := app.DB().Update(audit.Collection, values, dbx.HashExp{"seq": 1}).Execute(); err != nil {
		t.Fatal(err)
	}
	if r := verify(t, app); r.Broken == nil || *r.Broken != (audit.Break{Seq: 2, Why: audit.Unlinked}) {
		t.Errorf("%+v", r.Broken)
	}
}

func TestALaterMigrationMayAddAField(t *testing.T) {
	app := testapp.New(t)
	write(t, app, entries(2)...)
	c, err := app.FindCollectionByNameOrId(audit.Collection)
	if err != nil {
		t.Fatal(err)
	}
	c.Fields.Add(&core.TextField{Name: "more"})
	if err := app.Save(c); err != nil {
		t.Fatal(err)
	}
	write(t, app, entries(2)...)
	if r := verify(t, app); r.Entries != 4 || r.Broken != nil || r.Unguarded {
		t.Errorf("%+v", r)
	}
}

func TestHeadsAreWrittenAndRead(t *testing.T) {
	hash := strings.Repeat("0a", 32)
	rows := []struct {
		text string
		want audit.Head
	}{
		{"12:" + hash, audit.Head{Seq: 12, Hash: hash}},
		{" 12:" + hash + "\n", audit.Head{Seq: 12, Hash: hash}},
		{"", audit.Head{}}, {"12", audit.Head{}}, {hash, audit.Head{}}, {"0:" + hash, audit.Head{}}, {"-1:" + hash, audit.Head{}},
		{"12:" + hash[1:], audit.Head{}}, {"12:" + strings.ToUpper(hash), audit.Head{}}, {"99999999999999999999:" + hash, audit.Head{}},
	}
	for _, row := range rows {
		got, err := audit.ParseHead(row.text)
		if got != row.want || (err == nil) != (row.want.Seq > 0) {
			t.Errorf("%q: %v %v", row.text, got, err)
		}
		if err == nil && got.String() != strings.TrimSpace(row.text) {
			t.Errorf("%q is written as %s", row.text, got)
		}
	}
}
