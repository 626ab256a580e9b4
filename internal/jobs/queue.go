// Package jobs is the queue of work that may take its time: mails and documents. A job is written in the
// transaction that wants it, so it is there exactly if its cause is; it survives a crash and is tried again.
// It knows no kind of work itself: whoever does the work registers a Handler. Each kind stands in a line of its own,
// so that documents never wait behind slow mails.
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
)

// What a handler's error may wrap, so that the queue knows what to do. Any other error means: try this one again later.
var (
	ErrGiveUp = errors.New("given up")               // trying again by itself is useless
	ErrAway   = errors.New("the other side is away") // it is not this job's fault: no job of its kind would succeed now
)

// Handler does the work of one kind. It may run twice for one job (after a crash), so it must not mind. Its context
// does not end when the queue stops: a job that has begun is ended. Of work that cannot be taken back (a mail is out) it
// returns DoneAnd what is still to be written about it.
type Handler func(ctx context.Context, app core.App, payload json.RawMessage) error

// DoneAnd is what a handler returns whose work is done: write is called in the transaction that ends the job. Where that
// fails (the disk is full) it is tried again, and the work is not.
func DoneAnd(write func(tx core.App) error) error { return &done{write} }

type done struct{ write func(tx core.App) error }

func (*done) Error() string { return "done, and not yet written down" }

// Queue runs the jobs of one app: of each kind one at a time, oldest first.
type Queue struct {
	Clock func() time.Time                 // time.Now but in tests
	Ended func(kind string, outcome State) // told of every try: Done, Failed, or Waiting for another; may be nil
	app   core.App
	lines map[string]*line
}

// New returns the queue of app. Register handlers before Run.
func New(app core.App) *Queue {
	return &Queue{Clock: time.Now, app: app, lines: map[string]*line{}}
}

// Register names the handler of a kind.
func (q *Queue) Register(kind string, h Handler) {
	l := &line{queue: q, kind: kind, handler: h, wake: make(chan struct{}, 1)}
	l.stir()
	q.lines[kind] = l
}

// Wake lets the line of a kind look now. It never blocks.
func (q *Queue) Wake(kind string) {
	if l, ok := q.lines[kind]; ok {
		l.look()
	}
}

// Resume lets one kind try at once, even if its other side was away a moment ago.
func (q *Queue) Resume(kind string) {
	if l, ok := q.lines[kind]; ok {
		l.knock()
		l.look()
	}
}

// running is where an app holds the queue that runs for it.
const running = "aula.jobs.running"

// wakeAfter lets the line of a kind look once the transaction is committed, or at once outside one.
func wakeAfter(app core.App, kind string) {
	q, runs := app.Store().Get(running).(*Queue)
	if !runs {
		return // it looks by itself when it begins
	}
	if !app.IsTransactional() {
		q.Wake(kind)
		return
	}
	app.TxInfo().OnComplete(func(failed error) error {
		if failed == nil {
			q.Wake(kind)
		}
		return nil
	})
}

// Run works until ctx ends, and returns when every job that has begun is ended. Jobs that a crash left running
// are taken up again first.
func (q *Queue) Run(ctx context.Context) error {
	if err := q.recover(); err != nil {
		return fmt.Errorf("take up interrupted jobs: %w", err)
	}
	q.app.Store().Set(running, q)
	var all sync.WaitGroup
	for _, l := range q.lines {
		all.Go(func() { l.run(ctx) })
	}
	all.Wait()
	return nil
}

// Drain runs every job that is due and returns when none is left.
func (q *Queue) Drain(ctx context.Context) error {
	for _, l := range q.lines {
		if err := l.drain(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Stalled names the kinds whose line neither looked nor ended a job for so long.
func (q *Queue) Stalled(limit time.Duration) []string {
	var kinds []string
	for kind, l := range q.lines {
		if time.Since(*l.beat.Load()) > limit {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// recover takes up what a crash left, and gives up what nobody here can do.
func (q *Queue) recover() error {
	_, err := q.app.DB().Update(collection, dbx.Params{"state": Waiting}, dbx.HashExp{"state": Running}).Execute()
	if err != nil {
		return err
	}
	known := make([]any, 0, len(q.lines))
	for kind := range q.lines {
		known = append(known, kind)
	}
	_, err = q.app.DB().Update(collection, dbx.Params{"state": Failed, "error": "no handler for this kind"},
		dbx.And(dbx.HashExp{"state": Waiting}, dbx.NotIn("kind", known...))).Execute()
	return err
}
