package commands

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aula/internal/testapp"
)

func TestPeopleAreImportedByCommand(t *testing.T) {
	app := testapp.New(t)
	testapp.Organisation(t, app, "c_l219")
	write := func(content string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "personale.csv")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("Cognome;Nome;E-mail;Ruolo;Codice fiscale\nConti;Giulia;g.conti@comune.example;Referente;CNTGLI85C54L219B\nRiva;Nicol\xf2;n.riva@comune.example;;\n")
	for _, row := range []struct {
		name   string
		args   []string
		status int
		says   []string
	}{
		{"a dry run", []string{good, "--organisation", "c_l219", "--dry-run"}, 0, []string{"Persone nuove", "2", "È una prova"}},
		{"the list", []string{good, "--organisation", "c_l219"}, 0, []string{"Persone nuove"}},
		{"again", []string{good, "--organisation", "c_l219"}, 0, []string{"Già presenti, uguali"}},
		{"a wrong row beside a right one", []string{write("Cognome,Nome,E-mail\nNeri,Ugo,ugo(at)comune\nVerdi,Ida,ida@comune.example\n"), "--organisation", "c_l219"}, 1, []string{"2C: E-mail"}},
		{"no list", []string{write(""), "--organisation", "c_l219"}, 2, []string{"personale.csv"}},
		{"an organisation that there is not", []string{good, "--organisation", "c_x000"}, 1, []string{"c_x000"}},
		{"no organisation named", []string{good}, 1, nil},
	} {
		said, status := says(t, app, append([]string{"people", "import"}, row.args...)...)
		for _, words := range row.says {
			if !strings.Contains(said, words) {
				t.Errorf("%s: does not say %q", row.name, words)
			}
		}
		if status != row.status {
			t.Errorf("%s: status %d, want %d", row.name, status, row.status)
		}
		if t.Failed() {
			t.Fatal(said)
		}
	}
	if n, err := app.CountRecords("memberships"); err != nil || n != 3 {
		t.Errorf("%d people, %v", n, err)
	}
}
