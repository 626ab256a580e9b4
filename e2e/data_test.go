package e2e

import (
	"archive/zip"
	"bytes"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A learner asks for everything about them, opens it without the academy, and has it all erased.
func TestALearnerTakesTheirDataAlongAndGoes(t *testing.T) {
	v := academy.newLearner(t, "Dora", "Copiata")
	code := v.earns(quickCourse(t))
	p := openAt(t, academy, desktop)
	p.become(v)
	p.visit("/me/data")
	p.follow(`form[action="/me/data"] button`)
	eventually(t, "copy", func() bool { return v.get("/me/data/copy.zip").status == 200 })
	p.visit("/me/data")
	p.sees("Scarica la copia")
	dir := unzipped(t, []byte(v.get("/me/data/copy.zip").body))
	p.opens("file://" + filepath.Join(dir, "index.html"))
	p.sees("Tutto ciò che l'accademia sa di Dora Copiata", "Attestati")
	p.picture("data-copy-index")
	p.follow(`a[href="pages/certificates.html"]`)
	p.sees(code)
	p.picture("data-copy-page")
	if got := v.post("/me/account/delete", url.Values{"proof": {v.password}}); got.status != 200 {
		t.Fatalf("the account is not erased: %d at %s", got.status, got.path)
	}
	if got := v.get("/me/data/copy.zip"); !strings.HasPrefix(got.path, "/sign-in") {
		t.Errorf("who has gone gets the copy: %d at %s", got.status, got.path)
	}
	if left, _ := filepath.Glob(filepath.Join(academy.dir, "exports", "*.zip")); len(left) > 0 {
		t.Errorf("copies stay: %v", left)
	}
	if got := v.get("/certificates/" + code); got.status != 200 || !got.says("Dora Copiata") {
		t.Errorf("the certificate holds no more: %d", got.status)
	}
}

// unzipped lays a zip's files into a folder.
func unzipped(t *testing.T, content []byte) (dir string) {
	t.Helper()
	dir = t.TempDir()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatalf("%v: %.40q", err, content)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestTheOperatorCountsWhatIsOverAndPacksAYear(t *testing.T) {
	if status, said := academy.command(t, "privacy", "retention", "--dry-run"); status != 0 || !strings.Contains(said, "non è stato tolto niente") {
		t.Errorf("retention ends with %d:\n%s", status, said)
	}
	file := filepath.Join(t.TempDir(), "attestati.zip")
	if status, said := academy.command(t, "preserve", "--year", "2026", file); status != 0 || !strings.Contains(said, "corrisponde al suo indice") {
		t.Fatalf("preserve ends with %d:\n%s", status, said)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	papers, err := filepath.Glob(filepath.Join(unzipped(t, content), "attestati", "*.pdf"))
	if err != nil || len(papers) == 0 {
		t.Fatalf("%v, %v", papers, err)
	}
	if status, said := academy.command(t, "certificates", "verify", papers[0]); status != 0 {
		t.Errorf("a packed certificate is not genuine: %d\n%s", status, said)
	}
	if status, _ := academy.command(t, "preserve", file); status == 0 {
		t.Error("without a year something is packed")
	}
}
