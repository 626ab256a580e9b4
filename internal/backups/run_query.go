package backups

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Runs are the last runs, the newest first.
func Runs(app core.App, most int) ([]*Run, error) {
	return runs(app, most, nil)
}

func runs(app core.App, most int, where dbx.Expression) ([]*Run, error) {
	var list []*Run
	q := app.RecordQuery(Collection).OrderBy("began DESC", "created DESC", "id").Limit(int64(most))
	if where != nil {
		q.AndWhere(where)
	}
	if err := q.All(&list); err != nil {
		return nil, fmt.Errorf("list backups: %w", err)
	}
	return list, nil
}

// LastGood is when the newest backup that was made began; zero where there is none. An academy whose schema does not
// know of backups yet has none.
func LastGood(app core.App) (time.Time, error) {
	var began types.DateTime
	err := app.DB().Select(fieldBegan).From(Collection).Where(dbx.HashExp{fieldState: string(Done)}).
		OrderBy(fieldBegan + " DESC").Limit(1).Row(&began)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("last backup: %w", err)
	}
	return began.Time(), nil
}

// findWaiting is the run that somebody asked for, or nil.
func findWaiting(app core.App) (*Run, error) {
	return first(app, dbx.HashExp{fieldState: string(Waiting)})
}

func first(app core.App, where dbx.Expression) (*Run, error) {
	list, err := runs(app, 1, where)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

// Drilled writes down whether a backup could be brought back. Of one that the academy does not know nothing is
// written.
func Drilled(app core.App, place, file string, passed bool) error {
	r, err := first(app, dbx.HashExp{fieldPlace: place, fieldFile: file})
	if err != nil || r == nil {
		return err
	}
	outcome := "failed"
	if passed {
		outcome = "passed"
	}
	r.Set(fieldDrill, outcome)
	r.Set(fieldDrilled, types.NowDateTime())
	if err := app.Save(r); err != nil {
		return fmt.Errorf("note drill of %s: %w", file, err)
	}
	return nil
}
