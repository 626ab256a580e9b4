package commands_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
	"aula/internal/testapp"
)

// audited is an academy with so many entries, and its head.
func audited(t *testing.T, entries int) (core.App, string) {
	t.Helper()
	app := testapp.New(t)
	for range entries {
		e := audit.Entry{By: audit.System, Act: audit.CentreChanged, On: audit.Object{Kind: audit.Centre}}
		if err := audit.Do(app, e, func(core.App) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	report, err := audit.Verify(app)
	if err != nil {
		t.Fatal(err)
	}
	return app, report.Head.String()
}

func execute(t *testing.T, app core.App, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := app.DB().NewQuery(s).Execute(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestVerifyingTheAuditLogOnTheCommandLine(t *testing.T) {
	t.Setenv("LC_ALL", "it_IT.UTF-8")
	whole, head := audited(t, 3)
	_, strange := audited(t, 2)
	empty, _ := audited(t, 0)
	changed, _ := audited(t, 3)
	execute(t, changed, "DROP TRIGGER audit_entries_no_update", "UPDATE audit_entries SET by = 'x' WHERE seq = 2")
	cut, cutHead := audited(t, 3)
	execute(t, cut, "DROP TRIGGER audit_entries_no_delete", "DELETE FROM audit_entries WHERE seq = 3")
	old := testapp.New(t)
	execute(t, old, "DROP TABLE audit_entries")
	nothing, broken := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, "data.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, dir string
		heads     []string
		status    int
		says      string
	}{
		{"whole", whole.DataDir(), nil, 0, "Operazioni: 3. Prima: "},
		{"whole, with its head", whole.DataDir(), nil, 0, "Testa: " + head + "\nIl registro è integro.\n"},
		{"whole, and a head of it", whole.DataDir(), []string{head}, 0, "Il registro è integro.\n"},
		{"a head of another academy", whole.DataDir(), []string{head, strange}, 1, "operazione 2: non ha l'impronta annotata"},
		{"empty", empty.DataDir(), nil, 0, "è vuoto.\nIl registro è integro.\n"},
		{"changed", changed.DataDir(), nil, 1, "Il registro NON è integro: operazione 2: è stata cambiata"},
		{"unguarded", changed.DataDir(), nil, 1, "ATTENZIONE: il database accetterebbe modifiche"},
		{"cut, which only a head tells", cut.DataDir(), nil, 0, "Il registro è integro.\n"},
		{"cut", cut.DataDir(), []string{cutHead}, 1, "operazione 3: la testa annotata viene dopo l'ultima"},
		{"no head", whole.DataDir(), []string{"3"}, 2, "«3» non è una testa"},
		{"no folder", filepath.Join(nothing, "none"), nil, 2, "non si può leggere"},
		{"no academy", nothing, nil, 2, "non si può leggere"},
		{"no database", broken, nil, 2, "non si può leggere"},
		{"of a program that had none", old.DataDir(), nil, 2, "non si può leggere"},
	} {
		args := []string{"audit", "verify", "--dir", row.dir}
		for _, h := range row.heads {
			args = append(args, "--head", h)
		}
		status, said := run(args...)
		if status != row.status || !strings.Contains(said, row.says) {
			t.Errorf("%s: %d\n%s", row.name, status, said)
		}
	}
	if left, err := os.ReadDir(nothing); err != nil || len(left) > 0 {
		t.Errorf("verifying made %v", left)
	}
}
