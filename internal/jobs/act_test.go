package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/jobs"
	"aula/internal/testapp"
)

func TestWhatSomebodyMayWantOfAJob(t *testing.T) {
	rows := []struct {
		state          jobs.State
		retry, discard error
	}{
		{jobs.Waiting, nil, nil},
		{jobs.Failed, nil, nil},
		{jobs.Running, jobs.ErrEnded, jobs.ErrEnded},
		{jobs.Done, jobs.ErrEnded, jobs.ErrEnded},
		{jobs.Discarded, jobs.ErrEnded, jobs.ErrEnded},
		{"", jobs.ErrNotFound, jobs.ErrNotFound},
	}
	for _, row := range rows {
		t.Run(string(row.state), func(t *testing.T) {
			app := testapp.New(t)
			id := "nothing"
			if row.state != "" {
				id = testapp.Save(t, app, "jobs", map[string]any{"kind": "greet", "key": "k", "state": string(row.state), "payload": `"secret"`}).Id
			}
			if err := jobs.Retry(app, id); !errors.Is(err, row.retry) {
				t.Errorf("retry: %v", err)
			}
			if err := jobs.Discard(app, id); !errors.Is(err, row.discard) {
				t.Fatalf("discard: %v", err)
			}
			if row.discard != nil {
				return
			}
			job, err := app.FindRecordById("jobs", id)
			if err != nil || job.GetString("state") != "discarded" || job.GetString("payload") != "null" {
				t.Errorf("left as %s holding %s, %v", job.GetString("state"), job.GetString("payload"), err)
			}
			if err := jobs.Add(app, "greet", "k", nil); err != nil {
				t.Fatal(err)
			}
			if n, _ := app.CountRecords("jobs"); n != 1 {
				t.Error("what was discarded is added again")
			}
		})
	}
}

func TestRetryingAllOfOneKindLeavesTheOthers(t *testing.T) {
	app := testapp.New(t)
	for _, kind := range []string{"greet", "greet", "draw"} {
		testapp.Save(t, app, "jobs", map[string]any{"kind": kind, "state": "failed"})
	}
	for _, step := range []struct {
		kind string
		want int
	}{{"greet", 2}, {"greet", 0}, {"", 1}} {
		if n, err := jobs.RetryAll(app, step.kind); n != step.want || err != nil {
			t.Errorf("%q: %d, %v", step.kind, n, err)
		}
	}
}

// A slow mail server must not keep anybody waiting for a certificate.
func TestKindsDoNotWaitForEachOther(t *testing.T) {
	app := testapp.New(t)
	for _, kind := range []string{"slow", "quick"} {
		if err := jobs.Add(app, kind, "", nil); err != nil {
			t.Fatal(err)
		}
	}
	q := jobs.New(app)
	quick, ctx := make(chan struct{}), t.Context()
	q.Register("slow", func(context.Context, core.App, json.RawMessage) error {
		select {
		case <-quick: // only the other kind can open this door
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	q.Register("quick", func(context.Context, core.App, json.RawMessage) error { close(quick); return nil })
	run(t, q, func() { <-quick })
}

func TestAStoppedQueueEndsWhatItHasBegun(t *testing.T) {
	app := testapp.New(t)
	if err := jobs.Add(app, "slow", "k", nil); err != nil {
		t.Fatal(err)
	}
	q := jobs.New(app)
	begun, ended := make(chan struct{}), make(chan struct{})
	q.Register("slow", func(ctx context.Context, _ core.App, _ json.RawMessage) error {
		close(begun)
		<-ended
		return ctx.Err()
	})
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := q.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	<-begun
	stop()
	close(ended)
	running.Wait()
	job, err := app.FindFirstRecordByData("jobs", "key", "k")
	if err != nil || job.GetString("state") != "done" {
		t.Errorf("state %s, %v", job.GetString("state"), err)
	}
}

func TestAKindThatNobodyKnowsIsGivenUp(t *testing.T) {
	app := testapp.New(t)
	if err := jobs.Add(app, "of a newer program", "k", nil); err != nil {
		t.Fatal(err)
	}
	q := jobs.New(app)
	q.Register("greet", func(context.Context, core.App, json.RawMessage) error { return nil })
	ctx, stop := context.WithCancel(t.Context())
	stop() // it only takes stock
	if err := q.Run(ctx); err != nil {
		t.Fatal(err)
	}
	job, err := app.FindFirstRecordByData("jobs", "key", "k")
	if err != nil || job.GetString("state") != "failed" {
		t.Errorf("state %s, %v", job.GetString("state"), err)
	}
}

// run lets the queue work until something has happened.
func run(t *testing.T, q *jobs.Queue, until func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := q.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	until()
	stop()
	running.Wait()
}
