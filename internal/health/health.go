// Package health judges whether the academy can do its work: disk, database, mails and queue. The running server
// answers with it, and the doctor looks by the same rules. It mends nothing.
package health

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/jobs"
)

// Bytes that are free on the disk.
const (
	NoSpace     = 200 << 20 // below it the academy is ill
	LittleSpace = 2 << 30   // below it somebody should look
)

const (
	tooLate    = 15 * time.Minute // a mail that waits longer
	tooMany    = 10               // mails that fail within an hour
	unanswered = 3 * time.Second  // how long a write may take
	still      = 5 * time.Minute  // how long a line of the queue may not move
)

// The checks, in the order in which they are made.
const (
	Disk     = "disk"
	Database = "database"
	Mail     = "mail"
	Queue    = "queue"
	Backup   = "backup"
)

// Finding is the outcome of one check.
type Finding struct {
	Check string
	Err   error // nil: all is well
	Mild  bool  // the academy does its work all the same, and somebody should look
}

// Report is the outcome of all checks.
type Report []Finding

// Well tells whether no check found anything that keeps the academy from its work.
func (r Report) Well() bool {
	return !slices.ContainsFunc(r, func(f Finding) bool { return f.Err != nil && !f.Mild })
}

func judgeSpace(free uint64, known bool) error {
	if known && free < NoSpace {
		return fmt.Errorf("%d MB free, %d needed", free>>20, NoSpace>>20)
	}
	return nil
}

// LookAtDisk fails if the folder takes no file, or will soon take none.
func LookAtDisk(dir string) error {
	if err := judgeSpace(FreeSpace(dir)); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".health-*")
	if err != nil {
		return fmt.Errorf("folder takes no file: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(make([]byte, 4096))
	return errors.Join(err, f.Close())
}

var errUndo = errors.New("nothing is kept")

// Pen tries whether the database takes a write.
type Pen struct {
	app     core.App
	mu      sync.Mutex
	pending chan error // a write that has not come back yet: no second one is begun beside it
}

// NewPen returns the pen for an app.
func NewPen(app core.App) *Pen { return &Pen{app: app} }

// Write fails if the database takes no write in time. What it writes is taken back.
func (p *Pen) Write(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pending == nil {
		p.pending = make(chan error, 1)
		go func(done chan<- error) { done <- writeAndUndo(p.app) }(p.pending) // ends with SQLite's own patience
	}
	select {
	case err := <-p.pending:
		p.pending = nil
		return err
	case <-time.After(unanswered):
		return fmt.Errorf("no write within %s", unanswered)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func writeAndUndo(app core.App) error {
	err := app.RunInTransaction(func(tx core.App) error {
		if _, err := tx.DB().Insert("_params", dbx.Params{"id": "aula_health", "value": "1"}).Execute(); err != nil {
			return err
		}
		return errUndo
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return fmt.Errorf("write: %w", err)
}

// MailState is what is known about the mails.
type MailState struct {
	Backlogs   []jobs.Backlog // of the kinds that are mails
	Away       *jobs.Away     // the mail server answers nobody; nil if it does
	FailedHour int            // mails given up within the last hour
}

// JudgeMail fails if mails wait too long, the server is away, or many fail.
func JudgeMail(s MailState, now time.Time) error {
	if s.Away != nil && now.Sub(s.Away.Since) > tooLate {
		return fmt.Errorf("mail server is away since %s", s.Away.Since.UTC().Format(time.RFC3339))
	}
	for _, b := range s.Backlogs {
		if age := b.Age(now); b.State == jobs.Waiting && age > tooLate {
			return fmt.Errorf("%d jobs of kind %s wait, the oldest for %s", b.Number, b.Kind, age.Round(time.Minute))
		}
	}
	if s.FailedHour >= tooMany {
		return fmt.Errorf("%d mails failed within an hour", s.FailedHour)
	}
	return nil
}

// LookAtMail gathers what is known about jobs of these kinds and judges it.
func LookAtMail(app core.App, now time.Time, kinds ...string) error {
	all, err := jobs.Backlogs(app)
	if err != nil {
		return err
	}
	s := MailState{}
	for _, b := range all {
		if slices.Contains(kinds, b.Kind) {
			s.Backlogs = append(s.Backlogs, b)
		}
	}
	for _, kind := range kinds {
		if away, ok := jobs.AwayOf(app, kind); ok {
			s.Away = &away
		}
	}
	if s.FailedHour, err = jobs.FailedSince(app, now.Add(-time.Hour), kinds...); err != nil {
		return err
	}
	return JudgeMail(s, now)
}

// LookAtQueue fails if a line of the queue stands still.
func LookAtQueue(q *jobs.Queue) error {
	if stalled := q.Stalled(still); len(stalled) > 0 {
		return fmt.Errorf("lines that stand still: %v", stalled)
	}
	return nil
}
