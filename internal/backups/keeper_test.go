package backups_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/backups"
	"aula/internal/testapp"
)

func states(t *testing.T, app core.App) (list []string) {
	t.Helper()
	runs, err := backups.Runs(app, 100)
	must(t, err)
	for _, r := range runs {
		list = append(list, string(r.State())+" "+r.Problem())
	}
	return list
}

func tars(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*.tar"))
	must(t, err)
	return found
}

func TestTheKeeperMakesWhatIsDueAndNoMore(t *testing.T) {
	app, dest := newAcademy(t), t.TempDir()
	k := backups.NewKeeper(app, backups.Plan{To: dest, Every: 24 * time.Hour, Getenv: os.Getenv})
	for range 3 {
		must(t, k.Look(t.Context()))
	}
	if got := tars(t, dest); len(got) != 1 {
		t.Errorf("%d backups after three looks", len(got))
	}
	if last, err := backups.LastGood(app); err != nil || time.Since(last) > time.Minute {
		t.Errorf("the last good one is of %s, %v", last, err)
	}
}

func TestADestinationThatIsAwayIsTriedAgainLater(t *testing.T) {
	app, dest := newAcademy(t), filepath.Join(t.TempDir(), "disk")
	k := backups.NewKeeper(app, backups.Plan{To: dest, Every: 24 * time.Hour, Getenv: os.Getenv})
	if err := k.Look(t.Context()); !errors.Is(err, backups.ErrAway) {
		t.Fatalf("says %v", err)
	}
	must(t, os.Mkdir(dest, 0o700))
	must(t, k.Look(t.Context())) // not yet: ten minutes
	if got := strings.Join(states(t, app), ","); got != "failed away" {
		t.Errorf("runs are %s", got)
	}
	_, err := app.DB().NewQuery("UPDATE backups SET began = '" + types.NowDateTime().Add(-11*time.Minute).String() + "'").Execute()
	must(t, err)
	must(t, k.Look(t.Context()))
	if got := strings.Join(states(t, app), ","); got != "done ,failed away" {
		t.Errorf("runs are %s", got)
	}
}

func TestOldBackupsGoAndWhatIsNotOursStays(t *testing.T) {
	app, dest := newAcademy(t), t.TempDir()
	academy, err := backups.AcademyOf(t.Context(), app.DataDir())
	must(t, err)
	old := backups.Name{Academy: academy, Made: time.Now().AddDate(0, 0, -3), Schema: 1}.String()
	others := []string{"notes.txt", "aula-ffffffff-20200101T000000Z-1.tar", "aula.tar"}
	for _, name := range append(others, old) {
		must(t, os.WriteFile(filepath.Join(dest, name), []byte("x"), 0o600))
	}
	must(t, backups.Ask(app, dest))
	k := backups.NewKeeper(app, backups.Plan{To: dest, Keep: backups.Policy{Days: 1}, Getenv: os.Getenv})
	must(t, k.Look(t.Context()))
	if _, err := os.Stat(filepath.Join(dest, old)); err == nil {
		t.Error("the old one is still there")
	}
	for _, name := range others {
		if _, err := os.Stat(filepath.Join(dest, name)); err != nil {
			t.Errorf("%s is gone", name)
		}
	}
}

func TestWhoIsForgottenStandsBesideTheBackups(t *testing.T) {
	app, dest := newAcademy(t), filepath.Join(t.TempDir(), "disk")
	must(t, backups.Forget(app, "aaaaaaaaaaaaaaa"))
	k := backups.NewKeeper(app, backups.Plan{To: dest, Getenv: os.Getenv})
	if err := k.Look(t.Context()); !errors.Is(err, backups.ErrAway) {
		t.Errorf("a destination that is away is not told: %v", err)
	}
	must(t, os.Mkdir(dest, 0o700))
	must(t, os.WriteFile(filepath.Join(dest, "erasures"), []byte("2026-01-01T00:00:00Z ccccccccccccccc\n2026-01-01T00:0"), 0o600)) // a line was cut
	for range 2 {
		must(t, k.Look(t.Context()))
	}
	must(t, backups.Forget(app, "bbbbbbbbbbbbbbb"))
	must(t, k.Look(t.Context()))
	s, err := backups.OpenStore(dest, "", os.Getenv)
	must(t, err)
	people, err := backups.SharedErasures(t.Context(), s)
	must(t, err)
	content, err := os.ReadFile(filepath.Join(dest, "erasures"))
	must(t, err)
	if len(people) != 3 || strings.Count(string(content), "aaaaaaaaaaaaaaa") != 1 {
		t.Errorf("%d people stand in:\n%s", len(people), content)
	}
}

func TestARunThatTheEndOfTheProgramCutOffIsSaidToHaveFailed(t *testing.T) {
	app, dest := newAcademy(t), t.TempDir()
	m := create(t, app, mustStore(t, dest), backups.Key{}) // by another hand: the academy does not know of it
	testapp.Save(t, app, "backups", map[string]any{"state": "running", "place": dest, "began": types.NowDateTime()})
	testapp.Save(t, app, "backups", map[string]any{"state": "done", "place": dest, "file": "gone.tar", "began": types.NowDateTime().Add(-time.Hour)})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		backups.NewKeeper(app, backups.Plan{To: dest, Getenv: os.Getenv}).Run(ctx)
		close(ended)
	}()
	eventually(t, func() bool {
		there := map[string]string{}
		runs, err := backups.Runs(app, 10)
		must(t, err)
		for _, r := range runs {
			there[r.File()] = string(r.State()) + r.Problem()
		}
		_, lost := there["gone.tar"]
		return len(runs) == 2 && !lost && there[""] == "failedinterrupted" && there[m.File] == "done"
	})
	stop()
	<-ended
}

// eventually waits until something that happens elsewhere has happened.
func eventually(t *testing.T, happened func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !happened() {
		select {
		case <-deadline:
			t.Fatal("it does not happen")
		case <-tick.C:
		}
	}
}
