package pages

import (
	"archive/zip"
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"aula/courses"
	"aula/internal/audit"
	"aula/internal/testapp"
)

// zipped makes an archive of files, path and content in turn.
func zipped(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		out, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sendArchive sends an archive as the form does; a nil one is a form without a file.
func (r reader) sendArchive(archive []byte, course string) (*http.Response, string) {
	r.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if err := form.WriteField("course", course); err != nil {
		r.t.Fatal(err)
	}
	name := "corso.zip"
	if archive == nil {
		name = ""
	}
	part, err := form.CreateFormFile("archive", name)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := part.Write(archive); err != nil {
		r.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		r.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.url+"/manage/courses", &b)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", r.token)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res, string(body)
}

// uploaded sends an archive that is taken, and returns the address of its report.
func (r reader) uploaded(archive []byte) string {
	r.t.Helper()
	res, body := r.sendArchive(archive, "")
	if res.StatusCode != http.StatusSeeOther {
		r.t.Fatalf("upload: %d %s", res.StatusCode, body)
	}
	return res.Header.Get("Location")
}

const newCourse = "---\ntitle: Corso nuovo\nsummary: S\nlanguage: it\n---\n"

func TestFromAnArchiveToAPublishedCourse(t *testing.T) {
	lib := newLibrary(t)
	author, learner := lib.as(lib.author), lib.as(lib.learner)
	report := author.uploaded(zipped(t, "nuovo/course.md", newCourse, "nuovo/01-a.md", "# Prima lezione\n\n[manca](niente.md)\n"))
	body := author.page(report)
	for _, want := range []string{"Corso nuovo", "01-a.md:3", "niente.md", "Importa e pubblica", "Importa come bozza", "Sarebbe un corso nuovo"} {
		if !strings.Contains(body, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if _, err := courses.FindBySlug(lib.App, "nuovo"); err == nil {
		t.Fatal("the report stored the course")
	}
	if res, _ := lib.as(lib.staff).send(http.MethodGet, report, nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("somebody else's upload: %d", res.StatusCode)
	}
	if at := author.post(report, url.Values{"act": {"draft"}}); at != "/manage/courses/nuovo?said=course_kept_as_draft" {
		t.Fatalf("led to %s", at)
	}
	if res, _ := learner.send(http.MethodGet, "/courses/nuovo/a", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("a learner sees the draft: %d", res.StatusCode)
	}
	if preview := author.page("/courses/nuovo/a"); !strings.Contains(preview, "Prima lezione") {
		t.Error("the author does not see the draft")
	}
	author.post("/manage/courses/nuovo/publish", nil)
	if page := learner.page("/courses/nuovo/a"); !strings.Contains(page, "Prima lezione") {
		t.Error("the published lesson is not there")
	}
	if res, _ := author.send(http.MethodGet, report, nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("the upload is still there: %d", res.StatusCode)
	}
	_, archive := author.send(http.MethodGet, "/manage/courses/nuovo/course.zip", nil)
	again := author.page(author.uploaded([]byte(archive)))
	if !strings.Contains(again, "non cambia niente") || strings.Contains(again, "Importa e pubblica") {
		t.Error("what was exported is not recognised")
	}
	testapp.Audited(t, lib.App, lib.author.Id, audit.CourseImported, audit.CoursePublished)
}

func TestAReportSaysWhomANewRevisionTouches(t *testing.T) {
	lib := newLibrary(t)
	author := lib.as(lib.author)
	author.post(author.uploaded(zipped(t, "x/course.md", newCourse, "x/01-a.md", "# A\n\nT", "x/02-b.md", "# B\n\nT")), url.Values{"act": {"publish"}})
	c, err := courses.FindBySlug(lib.App, "x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := courses.MarkLesson(lib.App, lib.learner.Id, c.Id, "a", true); err == nil {
		t.Fatal("marked without an enrolment")
	}
	if _, err := courses.Enrol(lib.App, lib.learner.Id, c.Id); err != nil {
		t.Fatal(err)
	}
	if _, err := courses.MarkLesson(lib.App, lib.learner.Id, c.Id, "a", true); err != nil {
		t.Fatal(err)
	}
	report := author.uploaded(zipped(t, "x/course.md", newCourse, "x/01-a.md", "# A\n\nT", "x/03-c.md", "# C\n\nT", "x/02-b.md", "# B\n\nT"))
	body := author.page(report)
	for _, want := range []string{"revisione 2", "Lezione nuova: «C»", "Una persona sta seguendo il corso.", "Una persona ha di nuovo qualcosa da fare."} {
		if !strings.Contains(body, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if strings.Contains(body, "Importa come bozza") {
		t.Error("a draft is offered over a published course")
	}
	if res, _ := author.send(http.MethodPost, report, url.Values{"act": {"draft"}}); res.StatusCode != http.StatusConflict {
		t.Errorf("a draft over a published course: %d", res.StatusCode)
	}
	author.post(report, url.Values{"act": {"discard"}})
}

func TestAnUploadThatIsNoCourseSaysWhy(t *testing.T) {
	lib := newLibrary(t)
	author := lib.as(lib.author)
	if res, body := author.sendArchive(nil, ""); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "Scegli prima il file zip") || !strings.Contains(body, `aria-invalid="true"`) {
		t.Errorf("no file: %d", res.StatusCode)
	}
	for _, row := range []struct {
		name    string
		archive []byte
		want    string
	}{
		{"not a zip", []byte("%PDF-1.7"), "non è uno zip leggibile"},
		{"a path that leads out", zipped(t, "a/b.md", "x", "../c.md", "x"), "esce dalla cartella"},
		{"errors", zipped(t, "a/course.md", "---\ntitle: [x]\n---\n", "a/b.md", "# B\n\nT"), "course.md:2"},
		{"several courses", zipped(t, "a/course.md", newCourse, "a/b.md", "# B\n\nT", "c/course.md", newCourse, "c/d.md", "# D\n\nT"), "Nello zip ci sono 2 corsi"},
		{"somebody else's course", zipped(t, "foreign/course.md", newCourse, "foreign/b.md", "# B\n\nT"), "è di un&#39;altra persona"},
	} {
		if row.name == "somebody else's course" {
			lib.course("foreign", map[string]any{"slug": "foreign", "title": "F", "state": "published", "owner": lib.staff.Id})
		}
		report := author.uploaded(row.archive)
		body := author.page(report)
		if !strings.Contains(body, row.want) || strings.Contains(body, "Importa e pubblica") || !strings.Contains(body, `name="archive"`) {
			t.Errorf("%s: lacks %q, or the next step", row.name, row.want)
		}
		if res, _ := author.send(http.MethodPost, report, url.Values{"act": {"publish"}}); res.StatusCode != http.StatusConflict {
			t.Errorf("%s: imported with %d", row.name, res.StatusCode)
		}
	}
}
