package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/hours"
	"aula/internal/jobs"
	"aula/webinars"
)

// hoursBeforeKind is the kind of the jobs that write into the ledger what was earned before there was one; a migration adds the first.
const hoursBeforeKind = "hours_before"

// hoursBefore is how far they are: enrolments first, then webinars.
type hoursBefore struct {
	From  string `json:"from"`  // collection; empty: enrolments
	After string `json:"after"` // id
}

// hoursAtOnce is how many of them are written before others may.
const hoursAtOnce = 50

// writeHoursBefore writes some and adds the job for the next in the same transaction, so that a crash neither loses nor repeats any.
func writeHoursBefore(_ context.Context, app core.App, payload json.RawMessage) error {
	var at hoursBefore
	if err := json.Unmarshal(payload, &at); err != nil {
		return fmt.Errorf("read how far hours are: %w: %w", err, jobs.ErrGiveUp)
	}
	if at.From == "" {
		at.From = "enrolments"
	}
	return app.RunInTransaction(func(tx core.App) error {
		credit, where := creditEnrolmentBefore, dbx.NewExp("[[user]] != ''")
		if at.From == webinars.Collection {
			credit, where = creditWebinarBefore, dbx.NewExp("[[state]] = 'ended' AND [[course]] = ''")
		}
		var ids []string
		err := tx.DB().Select("id").From(at.From).Where(dbx.NewExp("id > {:after}", dbx.Params{"after": at.After})).AndWhere(where).
			OrderBy("id").Limit(hoursAtOnce).Column(&ids)
		if err != nil {
			return fmt.Errorf("hours of %s after %s: %w", at.From, at.After, err)
		}
		for _, id := range ids {
			err := credit(tx, id)
			if errors.Is(err, hours.ErrFact) { // trying again would not mend it, and it keeps nobody else's from being written
				app.Logger().Error("hours of before the ledger are not written", at.From, id, "error", err)
			} else if err != nil {
				return fmt.Errorf("hours of %s %s: %w", at.From, id, err)
			}
			at.After = id
		}
		switch {
		case len(ids) == hoursAtOnce:
		case at.From == webinars.Collection:
			return nil
		default:
			at = hoursBefore{From: webinars.Collection}
		}
		return jobs.Add(tx, hoursBeforeKind, at.From+":"+at.After, at)
	})
}

// creditEnrolmentBefore leaves alone what was completed since there is a ledger.
func creditEnrolmentBefore(tx core.App, id string) error {
	work, err := courses.WorkOf(tx, id)
	if err != nil {
		return err
	}
	if !work.Completed.IsZero() {
		known, err := hours.AllUnder(tx, enrolmentKey(id))
		if err != nil || len(known) > 0 {
			return err
		}
	}
	return creditCourse(tx, id, work)
}

func creditWebinarBefore(tx core.App, id string) error {
	w, err := webinars.Find(tx, id)
	if err != nil {
		return err
	}
	return creditWebinar(tx, w)
}
