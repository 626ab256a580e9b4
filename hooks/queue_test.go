package hooks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/hooks"
	"aula/internal/jobs"
	"aula/internal/testapp"
)

// What the queue itself writes about a job must not look like somebody who wants it tried at once: a mail server that is
// away would be asked hundreds of times a second.
func TestOnlySomebodyWhoAsksForItMakesAShutDoorBeKnockedAtAgain(t *testing.T) {
	app := testapp.New(t)
	q := jobs.New(app)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	knocks := 0
	q.Register("greet", func(context.Context, core.App, json.RawMessage) error {
		if knocks++; knocks > 5 {
			stop()
		}
		return fmt.Errorf("%w: connection refused", jobs.ErrAway)
	})
	hooks.BindQueue(app, q)
	for range 3 {
		if err := jobs.Add(app, "greet", "", nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		name  string
		act   func() error
		knock int
	}{
		{"the first time", func() error { return nil }, 1},
		{"nobody has asked", func() error { return nil }, 1},
		{"somebody asks", func() error {
			list, _, err := jobs.List(app, jobs.Filter{}, 1)
			if err != nil {
				return err
			}
			return jobs.Retry(app, list[0].ID)
		}, 2},
		{"and has been answered", func() error { return nil }, 2},
	} {
		if err := step.act(); err != nil {
			t.Fatal(err)
		}
		if err := q.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if knocks != step.knock {
			t.Fatalf("%s: %d knocks, want %d", step.name, knocks, step.knock)
		}
	}
}
