package backups

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// failuresStay is how long staff see what failed.
const failuresStay = 30 * 24 * time.Hour

// reconcile makes the runs say what lies at the destination: those whose file has gone are forgotten, files of the
// academy that are not known are added.
func reconcile(ctx context.Context, app core.App, s Store) error {
	academy, err := AcademyOf(ctx, app.DataDir())
	if err != nil {
		return err
	}
	there, err := List(ctx, s, academy)
	if err != nil {
		return err
	}
	known, err := runs(app, 100_000, dbx.HashExp{fieldPlace: s.Place(), fieldState: []any{string(Done), string(Failed)}})
	if err != nil {
		return err
	}
	return app.RunInTransaction(func(tx core.App) error {
		for _, r := range known {
			at := slices.IndexFunc(there, func(b Stored) bool { return b.File == r.File() })
			if r.State() == Done && at < 0 || r.State() == Failed && time.Since(r.Ended()) > failuresStay {
				if err := tx.Delete(r.Record); err != nil {
					return err
				}
			}
			if at >= 0 {
				there = slices.Delete(there, at, at+1)
			}
		}
		for _, b := range there {
			if err := adopt(tx, s.Place(), b); err != nil {
				return err
			}
		}
		return nil
	})
}

// adopt notes a backup that others made: the command line before an upgrade, or the academy after the moment to
// which it was brought back.
func adopt(tx core.App, place string, b Stored) error {
	r, err := newRun(tx, place, Done)
	if err != nil {
		return err
	}
	made, err := types.ParseDateTime(b.Made)
	if err != nil {
		return err
	}
	r.made(b)
	r.Set(fieldBegan, made)
	r.Set(fieldEnded, made)
	return tx.Save(r)
}

// AcademyOf is the sign by which the backups of the academy in a data folder are known.
func AcademyOf(ctx context.Context, dir string) (academy string, err error) {
	db, err := openDatabase(filepath.Join(dir, databaseFile), "mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		return "", err
	}
	defer db.Close()
	c, err := db.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer c.Close()
	return academyOf(ctx, c)
}
