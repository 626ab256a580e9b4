package commands

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aula/internal/testapp"
)

func TestOrganisationsAreImportedFromTables(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("enti.csv", "Codice_IPA;Denominazione_ente;Provincia\nc_x001;Comune di Prova;VE\nc_x002;Comune di L\xe0;PD\n")
	mixed := write("misti.csv", "Codice_IPA;Denominazione_ente;Codice_fiscale_ente\nc_x003;Comune di Su;\nc_x004;Comune di Giù;12345678901\n")
	data := testapp.Folder(t)
	rows := []struct {
		name   string
		args   []string
		status int
		says   []string
	}{
		{"a dry run", []string{"--dry-run", good}, 0, []string{"2 enti nuovi", "È una prova"}},
		{"of one province", []string{"--province", "ve", good}, 0, []string{"1 ente nuovo", "1 riga non riguarda"}},
		{"the rest", []string{good}, 0, []string{"1 ente nuovo", "1 ente già uguale"}},
		{"again", []string{good}, 0, []string{"2 enti già uguali"}},
		{"nothing if a row is wrong", []string{"--strict", mixed}, 2, []string{"non è stato importato nulla"}},
		{"what is right beside what is wrong", []string{mixed}, 1, []string{"1 ente nuovo", "1 errore", "riga 3, colonna «Codice_fiscale_ente» («12345678901»): L'ultima cifra"}},
		{"no table", []string{write("enti.xlsx", "PK\x03\x04")}, 2, []string{"salvalo come CSV"}},
		{"no file", []string{filepath.Join(dir, "manca.csv")}, 1, []string{"manca.csv"}},
	}
	for _, row := range rows {
		status, said := aula(t, append([]string{"organisations", "import", "--dir", data}, row.args...)...)
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
}
