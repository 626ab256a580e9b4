package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"aula/internal/jobs"
	"aula/internal/testapp"
)

// desk is a queue with a clock of its own, whose work can fail in every way.
type desk struct {
	app   *tests.TestApp
	queue *jobs.Queue
	now   time.Time
	fail  func(job string) error // nil: all succeed
	calls int
	done  map[string]int // by what the job holds, how often it succeeded
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{app: testapp.New(t), now: time.Now().Add(time.Minute), done: map[string]int{}}
	d.queue = jobs.New(d.app)
	d.queue.Clock = func() time.Time { return d.now }
	d.queue.Register("greet", func(_ context.Context, _ core.App, payload json.RawMessage) error {
		d.calls++
		var name string
		if err := json.Unmarshal(payload, &name); err != nil {
			return err
		}
		if d.fail != nil {
			if err := d.fail(name); err != nil {
				return err
			}
		}
		d.done[name]++
		return nil
	})
	return d
}

func (d *desk) add(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		if err := jobs.Add(d.app, "greet", "", strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
}

// pass lets time go by as the queue lives it: it looks once a minute.
func (d *desk) pass(t *testing.T, span time.Duration) {
	t.Helper()
	for end := d.now.Add(span); d.now.Before(end); d.now = d.now.Add(time.Minute) {
		if err := d.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func (d *desk) count(t *testing.T, state jobs.State) int {
	t.Helper()
	n, err := d.app.CountRecords("jobs", dbx.HashExp{"state": string(state)})
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

// eachOnce fails unless each of n jobs was done exactly once.
func (d *desk) eachOnce(t *testing.T, n int) {
	t.Helper()
	want := map[string]int{}
	for i := range n {
		want[strconv.Itoa(i)] = 1
	}
	if !maps.Equal(d.done, want) {
		t.Errorf("done: %v", d.done)
	}
}

func TestWhenTheOtherSideIsAwayForAWeekendNothingIsLostAndNothingDoneTwice(t *testing.T) {
	d := newDesk(t)
	d.add(t, 40)
	d.fail = func(string) error { return fmt.Errorf("%w: connection refused", jobs.ErrAway) }
	d.pass(t, 66*time.Hour)
	if d.count(t, jobs.Waiting) != 40 || d.calls > 66*60/5+10 {
		t.Errorf("%d wait, after %d knocks", d.count(t, jobs.Waiting), d.calls)
	}
	if away, ok := jobs.AwayOf(d.app, "greet"); !ok || d.now.Sub(away.Since) < 65*time.Hour || away.Cause == "" {
		t.Errorf("shown as %+v, %v", away, ok)
	}
	d.fail = nil
	d.pass(t, 6*time.Minute)
	d.eachOnce(t, 40)
	if _, ok := jobs.AwayOf(d.app, "greet"); ok {
		t.Error("still shown as away")
	}
	list, _, err := jobs.List(d.app, jobs.Filter{State: jobs.Done}, 1)
	if err != nil || list[0].Tries != 1 {
		t.Errorf("tries %d, %v", list[0].Tries, err)
	}
}

func TestOneBrokenJobHoldsUpNoOther(t *testing.T) {
	d := newDesk(t)
	d.add(t, 5)
	d.fail = func(name string) error {
		if name == "0" {
			return errors.New("mailbox is busy")
		}
		return nil
	}
	d.pass(t, time.Minute)
	if len(d.done) != 4 || d.count(t, jobs.Waiting) != 1 {
		t.Errorf("done %v, %d wait", d.done, d.count(t, jobs.Waiting))
	}
	d.fail = nil
	d.pass(t, 2*time.Minute)
	d.eachOnce(t, 5)
}

func TestAJobThatNeverSucceedsIsGivenUpAfterFiveDaysAndStays(t *testing.T) {
	d := newDesk(t)
	d.add(t, 1)
	d.fail = func(string) error { return errors.New("no") }
	for range 10 * 24 {
		d.now = d.now.Add(time.Hour)
		if err := d.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if d.count(t, jobs.Failed) != 1 || d.calls < 100 || d.calls > 130 {
		t.Errorf("%d failed after %d tries", d.count(t, jobs.Failed), d.calls)
	}
}

func TestAClockThatJumpsNeitherStopsTheQueueNorMakesItStorm(t *testing.T) {
	rows := []struct {
		name string
		jump time.Duration
	}{
		{"a year forth", 365 * 24 * time.Hour}, {"a year back", -365 * 24 * time.Hour},
		{"an hour forth", time.Hour}, {"two hours back", -2 * time.Hour},
	}
	for _, row := range rows {
		for why, fault := range map[string]error{"away": fmt.Errorf("%w: no", jobs.ErrAway), "failing": errors.New("no")} {
			t.Run(row.name+" while "+why, func(t *testing.T) {
				d := newDesk(t)
				d.add(t, 3)
				d.fail = func(string) error { return fault }
				d.pass(t, 3*time.Hour)
				before := d.calls
				d.now = d.now.Add(row.jump)
				d.pass(t, 10*time.Minute)
				if more := d.calls - before; more > 3*6 {
					t.Errorf("%d tries within ten minutes after the jump", more)
				}
				d.fail = nil
				d.pass(t, 63*time.Minute) // the longest pause, and a minute to look
				d.eachOnce(t, 3)
			})
		}
	}
}

func TestAJobThatEndedButCouldNotBeWrittenIsNotDoneAgain(t *testing.T) {
	d := newDesk(t)
	d.add(t, 2)
	full := true
	d.app.OnRecordUpdate("jobs").BindFunc(func(e *core.RecordEvent) error {
		if full && e.Record.GetString("state") == "done" {
			return errors.New("database or disk is full")
		}
		return e.Next()
	})
	for range 3 {
		if err := d.queue.Drain(t.Context()); err == nil {
			t.Fatal("nobody noticed")
		}
	}
	full = false
	d.pass(t, time.Minute)
	d.eachOnce(t, 2)
	if d.count(t, jobs.Done) != 2 {
		t.Errorf("%d done", d.count(t, jobs.Done))
	}
}

func TestWhatIsStillToBeWrittenIsWrittenWithTheJobsEndOrNotAtAll(t *testing.T) {
	d := newDesk(t)
	d.add(t, 2)
	full, written := true, 0
	d.fail = func(name string) error {
		d.done[name]++ // it is out, and cannot be called back
		return jobs.DoneAnd(func(tx core.App) error {
			if full {
				return errors.New("database or disk is full")
			}
			written++
			return nil
		})
	}
	for range 3 {
		if err := d.queue.Drain(t.Context()); err == nil || d.count(t, jobs.Running) != 1 {
			t.Fatal("nobody noticed")
		}
	}
	full = false
	d.pass(t, time.Minute)
	d.eachOnce(t, 2)
	if d.count(t, jobs.Done) != 2 || written != 2 {
		t.Errorf("%d done, %d written", d.count(t, jobs.Done), written)
	}
}

func TestAJobWhoseRecordIsGoneMeanwhileHoldsUpNothing(t *testing.T) {
	d := newDesk(t)
	d.add(t, 2)
	d.fail = func(name string) error {
		if name == "0" {
			_, err := d.app.DB().NewQuery("DELETE FROM jobs WHERE state = 'running'").Execute()
			return err
		}
		return nil
	}
	d.pass(t, time.Minute)
	d.eachOnce(t, 2)
}
