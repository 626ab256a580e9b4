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

// Expire deletes the recordings whose time is over, and files whose recording has gone.
func Expire(app core.App, now time.Time) error {
	moment, err := types.ParseDateTime(now)
	if err != nil {
		return err
	}
	over, err := all(app, dbx.NewExp("[[until]] != '' AND [[until]] < {:now} AND [[state]] IN ('ready', 'failed')", dbx.Params{"now": moment.String()}))
	if err != nil {
		return err
	}
	var failed []error
	for _, r := range over {
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
