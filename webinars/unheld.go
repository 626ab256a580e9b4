package webinars

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// EndUnheld ends the planned webinars that are over though nobody opened their room: they did not take place, see Webinar.Held.
func EndUnheld(app core.App, now time.Time) error {
	var ids []string
	err := app.DB().Select("id").From(Collection).Where(dbx.NewExp("[[state]] = 'planned' AND [[start]] < {:now} AND "+overSQL, dbx.Params{"now": stamp(now)})).Column(&ids)
	if err != nil {
		return fmt.Errorf("webinars that nobody held: %w", err)
	}
	var failed []error
	for _, id := range ids {
		failed = append(failed, endUnheld(app, id, now))
	}
	return errors.Join(failed...)
}

func endUnheld(app core.App, id string, now time.Time) error {
	return app.RunInTransaction(func(tx core.App) error {
		w, err := Find(tx, id)
		if err != nil || w.State() != Planned || !now.After(w.Over()) { // moved or opened a moment ago
			return err
		}
		w.Set("state", string(Ended))
		w.Set("ended", now)
		return saveRow(tx, w.Record)
	})
}
