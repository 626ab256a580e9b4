package jobs

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Decisions about what somebody wants of a job.
var (
	ErrNotFound = errors.New("no such job")
	ErrEnded    = errors.New("job runs or has ended")
)

// Retry lets a job that failed begin anew, and one that waits be tried now. It returns ErrEnded for any other.
func Retry(app core.App, id string) error {
	return app.RunInTransaction(func(tx core.App) error {
		job, err := unended(tx, id)
		if err != nil {
			return fmt.Errorf("retry: %w", err)
		}
		return restart(tx, job)
	})
}

// RetryAll lets every failed job begin anew, of one kind or of all, and returns how many there were.
func RetryAll(app core.App, kind string) (count int, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		failed, err := tx.FindAllRecords(collection, Filter{State: Failed, Kind: kind}.where())
		if err != nil {
			return fmt.Errorf("failed jobs: %w", err)
		}
		count = len(failed)
		for _, job := range failed {
			if err := restart(tx, job); err != nil {
				return err
			}
		}
		return nil
	})
	return count, err
}

// Discard ends a job that waits or failed without doing it. Its key stays taken: the same job is not added again.
// It returns ErrNotFound, or ErrEnded if the job runs or has ended.
func Discard(app core.App, id string) error {
	return app.RunInTransaction(func(tx core.App) error {
		job, err := unended(tx, id)
		if err != nil {
			return fmt.Errorf("discard: %w", err)
		}
		job.Set("state", string(Discarded))
		forget(job)
		if err := tx.Save(job); err != nil {
			return fmt.Errorf("discard job %s: %w", id, err)
		}
		return nil
	})
}

func unended(tx core.App, id string) (*core.Record, error) {
	job, err := tx.FindFirstRecordByFilter(collection, "id = {:id}", dbx.Params{"id": id})
	if err != nil {
		return nil, fmt.Errorf("job %s: %w", id, ErrNotFound)
	}
	if s := stateOf(job); s != Failed && s != Waiting {
		return nil, fmt.Errorf("job %s: %w", id, ErrEnded)
	}
	return job, nil
}

func restart(tx core.App, job *core.Record) error {
	job.Set("state", string(Waiting))
	job.Set("tries", 0)
	job.Set("run_at", types.NowDateTime())
	if err := tx.Save(job); err != nil {
		return fmt.Errorf("retry job %s: %w", job.Id, err)
	}
	return nil
}
