package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// line is where the jobs of one kind stand, and the one worker before it.
type line struct {
	queue   *Queue
	kind    string
	handler Handler
	wake    chan struct{}
	beat    atomic.Pointer[time.Time] // when the worker last looked or ended a job

	working sync.Mutex // one drain at a time; guards owed
	owed    *ended     // what could not be written: the disk was full

	door sync.Mutex // guards away
	away Away
}

// ended is a job that has ended, and what else is to be written with its end.
type ended struct {
	job *core.Record
	too *done // may be nil
}

func (l *line) look() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

func (l *line) run(ctx context.Context) {
	for {
		l.stir()
		if err := l.drain(ctx); err != nil && ctx.Err() == nil {
			l.queue.app.Logger().Error("job queue", "kind", l.kind, "error", err)
		}
		timer := time.NewTimer(l.rest())
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-l.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// stir notes that the worker is alive.
func (l *line) stir() {
	now := time.Now()
	l.beat.Store(&now)
}

// rest is how long to sleep when nobody wakes the line.
func (l *line) rest() time.Duration {
	now := l.queue.Clock()
	if away := l.state(); away.holds(now) {
		return max(time.Second, min(away.Until.Sub(now), round))
	}
	return round
}

// drain runs the jobs that are due until none is left or the other side is away.
func (l *line) drain(ctx context.Context) error {
	l.working.Lock()
	defer l.working.Unlock()
	if err := l.settle(l.owed); err != nil {
		return err
	}
	for ctx.Err() == nil {
		if l.state().holds(l.queue.Clock()) {
			return nil
		}
		job, err := l.claim()
		if err != nil || job == nil {
			return err
		}
		if err := l.work(ctx, job); err != nil {
			return err
		}
		l.stir()
	}
	return ctx.Err()
}

// claim takes the oldest job that is due. It is nil when there is none.
func (l *line) claim() (job *core.Record, err error) {
	due, err := l.due(l.queue.app)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	err = l.queue.app.RunInTransaction(func(tx core.App) error {
		due, err := l.due(tx) // somebody may have discarded it
		if err != nil || len(due) == 0 {
			return err
		}
		due[0].Set("state", string(Running))
		due[0].Set("tries", due[0].GetInt("tries")+1)
		if err := tx.Save(due[0]); err != nil {
			return err
		}
		job = due[0]
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("begin %s job: %w", l.kind, err)
	}
	if job == nil {
		return nil, nil
	}
	return job, job.PostScan() // whoever hears how it ended is told that it ran before, not that it waited
}

// due finds the next job. One that rests longer than any pause was written by a clock that went back since: it is due.
// Every line asks it as soon as a program starts, so it is written plainly.
func (l *line) due(app core.App) (list []*core.Record, err error) {
	now := l.queue.Clock()
	err = app.RecordQuery(collection).AndWhere(dbx.HashExp{"state": string(Waiting), "kind": l.kind}).
		AndWhere(dbx.NewExp("([[run_at]] <= {:now} OR [[run_at]] > {:never})", dbx.Params{"now": moment(now), "never": moment(now.Add(longestPause + time.Minute))})).
		OrderBy("run_at").Limit(1).All(&list)
	return list, err
}

func moment(t time.Time) string { return t.UTC().Format(types.DefaultDateLayout) }

// work runs a job and writes what became of it.
func (l *line) work(ctx context.Context, job *core.Record) error {
	tries := job.GetInt("tries")
	err := l.handle(context.WithoutCancel(ctx), job)
	var too *done
	if errors.As(err, &too) {
		err = nil
	}
	now := l.queue.Clock()
	outcome, reason := Waiting, ""
	if err != nil {
		reason = err.Error()
	}
	switch {
	case err == nil:
		outcome = Done
		forget(job)
	case errors.Is(err, ErrAway):
		job.Set("tries", tries-1)
	case errors.Is(err, ErrGiveUp) || tries >= patience:
		outcome = Failed
	default:
		job.Set("run_at", now.Add(pauseAfter(tries)))
	}
	l.remember(now, err)
	job.Set("state", string(outcome))
	job.Set("error", reason)
	if l.queue.Ended != nil {
		l.queue.Ended(l.kind, outcome)
	}
	return l.settle(&ended{job, too})
}

// settle writes a job that has ended. Until that succeeds the line stands still: the same work is not done twice.
func (l *line) settle(e *ended) error {
	if e == nil {
		return nil
	}
	l.owed = e
	err := l.queue.app.RunInTransaction(func(tx core.App) error {
		if e.too != nil {
			if err := e.too.write(tx); err != nil {
				return err
			}
		}
		if err := tx.Save(e.job); !errors.Is(err, sql.ErrNoRows) { // who is gone is settled
			return err
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("end %s job %s: %w", l.kind, e.job.Id, err)
	}
	l.owed = nil
	return nil
}

// remember keeps in mind whether the other side answers, for the line and for who looks at it.
func (l *line) remember(now time.Time, err error) {
	l.door.Lock()
	defer l.door.Unlock()
	if errors.Is(err, ErrAway) {
		l.away = l.away.again(now, err)
		l.queue.app.Store().Set(awayKey+l.kind, l.away)
		return
	}
	if l.away.times > 0 {
		l.away = Away{}
		l.queue.app.Store().Remove(awayKey + l.kind)
	}
}

func (l *line) state() Away {
	l.door.Lock()
	defer l.door.Unlock()
	return l.away
}

// knock makes the next knock due at once.
func (l *line) knock() {
	l.door.Lock()
	defer l.door.Unlock()
	l.away.Until = time.Time{}
}

func (l *line) handle(ctx context.Context, job *core.Record) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s job panicked: %v", l.kind, r)
		}
	}()
	return l.handler(ctx, l.queue.app, json.RawMessage(job.GetString("payload")))
}
