package commands

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/taxcode"
	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/internal/vault"
	"aula/locales"
)

const invented = "MRTMTT25D09F205Z"

// sealed lets somebody in the academy have a tax code, by keys in its folder.
func sealed(t *testing.T, app core.App) *vault.Vault {
	t.Helper()
	v, err := vault.Open(filepath.Join(app.DataDir(), "keys"))
	must(t, err)
	code, err := taxcode.Parse(invented)
	must(t, err)
	must(t, accounts.SetTaxCode(app, v, accounts.PersonOf(testapp.Person(t, app, "learner", "eva@example.org")), code))
	return v
}

// says runs the program and tells what it said and how it ended.
func says(t *testing.T, app core.App, args ...string) (string, int) {
	t.Helper()
	t.Setenv("LC_ALL", "it_IT.UTF-8")
	var out bytes.Buffer
	status := Execute(append(args, "--dir", app.DataDir()), Program{Out: &out, Err: &out})
	if strings.Contains(out.String(), "⟦") || strings.Contains(out.String(), "<no value>") || strings.Contains(out.String(), invented) {
		t.Errorf("a text is not whole, or tells too much:\n%s", out.String())
	}
	return out.String(), status
}

func TestAKeyIsChangedByCommand(t *testing.T) {
	app := testapp.New(t)
	v := sealed(t, app)
	if said, status := says(t, app, "keys", "list"); status != 0 || !strings.Contains(said, "codici fiscali") {
		t.Errorf("list: %d\n%s", status, said)
	}
	said, status := says(t, app, "keys", "rotate", "tax_code")
	if status != 0 || !strings.Contains(said, "Versione 2 creata") || !strings.Contains(said, "1 dati su 1") || !strings.Contains(said, "Versione 1 tolta") {
		t.Errorf("rotate: %d\n%s", status, said)
	}
	folder := filepath.Join(app.DataDir(), "keys")
	if _, err := os.Stat(vault.Path(folder, vault.TaxCode, 1)); err == nil {
		t.Error("the old key is still there")
	}
	p, err := accounts.FindByEmail(app, "eva@example.org")
	must(t, err)
	if code, err := accounts.TaxCode(v, p); err != nil || code.Full() != invented { // v is the running academy's
		t.Errorf("afterwards: %v", err)
	}
	testapp.Audited(t, app, audit.Operator, audit.KeysRotated)
}

func TestAChangeThatWasEndedGoesOn(t *testing.T) {
	app := testapp.New(t)
	_, err := sealed(t, app).Advance(vault.TaxCode)
	must(t, err)
	if said, status := says(t, app, "keys", "rotate", "tax_code"); status != 0 || !strings.Contains(said, "continuo con la versione 2") || !strings.Contains(said, "Versione 1 tolta") {
		t.Errorf("%d\n%s", status, said)
	}
}

func TestAChangeThatIsToldToEndSaysHowToGoOn(t *testing.T) {
	app := testapp.New(t)
	sealed(t, app)
	var out bytes.Buffer
	s := &session{Program: Program{Out: &out, Err: &out}, Config: Config{Dir: app.DataDir()}, locale: locales.For("it")}
	told, end := context.WithCancel(t.Context())
	end()
	if err := s.runRotate(told, vault.TaxCode); err == nil || !strings.Contains(err.Error(), "ripeti «aula keys rotate tax_code»") {
		t.Errorf("%v", err)
	}
	if said, status := says(t, app, "keys", "rotate", "tax_code"); status != 0 || !strings.Contains(said, "Versione 1 tolta") {
		t.Errorf("%d\n%s", status, said)
	}
}

func TestABackupBringsTheKeysOfWhatItBrings(t *testing.T) {
	app := testapp.New(t)
	sealed(t, app)
	to, restored := t.TempDir(), filepath.Join(t.TempDir(), "academy")
	if said, status := says(t, app, "backup", "create", "--to", to); status != 0 {
		t.Fatalf("%d\n%s", status, said)
	}
	if said, status := says(t, app, "keys", "rotate", "tax_code"); status != 0 { // the copy has the key of its own day
		t.Fatalf("%d\n%s", status, said)
	}
	var out bytes.Buffer
	if status := Execute([]string{"backup", "restore", "latest", "--from", to, "--dir", restored}, Program{Out: &out, Err: &out}); status != 0 {
		t.Fatalf("%d\n%s", status, out.String())
	}
	out.Reset()
	if status := Execute([]string{"keys", "list", "--dir", restored}, Program{Out: &out, Err: &out}); status != 0 || !strings.Contains(out.String(), "tax_code       codici fiscali") {
		t.Errorf("%d\n%s", status, out.String())
	}
}

func TestABackupThatLacksAKeyDoesNotPassItsDrill(t *testing.T) {
	app, to := testapp.New(t), t.TempDir()
	sealed(t, app)
	for _, row := range []struct {
		name   string
		harm   func()
		status int
		says   string
	}{
		{"whole", func() {}, 0, ""},
		{"without the key", func() { must(t, os.Remove(vault.Path(filepath.Join(app.DataDir(), "keys"), vault.TaxCode, 1))) }, 1, "tax_code.1.key"},
	} {
		row.harm()
		if said, status := says(t, app, "backup", "create", "--to", to); status != 0 {
			t.Fatalf("%s: %d\n%s", row.name, status, said)
		}
		backup, err := filepath.Glob(filepath.Join(to, "*.tar"))
		must(t, err)
		said, status := says(t, app, "backup", "drill", backup[0])
		if status != row.status || !strings.Contains(said, row.says) {
			t.Errorf("%s: %d\n%s", row.name, status, said)
		}
		must(t, os.Remove(backup[0]))
	}
}

func TestAKeyStaysWhileARowDoesNotOpen(t *testing.T) {
	app := testapp.New(t)
	sealed(t, app)
	broken := testapp.Person(t, app, "learner", "zoe@example.org")
	_, err := app.DB().Update("users", dbx.Params{"tax_code": "v1.1.AAAA", "tax_mark": "v1.1.zzzz"}, dbx.HashExp{"id": broken.Id}).Execute()
	must(t, err)
	said, status := says(t, app, "keys", "rotate", "tax_code")
	if status != 1 || !strings.Contains(said, broken.Id) {
		t.Errorf("%d\n%s", status, said)
	}
	if _, err := os.Stat(vault.Path(filepath.Join(app.DataDir(), "keys"), vault.TaxCode, 1)); err != nil {
		t.Errorf("the old key has gone: %v", err)
	}
	if said, status := says(t, app, "keys", "list"); status != 0 { // as serve looks before it opens
		t.Errorf("and the academy does not open: %d\n%s", status, said)
	}
}

func TestWhatOfKeysIsRefused(t *testing.T) {
	rows := []struct {
		name string
		args []string
		harm func(t *testing.T, folder string)
		says []string
	}{
		{"a key that there is not", []string{"keys", "rotate", "taxcode"}, nil, []string{"non c'è", "tax_code, spid_log, second_factor, oidc_secret"}},
		{"no key named", []string{"keys", "rotate"}, nil, []string{"aula keys rotate PURPOSE"}},
		{"to rotate what is missing", []string{"keys", "rotate", "tax_code"}, lose, []string{"manca la chiave", "tax_code.1.key", "Rimetti la cartella keys"}},
		{"to list what is missing", []string{"keys", "list"}, lose, []string{"Rimetti la cartella keys"}},
		{"to serve without the key", []string{"serve", "--http", "127.0.0.1:0"}, lose, []string{"manca la chiave", "Rimetti la cartella keys"}},
		{"to serve with another academy's", []string{"serve", "--http", "127.0.0.1:0"}, func(t *testing.T, folder string) {
			lose(t, folder)
			_, err := vault.Open(folder)
			must(t, err)
		}, []string{"non aprono i dati", "stessa copia di sicurezza"}},
		{"to serve with a damaged one", []string{"serve", "--http", "127.0.0.1:0"}, func(t *testing.T, folder string) {
			must(t, os.WriteFile(vault.Path(folder, vault.SecondFactor, 1), nil, 0o600))
		}, []string{"non si può usare", "second_factor.1.key"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			sealed(t, app)
			folder := filepath.Join(app.DataDir(), "keys")
			if row.harm != nil {
				row.harm(t, folder)
			}
			before := files(t, folder)
			said, status := says(t, app, row.args...)
			if status != 1 {
				t.Errorf("ends with %d:\n%s", status, said)
			}
			for _, text := range row.says {
				if !strings.Contains(said, text) {
					t.Errorf("does not say %q:\n%s", text, said)
				}
			}
			if now := files(t, folder); now != before {
				t.Errorf("changed the keys: %s, was %s", now, before)
			}
		})
	}
}

func lose(t *testing.T, folder string) { must(t, os.RemoveAll(folder)) }

func files(t *testing.T, folder string) string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(folder, "*"))
	must(t, err)
	return strings.Join(list, " ")
}
