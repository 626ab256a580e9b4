package hours

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/areas"
)

// Yearly is how many hours of training a public employee is owed each year (Directive of the Minister for the Public Administration of
// 14 January 2025).
const Yearly = 40

// Total is what somebody has earned in a year in one organisation's employ and one area.
type Total struct {
	Person       string     `db:"person"`
	Organisation string     `db:"organisation"` // empty: nobody employed the person
	Year         int        `db:"year"`
	Area         areas.Area `db:"area"`
	Compulsory   bool       `db:"compulsory"`
	Minutes      int        `db:"minutes"`
}

// TotalsFilter chooses totals; what is empty does not bound.
type TotalsFilter struct {
	Person, Organisation string
	People               []string // nil: anybody
	Year                 int
}

func (f TotalsFilter) where() dbx.Expression {
	where := dbx.HashExp{}
	for column, value := range map[string]string{"person": f.Person, "organisation": f.Organisation} {
		if value != "" {
			where[column] = value
		}
	}
	if f.Year != 0 {
		where["year"] = f.Year
	}
	if f.People == nil {
		return where
	}
	people := make([]any, len(f.People))
	for i, id := range f.People {
		people[i] = id
	}
	return dbx.And(where, dbx.In("person", people...))
}

// TotalsOf returns totals by person, organisation, year, area and whether it is compulsory; one may have come to nothing.
func TotalsOf(app core.App, f TotalsFilter) ([]Total, error) {
	var all []Total
	err := app.DB().Select("person", "organisation", "year", "area", "compulsory", "minutes").From("hours_totals").Where(f.where()).
		OrderBy("person", "organisation", "year", "area", "compulsory").All(&all)
	if err != nil {
		return nil, fmt.Errorf("totals of hours: %w", err)
	}
	return all, nil
}

// MinutesOf returns how many minutes those have who have any, by person.
func MinutesOf(app core.App, f TotalsFilter) (map[string]int, error) {
	var rows []struct {
		Person  string `db:"person"`
		Minutes int    `db:"minutes"`
	}
	if err := app.DB().Select("person", "sum(minutes) AS minutes").From("hours_totals").Where(f.where()).GroupBy("person").All(&rows); err != nil {
		return nil, fmt.Errorf("minutes of hours: %w", err)
	}
	sums := make(map[string]int, len(rows))
	for _, row := range rows {
		sums[row.Person] = row.Minutes
	}
	return sums, nil
}

// InHours are minutes as hours.
func InHours(minutes int) float64 { return float64(minutes) / 60 }
