package accounts

import (
	"errors"
	"fmt"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// finds fails unless so many of an organisation's people are found by a word, also once they are remembered.
func finds(t *testing.T, app core.App, organisation, words string, want int) {
	t.Helper()
	for range 2 {
		list, total, err := Members(app, MemberFilter{Organisation: organisation, Words: words})
		if err != nil || len(list) != want || total != want {
			t.Errorf("%q finds %d of %d, want %d, %v", words, len(list), total, want, err)
		}
	}
}

func TestARememberedRosterFollowsEveryChange(t *testing.T) {
	app, a, b, p := two(t)
	finds(t, app, a, "", 0)
	m := joins(t, app, Joining{User: p.Id, Organisation: a, Role: Employee, Office: "Anagrafe"})
	finds(t, app, a, "anagrafe", 0) // an office is no name
	finds(t, app, a, "", 1)
	for _, write := range []struct {
		name  string
		set   dbx.Params
		words string
		here  int
		there int
	}{
		{"another name, by a plain statement", dbx.Params{fieldListed: "zeno\u0020ada"}, "zeno", 1, 0},
		{"moved to another organisation", dbx.Params{fieldOrganisation: b}, "zeno", 0, 1},
		{"and back", dbx.Params{fieldOrganisation: a}, "zeno", 1, 0},
		{"has left", dbx.Params{fieldUntil: "2026-01-01 00:00:00.000Z"}, "zeno", 0, 0},
	} {
		if _, err := app.NonconcurrentDB().Update(memberships, write.set, dbx.HashExp{"id": m.Id}).Execute(); err != nil {
			t.Fatalf("%s: %v", write.name, err)
		}
		finds(t, app, a, write.words, write.here)
		finds(t, app, b, write.words, write.there)
	}
	if _, err := app.NonconcurrentDB().Delete(memberships, dbx.HashExp{"id": m.Id}).Execute(); err != nil {
		t.Fatal(err)
	}
	if list, _, err := Members(app, MemberFilter{Organisation: a, Left: true}); err != nil || len(list) != 0 {
		t.Errorf("deleted, and still there: %d, %v", len(list), err)
	}
}

func TestWhatCameToNothingIsNotRemembered(t *testing.T) {
	app, a, _, p := two(t)
	m := joins(t, app, Joining{User: p.Id, Organisation: a, Role: Employee})
	set := func(tx core.App, listed string) error {
		_, err := tx.DB().Update(memberships, dbx.Params{fieldListed: listed}, dbx.HashExp{"id": m.Id}).Execute()
		return err
	}
	undone := errors.New("undone")
	err := app.RunInTransaction(func(tx core.App) error {
		if err := set(tx, "first"); err != nil {
			return err
		}
		finds(t, tx, a, "first", 1)
		return undone
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	finds(t, app, a, "first", 0)
	if err := app.RunInTransaction(func(tx core.App) error { return set(tx, "second") }); err != nil { // the same number as what was undone
		t.Fatal(err)
	}
	finds(t, app, a, "first", 0)
	finds(t, app, a, "second", 1)
}

func TestAWordIsFoundInOneRowOnly(t *testing.T) {
	r := &roster{}
	for i, listed := range []string{"aa bb", "bb aa", "", "cc"} {
		r.text += listed
		r.ends = append(r.ends, len(r.text))
		r.text += "\n"
		r.rows = append(r.rows, rosterRow{ID: fmt.Sprint(i)})
	}
	for words, want := range map[string]string{"": "[0 1 2 3]", "aa": "[0 1]", "bb aa": "[0 1]", "a b": "[0 1]", "cc": "[3]", "c": "[3]", "aa cc": "[]", "bb bb": "[0 1]", "x": "[]"} {
		if got := fmt.Sprint(r.choose(MemberFilter{Words: words})); got != want {
			t.Errorf("%q finds %s, want %s", words, got, want)
		}
	}
}

func TestAnOrganisationsPeopleAreReadAlongTheirIndex(t *testing.T) {
	app, a, _, _ := two(t)
	var plan []struct {
		Detail string `db:"detail"`
	}
	q := rosterQuery(app, a).Build()
	if err := app.DB().NewQuery("EXPLAIN QUERY PLAN " + q.SQL()).Bind(q.Params()).All(&plan); err != nil {
		t.Fatal(err)
	}
	if len(plan) != 1 || plan[0].Detail != "SEARCH memberships USING COVERING INDEX idx_memberships_listed (organisation=?)" {
		t.Errorf("%v", plan)
	}
}
