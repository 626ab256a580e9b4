package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/internal/audit"
	"aula/internal/jobs"
	"aula/internal/testapp"
	"aula/locales"
)

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
		{"GET", "/manage/courses/draft/quizzes/manca", 303, 403, 404, 404, 404, 404},
		{"GET", "/manage/marking", 303, 403, 200, 200, 200, 200},
		{"GET", "/manage/marking/next", 303, 403, 303, 303, 303, 303},
		{"GET", "/manage/marking/manca/manca", 303, 403, 404, 404, 404, 404},
		{"GET", "/manage/jobs", 303, 403, 403, 403, 403, 200},
		{"POST", "/manage/jobs/retry", 303, 403, 403, 403, 403, 303},
		{"GET", "/manage/backups", 303, 403, 403, 403, 403, 200},
		{"POST", "/manage/backups", 303, 403, 403, 403, 403, 303},
		{"GET", "/manage/jobs/manca/discard", 303, 403, 403, 403, 403, 404},
		{"POST", "/manage/jobs/manca/discard", 303, 403, 403, 403, 403, 404},
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
	testapp.Audited(t, lib.App, lib.author.Id, audit.DataExported)
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

func TestAJobIsDiscardedOnlyAfterSomebodyHasRead(t *testing.T) {
	lib := newLibrary(t)
	gea := lib.user("administrator", "Gea")
	administrator := lib.as(gea)
	job := testapp.Save(t, lib.App, "jobs", map[string]any{"kind": "mail", "state": "failed", "error": "no such mailbox"})
	address := "/manage/jobs/" + job.Id + "/discard"
	if body := administrator.page("/manage/jobs"); !strings.Contains(body, `href="`+address+`"`) {
		t.Error("no way to discard it")
	}
	if body := administrator.page(address); !strings.Contains(body, "Non si può annullare") || !strings.Contains(body, "La mail non arriverà") {
		t.Errorf("it is not said what it means:\n%s", body)
	}
	if at := administrator.post(address, nil); at != "/manage/jobs?said=job_discarded" {
		t.Errorf("led to %s", at)
	}
	for _, again := range []func() string{
		func() string { return administrator.post(address, nil) },
		func() string {
			res, _ := administrator.send(http.MethodGet, address, nil)
			return res.Header.Get("Location")
		},
		func() string { return administrator.post("/manage/jobs/retry", url.Values{"id": {job.Id}}) },
	} {
		if at := again(); at != "/manage/jobs?said=job_ended" {
			t.Errorf("once more led to %s", at)
		}
	}
	if body := administrator.page("/manage/jobs?state=discarded"); !strings.Contains(body, "Un lavoro") {
		t.Error("it is not shown among the discarded ones")
	}
	testapp.Audited(t, lib.App, gea.Id, audit.JobDiscarded)
}

func TestJobsAreShownByStateAndKindAndAMailServerThatIsAwayIsSaid(t *testing.T) {
	lib := newLibrary(t)
	administrator := lib.as(lib.user("administrator", "Gea"))
	for _, values := range []map[string]any{
		{"kind": "mail", "state": "waiting", "run_at": "2020-01-01 00:00:00.000Z"}, {"kind": "certificate", "state": "waiting", "run_at": "2999-01-01 00:00:00.000Z"},
	} {
		testapp.Save(t, lib.App, "jobs", values)
	}
	rows := []struct{ path, has, lacks string }{
		{"/manage/jobs?state=waiting", "2 lavori", "Il server di posta"},
		{"/manage/jobs?state=waiting&kind=mail", "Appena è il suo turno", "2999"},
		{"/manage/jobs?state=waiting&kind=certificate", "2999", "Appena è il suo turno"},
		{"/manage/jobs?state=nonsense", "Niente in questo elenco", ""},
	}
	for _, row := range rows {
		if body := administrator.page(row.path); !strings.Contains(body, row.has) || row.lacks != "" && strings.Contains(body, row.lacks) {
			t.Errorf("%s lacks %q or has %q", row.path, row.has, row.lacks)
		}
	}
	q := jobs.New(lib.App)
	q.Register("mail", func(context.Context, core.App, json.RawMessage) error {
		return fmt.Errorf("%w: connection refused", jobs.ErrAway)
	})
	if err := q.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Il server di posta non risponde", "Non si perde niente", "connection refused"} {
		if body := administrator.page("/manage/jobs"); !strings.Contains(body, want) {
			t.Errorf("lacks %q", want)
		}
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
	author.post("/manage/courses/published/withdraw", nil)
	testapp.Audited(t, lib.App, lib.author.Id, audit.CourseDeleted, audit.CourseWithdrawn)
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
	lib.store("published", essayQuiz(true))
	paper := lib.handIn(lib.stranger, "published")[0]
	report := r.uploaded(zipped(t, "n/course.md", "---\ntitle: N\ncolore: blu\nhours: x\n---\n", "n/01-a.md", "# A\n\n[x](y.md)", "n/quiz.md", "## Vuota?\n"))
	good := r.uploaded(zipped(t, "g/course.md", newCourse, "g/01-a.md", "# A\n\nT"))
	for _, lang := range locales.Languages {
		person.Set("locale", lang)
		if err := lib.Save(person); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{
			"/manage/jobs/" + discardable(t, lib) + "/discard", "/manage", "/manage/courses", "/manage/courses?q=niente", "/manage/courses/published", "/manage/courses/draft", "/manage/courses/withdrawn",
			"/manage/courses/published/learners", "/manage/courses/draft/learners", "/manage/courses/published/withdraw", "/manage/courses/draft/delete",
			"/manage/questions", "/manage/questions?state=answered", "/manage/jobs", "/manage/jobs?state=waiting", report, good,
			"/manage/courses/published/learners/" + lib.learner.Id, "/manage/courses/published/quizzes/tema", "/manage/courses/published/quizzes/tema?q=nessuno",
			"/manage/courses/published/quizzes/tema/attempts/" + strings.Split(paper, "/")[3], "/manage/marking", "/manage/marking?state=others", "/manage/marking?state=done", paper,
		} {
			if body := r.page(path); strings.Contains(body, "⟦") || !strings.Contains(body, `<html lang="`+lang+`"`) {
				t.Errorf("%s %s lacks a text: %s", lang, path, around(body, "⟦"))
			}
		}
	}
}

// discardable is a job that waits.
func discardable(t *testing.T, lib library) string {
	t.Helper()
	return testapp.Save(t, lib.App, "jobs", map[string]any{"kind": "certificate", "state": "failed"}).Id
}
