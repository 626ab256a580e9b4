package hours

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// EntriesOf returns a person's entries of a year, counter-entries among them, the earliest day first; of year 0 all of them.
func EntriesOf(app core.App, person string, year int) ([]Entry, error) {
	where := dbx.HashExp{"e.person": person}
	if year != 0 {
		where["e.year"] = year
	}
	return list(entries(app).Where(where).OrderBy("e.day", "e.rowid"))
}

// Find returns an entry, or ErrNotFound.
func Find(app core.App, id string) (Entry, error) {
	var e Entry
	err := entries(app).Where(dbx.HashExp{"e.id": id}).One(&e)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return e, fmt.Errorf("entry %s of hours: %w", id, err)
	}
	return e, nil
}

// HoldingUnder are the entries that hold and whose keys begin so, in the order in which they were written.
func HoldingUnder(app core.App, prefix string) ([]Entry, error) {
	return list(holding(app).AndWhere(begins(prefix)).OrderBy("e.rowid"))
}

// AllUnder are the entries whose keys begin so, counter-entries among them, in the order in which they were written.
func AllUnder(app core.App, prefix string) ([]Entry, error) {
	return list(entries(app).Where(begins(prefix)).OrderBy("e.rowid"))
}

// HoldingBy are the entries that hold and were established by this, whosesoever they are.
func HoldingBy(app core.App, key string) ([]Entry, error) {
	return list(holding(app).AndWhere(dbx.HashExp{"e.key": key}).OrderBy("e.rowid"))
}

func holding(app core.App) *dbx.SelectQuery {
	return entries(app).Where(dbx.NewExp("e.reverses = '' AND NOT EXISTS (SELECT 1 FROM hours_entries c WHERE c.reverses = e.id AND c.reverses != '')"))
}

// begins is the condition by which an index finds keys: no key has a sign above '~'.
func begins(prefix string) dbx.Expression {
	return dbx.NewExp("e.key >= {:prefix} AND e.key < {:prefix} || '~'", dbx.Params{"prefix": prefix})
}

func entries(app core.App) *dbx.SelectQuery {
	return app.DB().Select("e.*", "EXISTS (SELECT 1 FROM hours_entries c WHERE c.reverses = e.id AND c.reverses != '') AS reversed").From("hours_entries e")
}

func list(q *dbx.SelectQuery) ([]Entry, error) {
	var all []Entry
	if err := q.All(&all); err != nil {
		return nil, fmt.Errorf("read entries of hours: %w", err)
	}
	return all, nil
}
