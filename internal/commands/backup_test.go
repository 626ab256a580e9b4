package commands

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aula/internal/audit"
	"aula/internal/testapp"
)

func TestWhatTheCommandsOfBackupsSay(t *testing.T) {
	t.Setenv("LC_ALL", "it_IT.UTF-8")
	app, dest := healthy(t), t.TempDir()
	weak, phrase := filepath.Join(t.TempDir(), "weak"), filepath.Join(t.TempDir(), "phrase")
	must(t, os.WriteFile(weak, []byte("gatto\n"), 0o600))
	must(t, os.WriteFile(phrase, []byte("quattro gatti sul tetto\n"), 0o600))
	must(t, os.WriteFile(filepath.Join(dest, "aula-0a1b2c3d-20200101T000000Z-1.tar"), []byte("x"), 0o600)) // of another academy
	other, empty := t.TempDir(), t.TempDir()
	must(t, os.WriteFile(filepath.Join(other, "foto.tar"), bytes.Repeat([]byte("x"), 2000), 0o600))
	foto := filepath.Join(other, "foto.tar")
	rows := []struct {
		name   string
		args   []string
		status int
		says   []string
	}{
		{"restored where no folder can be", []string{"restore", foto, "--from", dest, "--dir", filepath.Join(foto, "academy")}, 1, []string{"La destinazione " + foto}},
		{"no destination", []string{"create"}, 1, []string{"Non hai detto dove si trovano le copie.\n", "--to"}},
		{"no academy", []string{"create", "--to", dest, "--dir", empty}, 1, []string{"non c'è nessuna accademia", "--dir"}},
		{"a weak passphrase", []string{"create", "--to", dest, "--key", weak}, 1, []string{"La chiave non si può usare", "12"}},
		{"a destination that is a scheme", []string{"create", "--to", "ftp://x/y"}, 1, []string{"ftp://x/y non è una cartella né un archivio S3 completo.\n"}},
		{"a policy that says nothing", []string{"create", "--to", dest, "--keep", "7 days"}, 1, []string{"7d 4w 12m"}},
		{"created", []string{"create", "--to", dest, "--key", phrase}, 0, []string{"Copia fatta", ".tar.age"}},
		{"listed", []string{"list", "--from", dest}, 0, []string{"cifrata", ".tar.age", "0a1b2c3d"}},
		{"an empty list", []string{"list", "--from", empty}, 0, []string{"non ci sono copie"}},
		{"of several academies", []string{"drill", "latest", "--from", dest}, 1, []string{"copie di più accademie"}},
		{"nothing to drill", []string{"drill", "--from", empty}, 1, []string{"non c'è", "aula backup list"}},
		{"a name that is not there", []string{"drill", "aula-x.tar", "--from", dest}, 1, []string{"La copia aula-x.tar non c'è"}},
		{"something else", []string{"drill", foto}, 1, []string{"non è una copia fatta da Aula"}},
		{"over what lives", []string{"restore", foto}, 1, []string{"--replace"}},
	}
	for _, row := range rows {
		var out bytes.Buffer
		args := append([]string{"backup"}, row.args...)
		if !strings.Contains(strings.Join(args, " "), "--dir") {
			args = append(args, "--dir", app.DataDir())
		}
		status := Execute(args, Program{Version: "test", Out: &out, Err: &out})
		if status != row.status {
			t.Errorf("%s: ends with %d:\n%s", row.name, status, out.String())
		}
		for _, text := range append(row.says, "") {
			if !strings.Contains(out.String(), text) {
				t.Errorf("%s: does not say %q:\n%s", row.name, text, out.String())
			}
		}
		if strings.Contains(out.String(), "⟦") || strings.Contains(out.String(), "<no value>") {
			t.Errorf("%s: a text is not whole:\n%s", row.name, out.String())
		}
	}
}

func TestServeRefusesAPlanThatCannotWork(t *testing.T) {
	t.Setenv("LC_ALL", "it_IT.UTF-8")
	rows := []struct {
		name string
		args []string
		says string
	}{
		{"an interval", []string{"--backup-every", "daily"}, "non è un intervallo"},
		{"an interval that is too short", []string{"--backup-every", "1s"}, "non è un intervallo"},
		{"a policy", []string{"--backup-keep", "all"}, "non dice quali copie tenere"},
		{"a key that is not there", []string{"--backup-key", "/nowhere/key"}, "La chiave non si può usare"},
		{"an object store without keys", []string{"--backup-to", "s3://vault"}, "AULA_BACKUP_S3_ENDPOINT"},
	}
	for _, row := range rows {
		var out bytes.Buffer
		args := append([]string{"serve", "--http", "127.0.0.1:0", "--dir", t.TempDir(), "--backup-to", t.TempDir()}, row.args...)
		if status := Execute(args, Program{Out: &out, Err: &out}); status != 1 || !strings.Contains(out.String(), row.says) {
			t.Errorf("%s: ends with %d:\n%s", row.name, status, out.String())
		}
	}
}

func TestSettingsThatAreEncryptedAskForTheirKey(t *testing.T) {
	t.Setenv("LC_ALL", "it_IT.UTF-8")
	app := healthy(t)
	_, err := app.DB().NewQuery("UPDATE _params SET value = '\"unreadable\"' WHERE id = 'settings'").Execute()
	must(t, err)
	for _, args := range [][]string{{"doctor"}, {"backup", "create", "--to", t.TempDir()}, {"courses", "list"}} {
		var out bytes.Buffer
		status := Execute(append(args, "--dir", app.DataDir()), Program{Version: "test", Out: &out, Err: &out})
		if status == 0 || !strings.Contains(out.String(), "le impostazioni in "+app.DataDir()+" sono cifrate") {
			t.Errorf("%v: %d\n%s", args, status, out.String())
		}
	}
}

func TestARestoredAcademyIsTheSameToItsBackups(t *testing.T) {
	t.Setenv("LC_ALL", "it_IT.UTF-8")
	app, dest, again := healthy(t), t.TempDir(), filepath.Join(t.TempDir(), "again")
	for _, args := range [][]string{
		{"create", "--to", dest, "--dir", app.DataDir()},
		{"restore", "latest", "--from", dest, "--dir", again},
		{"create", "--to", dest, "--dir", again},
		{"drill", "latest", "--from", dest, "--dir", t.TempDir()}, // would refuse a choice between two academies
	} {
		var out bytes.Buffer
		if status := Execute(append([]string{"backup"}, args...), Program{Version: "test", Out: &out, Err: &out}); status != 0 {
			t.Fatalf("%v ends with %d:\n%s", args, status, out.String())
		}
	}
	testapp.Audited(t, app, audit.Operator, audit.BackupStarted)
	restored, err := (&session{Config: Config{Dir: again}}).open()
	must(t, err)
	testapp.Audited(t, restored, audit.Operator, audit.BackupStarted, audit.BackupRestored, audit.BackupStarted)
	must(t, closeApp(restored))
}
