package hours_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/hours"
	"aula/internal/areas"
	"aula/internal/testapp"
)

var march = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

func fact(person string, change ...func(*hours.Fact)) hours.Fact {
	f := hours.Fact{
		Person: person, Day: march, Area: areas.Digital, Minutes: 90, Source: hours.Lesson, Key: "enrolment1/lesson:uno", Title: "SPID",
		Evidence: map[string]string{"enrolment": "enrolment1"},
	}
	for _, c := range change {
		c(&f)
	}
	return f
}

// inOne does all of it in a transaction.
func inOne(t *testing.T, app core.App, do func(core.App) error) {
	t.Helper()
	if err := app.RunInTransaction(do); err != nil {
		t.Fatal(err)
	}
}

func record(t *testing.T, app core.App, facts ...hours.Fact) {
	t.Helper()
	inOne(t, app, func(tx core.App) error {
		for _, f := range facts {
			if err := hours.Record(tx, f); err != nil {
				return err
			}
		}
		return nil
	})
}

func written(t *testing.T, app core.App, year int) string {
	t.Helper()
	var b strings.Builder
	if err := hours.Write(app, year, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func entriesOf(t *testing.T, app core.App, person string) []hours.Entry {
	t.Helper()
	all, err := hours.EntriesOf(app, person, 0)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAFactIsRecordedOnceUntilItIsTakenBack(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner").Id
	record(t, app, fact(ada), fact(ada))
	record(t, app, fact(ada, func(f *hours.Fact) { f.Minutes = 5 }))
	first := entriesOf(t, app, ada)
	if len(first) != 1 || first[0].Minutes != 90 || first[0].Turn != 0 || !first[0].Holds() || first[0].Evidence()["enrolment"] != "enrolment1" {
		t.Fatalf("recorded %+v", first)
	}
	inOne(t, app, func(tx core.App) error { return hours.Reverse(tx, first[0], hours.ReasonTakenBack, "") })
	if got := written(t, app, 2026); got != ada+"\t\t2026\tdigital\tfalse\t0\n" {
		t.Errorf("after it was taken back: %q", got)
	}
	err := app.RunInTransaction(func(tx core.App) error { return hours.Reverse(tx, first[0], "again", "") })
	if !errors.Is(err, hours.ErrReversed) {
		t.Errorf("taken back twice: %v", err)
	}
	record(t, app, fact(ada, func(f *hours.Fact) { f.Minutes = 60 }))
	all := entriesOf(t, app, ada)
	if len(all) != 3 || all[2].Turn != 1 || all[2].Minutes != 60 || all[1].Reverses != all[0].ID || all[0].Holds() || all[1].Holds() {
		t.Errorf("the ledger has %+v", all)
	}
}

func TestNothingInTheLedgerChanges(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner").Id
	record(t, app, fact(ada))
	id := entriesOf(t, app, ada)[0].ID
	for _, sql := range []string{
		"UPDATE hours_entries SET minutes = 1",
		"DELETE FROM hours_entries",
		"INSERT OR REPLACE INTO hours_entries (id, person, area, source, key, minutes) VALUES ('" + id + "', 'x', 'digital', 'quiz', 'k', 1)",
		"INSERT INTO hours_entries (person, area, source, key, minutes) VALUES ('x', 'digital', 'quiz', 'k', -1)",
		"INSERT INTO hours_entries (person, area, source, key, minutes, reverses) VALUES ('" + ada + "', 'digital', 'quiz', 'k', -80, '" + id + "')",
	} {
		if _, err := app.NonconcurrentDB().NewQuery(sql).Execute(); err == nil {
			t.Errorf("the ledger took: %s", sql)
		}
	}
}

func TestRecomputingGivesTheSameBytesAndMendsWhatDiffers(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner").Id
	record(t, app, fact(ada), fact(ada, func(f *hours.Fact) { f.Key, f.Area, f.Compulsory = "outside:1", areas.Values, true }))
	before := written(t, app, 2026)
	if r, err := hours.Recompute(app, 2026); err != nil || r.Wrong != 0 || r.Kept != 2 || r.Minutes != 180 || written(t, app, 2026) != before {
		t.Errorf("recomputed %+v, %v: %s", r, err, written(t, app, 2026))
	}
	for _, damage := range []string{
		"UPDATE hours_totals SET minutes = 7 WHERE compulsory = FALSE",
		"DELETE FROM hours_totals WHERE compulsory = TRUE",
		"INSERT INTO hours_totals (id, person, year, area, minutes) VALUES ('x', 'nobody', 2026, 'digital', 5)",
	} {
		if _, err := app.NonconcurrentDB().NewQuery(damage).Execute(); err != nil {
			t.Fatal(err)
		}
		if r, err := hours.Recompute(app, 2026); err != nil || r.Wrong != 1 || written(t, app, 2026) != before {
			t.Errorf("after %s: %+v, %v: %s", damage, r, err, written(t, app, 2026))
		}
	}
}

func TestAYearEndsAtMidnightInTheAcademy(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner").Id
	for key, day := range map[string]time.Time{
		"old:1":    time.Date(2026, 12, 31, 22, 59, 59, 0, time.UTC),
		"new:1":    time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC),
		"summer:1": time.Date(2026, 3, 29, 0, 59, 0, 0, time.UTC), // a minute before clocks go forward
		"winter:1": time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC), // an hour that comes twice
	} {
		record(t, app, fact(ada, func(f *hours.Fact) { f.Key, f.Day = key, day }))
	}
	totals, err := hours.TotalsOf(app, hours.TotalsFilter{Person: ada})
	if err != nil || len(totals) != 2 || totals[0].Year != 2026 || totals[0].Minutes != 270 || totals[1].Year != 2027 || totals[1].Minutes != 90 {
		t.Errorf("totals %+v, %v", totals, err)
	}
}
