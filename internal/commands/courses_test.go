package commands

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aula/internal/testapp"
)

// aula runs the program in Italian and returns its exit status and what it said.
func aula(t *testing.T, args ...string) (status int, said string) {
	t.Helper()
	t.Setenv("LC_ALL", "it_IT.UTF-8")
	var out bytes.Buffer
	status = Execute(args, Program{Version: "test", Out: &out, Err: &out})
	return status, out.String()
}

// course writes a course's folder and returns its path; files are paths and contents in turn.
func course(t *testing.T, slug string, files ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), slug)
	for i := 0; i+1 < len(files); i += 2 {
		name := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const front = "---\ntitle: Corso\nsummary: Un corso.\nlanguage: it\n---\n"

func TestCheckTellsByItsStatus(t *testing.T) {
	clean := course(t, "pulito", "course.md", front, "a.md", "# A\n\nT")
	warned := course(t, "avvisi", "course.md", front, "a.md", "# A\n\n[x](manca.md)")
	faulty := course(t, "errori", "course.md", "---\ntitle: [x]\n---\n", "a.md", "# A\n\nT")
	data := filepath.Join(t.TempDir(), "dati")
	for _, row := range []struct {
		name   string
		args   []string
		status int
		said   string
	}{
		{"clean", []string{clean}, 0, "Corso (pulito): 1 lezione"},
		{"warnings", []string{warned}, 1, "a.md:3  avviso: «manca.md» non c'è"},
		{"errors", []string{faulty}, 2, "course.md:2  errore: «title» deve essere un testo."},
		{"the worst of several", []string{clean, warned, faulty}, 2, "1 errore"},
		{"nothing there", []string{filepath.Join(data, "manca")}, 2, "Qui non c'è niente"},
		{"an address that is no https", []string{"http://example.org/x.git"}, 2, "comincia con https://"},
		{"a part that is not there", []string{"--only", "manca", clean}, 2, "«manca» non c'è"},
	} {
		status, said := aula(t, append([]string{"courses", "check", "--dir", data}, row.args...)...)
		if status != row.status || !strings.Contains(said, row.said) {
			t.Errorf("%s: %d, want %d saying %q:\n%s", row.name, status, row.status, row.said, said)
		}
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("check made a data folder")
	}
}

func TestFlagsMayStandAnywhere(t *testing.T) {
	data := testapp.Folder(t)
	dir := course(t, "corso", "course.md", front, "a.md", "# A\n\nT")
	for _, args := range [][]string{
		{"--dir", data, "courses", "import", "--dry-run", dir}, {"courses", "--dir", data, "import", dir, "--dry-run"}, {"courses", "import", dir, "--dry-run", "--dir=" + data},
	} {
		if status, said := aula(t, args...); status != 0 || !strings.Contains(said, "Era una prova") {
			t.Errorf("%v: %d\n%s", args, status, said)
		}
	}
	if status, said := aula(t, "courses", "list", "--dir", data); status != 0 || !strings.Contains(said, "Non c'è ancora nessun corso") {
		t.Errorf("a dry run stored something: %d\n%s", status, said)
	}
}

func TestACourseGoesInAndComesOut(t *testing.T) {
	data := filepath.Join(t.TempDir(), "dati") // where nothing is yet: the first command makes the academy
	dir := course(t, "corso", "course.md", front, "01-a.md", "# A\n\nT", "assets/x.bin", "\x00\x01")
	steps := []struct {
		args   []string
		status int
		said   string
	}{
		{[]string{"import", dir, "--draft"}, 0, "Corso nuovo: «Corso» (corso), bozza."},
		{[]string{"import", dir}, 0, "lo stato ora è: pubblicato."},
		{[]string{"import", dir}, 0, "non cambia niente"},
		{[]string{"import", dir, "--draft"}, 1, "lo toglierebbe a chi lo segue"},
		{[]string{"import", dir, "--owner", "nessuno@example.org"}, 1, "Nessuno ha l'account"},
		{[]string{"list"}, 0, "corso      Corso   pubblicato  1"},
		{[]string{"export", "corso", dir}, 1, "non è vuota"},
		{[]string{"export", "manca", filepath.Join(data, "x")}, 1, "Il corso «manca» non c'è"},
		{[]string{"export", "corso", filepath.Join(data, "fuori")}, 0, "3 file"},
	}
	for _, step := range steps {
		status, said := aula(t, append([]string{"courses", "--dir", data}, step.args...)...)
		if status != step.status || !strings.Contains(said, step.said) {
			t.Errorf("%v: %d, want %d saying %q:\n%s", step.args, status, step.status, step.said, said)
		}
	}
	if content, err := os.ReadFile(filepath.Join(data, "fuori", "assets", "x.bin")); err != nil || string(content) != "\x00\x01" {
		t.Errorf("got %q, %v", content, err)
	}
}

func TestSeveralCoursesAreImportedAllOrNone(t *testing.T) {
	data := testapp.Folder(t)
	a := course(t, "a", "course.md", strings.Replace(front, "---\ntitle", "---\nrequires: [b]\ntitle", 1), "x.md", "# X\n\nT")
	b := course(t, "b", "course.md", strings.Replace(front, "---\ntitle", "---\nrequires: [a]\ntitle", 1), "x.md", "# X\n\nT")
	status, said := aula(t, "courses", "import", a, b, "--dir", data)
	if status != 2 || !strings.Contains(said, "a → b → a") || !strings.Contains(said, "Non è stato importato niente") {
		t.Errorf("a circle: %d\n%s", status, said)
	}
	good := course(t, "c", "course.md", front, "x.md", "# X\n\nT")
	bad := course(t, "d", "course.md", front, "x.md", "# X\xff\n")
	if status, said := aula(t, "courses", "import", good, bad, "--dir", data); status != 2 || !strings.Contains(said, "UTF-8") {
		t.Errorf("one is faulty: %d\n%s", status, said)
	}
	if _, said := aula(t, "courses", "list", "--dir", data); !strings.Contains(said, "Non c'è ancora nessun corso") {
		t.Errorf("something was stored:\n%s", said)
	}
	if status, said := aula(t, "courses", "import", filepath.Dir(good), "--dir", data); status != 0 {
		t.Errorf("a folder of courses: %d\n%s", status, said)
	}
}

func TestTheTerminalsLanguageIsSpoken(t *testing.T) {
	t.Setenv("LC_ALL", "de_AT.UTF-8")
	var out bytes.Buffer
	dir := course(t, "kurs", "course.md", front, "a.md", "# A\n\n[x](fehlt.md)")
	if status := Execute([]string{"courses", "check", dir, "--dir", t.TempDir()}, Program{Out: &out, Err: &out}); status != 1 || !strings.Contains(out.String(), "Warnung: „fehlt.md“ gibt es nicht") {
		t.Errorf("%d\n%s", status, out.String())
	}
}
