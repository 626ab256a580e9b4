package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/privacy"
)

// The academies in which somebody is erased: the same person, with more and more others.
const (
	fewRemembered  = 1_000
	manyRemembered = 50_000
)

// erasure compares erasing a person from an academy that knows 50,000 people with one that knows 1,000, and counts the steps of SQLite's
// plans by which a table was read from end to end.
func erasure(l *lab) (figures []figure, err error) {
	err = within(filepath.Join(l.dir, "forgetting_few"), func(few core.App) error {
		return within(filepath.Join(l.dir, "forgetting_many"), func(many core.App) error {
			for app, people := range map[core.App]int{few: fewRemembered, many: manyRemembered} {
				if err := remember(app, people); err != nil {
					return err
				}
			}
			scans, err := scansOfErasure(many)
			if err != nil {
				return err
			}
			p, err := inTurn(func() (float64, error) { return eraseSome(many) }, func() (float64, error) { return eraseSome(few) })
			figures = append(ratio("erasure_time", "ms", p, "at_50000", "at_1000"), figure{name: "erasure_scans", value: float64(scans), unit: "scans"})
			return err
		})
	})
	return figures, err
}

// remembered fills an academy: each person is enrolled, was told something, sat in a webinar and spoke in it.
var remembered = []string{
	`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {:people})
		INSERT INTO users (id, email, tokenKey, password, verified, given_name, family_name, role, locale)
		SELECT printf('p%014d', i), 'p' || i || '@example.org', printf('%050d', i), 'x', 1, 'Ada', 'Bianchi', 'learner', 'it' FROM n`,
	`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 299)
		INSERT INTO courses (id, slug, title, state) SELECT printf('c%014d', i), 'corso-' || i, 'Corso', 'published' FROM n`,
	`INSERT INTO webinars (id, title, state, start, ended) SELECT DISTINCT printf('w%014d', substr(id, 2) / 100), 'Webinar', 'ended', '2026-01-01', '2026-01-01' FROM users WHERE id LIKE 'p0%'`,
	`INSERT INTO enrolments (id, user, course, cycle) SELECT 'e' || substr(id, 2), id, 'c00000000000000', 1 FROM users WHERE id LIKE 'p0%'`,
	`INSERT INTO notices (id, person, kind, created) SELECT 'n' || substr(id, 2), id, 'x', '2026-01-01' FROM users WHERE id LIKE 'p0%'`,
	`INSERT INTO webinar_registrations (id, webinar, user, state) SELECT 'r' || substr(id, 2), printf('w%014d', substr(id, 2) / 100), id, 'registered' FROM users WHERE id LIKE 'p0%'`,
	`INSERT INTO webinar_messages (id, webinar, person, name, text) SELECT 'm' || substr(id, 2), webinar, id, 'Ada', 'Buongiorno' FROM webinar_registrations`,
	`INSERT INTO webinar_events (id, webinar, person, name, kind) SELECT 'v' || substr(id, 2), webinar, id, 'Ada', 'hand.raised' FROM webinar_registrations`,
	`INSERT INTO webinar_attendances (id, webinar, person, user, name) SELECT 'a' || substr(id, 2), webinar, id, user, 'Ada' FROM webinar_registrations`,
	`ANALYZE`,
}

func remember(app core.App, people int) error {
	for _, query := range remembered {
		if _, err := app.DB().NewQuery(query).Bind(dbx.Params{"people": people}).Execute(); err != nil {
			return fmt.Errorf("%.60s: %w", query, err)
		}
	}
	return nil
}

// erasedATurn are how many people are erased in a turn: one alone takes as long as a page that the disk has to bring.
const erasedATurn = 40

// eraseSome tells how many milliseconds it took to erase one of them.
func eraseSome(app core.App) (total float64, err error) {
	for range erasedATurn {
		one, err := eraseOne(app)
		if err != nil {
			return 0, err
		}
		total += one
	}
	return total / erasedATurn, nil
}

// eraseOne erases whoever comes next, and tells how many milliseconds it took.
func eraseOne(app core.App) (float64, error) {
	user, err := app.FindFirstRecordByFilter("users", "id ~ 'p0'")
	if err != nil {
		return 0, err
	}
	began := time.Now()
	err = app.RunInTransaction(func(tx core.App) error { return privacy.Erase(tx, user) })
	return float64(time.Since(began).Microseconds()) / 1_000, err
}

var readsATable = regexp.MustCompile(`^SCAN (\w+)$`)

// scansOfErasure erases somebody and has SQLite explain each statement that it led to.
func scansOfErasure(app core.App) (scans int, err error) {
	var all []string
	db, is := app.NonconcurrentDB().(*dbx.DB)
	if !is {
		return 0, fmt.Errorf("%T is no database", app.NonconcurrentDB())
	}
	db.QueryLogFunc = func(_ context.Context, _ time.Duration, statement string, _ *sql.Rows, _ error) {
		all = append(all, statement)
	}
	db.ExecLogFunc = func(_ context.Context, _ time.Duration, statement string, _ sql.Result, _ error) {
		all = append(all, statement)
	}
	_, err = eraseOne(app)
	db.QueryLogFunc, db.ExecLogFunc = nil, nil
	if err != nil {
		return 0, err
	}
	for _, statement := range all {
		var steps []struct {
			Detail string `db:"detail"`
		}
		if err := app.DB().NewQuery("EXPLAIN QUERY PLAN " + strings.ReplaceAll(statement, "=<nil>", "=NULL")).All(&steps); err != nil {
			return 0, fmt.Errorf("explain %.80s: %w", statement, err)
		}
		for _, s := range steps {
			if readsATable.MatchString(s.Detail) {
				fmt.Fprintf(os.Stderr, "bench: %s: %s\n", s.Detail, statement)
				scans++
			}
		}
	}
	return scans, nil
}
