package hours

import (
	"bufio"
	"fmt"
	"io"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// What a year's entries come to, and the totals that are kept.
const (
	sumsOfYear = `SELECT person, organisation, year, area, compulsory, sum(minutes) AS minutes FROM hours_entries WHERE year = {:year}
		GROUP BY person, organisation, area, compulsory`
	totalsOfYear = `SELECT person, organisation, year, area, compulsory, minutes FROM hours_totals WHERE year = {:year}`
)

// Recomputed is what came of making a year's totals anew.
type Recomputed struct {
	Wrong   int // totals that were not what the entries say
	Kept    int // totals there are now
	Minutes int // all of them together
}

// Recompute makes a year's totals anew from its entries. Write writes the same bytes before and after, unless some were wrong.
func Recompute(app core.App, year int) (r Recomputed, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		if r.Wrong, err = wrongTotals(tx, year); err != nil {
			return err
		}
		if r.Wrong > 0 {
			if err := rewriteTotals(tx, year); err != nil {
				return err
			}
		}
		return tx.DB().NewQuery("SELECT count(*), coalesce(sum(minutes), 0) FROM hours_totals WHERE year = {:year}").
			Bind(dbx.Params{"year": year}).Row(&r.Kept, &r.Minutes)
	})
	if err != nil {
		return r, fmt.Errorf("recompute hours of %d: %w", year, err)
	}
	return r, nil
}

// wrongTotals counts the totals of a year that its entries do not give, and those that are missing.
func wrongTotals(tx core.App, year int) (wrong int, err error) {
	err = tx.DB().NewQuery(`WITH sums AS (` + sumsOfYear + `) SELECT
		(SELECT count(*) FROM sums s LEFT JOIN hours_totals t USING (person, organisation, year, area, compulsory) WHERE t.minutes IS NOT s.minutes) +
		(SELECT count(*) FROM hours_totals WHERE year = {:year}) - (SELECT count(*) FROM sums s JOIN hours_totals t USING (person, organisation, year, area, compulsory))`).
		Bind(dbx.Params{"year": year}).Row(&wrong)
	return wrong, err
}

func rewriteTotals(tx core.App, year int) error {
	for _, query := range []string{
		"DELETE FROM hours_totals WHERE year = {:year}",
		`INSERT INTO hours_totals (id, person, organisation, year, area, compulsory, minutes)
			SELECT substr(lower(hex(randomblob(8))), 1, 15), s.* FROM (` + sumsOfYear + `) s`,
	} {
		if _, err := tx.DB().NewQuery(query).Bind(dbx.Params{"year": year}).Execute(); err != nil {
			return err
		}
	}
	return nil
}

// Write writes a year's totals in the one way in which they can be written: a line each, tab-separated, sorted.
func Write(app core.App, year int, w io.Writer) error {
	rows, err := app.DB().NewQuery(totalsOfYear + ` ORDER BY person, organisation, area, compulsory`).Bind(dbx.Params{"year": year}).Rows()
	if err != nil {
		return fmt.Errorf("write hours of %d: %w", year, err)
	}
	defer rows.Close()
	out := bufio.NewWriter(w)
	for rows.Next() {
		var t Total
		if err := rows.ScanStruct(&t); err != nil {
			return fmt.Errorf("write hours of %d: %w", year, err)
		}
		fmt.Fprintf(out, "%s\t%s\t%d\t%s\t%t\t%d\n", t.Person, t.Organisation, t.Year, t.Area, t.Compulsory, t.Minutes)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("write hours of %d: %w", year, err)
	}
	return out.Flush()
}
