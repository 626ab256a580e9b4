package backups

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// often is how often it is written down how far a backup is.
const often = 2 * time.Second

// Make makes a backup of the academy and writes down how it went: in a run, and beside the backups whom the academy
// has forgotten. An academy whose schema knows no backups yet is backed up all the same: that is what one does before
// an upgrade.
func Make(ctx context.Context, app core.App, o Order) (Made, error) {
	if !app.HasTable(Collection) {
		return createWithin(ctx, o)
	}
	r, err := newRun(app, o.Store.Place(), Running)
	if err != nil {
		return Made{}, err
	}
	return perform(ctx, app, r, o)
}

func perform(ctx context.Context, app core.App, r *Run, o Order) (Made, error) {
	r.Set(fieldPlace, o.Store.Place())
	r.begin()
	if err := app.Save(r); err != nil {
		return Made{}, unnoted(err)
	}
	o.Remote = app.Settings().S3.Enabled
	o.Progress = noting(app, r.Id, o.Progress)
	m, err := createWithin(ctx, o)
	r.end(m, err)
	if e := app.Save(r); e != nil {
		err = errors.Join(err, unnoted(e))
	}
	if err != nil {
		return m, err
	}
	people, err := Forgotten(app)
	if err != nil {
		return m, err
	}
	return m, ShareErasures(ctx, o.Store, people)
}

// noting also writes down how far the backup is, now and then.
func noting(app core.App, id string, also func(done, total int64)) func(done, total int64) {
	var last time.Time
	return func(done, total int64) {
		if also != nil {
			also(done, total)
		}
		if time.Since(last) < often {
			return
		}
		last = time.Now()
		_, err := app.NonconcurrentDB().Update(Collection, dbx.Params{fieldDone: done, fieldTotal: total}, dbx.HashExp{"id": id}).Execute()
		if err != nil {
			app.Logger().Warn("progress of backup not noted", "error", err)
		}
	}
}

// Spool is where copies for an object store wait for their journey, within a data folder.
func Spool(dir string) string { return filepath.Join(dir, "backup.spool") }
