package main

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/hours"
)

// entriesEach is how many entries each person of the two organisations has in the year: 20,000 and 200,000 in all.
const entriesEach = 40

// reportRows compares, for each person, the report of an organisation of 5,000 people with that of one of 500 in the same academy.
func reportRows(l *lab) (figures []figure, err error) {
	err = within(filepath.Join(l.dir, "report"), func(app core.App) error {
		if err := foundAcademy(app); err != nil {
			return err
		}
		few, many := &body{mark: "fewer", people: fewPeople}, &body{mark: "large", people: manyPeople}
		for _, b := range []*body{few, many} {
			if err := b.fill(app); err != nil {
				return err
			}
			if err := b.train(app); err != nil {
				return err
			}
		}
		p, err := watched(func() (pairs, error) {
			return inTurn(func() (float64, error) { return many.report(app, 1) }, func() (float64, error) { return few.report(app, 10) })
		})
		figures = ratio("report_rows", "us", p, "at_5000", "at_500")
		return err
	})
	return figures, err
}

// train gives everybody of the organisation their entries.
func (b *body) train(app core.App) error {
	o, err := app.FindFirstRecordByData("organisations", "ipa", b.mark)
	if err != nil {
		return err
	}
	b.id = o.Id
	_, err = app.DB().NewQuery(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {:each})
		INSERT INTO hours_entries (id, person, organisation, year, day, area, compulsory, minutes, source, key, title, evidence, created)
		SELECT substr(lower(hex(randomblob(8))), 1, 15), u.id, {:body}, {:year}, '2026-03-01 09:00:00.000Z',
			CASE i % 7 WHEN 0 THEN 'leadership' WHEN 1 THEN 'administrative' WHEN 2 THEN 'ecological' WHEN 3 THEN 'values' ELSE 'digital' END,
			i % 5 = 0, 15 + i, 'lesson', u.id || '/lesson:' || i, 'PEC', '{}', '2026-03-01 09:00:00.000Z'
		FROM n, users u WHERE u.id LIKE {:mark} || '%'`).
		Bind(dbx.Params{"each": entriesEach, "body": o.Id, "year": ledgerYear, "mark": b.mark}).Execute()
	return err
}

// report makes the organisation's report so many times, and returns the microseconds for each of its people.
func (b *body) report(app core.App, times int) (float64, error) {
	began := time.Now()
	for range times {
		r, err := hours.ReportOf(app, b.id, ledgerYear)
		if err != nil {
			return 0, err
		}
		if r.Whole.People != b.people {
			return 0, fmt.Errorf("a report of %d of %d people", r.Whole.People, b.people)
		}
	}
	return 1000 * took(began) / float64(times*b.people), nil
}
