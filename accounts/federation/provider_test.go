package federation_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aula/accounts/federation"
	"aula/accounts/spid"
	"aula/accounts/spid/testidp"
	"aula/internal/testapp"
	"aula/organisations"
)

func metadata(t *testing.T, entity, name string) string {
	t.Helper()
	idp, err := testidp.New(entity, name, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return string(idp.Metadata())
}

func TestProvidersAreImportedAgainWithoutDuplicates(t *testing.T) {
	app := testapp.New(t)
	file := metadata(t, "https://idp.example.it", "Gestore")
	for i, want := range []federation.Outcome{{Added: 1}, {Same: 1}} {
		if out, err := federation.Import(app, []byte(file)); err != nil || out != want {
			t.Fatalf("import %d: %+v, %v", i+1, out, err)
		}
	}
	if out, err := federation.Import(app, []byte(metadata(t, "https://idp.example.it", "Gestore nuovo"))); err != nil || out.Changed != 1 {
		t.Fatalf("with a new key: %+v, %v", out, err)
	}
	all, err := (&federation.Office{}).Providers(app)
	if err != nil || len(all) != 1 || all[0].Name != "Gestore nuovo" || len(all[0].Certificates) != 1 || len(all[0].SignOn) != 2 || all[0].CertificateEnds().IsZero() {
		t.Fatalf("%+v, %v", all, err)
	}
	if name, err := federation.Remove(app, all[0].ID); err != nil || name != "Gestore nuovo" {
		t.Fatalf("removed %q, %v", name, err)
	}
	if _, err := (&federation.Office{}).Provider(app, all[0].ID); !errors.Is(err, federation.ErrNoProvider) {
		t.Fatalf("removed, and still there: %v", err)
	}
}

func TestAFileThatIsNoProvidersMetadataChangesNothing(t *testing.T) {
	good := metadata(t, "https://idp.example.it", "Gestore")
	for name, file := range map[string]string{
		"empty": "", "no XML": "Nome;Cognome\n", "a page": "<html></html>", "cut": good[:len(good)/2],
		"no key":       strings.ReplaceAll(good, "X509Certificate", "X509Other"),
		"not https":    strings.ReplaceAll(good, "https://idp.example.it/sign-on", "http://idp.example.it/sign-on"),
		"an entity":    `<!DOCTYPE r [<!ENTITY a "b">]>` + good[strings.Index(good, "<md:"):],
		"the name not": strings.Replace(good, `entityID="https://idp.example.it"`, `entityID=""`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			app := testapp.New(t)
			_, err := federation.Import(app, []byte(file))
			var wrong federation.FileError
			if !errors.As(err, &wrong) {
				t.Errorf("%v", err)
			}
			if n, err := app.CountRecords("spid_providers"); err != nil || n != 0 {
				t.Errorf("%d providers, %v", n, err)
			}
		})
	}
}

func TestWhatTheCentreHasYetToSayIsNamed(t *testing.T) {
	app := testapp.New(t)
	settings, err := app.Settings().Clone()
	if err != nil {
		t.Fatal(err)
	}
	settings.Meta.AppURL = "http://aula.example.it"
	if err := app.Save(settings); err != nil {
		t.Fatal(err)
	}
	_, err = (&federation.Office{Folder: t.TempDir()}).Service(app, time.Now())
	var missing federation.Missing
	if !errors.Is(err, federation.ErrNotReady) || !errors.As(err, &missing) || strings.Join(missing, " ") != "name ipa url town spid_mail" {
		t.Fatalf("%v", err)
	}
}

func TestTheServiceKeepsItsNameAndItsKey(t *testing.T) {
	app := testapp.New(t)
	c := organisations.Centre{Name: "Centro", IPA: "c_prova", URL: "https://aula.example.it", SPID: organisations.SPID{Town: "Prova", Mail: "spid@example.it"}}
	if err := organisations.Save(app, c); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	service := func() *spid.Service {
		t.Helper()
		s, err := (&federation.Office{Folder: folder}).Service(app, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	first := service()
	if info, err := os.Stat(filepath.Join(folder, federation.SealFile)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file of the key: %v, %v", info.Mode(), err)
	}
	c.URL = "https://accademia.example.it"
	if err := organisations.Save(app, c); err != nil {
		t.Fatal(err)
	}
	organisations.Forget(app)
	second := service()
	if second.EntityID != "https://aula.example.it" || !second.Key.Equal(first.Key) || second.Assertions != "https://accademia.example.it/spid/acs" {
		t.Errorf("%s, %s", second.EntityID, second.Assertions)
	}
	for name, spoil := range map[string]string{"empty": "", "half": "-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n"} {
		if err := os.WriteFile(filepath.Join(folder, federation.SealFile), []byte(spoil), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := (&federation.Office{Folder: folder}).Service(app, time.Now()); !errors.Is(err, federation.ErrSealFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
