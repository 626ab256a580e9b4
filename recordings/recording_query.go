package recordings

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Find returns a recording, or ErrNotFound.
func Find(app core.App, id string) (*Recording, error) {
	r, err := app.FindRecordById(Collection, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("recording %s: %w", id, err)
	}
	return Of(r), nil
}

// OfWebinar returns what was recorded of a webinar, the oldest first.
func OfWebinar(app core.App, webinar string) ([]*Recording, error) {
	return all(app, dbx.HashExp{"webinar": webinar})
}

// Runs tells whether a webinar is being recorded now.
func Runs(app core.App, webinar string) (bool, error) {
	n, err := app.CountRecords(Collection, dbx.HashExp{"webinar": webinar, "state": string(Running)})
	if err != nil {
		return false, fmt.Errorf("recordings of webinar %s: %w", webinar, err)
	}
	return n > 0, nil
}

// InState returns the recordings that stand somewhere, the oldest first.
func InState(app core.App, s State) ([]*Recording, error) {
	return all(app, dbx.HashExp{"state": string(s)})
}

func all(app core.App, which dbx.Expression) ([]*Recording, error) {
	var rows []*core.Record
	if err := app.RecordQuery(Collection).AndWhere(which).OrderBy("started", "rowid").All(&rows); err != nil {
		return nil, fmt.Errorf("recordings: %w", err)
	}
	list := make([]*Recording, len(rows))
	for i, r := range rows {
		list[i] = Of(r)
	}
	return list, nil
}
