package health

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/jobs"
	"aula/internal/testapp"
)

func TestADiskThatIsNearlyFullIsIll(t *testing.T) {
	rows := []struct {
		free  uint64
		known bool
		well  bool
	}{{NoSpace - 1, true, false}, {NoSpace, true, true}, {0, false, true}}
	for _, row := range rows {
		if err := judgeSpace(row.free, row.known); (err == nil) != row.well {
			t.Errorf("%d free, known %v: %v", row.free, row.known, err)
		}
	}
}

func TestAFolderThatTakesNoFileIsIll(t *testing.T) {
	dir := t.TempDir()
	if err := LookAtDisk(dir); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind %v", left)
	}
	if err := LookAtDisk(filepath.Join(dir, "gone")); err == nil {
		t.Error("a folder that is not there is well")
	}
}

func TestADatabaseThatTakesNoWriteIsIllAndOneThatDoesKeepsNothing(t *testing.T) {
	app := testapp.New(t)
	pen := NewPen(app)
	if err := pen.Write(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, _ := app.CountRecords("_params", dbx.HashExp{"id": "aula_health"}); n != 0 {
		t.Error("what it wrote is still there")
	}
	locked, release := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		ended <- app.RunInTransaction(func(core.App) error {
			close(locked)
			<-release
			return nil
		})
	}()
	<-locked
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := pen.Write(ctx); err == nil {
		t.Error("a database that somebody holds is well")
	}
	close(release)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if err := pen.Write(t.Context()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestWhenMailsAreIll(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	since := func(ago time.Duration) string { d, _ := types.ParseDateTime(now.Add(-ago)); return d.String() }
	rows := []struct {
		name  string
		state MailState
		well  bool
	}{
		{"nothing waits", MailState{}, true},
		{"one has just been written", MailState{Backlogs: []jobs.Backlog{{State: jobs.Waiting, Number: 1, Oldest: since(time.Minute)}}}, true},
		{"one rests until its next try", MailState{Backlogs: []jobs.Backlog{{State: jobs.Waiting, Number: 1, Oldest: since(-time.Hour)}}}, true},
		{"one could have gone long ago", MailState{Backlogs: []jobs.Backlog{{State: jobs.Waiting, Number: 1, Oldest: since(16 * time.Minute)}}}, false},
		{"old ones that failed were seen when they did", MailState{Backlogs: []jobs.Backlog{{State: jobs.Failed, Number: 50, Oldest: since(16 * time.Hour)}}}, true},
		{"the server is away for a moment", MailState{Away: &jobs.Away{Since: now.Add(-time.Minute)}}, true},
		{"the server is away", MailState{Away: &jobs.Away{Since: now.Add(-time.Hour)}}, false},
		{"some fail", MailState{FailedHour: 9}, true},
		{"many fail", MailState{FailedHour: 10}, false},
	}
	for _, row := range rows {
		if err := JudgeMail(row.state, now); (err == nil) != row.well {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func TestMailsThatFailAreCountedByKindAndTime(t *testing.T) {
	app := testapp.New(t)
	for range tooMany {
		testapp.Save(t, app, "jobs", map[string]any{"kind": "mail", "state": "failed"})
	}
	if err := LookAtMail(app, time.Now(), "certificate"); err != nil {
		t.Errorf("documents: %v", err)
	}
	if err := LookAtMail(app, time.Now(), "mail"); err == nil {
		t.Error("ten mails that failed are well")
	}
	if err := LookAtMail(app, time.Now().Add(2*time.Hour), "mail"); err != nil {
		t.Errorf("two hours later: %v", err)
	}
}

func TestALineThatStandsStillIsIll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := jobs.New(nil)
		q.Register("mail", func(context.Context, core.App, json.RawMessage) error { return nil })
		if err := LookAtQueue(q); err != nil {
			t.Errorf("one that has just begun: %v", err)
		}
		<-time.After(still + time.Second) // by the clock of the bubble: nobody waits
		if err := LookAtQueue(q); err == nil {
			t.Error("one that nobody runs is well")
		}
	})
}

func TestWhoeverAsksOftenCostsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		looks := 0
		w := &Watch{Look: func(context.Context) Report {
			looks++
			return Report{{Check: Disk, Err: errors.New("full")}}
		}}
		for range 100 {
			if w.Report(t.Context()).Well() {
				t.Fatal("well")
			}
		}
		<-time.After(fresh + time.Second) // by the clock of the bubble: nobody waits
		w.Report(t.Context())
		if looks != 2 {
			t.Errorf("looked %d times", looks)
		}
	})
}
