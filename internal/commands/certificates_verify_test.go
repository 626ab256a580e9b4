package commands_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tests"

	"aula/certificates"
	"aula/courses"
	"aula/internal/commands"
	"aula/internal/documents"
	"aula/internal/testapp"
	"aula/organisations"
)

// academy is a data folder with one certificate, drawn and signed.
func academy(t *testing.T) (app *tests.TestApp, c *certificates.Certificate, file []byte) {
	t.Helper()
	app = testapp.New(t)
	if err := organisations.Save(app, organisations.Centre{Name: "Centro di prova", URL: "https://accademia.example.it"}); err != nil {
		t.Fatal(err)
	}
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID e CIE", "certificate": true})
	person := testapp.Person(t, app, "learner")
	enrolment := testapp.Save(t, app, "enrolments", map[string]any{"user": person.Id, "course": course.Id, "cycle": 1, "completed": time.Now()})
	e, err := courses.FindEnrolmentByID(app, enrolment.Id)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = certificates.Issue(app, e); err != nil {
		t.Fatal(err)
	}
	press, err := certificates.PressOf(app)
	if err != nil {
		t.Fatal(err)
	}
	if file, err = press.PDF(app, c); err != nil {
		t.Fatal(err)
	}
	return app, c, file
}

func run(args ...string) (status int, said string) {
	var out bytes.Buffer
	status = commands.Execute(args, commands.Program{Out: &out, Err: &out})
	return status, out.String()
}

func keep(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "attestato.pdf")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestVerifyingAFileOnTheCommandLine(t *testing.T) {
	t.Setenv("LC_ALL", "it_IT.UTF-8")
	app, _, file := academy(t)
	dir := app.DataDir()
	issuer := filepath.Join(certificates.KeysOf(dir).Folder, "seal.pem")
	other := documents.Keys{Folder: t.TempDir()}
	if _, err := documents.OpenSigner(other, "Altri"); err != nil {
		t.Fatal(err)
	}
	strangers := filepath.Join(other.Folder, "seal.pem")
	changed := bytes.Clone(file)
	changed[900] ^= 1
	bare, err := documents.DrawCertificate("it", documents.Certificate{Code: "X", Address: "https://example.it"})
	if err != nil {
		t.Fatal(err)
	}
	good, empty := keep(t, file), t.TempDir()
	rows := []struct {
		name   string
		args   []string
		status int
		wants  string
	}{
		{"genuine and in force", []string{"--dir", dir, good}, 0, "è in vigore"},
		{"the options behind the file", []string{good, "--dir", dir}, 0, "Autentico: il file è firmato per intero da «Centro di prova»"},
		{"without the register, by the given issuer", []string{"--dir", empty, good, "--issuer", issuer}, 0, "La revoca non è stata controllata"},
		{"by another issuer", []string{"--dir", dir, good, "--issuer", strangers}, 1, "l’ha firmato qualcun altro"},
		{"changed", []string{"--dir", dir, keep(t, changed)}, 1, "è stato modificato dopo la firma"},
		{"cut", []string{"--dir", dir, keep(t, file[:len(file)-20])}, 1, "è stato modificato dopo la firma"},
		{"not signed", []string{"--dir", dir, keep(t, bare)}, 1, "il PDF non è firmato"},
		{"no PDF", []string{"--dir", dir, keep(t, []byte("hello"))}, 2, "non è un PDF che si può leggere"},
		{"no file", []string{"--dir", dir, "/no/such.pdf"}, 2, "/no/such.pdf: non è un PDF"},
		{"no issuer's file", []string{"--dir", dir, good, "--issuer", good}, 2, "non è un certificato PEM"},
		{"neither keys nor issuer", []string{"--dir", empty, good}, 2, "--issuer CERT.pem"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			status, said := run(append([]string{"certificates", "verify"}, row.args...)...)
			if status != row.status || !strings.Contains(said, row.wants) {
				t.Errorf("%d %q, want %d with %q", status, said, row.status, row.wants)
			}
		})
	}
	if _, err := os.Stat(filepath.Join(empty, "data.db")); err == nil {
		t.Error("verifying made a database")
	}
}

func TestVerifyingSaysWhatTheRegisterKnows(t *testing.T) {
	app, c, file := academy(t)
	good := keep(t, file)
	press, err := certificates.PressOf(app)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := certificates.Rename(app, c.Id, "Ada Maria", "Bianchi")
	if err != nil {
		t.Fatal(err)
	}
	renamed, err := press.PDF(app, fresh)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := certificates.Revoke(app, fresh.Id, "errore"); err != nil {
		t.Fatal(err)
	}
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "sicurezza", "title": "Sicurezza", "certificate": true, "validity": 12})
	enrolment := testapp.Save(t, app, "enrolments", map[string]any{"user": c.User(), "course": course.Id, "cycle": 1, "completed": time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)})
	e, err := courses.FindEnrolmentByID(app, enrolment.Id)
	if err != nil {
		t.Fatal(err)
	}
	ending, err := certificates.Issue(app, e)
	if err != nil {
		t.Fatal(err)
	}
	ends, err := press.PDF(app, ending)
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct{ lang, file, wants string }{
		{"it_IT.UTF-8", keep(t, ends), "è in vigore.\nVale fino al 28 novembre 2027."},
		{"it_IT.UTF-8", good, "ATTENZIONE: l’attestato n. " + c.Number() + " non è più valido. È stato sostituito"},
		{"de_DE.UTF-8", good, "durch die Bescheinigung Nr. " + fresh.Number() + " ersetzt"},
		{"C", keep(t, renamed), "È stato revocato"},
	}
	for _, row := range rows {
		t.Setenv("LC_ALL", row.lang)
		status, said := run("certificates", "verify", row.file, "--dir", app.DataDir())
		if status != 0 || !strings.Contains(said, row.wants) {
			t.Errorf("%s: %d %q, want %q", row.lang, status, said, row.wants)
		}
	}
}
