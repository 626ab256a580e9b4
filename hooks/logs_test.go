package hooks_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/hooks"
	"aula/internal/testapp"
)

// logged is an entry as PocketBase keeps it.
func logged(t *testing.T, app core.App, level slog.Level, message string, data map[string]any) {
	t.Helper()
	entry := &core.Log{Level: int(level), Message: message, Data: data, Created: types.NowDateTime()}
	entry.Id = core.GenerateDefaultRandomId()
	if err := app.AuxSave(entry); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsWrittenDownNamesNobodyAndIsToldToTheTerminal(t *testing.T) {
	app := testapp.New(t)
	var terminal bytes.Buffer
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), Log: slog.New(slog.NewJSONHandler(&terminal, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	logged(t, app, slog.LevelError, "GET /api/x?token=secret", map[string]any{
		"type": "request", "url": "/api/x?token=secret", "method": "GET", "status": int64(404), "userIP": "203.0.113.7", "referer": "https://x/?code=secret",
	})
	logged(t, app, slog.LevelError, "GET /api/y", map[string]any{"type": "request", "url": "/api/y", "method": "GET", "status": int64(500)})
	logged(t, app, slog.LevelWarn, "mail failed", map[string]any{"error": "mailbox ada@example.org"})
	var kept []string
	if err := app.AuxDB().NewQuery("SELECT message || ' ' || data FROM _logs").Column(&kept); err != nil {
		t.Fatal(err)
	}
	for where, all := range map[string]string{"database": strings.Join(kept, "\n"), "terminal": terminal.String()} {
		for _, secret := range []string{"secret", "203.0.113.7", "ada@"} {
			if strings.Contains(all, secret) {
				t.Errorf("the %s has %q: %s", where, secret, all)
			}
		}
	}
	if said := terminal.String(); strings.Count(said, "\n") != 2 || !strings.Contains(said, `"msg":"GET /api/y"`) || !strings.Contains(said, `"level":"WARN"`) {
		t.Errorf("the terminal was told %s", said)
	}
}

func TestTheLogIsBoundedByNumber(t *testing.T) {
	app := testapp.New(t)
	for i := range 30 {
		logged(t, app, slog.LevelInfo, fmt.Sprint("entry ", i), nil)
	}
	if _, err := app.AuxDB().NewQuery("UPDATE _logs SET created = '2026-01-01 00:00:' || substr('0' || substr(message, 7), -2)").Execute(); err != nil {
		t.Fatal(err)
	}
	if err := hooks.BoundLogs(app, 10); err != nil {
		t.Fatal(err)
	}
	var left []string
	if err := app.AuxDB().Select("message").From("_logs").OrderBy("created").Column(&left); err != nil {
		t.Fatal(err)
	}
	if len(left) != 10 || left[0] != "entry 20" {
		t.Errorf("left %v", left)
	}
}
