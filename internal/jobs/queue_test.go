package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/jobs"
	"aula/internal/testapp"
)

func TestAJobRunsOnceForItsKey(t *testing.T) {
	app := testapp.New(t)
	for range 3 {
		if err := jobs.Add(app, "greet", "one", "ciao"); err != nil {
			t.Fatal(err)
		}
	}
	var heard []string
	q := jobs.New(app)
	q.Register("greet", func(_ context.Context, _ core.App, payload json.RawMessage) error {
		heard = append(heard, string(payload))
		return nil
	})
	if err := q.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(heard) != 1 || heard[0] != `"ciao"` {
		t.Errorf("heard %v", heard)
	}
}

func TestAJobOfACancelledTransactionIsNotThere(t *testing.T) {
	app := testapp.New(t)
	cancelled := errors.New("changed my mind")
	err := app.RunInTransaction(func(tx core.App) error {
		if err := jobs.Add(tx, "greet", "", nil); err != nil {
			return err
		}
		return cancelled
	})
	if !errors.Is(err, cancelled) {
		t.Fatal(err)
	}
	if n, _ := app.CountRecords("jobs"); n != 0 {
		t.Errorf("%d jobs", n)
	}
}

func TestWhatBecomesOfAJobThatFails(t *testing.T) {
	rows := []struct {
		name  string
		err   error
		state string
	}{
		{"a passing fault waits for another try", errors.New("mail server away"), "waiting"},
		{"a hopeless one is given up", fmt.Errorf("no such address: %w", jobs.ErrGiveUp), "failed"},
		{"success is done", nil, "done"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			if err := jobs.Add(app, "greet", "k", nil); err != nil {
				t.Fatal(err)
			}
			q := jobs.New(app)
			q.Register("greet", func(context.Context, core.App, json.RawMessage) error { return row.err })
			if err := q.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			job, err := app.FindFirstRecordByData("jobs", "key", "k")
			if err != nil {
				t.Fatal(err)
			}
			if got := job.GetString("state"); got != row.state {
				t.Errorf("state %s, want %s", got, row.state)
			}
		})
	}
}

func TestAJobLeftRunningByACrashIsTakenUpAgain(t *testing.T) {
	app := testapp.New(t)
	if err := jobs.Add(app, "greet", "k", nil); err != nil {
		t.Fatal(err)
	}
	job, err := app.FindFirstRecordByData("jobs", "key", "k")
	if err != nil {
		t.Fatal(err)
	}
	job.Set("state", "running")
	if err := app.Save(job); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ran := false
	q := jobs.New(app)
	q.Register("greet", func(context.Context, core.App, json.RawMessage) error { ran = true; stop(); return nil })
	if err := q.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if !ran {
		t.Error("the job did not run")
	}
}

func TestDoneJobsAreForgottenAndFailedOnesStay(t *testing.T) {
	app := testapp.New(t)
	for _, state := range []string{"done", "failed", "waiting"} {
		testapp.Save(t, app, "jobs", map[string]any{"kind": "greet", "key": state, "state": state})
	}
	if err := jobs.Purge(app, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n, _ := app.CountRecords("jobs"); n != 3 {
		t.Errorf("%d jobs left of three new ones", n)
	}
	if err := jobs.Purge(app, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := app.FindFirstRecordByData("jobs", "key", "done"); err == nil {
		t.Error("the done job is still there")
	}
	if n, _ := app.CountRecords("jobs"); n != 2 {
		t.Errorf("%d jobs left", n)
	}
}
