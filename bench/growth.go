package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
)

// The two academies that are compared: the same courses and the same learner, with more and more others.
const (
	fewEnrolments  = 10_000
	manyEnrolments = 1_000_000
	asksOfATurn    = 120
)

// growth compares the time of three pages in an academy with a million enrolments with their time in one
// with ten thousand. The learner is enrolled in all 20 courses.
func growth(l *lab) (figures []figure, err error) {
	few, err := l.crowded("few", fewEnrolments)
	if err != nil {
		return nil, err
	}
	many, err := l.crowded("many", manyEnrolments)
	if err != nil {
		return nil, err
	}
	defer func() {
		err = errors.Join(err, few.stop(), many.stop(), os.RemoveAll(l.crowd("few")), os.RemoveAll(l.crowd("many")))
	}()
	a, err := l.academy()
	if err != nil {
		return nil, err
	}
	for _, page := range []struct{ name, path, wanted string }{
		{"me_growth", "/me", "/courses/corso-19"},
		{"catalogue_growth", "/courses", "/courses/corso-19"},
		{"search_growth", "/courses?q=identit%C3%A0+digitale", "/courses/" + shippedCourse},
	} {
		ask := func(s *server) (float64, error) {
			list, err := newLoad(1).latencies(request{url: s.url + page.path, token: a.token, wanted: []string{page.wanted, learnerName}}, asksOfATurn)
			return median(list), err
		}
		for _, s := range []*server{few, many} { // the first answers fill the caches
			if _, err := ask(s); err != nil {
				return figures, fmt.Errorf("%s: %w", page.name, err)
			}
		}
		p, err := watched(func() (pairs, error) {
			return inTurn(func() (float64, error) { return ask(many) }, func() (float64, error) { return ask(few) })
		}, few, many)
		if err != nil {
			return figures, fmt.Errorf("%s: %w", page.name, err)
		}
		figures = append(figures, ratio(page.name, "us", p, "at_1000000", "at_10000")...)
	}
	return figures, nil
}

// watched measures ratios of times of the clock, which prove nothing where others take the machine.
func watched(measure func() (pairs, error), servers ...*server) (pairs, error) {
	w, err := startWatch(servers...)
	if err != nil {
		return pairs{}, err
	}
	p, err := measure()
	if err != nil {
		return p, err
	}
	if fault, err := w.fault(ratioDisturbed, servers...); err != nil || fault != "" {
		p.faults = append(p.faults, fault)
		return p, err
	}
	return p, nil
}

func (l *lab) crowd(name string) string { return filepath.Join(l.dir, name) }

// crowded starts a server on a copy of the academy with so many enrolments.
func (l *lab) crowded(name string, enrolments int) (*server, error) {
	a, err := l.academy()
	if err != nil {
		return nil, err
	}
	dir := l.crowd(name)
	if err := os.CopyFS(dir, os.DirFS(a.dir)); err != nil {
		return nil, err
	}
	err = within(dir, func(app core.App) error {
		if err := enrolEverywhere(app); err != nil {
			return err
		}
		return enrolCrowd(app, enrolments)
	})
	if err != nil {
		return nil, fmt.Errorf("enrol %d: %w", enrolments, err)
	}
	return l.serveAula(dir)
}

// enrolEverywhere enrols the learner in every course.
func enrolEverywhere(app core.App) error {
	user, err := app.FindAuthRecordByEmail("users", "ada@example.org")
	if err != nil {
		return err
	}
	all, err := courses.All(app, courses.Published)
	if err != nil {
		return err
	}
	for _, c := range all {
		if _, err := courses.Enrol(app, user.Id, c.Id); err != nil {
			return err
		}
	}
	return nil
}

// The crowd is written by SQL: people with 20 enrolments each, and a lesson done in each. ids are random, as
// PocketBase's are.
var crowdQueries = []string{
	`CREATE TEMP TABLE places AS SELECT row_number() OVER (ORDER BY slug) - 1 AS n, id FROM courses`,
	`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {:people})
	INSERT INTO users (id, email, tokenKey, password, verified, role, given_name, family_name, locale, created, updated)
	SELECT printf('p%014d', i), 'p' || i || '@example.org', hex(randomblob(25)), 'none', 1, 'learner', 'Persona', 'N. ' || i, 'it',
		'2026-01-01 09:00:00.000Z', '2026-01-01 09:00:00.000Z' FROM n`,
	`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {:enrolments})
	INSERT INTO enrolments (id, user, course, edition, cycle, percent, completed, rated, last_lesson, created, updated)
	SELECT substr(lower(hex(randomblob(8))), 1, 15), printf('p%014d', i / 20), p.id, '', 1, 100 * (i % 7 = 0),
		CASE WHEN i % 7 = 0 THEN '2026-03-01 09:00:00.000Z' ELSE '' END, 0, '',
		'2026-01-01 09:00:00.000Z', strftime('%Y-%m-%d %H:%M:%f', 1767225600 + i, 'unixepoch') || 'Z'
	FROM n JOIN places p ON p.n = i % 20`,
	`INSERT INTO fulfilments (id, enrolment, requirement, evidence, created)
	SELECT substr(lower(hex(randomblob(8))), 1, 15), id, 'lesson:01-lezione', 'null', created FROM enrolments WHERE user LIKE 'p0%'`,
}

// enrolCrowd fills the tables without their indexes, which are made again when everything is there.
func enrolCrowd(app core.App, enrolments int) error {
	return app.RunInTransaction(func(tx core.App) error {
		var indexes []struct {
			Name string `db:"name"`
			SQL  string `db:"sql"`
		}
		err := tx.DB().NewQuery(`SELECT name, sql FROM sqlite_master
			WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('users', 'enrolments', 'fulfilments')`).All(&indexes)
		if err != nil {
			return err
		}
		for _, index := range indexes {
			if _, err := tx.DB().NewQuery("DROP INDEX [[" + index.Name + "]]").Execute(); err != nil {
				return err
			}
		}
		for _, query := range crowdQueries {
			q := tx.DB().NewQuery(query)
			if _, err := q.Bind(dbx.Params{"people": enrolments / 20, "enrolments": enrolments}).Execute(); err != nil {
				return err
			}
		}
		for _, index := range indexes {
			if _, err := tx.DB().NewQuery(index.SQL).Execute(); err != nil {
				return err
			}
		}
		return nil
	})
}
