package organisations

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"
)

// CentreOf returns the centre of the academy, from memory after the first time. It is never nil without an
// error; before the first set-up it is the zero Centre. Do not change what it points to: it is shared.
func CentreOf(app core.App) (*Centre, error) {
	if known, ok := app.Store().Get(cached).(*Centre); ok {
		return known, nil
	}
	record, err := find(app)
	if errors.Is(err, sql.ErrNoRows) {
		return &Centre{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read centre: %w", err)
	}
	// Whoever was first wins: a change that was remembered meanwhile is newer than what was read here.
	return app.Store().GetOrSet(cached, func() any { return read(record) }).(*Centre), nil
}

// Remember keeps the centre as just written. It belongs on the model events that follow a commit.
func Remember(app core.App, record *core.Record) { app.Store().Set(cached, read(record)) }

// Forget drops what Remember keeps, for when the record is deleted.
func Forget(app core.App) { app.Store().Remove(cached) }

func find(app core.App) (*core.Record, error) {
	record := &core.Record{}
	return record, app.RecordQuery(collection).OrderBy("created").Limit(1).One(record)
}
