package e2e

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// smallDisk is a folder on a disk of its own that takes so many megabytes. Mounting needs root.
func smallDisk(t *testing.T, megabytes string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+megabytes+"m"); err != nil {
		t.Fatalf("mount a small disk (this test needs root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill takes all the space that the disk has and returns what gives it back.
func fill(t *testing.T, disk string) (empty func()) {
	t.Helper()
	name := filepath.Join(disk, "ballast")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(f, endless{})
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk does not fill up: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// houseOnSmallDisk is a demo academy whose disk can be filled.
func houseOnSmallDisk(t *testing.T) (h *house, disk string) {
	t.Helper()
	disk = smallDisk(t, "64")
	h = &house{demo: true, dir: filepath.Join(disk, "data")}
	if err := h.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.stop(); err != nil {
			t.Errorf("stop the academy: %v", err)
		}
	})
	return h, disk
}

// answersUntilRefused saves answers until the disk takes no more: at first SQLite writes where it has written before.
func (v *person) answersUntilRefused(attempt, question, option string) reply {
	v.Helper()
	for range 5000 {
		got := v.call(http.MethodPatch, "/api/aula/attempts/"+attempt, map[string]any{"answers": map[string]any{question: option}})
		if got.status != http.StatusOK {
			return got
		}
	}
	v.Fatal("the disk is never full")
	return reply{}
}

func TestAFullDiskLosesNothingAndSaysWhatIsSafe(t *testing.T) {
	t.Parallel()
	h, disk := houseOnSmallDisk(t)
	v := h.newLearner(t, "Piena", "Zeppa")
	v.json(http.MethodPost, "/api/aula/courses/spid-e-cie/enrolment", nil, nil)
	a := v.begins("spid-e-cie", "quiz-finale")
	q, o := a.singles(2)
	v.json(http.MethodPatch, "/api/aula/attempts/"+a.ID, map[string]any{"answers": map[string]any{q[0]: o[0]}}, nil)
	empty := fill(t, disk)
	refused := v.answersUntilRefused(a.ID, q[1], o[1])
	submitted := v.call(http.MethodPost, "/api/aula/attempts/"+a.ID+"/submission", nil)
	for what, got := range map[string]reply{"saving": refused, "submitting": submitted} {
		if got.status != http.StatusInsufficientStorage || !got.says(`"code":"disk_full"`) || !got.says("è al sicuro") {
			t.Errorf("%s: %d %s", what, got.status, got.body)
		}
	}
	page := v.post(finalQuiz+"/attempts/"+a.ID+"/submission", nil)
	if page.status != http.StatusInsufficientStorage || !page.says("Lo spazio del server è finito") {
		t.Errorf("the page says %d %s", page.status, page.body)
	}
	for _, path := range []string{"/", "/courses", "/courses/spid-e-cie", "/me", finalQuiz} {
		if got := v.get(path); got.status != http.StatusOK {
			t.Errorf("%s cannot be read: %d", path, got.status)
		}
	}
	if got := v.get("/api/aula/health"); got.status != http.StatusServiceUnavailable || !got.says("disk") {
		t.Errorf("health: %d %s", got.status, got.body)
	}
	empty()
	if again := v.goesOn(v.quizOf("spid-e-cie", "quiz-finale")); again.ID != a.ID || again.Answers[q[0]] != o[0] {
		t.Errorf("the attempt with its answer is gone: %+v", again)
	}
	done := v.call(http.MethodPost, "/api/aula/attempts/"+a.ID+"/submission", nil)
	if done.status != http.StatusOK {
		t.Errorf("with space again: %d %s", done.status, done.body)
	}
	h.isConsistent(t)
}
