package webinars

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/database"
)

// Find returns the webinar, or ErrNotFound.
func Find(app core.App, id string) (*Webinar, error) {
	r, err := app.FindRecordById(Collection, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("find webinar %s: %w", id, err)
	}
	return Of(r), nil
}

// Meant returns the webinar of a registration: as it was read when the seat was given, or from the database. It returns ErrNotFound.
func Meant(app core.App, r *Registration) (*Webinar, error) {
	if w := r.ExpandedOne("webinar"); w != nil {
		return Of(w), nil
	}
	return Find(app, r.Webinar())
}

// Page is how many webinars a list returns at most.
const Page = 30

// Filter chooses webinars of a list.
type Filter struct {
	Past     bool // those that are over, newest first; else what is open or to come, soonest first
	Series   string
	Audience string
	Course   string
	Hosted   string // by this person
	State    State
	All      bool // whatever their time, newest first
	Words    string
	Page     int // from 1
	Limit    int // 0: Page
}

// Over is the moment after which a webinar that nobody ended counts as past.
func (w *Webinar) Over() time.Time { return w.End().Add(overtime) }

// overtime is how long a webinar may go on beyond its plan before links and lists take it for over.
const overtime = 2 * time.Hour

// List returns a page of webinars, and how many there are in all.
func List(app core.App, f Filter, now time.Time) ([]*Webinar, int, error) {
	where := f.where(now)
	total, err := app.CountRecords(Collection, where)
	if err != nil {
		return nil, 0, fmt.Errorf("count webinars: %w", err)
	}
	order, limit := "start ASC", f.Limit
	if f.Past || f.All {
		order = "start DESC"
	}
	if limit == 0 {
		limit = Page
	}
	var list []*Webinar
	err = app.RecordQuery(Collection).AndWhere(where).OrderBy(order, "id").Limit(int64(limit)).
		Offset(int64(max(f.Page, 1)-1) * int64(limit)).All(&list)
	if err != nil {
		return nil, 0, fmt.Errorf("list webinars: %w", err)
	}
	return list, int(total), nil
}

func (f Filter) where(now time.Time) dbx.Expression {
	all := []dbx.Expression{}
	switch {
	case f.All:
		all = append(all, dbx.NewExp("1 = 1")) // an empty conjunction is no SQL
	case f.Past:
		all = append(all, dbx.NewExp("([[state]] = 'ended' OR [[state]] = 'planned' AND [[start]] < {:now} AND "+overSQL+")", dbx.Params{"now": stamp(now)}))
	default: // the earliest start of one that is not over lets the index of state and start serve
		all = append(all, dbx.NewExp("([[state]] = 'open' OR [[state]] = 'planned' AND [[start]] >= {:earliest} AND NOT "+overSQL+
			" OR [[state]] = 'cancelled' AND [[start]] >= {:earliest} AND NOT "+overSQL+")",
			dbx.Params{"now": stamp(now), "earliest": stamp(now.Add(-MostMinutes*time.Minute - overtime))}))
	}
	for name, value := range map[string]string{"series": f.Series, "audience": f.Audience, "course": f.Course, "state": string(f.State)} {
		if value != "" {
			all = append(all, dbx.HashExp{name: value})
		}
	}
	if f.Hosted != "" {
		all = append(all, dbx.Or(dbx.HashExp{"owner": f.Hosted}, dbx.Like("hosts", f.Hosted)))
	}
	if f.Words != "" {
		all = append(all, dbx.Or(database.Contains("title", f.Words), database.Contains("series", f.Words)))
	}
	return dbx.And(all...)
}

// overSQL is [Webinar.Over] for the database.
const overSQL = "datetime([[start]], '+' || ([[minutes]] + 120) || ' minutes') < datetime({:now})"

// seriesSQL leaps from one name to the next in the index of series, however many webinars each has.
const seriesSQL = `WITH RECURSIVE names(name) AS (
	SELECT min(series) FROM webinars WHERE series != ''
	UNION ALL SELECT (SELECT min(w.series) FROM webinars w WHERE w.series > names.name AND w.series != '') FROM names WHERE name IS NOT NULL)
	SELECT name FROM names WHERE name IS NOT NULL
	AND EXISTS (SELECT 1 FROM webinars s WHERE s.series = names.name AND s.series != '' AND s.state != 'cancelled') LIMIT 30`

// SeriesNames are the names of the series that have a webinar to come or one that is over, in order.
func SeriesNames(app core.App) ([]string, error) {
	var names []string
	if err := app.DB().NewQuery(seriesSQL).Column(&names); err != nil {
		return nil, fmt.Errorf("series of webinars: %w", err)
	}
	return names, nil
}

// stamp writes a moment as the database keeps it.
func stamp(t time.Time) string {
	d, err := types.ParseDateTime(t)
	if err != nil {
		panic(err) // a time.Time always parses
	}
	return d.String()
}
