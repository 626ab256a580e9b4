// Package jobs is the queue of work that may take its time: mails and documents. A job is written in the
// transaction that wants it, so it is there exactly if its cause is; it survives a crash and is tried again.
// It knows no kind of work itself: whoever does the work registers a Handler.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

const (
	collection = "jobs"
	patience   = 8                // tries before a job is given up and shown to staff
	pause      = 30 * time.Second // before the second try; doubles with each
	round      = time.Minute      // how often the queue looks by itself
)

// ErrGiveUp, wrapped by a handler's error, says that trying again is useless.
var ErrGiveUp = errors.New("job cannot succeed")

// Handler does the work of one kind. It may run twice for one job (after a crash), so it must not mind.
type Handler func(ctx context.Context, app core.App, payload json.RawMessage) error

// Add writes a job with the transaction's app. A second job of the same kind and non-empty key is not added.
func Add(tx core.App, kind, key string, payload any) error {
	content, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("add %s job: %w", kind, err)
	}
	if key != "" {
		n, err := tx.CountRecords(collection, dbx.HashExp{"kind": kind, "key": key})
		if err != nil || n > 0 {
			return err
		}
	}
	c, err := tx.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return err
	}
	job := core.NewRecord(c)
	job.Set("kind", kind)
	job.Set("key", key)
	job.Set("payload", types.JSONRaw(content))
	job.Set("state", "waiting")
	job.Set("run_at", types.NowDateTime())
	if err := tx.Save(job); err != nil {
		return fmt.Errorf("add %s job: %w", kind, err)
	}
	return nil
}

// Queue runs the jobs of one app, one at a time, oldest first.
type Queue struct {
	app      core.App
	handlers map[string]Handler
	wake     chan struct{}
	working  sync.Mutex // one drain at a time
}

// New returns the queue of app. Register handlers before Run.
func New(app core.App) *Queue {
	return &Queue{app: app, handlers: map[string]Handler{}, wake: make(chan struct{}, 1)}
}

// Register names the handler of a kind.
func (q *Queue) Register(kind string, h Handler) { q.handlers[kind] = h }

// Wake lets the queue look now. It never blocks.
func (q *Queue) Wake() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends. Jobs that a crash left running are taken up again first.
func (q *Queue) Run(ctx context.Context) error {
	if err := q.recover(); err != nil {
		return err
	}
	ticker := time.NewTicker(round)
	defer ticker.Stop()
	for {
		if err := q.Drain(ctx); err != nil && ctx.Err() == nil {
			q.app.Logger().Error("job queue", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-q.wake:
		case <-ticker.C:
		}
	}
}

// Drain runs every job that is due and returns when none is left.
func (q *Queue) Drain(ctx context.Context) error {
	q.working.Lock()
	defer q.working.Unlock()
	for ctx.Err() == nil {
		job, err := q.next()
		if err != nil || job == nil {
			return err
		}
		if err := q.work(ctx, job); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Purge forgets the jobs that were done before a moment. Failed ones stay until somebody has looked at them.
func Purge(app core.App, before time.Time) error {
	moment, err := types.ParseDateTime(before)
	if err != nil {
		return err
	}
	_, err = app.DB().Delete(collection, dbx.NewExp("[[state]] = 'done' AND [[updated]] < {:before}",
		dbx.Params{"before": moment.String()})).Execute()
	if err != nil {
		return fmt.Errorf("purge jobs: %w", err)
	}
	return nil
}

func (q *Queue) recover() error {
	_, err := q.app.DB().Update(collection, dbx.Params{"state": "waiting"}, dbx.HashExp{"state": "running"}).Execute()
	return err
}

// next is nil when no job is due.
func (q *Queue) next() (*core.Record, error) {
	due, err := q.app.FindRecordsByFilter(collection, "state = 'waiting' && run_at <= {:now}", "run_at", 1, 0,
		dbx.Params{"now": types.NowDateTime().String()})
	if err != nil || len(due) == 0 {
		return nil, err
	}
	return due[0], nil
}

func (q *Queue) work(ctx context.Context, job *core.Record) error {
	job.Set("state", "running")
	job.Set("tries", job.GetInt("tries")+1)
	if err := q.app.Save(job); err != nil {
		return err
	}
	err := q.handle(ctx, job)
	switch {
	case err == nil:
		job.Set("state", "done")
		job.Set("error", "")
		job.Set("payload", types.JSONRaw("null")) // what was sent to whom is not kept
	case errors.Is(err, ErrGiveUp) || job.GetInt("tries") >= patience:
		job.Set("state", "failed")
		job.Set("error", err.Error())
	default:
		job.Set("state", "waiting")
		job.Set("error", err.Error())
		job.Set("run_at", types.NowDateTime().Add(pause<<(job.GetInt("tries")-1)))
	}
	return q.app.Save(job)
}

func (q *Queue) handle(ctx context.Context, job *core.Record) (err error) {
	h, ok := q.handlers[job.GetString("kind")]
	if !ok {
		return fmt.Errorf("no handler for %q: %w", job.GetString("kind"), ErrGiveUp)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s job panicked: %v", job.GetString("kind"), r)
		}
	}()
	return h(ctx, q.app, json.RawMessage(job.GetString("payload")))
}
