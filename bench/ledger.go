package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/hours"
)

const (
	ledgerYear    = 2026
	ledgerPeople  = 5_000
	ledgerEntries = 200_000
)

// ledgerRecompute compares making a year's totals anew, all of which are wrong, with reading its entries.
func ledgerRecompute(l *lab) (figures []figure, err error) {
	err = within(filepath.Join(l.dir, "ledger"), func(app core.App) error {
		if err := fillLedger(app); err != nil {
			return err
		}
		p, err := watched(func() (pairs, error) {
			return inTurn(func() (float64, error) { return recomputeLedger(app) }, func() (float64, error) { return readLedger(app) })
		})
		figures = ratio("ledger_recompute", "ms", p, "recompute", "read")
		return err
	})
	return figures, err
}

func recomputeLedger(app core.App) (float64, error) {
	if _, err := app.DB().NewQuery("UPDATE hours_totals SET minutes = minutes + 1").Execute(); err != nil {
		return 0, err
	}
	began := time.Now()
	sums, err := hours.Recompute(app, ledgerYear)
	if err == nil && sums.Wrong == 0 {
		err = errors.New("no total was wrong")
	}
	return took(began), err
}

func readLedger(app core.App) (float64, error) {
	began := time.Now()
	entries, err := readEntries(app, ledgerYear)
	if err == nil && len(entries) != ledgerEntries {
		err = fmt.Errorf("%d entries", len(entries))
	}
	return took(began), err
}

func took(began time.Time) float64 { return milliseconds(time.Since(began)) }

// fillLedger writes the entries of a year: of each person as many, in every area and from all kinds of sources, in two organisations.
func fillLedger(app core.App) error {
	_, err := app.DB().NewQuery(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {:entries})
		INSERT INTO hours_entries (id, person, organisation, year, day, area, compulsory, minutes, source, key, turn, title, evidence, created)
		SELECT printf('e%014d', i), printf('p%014d', i % {:people}), CASE WHEN i % 11 THEN 'organisation0001' ELSE 'organisation0002' END, {:year},
			printf('%d-%02d-%02d 09:00:00.000Z', {:year}, 1 + i % 12, 1 + i % 28),
			CASE i % 7 WHEN 0 THEN 'leadership' WHEN 1 THEN 'administrative' WHEN 2 THEN 'ecological' WHEN 3 THEN 'values' ELSE 'digital' END,
			i % 5 = 0, 15 + i % 90, CASE i % 3 WHEN 0 THEN 'lesson' WHEN 1 THEN 'quiz' ELSE 'webinar' END, printf('enrolment%06d/lesson:%d', i % 1000, i), 0,
			'Documento informatico, firma e PEC', printf('{"enrolment":"enrolment%06d","part":"La firma digitale"}', i % 1000), '2026-03-01 09:00:00.000Z'
		FROM n`).Bind(dbx.Params{"entries": ledgerEntries, "people": ledgerPeople, "year": ledgerYear}).Execute()
	return err
}
