package hours

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"aula/internal/testapp"
)

func TestTheLedgerIsReadByItsIndexes(t *testing.T) {
	app := testapp.New(t)
	for says, q := range map[string]*dbx.SelectQuery{
		"entries of a person":     entries(app).Where(dbx.HashExp{"e.person": "p", "e.year": 2026}),
		"an entry":                entries(app).Where(dbx.HashExp{"e.id": "x"}),
		"what holds of a key":     holding(app).AndWhere(dbx.HashExp{"e.key": "webinar:x"}),
		"what holds under a key":  holding(app).AndWhere(begins("enrolment/")),
		"what has no employer":    holding(app).AndWhere(dbx.HashExp{"e.person": "p", "e.organisation": ""}),
		"totals of a person":      app.DB().Select("*").From("hours_totals").Where(TotalsFilter{Person: "p"}.where()),
		"totals of a body's year": app.DB().Select("person", "sum(minutes)").From("hours_totals").Where(TotalsFilter{Organisation: "o", Year: 2026}.where()).GroupBy("person"),
		"totals of a few people":  app.DB().Select("*").From("hours_totals").Where(TotalsFilter{Organisation: "o", Year: 2026, People: []string{"p", "q"}}.where()),
	} {
		built := q.Build()
		var plan []struct {
			Detail string `db:"detail"`
		}
		if err := app.DB().NewQuery("EXPLAIN QUERY PLAN " + built.SQL()).Bind(built.Params()).All(&plan); err != nil {
			t.Fatal(err)
		}
		for _, step := range plan {
			if strings.HasPrefix(step.Detail, "SCAN hours") || strings.HasPrefix(step.Detail, "SCAN e") || strings.Contains(step.Detail, "TEMP B-TREE") {
				t.Errorf("%s: %s", says, step.Detail)
			}
		}
	}
}
