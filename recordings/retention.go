package recordings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Days is for how many days a recording is kept where the centre says nothing.
const Days = 90

// DaysAtMost is the longest time that a centre may say: whoever needs a recording for longer makes a lesson of it.
const DaysAtMost = 3650

// KeptUntil is until when a recording of now is kept; 0 days: the centre said nothing.
func KeptUntil(now time.Time, days int) time.Time {
	if days <= 0 {
		days = Days
	}
	return now.AddDate(0, 0, days)
}

// How long before a recording is deleted by itself those who look after it are told: AnnouncedBefore, and never later than leastNotice.
const (
	AnnouncedBefore = 7 * 24 * time.Hour
	leastNotice     = 24 * time.Hour
)

// Announce lets those be told whose recordings are soon deleted, each in the transaction that notes it. One whose day is too near, as after
// a time in which the academy was closed, is kept for longer: as one of now is, at most until AnnouncedBefore is over. Where nothing was
// recorded nobody is told.
func Announce(app core.App, now time.Time, days int, tell func(tx core.App, r *Recording) error) error {
	list, err := over(app, now.Add(AnnouncedBefore), "[[announced]] = '' AND [[reason]] != 'empty'")
	if err != nil {
		return err
	}
	var failed []error
	for _, r := range list {
		if err := app.RunInTransaction(func(tx core.App) error { return announce(tx, r.Id, now, days, tell) }); err != nil {
			failed = append(failed, fmt.Errorf("announce the end of recording %s: %w", r.Id, err))
		}
	}
	return errors.Join(failed...)
}

// announce does so with one, unless it is a lesson by now.
func announce(tx core.App, id string, now time.Time, days int, tell func(tx core.App, r *Recording) error) error {
	r, err := Find(tx, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if r.Until().IsZero() {
		return nil
	}
	if r.Until().Sub(now) < leastNotice {
		until := KeptUntil(now, days)
		if last := now.Add(AnnouncedBefore); until.After(last) {
			until = last
		}
		r.KeepUntil(until)
	}
	r.Set("announced", now)
	if err := tx.Save(r); err != nil {
		return err
	}
	return tell(tx, r)
}

// over are the recordings of a condition whose time is over at a moment, or will be.
func over(app core.App, at time.Time, condition string) ([]*Recording, error) {
	moment, err := types.ParseDateTime(at)
	if err != nil {
		return nil, err
	}
	return all(app, dbx.NewExp("[[until]] != '' AND [[until]] < {:at} AND [[state]] IN ('ready', 'failed') AND ("+condition+")", dbx.Params{"at": moment.String()}))
}

// Expire deletes the recordings whose time is over, which was announced unless nothing is in them, and files whose recording has gone.
func Expire(app core.App, now time.Time) error {
	list, err := over(app, now, "[[announced]] != '' OR [[reason]] = 'empty'")
	if err != nil {
		return err
	}
	var failed []error
	for _, r := range list {
		failed = append(failed, Delete(app, r))
	}
	return errors.Join(append(failed, sweep(app))...)
}

// sweep removes folders of recordings that are no longer there: a crash may have come between the two.
func sweep(app core.App) error {
	entries, err := os.ReadDir(Root(app))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("folders of recordings: %w", err)
	}
	for _, e := range entries {
		if _, err := Find(app, e.Name()); errors.Is(err, ErrNotFound) {
			if err := RemoveFiles(app, e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}
