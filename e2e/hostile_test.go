package e2e

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// archive packs entries whose names and contents are given as they are.
func archive(t *testing.T, fill func(*zip.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if err := fill(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func put(w *zip.Writer, name string, content []byte) error {
	part, err := w.Create(name)
	if err == nil {
		_, err = part.Write(content)
	}
	return err
}

var hostileArchives = []struct {
	name string
	fill func(*zip.Writer) error
	says string
}{
	{"a path that leaves", func(w *zip.Writer) error { return put(w, "../../fuori.md", []byte("# Fuori\n")) }, "esce dalla cartella del corso"},
	{"a path from the root", func(w *zip.Writer) error { return put(w, "/etc/fuori.md", []byte("# Fuori\n")) }, "esce dalla cartella del corso"},
	{"a bomb", func(w *zip.Writer) error { return put(w, "corso/zeri.bin", make([]byte, 24<<20)) }, "100 volte più grande"},
	{"a hundred thousand entries", func(w *zip.Writer) (err error) {
		for i := 0; i < 100_000 && err == nil; i++ {
			_, err = w.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("corso/%06d.md", i)}) // stored: quicker to make
		}
		return err
	}, "Ci sono più di 20"},
	{"a link", func(w *zip.Writer) error {
		h := &zip.FileHeader{Name: "corso/passwd.md"}
		h.SetMode(os.ModeSymlink | 0o777)
		part, err := w.CreateHeader(h)
		if err == nil {
			_, err = part.Write([]byte("/etc/passwd"))
		}
		return err
	}, "un collegamento che porta fuori"},
	{"two files of one name", func(w *zip.Writer) error {
		if err := put(w, "corso/a.md", []byte("# A\n")); err != nil {
			return err
		}
		return put(w, "corso/a.md", []byte("# B\n"))
	}, "hanno questo stesso percorso"},
	{"nothing", func(*zip.Writer) error { return nil }, "Non c&#39;è nessun file"},
}

func TestAHostileArchiveIsExplainedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	writer := academy.newAuthor(t, "Nadia", "Prudente")
	for _, row := range hostileArchives {
		got := writer.upload("/manage/courses", "archive", "corso.zip", archive(t, row.fill))
		if got.status != http.StatusOK || !got.says(row.says) || !got.says("Niente è cambiato") {
			t.Errorf("%s is answered with %d at %s", row.name, got.status, got.path)
		}
		if got.says(`value="publish"`) {
			t.Errorf("%s may be published", row.name)
		}
		if end := writer.post(got.path, url.Values{"act": {"publish"}}); end.status != http.StatusConflict {
			t.Errorf("%s is published: %d at %s", row.name, end.status, end.path)
		}
	}
	if list := writer.get("/manage/courses"); !list.says("Qui ci saranno i tuoi corsi") {
		t.Error("something is left among the courses")
	}
	outside, err := filepath.Glob(filepath.Join(academy.dir, "..", "fuori*"))
	if err != nil || len(outside) > 0 {
		t.Errorf("written outside: %v %v", outside, err)
	}
}

func TestFaultsInTheMiddleOfACourseAreNamedWhereTheyAre(t *testing.T) {
	t.Parallel()
	writer := academy.newAuthor(t, "Olga", "Attenta")
	course := provingCourse(1)
	requires := func(slug string) string {
		return strings.Replace(course["course.md"], "audience: all\n", "audience: all\nrequires: ["+slug+"]\n", 1)
	}
	writer.publish("giro-uno", course)
	writer.publish("giro-due", course.with(folder{"course.md": requires("giro-uno")}))
	for _, row := range []struct {
		name   string
		course folder
		says   []string
	}{
		{"GIFT with an error in the middle", course.with(folder{
			"quiz-gift.gift": "::Prima:: Due più due? {=4 ~5}\n\n::Rotta:: Manca la fine {=sì ~no\n\n::Terza:: La Terra è tonda {TRUE}\n",
		}), []string{"quiz-gift.gift:3", "non si chiude"}},
		{"requirements in a circle", course.with(folder{"course.md": requires("giro-due")}), []string{"giro-due", "si richiedono in cerchio"}},
		{"front matter that is no YAML", course.with(folder{"01-leggi.md": "---\ntitle: [aperta\n---\n\n# Leggi\n"}), []string{"01-leggi.md:"}},
		{"a link that leaves", course.with(folder{"01-leggi.md": "# Leggi\n\nVedi [qui](../../../etc/passwd).\n"}), []string{"01-leggi.md:3", "porta fuori dalla cartella"}},
	} {
		got := writer.upload("/manage/courses", "archive", "giro-uno.zip", row.course.zipped(t, "giro-uno"))
		for _, part := range row.says {
			if !got.says(part) {
				t.Errorf("%s: the report does not say %q", row.name, part)
			}
		}
		if t.Failed() {
			t.Logf("%s", got.body)
		}
	}
}
