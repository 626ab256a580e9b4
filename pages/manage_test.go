package pages

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/jobs"
	"aula/locales"
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

func TestWhoMayManageWhat(t *testing.T) {
	lib := newLibrary(t)
	pia := lib.user("author", "Pia")
	administrator := lib.user("administrator", "Gea")
	rows := []struct {
		method, path                                   string
		guest, learner, stranger, author, staff, admin int
	}{
		{"GET", "/manage", 303, 403, 200, 200, 200, 200},
		{"GET", "/manage/courses", 303, 403, 200, 200, 200, 200},
		{"GET", "/manage/courses/draft", 303, 403, 404, 200, 200, 200},
		{"GET", "/manage/courses/manca", 303, 403, 404, 404, 404, 404},
		{"GET", "/manage/courses/draft/learners", 303, 403, 404, 200, 200, 200},
		{"GET", "/manage/courses/draft/learners.csv", 303, 403, 404, 200, 200, 200},
		{"GET", "/manage/courses/draft/course.zip", 303, 403, 404, 200, 200, 200},
		{"GET", "/manage/courses/published/withdraw", 303, 403, 404, 200, 200, 200},
		{"GET", "/manage/courses/draft/delete", 303, 403, 404, 200, 200, 200},
		{"POST", "/manage/courses/withdrawn/publish", 303, 403, 404, 303, 303, 303},
		{"POST", "/manage/courses/published/withdraw", 303, 403, 404, 303, 303, 303},
		{"POST", "/manage/courses/published/delete", 303, 403, 404, 303, 404, 404},
		{"GET", "/manage/uploads/manca", 303, 403, 404, 404, 404, 404},
		{"GET", "/manage/questions", 303, 403, 200, 200, 200, 200},
		{"POST", "/manage/questions/manca", 303, 403, 404, 404, 404, 404},
		{"GET", "/manage/jobs", 303, 403, 403, 403, 403, 200},
		{"POST", "/manage/jobs/retry", 303, 403, 403, 403, 403, 303},
	}
	for _, row := range rows {
		for _, who := range []struct {
			name   string
			person *core.Record
			want   int
		}{
			{"guest", nil, row.guest}, {"learner", lib.learner, row.learner}, {"another author", pia, row.stranger},
			{"the author", lib.author, row.author}, {"staff", lib.staff, row.staff}, {"administrator", administrator, row.admin},
		} {
			res, _ := lib.as(who.person).send(row.method, row.path, nil)
			if res.StatusCode != who.want {
				t.Errorf("%s %s as %s: %d, want %d", row.method, row.path, who.name, res.StatusCode, who.want)
			}
		}
	}
}

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

func TestLearnersAsAFileRunNothing(t *testing.T) {
	lib := newLibrary(t)
	lib.learner.Set("family_name", `=HYPERLINK("http://x")`)
	lib.learner.Set("given_name", "@SUM(1)")
	if err := lib.Save(lib.learner); err != nil {
		t.Fatal(err)
	}
	lib.enrol(lib.learner, "published")
	_, file := lib.as(lib.author).send(http.MethodGet, "/manage/courses/published/learners.csv", nil)
	if !strings.HasPrefix(file, "\xef\xbb\xbfCognome;Nome;") || !strings.Contains(file, `"'=HYPERLINK(""http://x"")";'@SUM(1);`) {
		t.Errorf("got %q", file)
	}
	if body := lib.as(lib.author).page("/manage/courses/published/learners?sort=-percent&state=idle"); !strings.Contains(body, "HYPERLINK") || !strings.Contains(body, `aria-sort="descending"`) {
		t.Error("the table lacks the learner or its order")
	}
}

func TestAnAnswerReachesTheLearner(t *testing.T) {
	lib := newLibrary(t)
	lib.enrol(lib.learner, "published")
	id, err := courses.Ask(lib.App, lib.learner.Id, lib.courses["published"], "uno", "Che cos'è lo SPID?")
	if err != nil {
		t.Fatal(err)
	}
	author := lib.as(lib.author)
	if body := author.page("/manage/questions"); !strings.Contains(body, "Che cos&#39;è lo SPID?") {
		t.Error("the question is not in the queue")
	}
	if body := lib.as(lib.user("author", "Pia")).page("/manage/questions"); strings.Contains(body, "SPID?") {
		t.Error("another author sees the question")
	}
	long := strings.Repeat("a", courses.AnswerAtMost+1)
	for _, text := range []string{"  ", long} {
		res, body := author.send(http.MethodPost, "/manage/questions/"+id, url.Values{"answer": {text}})
		if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "form-error") || !strings.Contains(body, text) {
			t.Errorf("%d characters: %d", len(text), res.StatusCode)
		}
	}
	author.post("/manage/questions/"+id, url.Values{"answer": {"La tua identità digitale."}})
	author.post("/manage/questions/"+id, url.Values{"answer": {"La tua identità digitale, corretta."}})
	mails, err := lib.FindAllRecords("jobs")
	if err != nil || len(mails) != 1 {
		t.Fatalf("%d mails, %v", len(mails), err)
	}
	var mail struct{ Name, Person, Link string }
	if err := json.Unmarshal([]byte(mails[0].GetString("payload")), &mail); err != nil {
		t.Fatal(err)
	}
	if mail.Name != "answer" || mail.Person != lib.learner.Id || mail.Link != "/courses/published/uno#ask" {
		t.Errorf("the mail is %+v", mail)
	}
	if body := lib.as(lib.learner).page("/courses/published/uno"); !strings.Contains(body, "digitale, corretta.") {
		t.Error("the learner does not find the answer")
	}
}

func TestFailedJobsBeginAnew(t *testing.T) {
	lib := newLibrary(t)
	administrator := lib.as(lib.user("administrator", "Gea"))
	for _, key := range []string{"a", "b"} {
		if err := jobs.Add(lib.App, "mail", key, map[string]string{"to": "segreta@example.org"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := lib.DB().NewQuery("UPDATE jobs SET state = 'failed', tries = 8, error = 'no such mailbox'").Execute(); err != nil {
		t.Fatal(err)
	}
	body := administrator.page("/manage/jobs")
	if !strings.Contains(body, "no such mailbox") || strings.Contains(body, "segreta@") {
		t.Error("the list lacks the reason, or shows whose mail it is")
	}
	job, err := lib.FindFirstRecordByData("jobs", "key", "a")
	if err != nil {
		t.Fatal(err)
	}
	administrator.post("/manage/jobs/retry", url.Values{"id": {job.Id}})
	if n, _ := lib.CountRecords("jobs", dbx.HashExp{"state": "waiting"}); n != 1 {
		t.Errorf("%d wait after one", n)
	}
	administrator.post("/manage/jobs/retry", nil)
	if n, _ := lib.CountRecords("jobs", dbx.HashExp{"state": "waiting"}); n != 2 {
		t.Errorf("%d wait after all", n)
	}
}

func TestADraftThatNobodyTookIsDeleted(t *testing.T) {
	lib := newLibrary(t)
	author := lib.as(lib.author)
	lib.enrol(lib.learner, "withdrawn")
	if res, body := author.send(http.MethodPost, "/manage/courses/withdrawn/delete", nil); res.StatusCode != http.StatusConflict || !strings.Contains(body, "non cancellare") {
		t.Errorf("a course with learners: %d", res.StatusCode)
	}
	if body := author.page("/manage/courses/published/withdraw"); !strings.Contains(body, "sparisce dal catalogo") {
		t.Error("it is not said what withdrawing means")
	}
	if at := author.post("/manage/courses/draft/delete", nil); at != "/manage/courses?said=course_deleted" {
		t.Errorf("led to %s", at)
	}
	if body := author.page("/manage/courses?said=course_deleted"); strings.Contains(body, "/manage/courses/draft") {
		t.Error("the draft is still listed")
	}
}

func TestEveryPageOfManagementSpeaksEveryLanguage(t *testing.T) {
	lib := newLibrary(t)
	person := lib.user("administrator", "Gea")
	lib.enrol(lib.learner, "published")
	if _, err := courses.Ask(lib.App, lib.learner.Id, lib.courses["published"], "uno", "Come?"); err != nil {
		t.Fatal(err)
	}
	if err := jobs.Add(lib.App, "mail", "", nil); err != nil {
		t.Fatal(err)
	}
	r := lib.as(person)
	report := r.uploaded(zipped(t, "n/course.md", "---\ntitle: N\ncolore: blu\nhours: x\n---\n", "n/01-a.md", "# A\n\n[x](y.md)", "n/quiz.md", "## Vuota?\n"))
	good := r.uploaded(zipped(t, "g/course.md", newCourse, "g/01-a.md", "# A\n\nT"))
	for _, lang := range locales.Languages {
		person.Set("locale", lang)
		if err := lib.Save(person); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{
			"/manage", "/manage/courses", "/manage/courses?q=niente", "/manage/courses/published", "/manage/courses/draft", "/manage/courses/withdrawn",
			"/manage/courses/published/learners", "/manage/courses/draft/learners", "/manage/courses/published/withdraw", "/manage/courses/draft/delete",
			"/manage/questions", "/manage/questions?state=answered", "/manage/jobs", "/manage/jobs?state=waiting", report, good,
		} {
			if body := r.page(path); strings.Contains(body, "⟦") || !strings.Contains(body, `<html lang="`+lang+`"`) {
				t.Errorf("%s %s lacks a text: %s", lang, path, around(body, "⟦"))
			}
		}
	}
}
