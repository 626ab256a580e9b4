package pb_migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/migrations"
)

// hoursGuards let the ledger take nothing but new entries, and a counter-entry take back exactly one entry. REPLACE removes rows without
// asking a trigger of deletions, so the one of insertions refuses an id or a rowid that is there already. What is taken in is added to
// the totals in the same statement.
var hoursGuards = [][2]string{
	{"hours_entries_no_update", `BEFORE UPDATE ON hours_entries BEGIN
		SELECT RAISE(ABORT, 'the ledger of hours is append-only: no entry changes'); END`},
	{"hours_entries_no_delete", `BEFORE DELETE ON hours_entries BEGIN
		SELECT RAISE(ABORT, 'the ledger of hours is append-only: no entry goes'); END`},
	{"hours_entries_new_only", `BEFORE INSERT ON hours_entries
		WHEN EXISTS (SELECT 1 FROM hours_entries WHERE id = NEW.id OR rowid = NEW.rowid) BEGIN
		SELECT RAISE(ABORT, 'the ledger of hours is append-only: no entry comes in the place of another'); END`},
	{"hours_entries_counter", `BEFORE INSERT ON hours_entries
		WHEN (NEW.reverses = '' AND NEW.minutes <= 0) OR (NEW.reverses != '' AND NOT EXISTS (SELECT 1 FROM hours_entries e
			WHERE e.id = NEW.reverses AND e.reverses = '' AND e.person = NEW.person AND e.organisation = NEW.organisation AND e.year = NEW.year
				AND e.area = NEW.area AND e.compulsory = NEW.compulsory AND e.minutes = -NEW.minutes)) BEGIN
		SELECT RAISE(ABORT, 'an entry of hours gives minutes, or takes back exactly those of another'); END`},
	{"hours_entries_total", `AFTER INSERT ON hours_entries BEGIN
		INSERT INTO hours_totals (id, person, organisation, year, area, compulsory, minutes)
		VALUES (substr(lower(hex(randomblob(8))), 1, 15), NEW.person, NEW.organisation, NEW.year, NEW.area, NEW.compulsory, NEW.minutes)
		ON CONFLICT (organisation, year, person, area, compulsory) DO UPDATE SET minutes = minutes + excluded.minutes; END`},
}

// The ledger of training hours: entries that are only ever added, their sums, and the names of those who have no account any more. People
// and organisations stand as text, not as relations: entries outlive them. Everybody who hands in a quiz waits for an entry, so that each
// index must earn its place.
func init() {
	migrations.Register(func(app core.App) error {
		for _, c := range []*core.Collection{newHoursTotals(), newHoursHolders(), newHoursEntries()} {
			if err := app.Save(c); err != nil {
				return fmt.Errorf("collection %s: %w", c.Name, err)
			}
		}
		for _, guard := range hoursGuards {
			if _, err := app.DB().NewQuery("CREATE TRIGGER " + guard[0] + " " + guard[1]).Execute(); err != nil {
				return fmt.Errorf("guard %s: %w", guard[0], err)
			}
		}
		return nil
	}, drop("hours_entries", "hours_holders", "hours_totals"))
}

func newHoursEntries() *core.Collection {
	c := core.NewBaseCollection("hours_entries")
	c.Fields.Add(required("person"), text("organisation"), integer("year"), date("day"), required("area"), boolean("compulsory"),
		integer("minutes"), required("source"), &core.TextField{Name: "key", Max: 2 * shortText, Required: true}, integer("turn"),
		text("reverses"), prose("reason"), text("by"), prose("title"), object("evidence"), date("created"))
	c.AddIndex("idx_hours_entries_key", true, "`key`, person, turn, (reverses != '')", "")
	c.AddIndex("idx_hours_entries_reverses", true, "reverses", "reverses != ''")
	c.AddIndex("idx_hours_entries_person", false, "person, `year`, day", "")
	return c
}

func newHoursTotals() *core.Collection {
	c := core.NewBaseCollection("hours_totals")
	c.Fields.Add(required("person"), text("organisation"), integer("year"), required("area"), boolean("compulsory"), integer("minutes"))
	c.AddIndex("idx_hours_totals_sum", true, "organisation, `year`, person, area, compulsory", "")
	c.AddIndex("idx_hours_totals_person", false, "person, `year`", "")
	return c
}

func newHoursHolders() *core.Collection {
	c := core.NewBaseCollection("hours_holders")
	c.Fields.Add(required("person"), text("given"), text("family"))
	c.AddIndex("idx_hours_holders_person", true, "person", "")
	return c
}
