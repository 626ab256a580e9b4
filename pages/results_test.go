package pages

import (
	"archive/zip"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"aula/internal/audit"
	"aula/internal/sheets"
	"aula/internal/testapp"
	"aula/quizzes"
)

// handedIn is a library whose learner, called like a formula, waits for two essays, and whose stranger has an attempt open.
func handedIn(t *testing.T) (lib library, paper string) {
	t.Helper()
	lib = newLibrary(t)
	lib.learner.Set("family_name", "=1+1")
	if err := lib.Save(lib.learner); err != nil {
		t.Fatal(err)
	}
	lib.store("published", essayQuiz(false))
	paper = lib.handIn(lib.learner, "published")[1]
	attempt, err := lib.FindRecordById("attempts", strings.Split(paper, "/")[3])
	if err != nil {
		t.Fatal(err)
	}
	enrolment := testapp.Save(t, lib.App, "enrolments", map[string]any{"user": lib.stranger.Id, "course": lib.courses["published"], "cycle": 1}).Id
	testapp.Save(t, lib.App, "attempts", map[string]any{"user": lib.stranger.Id, "quiz": attempt.GetString("quiz"), "enrolment": enrolment, "number": 1,
		"state": "open", "drawn": attempt.GetString("drawn"), "answers": "{}"})
	return lib, paper
}

const resultsOf = "/manage/courses/published/quizzes/tema"

func TestWhoRunsACourseSeesItsResults(t *testing.T) {
	lib, paper := handedIn(t)
	author := lib.as(lib.author)
	if body := author.page("/manage/courses/published"); !strings.Contains(body, `href="`+resultsOf+`"`) {
		t.Error("the course's page does not lead to the results")
	}
	body := author.page(resultsOf)
	for _, want := range []string{"2 tentativi", "In attesa di correzione", "In corso", "Correggi 2 risposte", "0 su 10", "Ada", "Eva"} {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %q: %s", want, mainOf(body))
		}
	}
	for query, want := range map[string][2]string{
		"?state=open": {"Eva", ">=1"}, "?q=eva": {"Eva", "1+1"}, "?state=waiting&sort=-percent": {"Ada", "Eva"},
	} {
		if body := author.page(resultsOf + query); !strings.Contains(body, want[0]) || strings.Contains(mainOf(body), want[1]) {
			t.Errorf("%s: %s", query, mainOf(body))
		}
	}
	for query, want := range map[string]string{"?state=passed": "Qui non c&#39;è niente", "?q=xyzzy": "Non c&#39;è niente con queste parole"} {
		if body := author.page(resultsOf + query); !strings.Contains(body, want) || !strings.Contains(body, `<a href="`+resultsOf+`">Mostra tutto</a>`) || strings.Contains(body, "Nessun tentativo") {
			t.Errorf("%s: %s", query, mainOf(body))
		}
	}
	author.post(paper, verdictFor("assign", "", "points", "3,5", "comment", "Chiaro e breve"))
	sheet := author.page(resultsOf + "/attempts/" + strings.Split(paper, "/")[3])
	for _, want := range []string{"Perché serve?", "riga due di Ada", "3,5 su 4", "Chiaro e breve", `href="` + paper + `"`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet lacks %q: %s", want, mainOf(sheet))
		}
	}
}

func TestResultsAreTheirCoursesOnly(t *testing.T) {
	lib, paper := handedIn(t)
	lib.store("draft", essayQuiz(false))
	attempt := strings.Split(paper, "/")[3]
	for _, row := range []struct {
		name, path string
		as         reader
		want       int
	}{
		{"another author", resultsOf, lib.as(lib.user("author", "Pia")), 404},
		{"another author, the file", resultsOf + "/results.csv", lib.as(lib.user("author", "Rita")), 404},
		{"the learner", resultsOf + "/attempts/" + attempt, lib.as(lib.learner), 403},
		{"nobody", resultsOf + "/results.ods", lib.as(nil), 303},
		{"the attempt under another course", "/manage/courses/draft/quizzes/tema/attempts/" + attempt, lib.as(lib.author), 404},
		{"no attempt", resultsOf + "/attempts/manca", lib.as(lib.author), 404},
		{"staff", resultsOf + "/attempts/" + attempt, lib.as(lib.staff), 200},
	} {
		if res, _ := row.as.send(http.MethodGet, row.path, nil); res.StatusCode != row.want {
			t.Errorf("%s: %d, want %d", row.name, res.StatusCode, row.want)
		}
	}
}

func TestResultsAsAFileRunNothing(t *testing.T) {
	lib, paper := handedIn(t)
	author := lib.as(lib.author)
	author.post(paper, verdictFor("assign", "", "points", "3,5"))
	res, file := author.send(http.MethodGet, resultsOf+"/results.csv?answers=yes", nil)
	if got := res.Header.Get("Content-Disposition"); got != `attachment; filename="published-tema.csv"` {
		t.Errorf("it is called %s", got)
	}
	for _, want := range []string{
		"\xef\xbb\xbfCognome;Nome;", ";griglia: Perché serve? (punti su 6);griglia: Perché serve? (risposta);punti: Che cosa cambia? (punti su 4);",
		"'=1+1;Ada;ada@example.org;1;", ";3,5;10;35;In attesa di correzione;1;;\"Riga uno <b>\nriga due di Ada\";3,5;\"Riga uno", ";In corso;;;;;\n",
	} {
		if !strings.Contains(file, want) {
			t.Errorf("lacks %q: %q", want, file)
		}
	}
	if _, narrow := author.send(http.MethodGet, resultsOf+"/results.csv?state=open", nil); strings.Contains(narrow, "ada@") || strings.Contains(narrow, "(risposta)") {
		t.Errorf("more than was asked for: %q", narrow)
	}
	testapp.Audited(t, lib.App, lib.author.Id, audit.MarkGiven, audit.DataExported, audit.DataExported)
}

func TestResultsAreAnOpenDocument(t *testing.T) {
	lib, _ := handedIn(t)
	res, file := lib.as(lib.author).send(http.MethodGet, resultsOf+"/results.ods?"+url.Values{"answers": {"yes"}}.Encode(), nil)
	if res.Header.Get("Content-Type") != "application/vnd.oasis.opendocument.spreadsheet" || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", res.Header)
	}
	text := openDocument(t, file)
	for _, want := range []string{`table:name="Un tema"`, "<text:p>=1+1</text:p>", `office:value-type="percentage" office:value="0"`, "<text:p>riga due di Ada</text:p>"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q: %s", want, text)
		}
	}
}

// openDocument is what a document of a spreadsheet holds.
func openDocument(t *testing.T, file string) string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	content, err := archive.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(content)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPointsInFilesHaveTwoDecimalsAsOnPages(t *testing.T) {
	for points, want := range map[float64]float64{2.33334: 2.33, 0.66667: 0.67, 3: 3, 1.5: 1.5} {
		if pointsCell(points) != sheets.Number(want) {
			t.Errorf("%v is not written as %v", points, want)
		}
	}
}

func TestTheRightNumberOfAnAttemptHasItsUnit(t *testing.T) {
	app, as := quizSite(t, "---\npass: 60\n---\n\n## Quanto dista? {#uno units=\"km\"}\n= 1,5\n\n## Due? {#due}\n= PEC\n")
	staff := testapp.Person(t, app, "staff", "staff@example.org")
	found, err := app.FindFirstRecordByData("courses", "slug", "spid")
	if err != nil {
		t.Fatal(err)
	}
	quiz, err := quizzes.FindBySlug(app, found.Id, "fine")
	if err != nil {
		t.Fatal(err)
	}
	learner := testapp.Person(t, app, "learner", "ada@example.org").Id
	enrolment := testapp.Save(t, app, "enrolments", map[string]any{"user": learner, "course": found.Id, "cycle": 1}).Id
	attempt, _, err := quizzes.Start(app, learner, quiz.Id, enrolment)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := quizzes.Submit(app, learner, attempt.Id); err != nil {
		t.Fatal(err)
	}
	if _, page := as(staff).send(http.MethodGet, "/manage/courses/spid/quizzes/fine/attempts/"+attempt.Id, nil); !strings.Contains(page, "1,5 km") {
		t.Error("the right answer lacks its unit")
	}
}
