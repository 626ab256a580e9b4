package e2e

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
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

// untilRefused does something until it does not succeed: at first SQLite writes where it has written before.
func untilRefused(t *testing.T, act func() reply) reply {
	t.Helper()
	for range 5000 {
		if got := act(); got.status >= 300 {
			return got
		}
	}
	t.Fatal("the disk is never full")
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
	var own struct {
		Token  string
		Record struct{ ID string }
	}
	v.json(http.MethodPost, "/api/collections/users/auth-with-password", map[string]string{"identity": v.mailbox, "password": v.password}, &own)
	empty := fill(t, disk)
	refused := untilRefused(t, func() reply {
		return v.call(http.MethodPatch, "/api/aula/attempts/"+a.ID, map[string]any{"answers": map[string]any{q[1]: o[1]}})
	})
	submitted := v.call(http.MethodPost, "/api/aula/attempts/"+a.ID+"/submission", nil)
	record := untilRefused(t, func() reply {
		return v.asProgram(own.Token, http.MethodPatch, "/api/collections/users/records/"+own.Record.ID, `{"given_name":"Piena"}`)
	})
	for what, got := range map[string]reply{"saving": refused, "submitting": submitted, "PocketBase's own route": record} {
		if got.status != http.StatusInsufficientStorage || !got.says(`"code":"disk_full"`) || !got.says("è al sicuro") {
			t.Errorf("%s: %d %s", what, got.status, got.body)
		}
	}
	page := v.post(finalQuiz+"/attempts/"+a.ID+"/submission", nil)
	if page.status != http.StatusInsufficientStorage || !page.says("Lo spazio del server è finito") {
		t.Errorf("the page says %d %s", page.status, page.body)
	}
	typed := v.post(finalQuiz+"/attempts/"+a.ID, url.Values{"q_" + q[1]: {o[1]}, "shown": {q[1]}, "go": {"review"}}) // without JavaScript
	if kept := regexp.MustCompile(`value="` + regexp.QuoteMeta(o[1]) + `"[^>]* checked`); typed.status != http.StatusInsufficientStorage ||
		!typed.says("Lo spazio del server è finito") || !kept.Match(typed.body) {
		t.Errorf("the form forgets what was chosen, or does not say why: %d", typed.status)
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
