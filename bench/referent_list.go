package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
)

// The two organisations that are compared, and how often each page is asked in a turn. Every filter finds more than a page of either.
const (
	fewPeople      = 500
	manyPeople     = 5_000
	asksOfReferent = 20
)

// referentPages are the lists that a referent sees, with each filter and search that they offer. A search finds every fifth, one or nobody.
var referentPages = []struct {
	figure, path string
	queries      []string
}{
	{"referent_people", "people", []string{
		"", "?page=LAST", "?q=rossi", "?q=persona+bianchi", "?q=unica", "?q=nessuno",
		"?state=employee", "?state=referent", "?state=facilitator", "?state=left", "?state=left&q=rossi",
	}},
	{"referent_assigned", "assignments", []string{
		"", "?page=LAST", "?q=rossi", "?q=unica", "?state=open", "?state=late", "?state=done", "?state=withdrawn", "?state=late&q=rossi",
	}},
	{"referent_finished", "completions", []string{"", "?page=2", "?year=2025", "?state=ending"}},
}

// body is an organisation of so many people, and the token of who answers for them. All that is the organisation's begins with its mark.
type body struct {
	mark, token, id string
	people          int
}

// page is the address of one of its lists.
func (b *body) page(path string) string {
	last := b.people * 4 / 5 / accounts.MembersPage // of those who have not left; of other lists a late one
	return "/organisations/" + b.mark + "/" + strings.Replace(path, "LAST", strconv.Itoa(last), 1)
}

// referentLists compares the lists of an organisation of 5,000 people with those of one of 500 in the same academy, and tells the worst of
// each page's filters.
func referentLists(l *lab) (figures []figure, err error) {
	dir := filepath.Join(l.dir, "referents")
	few, many := &body{mark: "fewer", people: fewPeople}, &body{mark: "large", people: manyPeople}
	err = within(dir, func(app core.App) error {
		return errors.Join(foundAcademy(app), few.fill(app), many.fill(app))
	})
	if err != nil {
		return nil, err
	}
	s, err := l.serveAula(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	for _, page := range referentPages {
		worst, at := pairs{}, ""
		for _, query := range page.queries {
			p, err := compareBodies(s, page.path+query, many, few)
			if err != nil {
				return figures, fmt.Errorf("%s: %w", page.path+query, err)
			}
			if at == "" || p.ratio() > worst.ratio() {
				worst, at = p, page.path+query
			}
		}
		figures = append(figures, ratio(page.figure, "us", worst, "at_5000_"+at, "at_500_"+at)...)
	}
	return figures, nil
}

func compareBodies(s *server, path string, many, few *body) (pairs, error) {
	ask := func(b *body) func() (float64, error) {
		return func() (float64, error) {
			list, err := newLoad(1).latencies(request{url: s.url + b.page(path), token: b.token, wanted: []string{"Comune di " + b.mark}}, asksOfReferent)
			return median(list), err
		}
	}
	for _, b := range []*body{many, few} { // the first answers fill the caches
		if _, err := ask(b)(); err != nil {
			return pairs{}, err
		}
	}
	return watched(func() (pairs, error) { return inTurn(ask(many), ask(few)) }, s)
}

// fill makes the organisation. Every fifth of its people has another name, office and role, or has left; one has a name of their own.
func (b *body) fill(app core.App) error {
	o, err := save(app, "organisations", map[string]any{"ipa": b.mark, "name": "Comune di " + b.mark, "kind": "comune"})
	if err != nil {
		return err
	}
	course, err := save(app, "courses", map[string]any{"slug": b.mark, "title": "Corso di " + b.mark, "state": "published", "hours": 2})
	if err != nil {
		return err
	}
	values := dbx.Params{"mark": b.mark, "body": o.Id, "course": course.Id, "people": b.people}
	for _, query := range bodyQueries {
		if _, err := app.DB().NewQuery(query).Bind(values).Execute(); err != nil {
			return err
		}
	}
	referent, err := app.FindAuthRecordByEmail("users", "persona1@"+b.mark+".example")
	if err != nil {
		return err
	}
	b.token, err = referent.NewAuthToken()
	return err
}

// bodyQueries write who they are and what they did: every fifth has another role, or has left; every second is called Rossi and one Unica; all
// were asked to finish the course, and two of five have.
var bodyQueries = []string{
	`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {:people})
	INSERT INTO users (id, email, tokenKey, password, verified, role, given_name, family_name, locale, created, updated)
	SELECT printf('%s%010d', {:mark}, i), printf('persona%d@%s.example', i, {:mark}), hex(randomblob(25)), 'none', 1, 'learner', 'Persona',
		CASE WHEN i = 7 THEN 'Unica' WHEN i / 5 % 2 THEN 'Rossi' ELSE 'Bianchi' END, 'it', '2024-01-01 09:00:00.000Z', '2024-01-01 09:00:00.000Z' FROM n`,
	`INSERT INTO memberships (id, user, organisation, role, office, "from", until, by, accepted, called, listed, created, updated)
	SELECT id, id, {:body}, CASE substr(id, 6) % 5 WHEN 1 THEN 'referent' WHEN 2 THEN 'facilitator' ELSE 'employee' END, 'Ufficio ' || substr(id, 6) % 20, created,
		CASE substr(id, 6) % 5 WHEN 3 THEN '2026-06-01 09:00:00.000Z' ELSE '' END, '', created, '', lower(family_name || ' ' || given_name || ' ' || email), created, created
	FROM users WHERE id LIKE {:mark} || '%'`,
	`INSERT INTO enrolments (id, user, course, edition, cycle, percent, completed, rated, last_lesson, created, updated)
	SELECT id, id, {:course}, '', 1, 0, CASE WHEN substr(id, 6) % 5 NOT IN (0, 4) THEN '' WHEN substr(id, 6) / 10 % 2 THEN '2025-03-01 09:00:00.000Z' ELSE '2026-03-01 09:00:00.000Z' END,
		0, '', created, created FROM users WHERE id LIKE {:mark} || '%'`,
	`INSERT INTO assignments (id, organisation, course, user, due, by, withdrawn, created, updated)
	SELECT id, {:body}, {:course}, id, CASE substr(id, 6) % 5 WHEN 1 THEN '2026-02-01 22:59:59.000Z' ELSE '2036-02-01 22:59:59.000Z' END, '',
		CASE substr(id, 6) % 5 WHEN 3 THEN '2026-06-01 09:00:00.000Z' ELSE '' END, created, created FROM users WHERE id LIKE {:mark} || '%'`,
}
