package jobs

import (
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Page is how many jobs List returns at most.
const Page = 50

// ErrNotFailed says that a job does not wait for a new beginning.
var ErrNotFailed = errors.New("job has not failed")

// Job is one piece of work as staff see it. What it holds is not shown: mails are private.
type Job struct {
	ID    string         `db:"id"`
	Kind  string         `db:"kind"`
	State string         `db:"state"`
	Tries int            `db:"tries"`
	Error string         `db:"error"`
	Due   types.DateTime `db:"run_at"`
	Made  types.DateTime `db:"created"`
}

// Next is when the job is tried next.
func (j Job) Next() time.Time { return j.Due.Time() }

// Created is when the job was written.
func (j Job) Created() time.Time { return j.Made.Time() }

// List returns a page of the jobs in a state, the newest first, and how many there are in all.
func List(app core.App, state string, page int) ([]Job, int, error) {
	where := dbx.HashExp{"state": state}
	total, err := app.CountRecords(collection, where)
	if err != nil {
		return nil, 0, fmt.Errorf("count jobs: %w", err)
	}
	var list []Job
	err = app.DB().Select("id", "kind", "state", "tries", "error", "run_at", "created").From(collection).Where(where).
		OrderBy("run_at DESC", "id").Limit(Page).Offset(int64(max(page, 1)-1) * Page).All(&list)
	if err != nil {
		return nil, 0, fmt.Errorf("list jobs: %w", err)
	}
	return list, int(total), nil
}

// Retry lets a failed job begin anew. It returns ErrNotFailed for any other.
func Retry(app core.App, id string) error {
	return app.RunInTransaction(func(tx core.App) error {
		job, err := tx.FindRecordById(collection, id)
		if err != nil || job.GetString("state") != "failed" {
			return fmt.Errorf("retry job %s: %w", id, ErrNotFailed)
		}
		return restart(tx, job)
	})
}

// RetryAll lets every failed job begin anew and returns how many there were.
func RetryAll(app core.App) (count int, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		failed, err := tx.FindAllRecords(collection, dbx.HashExp{"state": "failed"})
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

func restart(tx core.App, job *core.Record) error {
	job.Set("state", "waiting")
	job.Set("tries", 0)
	job.Set("run_at", types.NowDateTime())
	if err := tx.Save(job); err != nil {
		return fmt.Errorf("retry job %s: %w", job.Id, err)
	}
	return nil
}
