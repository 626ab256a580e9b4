package webinars

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// posterQuery says in one row what a webinar's page shows anybody: the plan, the seats taken where they are limited, and those who
// present, or else host.
const posterQuery = `SELECT w.*,
	CASE WHEN w.seats > 0 THEN (SELECT count(*) FROM webinar_registrations r WHERE r.webinar = w.id AND r.state = 'registered') ELSE 0 END AS taken_,
	(SELECT group_concat(name, char(10)) FROM (
		SELECT iif(trim(u.given_name || ' ' || u.family_name) = '', u.email, trim(u.given_name || ' ' || u.family_name)) AS name
		FROM json_each(iif(json_array_length(w.presenters) > 0, w.presenters, w.hosts)) j JOIN users u ON u.id = j.value ORDER BY j.key)) AS speakers_
	FROM webinars w WHERE w.id = {:webinar}`

// Poster is what a webinar's page shows anybody.
type Poster struct {
	*Webinar
	Taken    int // seats; 0 where they are not limited
	Speakers []string
}

// FindPoster returns the poster of a webinar, with one query, or ErrNotFound.
func FindPoster(app core.App, id string) (*Poster, error) {
	rows, err := app.DB().NewQuery(posterQuery).Bind(dbx.Params{"webinar": id}).Rows()
	if err != nil {
		return nil, fmt.Errorf("poster of webinar %s: %w", id, err)
	}
	defer rows.Close()
	p, err := readPoster(app, rows)
	if err == nil || errors.Is(err, ErrNotFound) {
		return p, err
	}
	return nil, fmt.Errorf("poster of webinar %s: %w", id, err)
}

// readPoster reads the one row that there is.
func readPoster(app core.App, rows *dbx.Rows) (*Poster, error) {
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return nil, err
		}
		return nil, ErrNotFound
	}
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	values, places := make([]any, len(names)), make([]any, len(names))
	for i := range values {
		places[i] = &values[i]
	}
	if err := rows.Scan(places...); err != nil {
		return nil, err
	}
	c, err := app.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return nil, err
	}
	p := &Poster{Webinar: Of(core.NewRecord(c))}
	for i, name := range names {
		switch name {
		case "taken_":
			taken, _ := values[i].(int64) // by the query
			p.Taken = int(taken)
		case "speakers_":
			if speakers, _ := values[i].(string); speakers != "" {
				p.Speakers = strings.Split(speakers, "\n")
			}
		case "id":
			p.Id, _ = values[i].(string)
		default:
			p.SetRaw(name, values[i])
		}
	}
	p.MarkAsNotNew()
	return p, nil
}
