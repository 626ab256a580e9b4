package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// closed is a demo academy that is not served, with enough in it for a backup to take a moment.
func closed(t *testing.T) *house {
	t.Helper()
	h := newHouse(t, true)
	if err := h.stop(); err != nil {
		t.Fatal(err)
	}
	for i := range 12 {
		path := filepath.Join(h.dir, "storage", "large"+string(rune('a'+i)))
		if err := os.WriteFile(path, bytes.Repeat([]byte{byte(i)}, 4<<20), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// killedWhen starts a command and kills it as soon as something has happened. It tells whether that was in time.
func (h *house) killedWhen(t *testing.T, happened func() bool, args ...string) (inTime bool) {
	t.Helper()
	c := aula(append(args, "--dir", h.dir)...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	tick := time.NewTicker(200 * time.Microsecond)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return false
		case <-tick.C:
			if happened() {
				_ = c.Process.Kill() // it may have ended just now
				return <-ended != nil
			}
		}
	}
}

// matches tells whether there is a file by this pattern, of at least so many bytes.
func matches(pattern string, size int64) func() bool {
	return func() bool {
		found, _ := filepath.Glob(pattern)
		for _, path := range found {
			if info, err := os.Stat(path); err == nil && (info.IsDir() || info.Size() >= size) {
				return true
			}
		}
		return false
	}
}

func names(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestABackupThatIsKilledLeavesNoHalfOne(t *testing.T) {
	t.Parallel()
	h, dest := closed(t), t.TempDir()
	partial, killed := filepath.Join(dest, "*.partial"), 0
	for _, when := range []func() bool{
		matches(filepath.Join(h.dir, "backup.lock"), 0), matches(partial, 0), matches(partial, 10<<20), matches(partial, 25<<20), matches(partial, 45<<20),
	} {
		if h.killedWhen(t, when, "backup", "create", "--to", dest) {
			killed++
		}
		for _, whole := range names(t, filepath.Join(dest, "*.tar")) {
			if status, said := h.command(t, "backup", "drill", whole); status != 0 {
				t.Fatalf("%s is half a backup:\n%s", whole, said)
			}
		}
	}
	if killed == 0 {
		t.Error("no backup was killed in time")
	}
	if status, said := h.command(t, "backup", "create", "--to", dest); status != 0 {
		t.Fatalf("no backup can be made afterwards: %d\n%s", status, said)
	}
	if left := names(t, partial); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

func TestARestoreThatIsKilledLeavesNothingOrAll(t *testing.T) {
	t.Parallel()
	h, dest := closed(t), t.TempDir()
	if status, said := h.command(t, "backup", "create", "--to", dest); status != 0 {
		t.Fatalf("no backup: %d\n%s", status, said)
	}
	for _, replace := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "new")
		next := &house{dir: dir}
		args := []string{"backup", "restore", "latest", "--from", dest}
		if replace {
			if status, said := next.command(t, args...); status != 0 {
				t.Fatal(said)
			}
			args = append(args, "--replace")
		}
		temp, killed := dir+".restoring-*", 0
		for _, when := range []func() bool{
			matches(temp, 0), matches(temp+"/storage", 0), matches(temp+"/storage/largea", 4<<20), matches(temp+"/storage/largel", 4<<20), matches(temp+"/data.db", 1),
			matches(temp+"/data.db-wal", 0), matches(temp+"/auxiliary.db", 0), matches(dir+"/storage", 0),
		} {
			if next.killedWhen(t, when, args...) {
				killed++
			}
			next.isNothingOrAll(t, replace)
			if !replace {
				_ = os.RemoveAll(dir)
			}
		}
		if killed < 3 {
			t.Errorf("only %d were killed in time", killed)
		}
		if status, said := next.command(t, args...); status != 0 {
			t.Fatalf("nothing can be restored afterwards: %d\n%s", status, said)
		}
		if left := names(t, temp+"/RESTORING"); len(left) > 0 {
			t.Errorf("%v is left", left)
		}
	}
}

// isNothingOrAll fails if the folder holds half an academy, or none where one must be.
func (h *house) isNothingOrAll(t *testing.T, must bool) {
	t.Helper()
	if _, err := os.Stat(h.dir); err != nil {
		if must {
			t.Errorf("the academy that was there is gone")
		}
		return
	}
	if _, err := os.Stat(filepath.Join(h.dir, "RESTORING")); err == nil {
		t.Error("a folder that is not whole has the name")
	}
	if status, said := h.command(t, "backup", "create", "--to", t.TempDir()); status != 0 || !strings.Contains(said, "Copia fatta") {
		t.Errorf("what was restored is no whole academy: %d\n%s", status, said)
	}
	for _, file := range []string{"storage/largea", "storage/largel", "keys/seal.key"} {
		if _, err := os.Stat(filepath.Join(h.dir, file)); err != nil {
			t.Errorf("%s is missing", file)
		}
	}
}
