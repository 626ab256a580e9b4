package commands

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aula/accounts/spid/testidp"
	"aula/internal/testapp"
	"aula/organisations"
)

func TestProvidersOfSPIDAreImportedAndListed(t *testing.T) {
	dir := t.TempDir()
	idp, err := testidp.New("https://idp.example.it", "Gestore di prova", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, content string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("idp.xml", string(idp.Metadata()))
	data := testapp.Folder(t)
	for _, row := range []struct {
		name   string
		args   []string
		status int
		says   []string
	}{
		{"none yet", []string{"providers"}, 0, []string{"Nessun gestore"}},
		{"a provider", []string{"import", good}, 0, []string{"1 aggiunti", "0 cambiati"}},
		{"again", []string{"import", good}, 0, []string{"0 aggiunti", "1 uguali"}},
		{"the list", []string{"providers"}, 0, []string{"Gestore di prova", "https://idp.example.it"}},
		{"no provider in it", []string{"import", write("noi.xml", `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"></md:EntityDescriptor>`)}, 1, []string{"noi.xml", "non ci sono gestori"}},
		{"no XML", []string{"import", write("testo.xml", "Nome;Cognome")}, 1, []string{"testo.xml", "chiedi al gestore metadata nuovi"}},
		{"no file", []string{"import", filepath.Join(dir, "manca.xml")}, 1, []string{"manca.xml"}},
		{"metadata before the centre has said who it is", []string{"metadata"}, 1, []string{"SPID non è pronto", "town"}},
		{"an empty log", []string{"log"}, 0, nil},
		{"a day that is none", []string{"log", "--from", "ieri"}, 1, []string{"«ieri» non è un giorno"}},
	} {
		status, said := aula(t, append([]string{"spid", row.args[0], "--dir", data}, row.args[1:]...)...)
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

func TestTheDoctorLooksAtSPIDOnceThereAreProviders(t *testing.T) {
	app := testapp.New(t)
	if found, err := lookAtSPID(app); err != nil || len(found) != 0 {
		t.Fatalf("without providers: %v, %v", found, err)
	}
	idp, err := testidp.New("https://idp.example.it", "Gestore di prova", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	keep := func(metadata string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "idp.xml")
		if err := os.WriteFile(path, []byte(metadata), 0o600); err != nil {
			t.Fatal(err)
		}
		if said, status := says(t, app, "spid", "import", path); status != 0 {
			t.Fatal(said)
		}
	}
	finds := func(want string) {
		t.Helper()
		found, err := lookAtSPID(app)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, f := range found {
			keys = append(keys, f.key)
		}
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("finds %q, want %q", got, want)
		}
	}
	until := func(at time.Time) string {
		return strings.Replace(string(idp.Metadata()), "<md:EntityDescriptor ", `<md:EntityDescriptor validUntil="`+at.UTC().Format(time.RFC3339)+`" `, 1)
	}
	keep(string(idp.Metadata()))
	finds("spid_missing")
	if err := organisations.Save(app, organisations.Centre{
		Name: "Centro", IPA: "c_prova", URL: "https://aula.example.it", SPID: organisations.SPID{Town: "Prova", Mail: "spid@example.it"},
	}); err != nil {
		t.Fatal(err)
	}
	organisations.Forget(app)
	finds("")
	keep(until(time.Now().AddDate(0, 1, 0)))
	finds("spid_due")
	keep(until(time.Now().AddDate(0, -1, 0)))
	finds("spid_over")
	seal := filepath.Join(app.DataDir(), "keys", "spid.pem")
	if err := os.MkdirAll(filepath.Dir(seal), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(seal, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	finds("spid_over spid_seal")
}
