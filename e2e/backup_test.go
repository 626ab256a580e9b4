package e2e

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnAcademyIsBackedUpInTheBrowserAndBroughtBackByCommand(t *testing.T) {
	t.Parallel()
	dest, key := t.TempDir(), filepath.Join(t.TempDir(), "phrase")
	if err := os.WriteFile(key, []byte("quattro gatti sul tetto\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := &house{demo: true, dir: filepath.Join(t.TempDir(), "data"), options: []string{"--backup-to", dest, "--backup-every", "0", "--backup-key", key}}
	if err := h.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.stop(); err != nil {
			t.Error(err)
		}
	})
	stays, goes := h.newLearner(t, "Resta", "Qui"), h.newLearner(t, "Parte", "Via")
	h.isBackedUp(t)
	if got := goes.post("/me/account/delete", url.Values{"proof": {goes.password}}); got.status != 200 {
		t.Fatalf("the account is not deleted: %d at %s", got.status, got.path)
	}
	eventually(t, "erasure beside the backups", func() bool {
		content, err := os.ReadFile(filepath.Join(dest, "erasures"))
		return err == nil && strings.Count(string(content), "\n") == 1
	})
	if status, said := h.command(t, "backup", "drill", "--from", dest, "--key", key); status != 0 || !strings.Contains(said, "Prova superata") {
		t.Fatalf("the drill ends with %d:\n%s", status, said)
	}
	if status, said := h.command(t, "backup", "restore", "latest", "--from", dest, "--key", key, "--replace"); status != 1 || !strings.Contains(said, "è in funzione") {
		t.Errorf("a living academy is replaced: %d\n%s", status, said)
	}
	other := &house{dir: filepath.Join(t.TempDir(), "new"), accounts: h.accounts}
	status, said := other.command(t, "backup", "restore", "latest", "--from", dest, "--key", key)
	if status != 0 || !strings.Contains(said, "1 account cancellato dopo la copia è stato cancellato di nuovo") {
		t.Fatalf("restore ends with %d:\n%s", status, said)
	}
	other.isTheSame(t, stays, goes)
}

// isBackedUp asks for a backup in the browser and waits until the page shows it.
func (h *house) isBackedUp(t *testing.T) {
	t.Helper()
	p := openAt(t, h, desktop)
	p.become(h.as(t, "administrator"))
	p.visit("/manage/backups")
	p.sees("Ancora nessuna copia", "Solo quando qualcuno la chiede")
	p.picture("backups-none")
	p.follow(`form[action="/manage/backups"] button`)
	p.sees("La copia è stata chiesta")
	eventually(t, "backup in the list", func() bool {
		p.visit("/manage/backups")
		return strings.Contains(p.text("main"), "Le copie, dalla più recente")
	})
	p.sees("Mai provata")
	p.picture("backups-made")
}

// isTheSame serves the restored academy: who was in it comes in by the old password, and who left is not there.
func (h *house) isTheSame(t *testing.T, stays, goes *person) {
	t.Helper()
	if err := h.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.stop(); err != nil {
			t.Error(err)
		}
	})
	p := openAt(t, h, phone)
	p.visit("/sign-in")
	p.fill("#email", stays.mailbox)
	p.fill("#password", stays.password)
	p.follow(`main form button[type="submit"]`)
	p.visit("/me")
	p.sees("Resta")
	for _, gone := range []*person{goes} {
		got := h.stranger(t).post("/sign-in", url.Values{"email": {gone.mailbox}, "password": {gone.password}})
		if !strings.HasPrefix(got.path, "/sign-in") {
			t.Errorf("somebody who had left is back: %d at %s", got.status, got.path)
		}
	}
	if got := h.as(t, "administrator").get("/manage/backups"); !got.says("Nessuno ha detto dove fare le copie") {
		t.Errorf("the restored academy's page: %d", got.status)
	}
	if got := h.stranger(t).get("/courses/spid-e-cie"); got.status != 200 {
		t.Errorf("the course is not there: %d", got.status)
	}
}
