package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// tinyDisk is a folder on a disk of its own, and what changes it; nil where tests may not mount.
func tinyDisk(t *testing.T) (dir string, remount func(options string)) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=512k"); err != nil {
		return dir, nil
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir, func(options string) {
		t.Helper()
		if out, err := exec.Command("mount", "-o", "remount,"+options, dir).CombinedOutput(); err != nil {
			t.Fatalf("remount: %v\n%s", err, out)
		}
	}
}

func TestADiskThatIsFullReadOnlyOrGoneIsSaidAndNothingIsLeft(t *testing.T) {
	t.Parallel()
	h := newHouse(t, true) // an academy that is being served
	dest, remount := tinyDisk(t)
	refused := func(name, says string, run func() (int, string)) {
		t.Helper()
		status, said := run()
		if status != 1 || !strings.Contains(said, says) {
			t.Errorf("%s: ends with %d:\n%s", name, status, said)
		}
		if left, err := os.ReadDir(dest); err != nil || len(left) > 0 {
			t.Errorf("%s: %v is left, %v", name, left, err)
		}
	}
	create := func() (int, string) { return h.command(t, "backup", "create", "--to", dest) }
	if remount == nil { // by a limit of the process, where nothing may be mounted
		refused("full", "Il disco è pieno", func() (int, string) {
			c := exec.Command("sh", "-c", `trap "" XFSZ; ulimit -f 512; exec "$@"`, "sh", program, "backup", "create", "--to", dest, "--dir", h.dir)
			c.Env = append(os.Environ(), "LC_ALL=it_IT.UTF-8")
			out, _ := c.CombinedOutput() // the exit status says how it ended
			return c.ProcessState.ExitCode(), string(out)
		})
	} else {
		refused("full", "Il disco è pieno", create)
		remount("ro")
		refused("read-only", "Non si può scrivere", create)
		remount("rw,size=64m")
	}
	if status, said := h.command(t, "backup", "create", "--to", filepath.Join(dest, "unmounted")); status != 1 || !strings.Contains(said, "non c'è o non risponde") {
		t.Errorf("gone: ends with %d:\n%s", status, said)
	}
	if status, said := create(); status != 0 {
		t.Errorf("with room again: ends with %d:\n%s", status, said)
	}
	if got := h.stranger(t).get("/courses"); got.status != 200 {
		t.Errorf("the academy answers %d", got.status)
	}
}

func TestAProgramThatIsOlderThanTheDataChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, true)
	if err := h.stop(); err != nil {
		t.Fatal(err)
	}
	h.contradictions(t, "mode=rw", "INSERT INTO _migrations (file, applied) VALUES ('2999999999_later.go', 1)")
	for _, args := range [][]string{{"courses", "list"}, {"serve", "--http", "127.0.0.1:0"}} {
		status, said := h.command(t, args...)
		if status != 1 || !strings.Contains(said, "programma più recente") || !strings.Contains(said, "aula backup restore") {
			t.Errorf("%v ends with %d:\n%s", args, status, said)
		}
	}
	if status, said := h.command(t, "doctor"); status != 2 || !strings.Contains(said, "programma più recente") {
		t.Errorf("the doctor ends with %d:\n%s", status, said)
	}
}
