package pages

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/sheets"
	"aula/internal/testapp"
	"aula/quizzes"
)

const twoQuestions = "---\npass: 60\n---\n\n## Uno? {#uno}\n- [x] giusta\n- [ ] sbagliata\n- [ ] mai scelta\n\n## Due? {#due}\n= PEC\n"

// sit lets so many people take the quiz; every third one gets the first question wrong.
func sit(t *testing.T, app core.App, people int) {
	t.Helper()
	course, err := app.FindFirstRecordByData("courses", "slug", "spid")
	if err != nil {
		t.Fatal(err)
	}
	quiz, err := quizzes.FindBySlug(app, course.Id, "fine")
	if err != nil {
		t.Fatal(err)
	}
	for i := range people {
		user := testapp.Person(t, app, "learner", fmt.Sprintf("p%d@example.org", i)).Id
		enrolment := testapp.Save(t, app, "enrolments", map[string]any{"user": user, "course": course.Id, "cycle": 1}).Id
		attempt, _, err := quizzes.Start(app, user, quiz.Id, enrolment)
		if err != nil {
			t.Fatal(err)
		}
		asked, err := quizzes.Questions(app, attempt)
		if err != nil {
			t.Fatal(err)
		}
		option := asked[0].Body.Options[0].ID
		if i%3 == 0 {
			option = asked[0].Body.Options[1].ID
		}
		answers := map[string]json.RawMessage{asked[0].ID: json.RawMessage(`"` + option + `"`), asked[1].ID: json.RawMessage(`"pec"`)}
		if _, err := quizzes.Give(app, user, attempt.Id, answers); err != nil {
			t.Fatal(err)
		}
		if _, err := quizzes.Submit(app, user, attempt.Id); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnAttemptWithoutAResultCountsByItsScoreAlone(t *testing.T) {
	app, as := quizSite(t, twoQuestions)
	sit(t, app, 30)
	for column, empty := range map[string]string{"result": "NULL", "answers": "''"} {
		_, err := app.DB().NewQuery("UPDATE attempts SET " + column + " = " + empty + " WHERE id = (SELECT max(id) FROM attempts)").Execute()
		if err != nil {
			t.Fatal(err)
		}
	}
	staff := as(testapp.Person(t, app, "staff", "staff@example.org"))
	const address = "/manage/courses/spid/quizzes/fine/statistics"
	for _, path := range []string{address, address + ".csv"} {
		if res, page := staff.send("GET", path, nil); res.StatusCode != 200 || !strings.Contains(page, "29") {
			t.Errorf("%s: %d\n%s", path, res.StatusCode, page)
		}
	}
}

func TestTheStatisticsOfAQuizAreTablesAndPictures(t *testing.T) {
	app, as := quizSite(t, twoQuestions)
	sit(t, app, 30)
	staff := as(testapp.Person(t, app, "staff", "staff@example.org"))
	res, page := staff.send("GET", "/manage/courses/spid/quizzes/fine/statistics", nil)
	if res.StatusCode != 200 {
		t.Fatal(res.StatusCode)
	}
	if strings.Contains(page, "%!") {
		t.Error("a figure is not written")
	}
	for _, want := range []string{`<svg class="chart"`, "mai scelta", "non l&#39;ha scelta nessuno", `<rect class="bar"`, "66 %", `<a href="#i1">1.</a>`, `<details class="more" data-open-from="992"><summary><h3 class="h5" id="q1">1. `} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if res, _ := staff.send("GET", "/manage/courses/spid/quizzes/manca/statistics", nil); res.StatusCode != 404 {
		t.Errorf("a quiz that is not there: %d", res.StatusCode)
	}
	if res, _ := as(testapp.Person(t, app, "learner", "nobody@example.org")).send("GET", "/manage/courses/spid/quizzes/fine/statistics", nil); res.StatusCode != 403 {
		t.Errorf("a learner: %d", res.StatusCode)
	}
}

func TestFewAttemptsShowNoStatistics(t *testing.T) {
	app, as := quizSite(t, twoQuestions)
	sit(t, app, 9)
	_, page := as(testapp.Person(t, app, "staff", "staff@example.org")).send("GET", "/manage/courses/spid/quizzes/fine/statistics", nil)
	if strings.Contains(page, "<svg class=\"chart\"") || !strings.Contains(page, "Ci sono 9 tentativi") {
		t.Error("nine attempts give figures away")
	}
}

// formulas is a quiz whose words a spreadsheet would run.
const formulas = "---\npass: 60\n---\n\n## =Perché è più sicura? {#uno}\n- [x] +39 è già lì\n- [ ] @sotto; \"così\"\n- [ ] -1\n\n## Due? {#due}\n= PEC\n= pecora {weight=50}\n"

// statisticsRows are the rows of the answers as the CSV gives them.
const statisticsRows = `N.;Id della domanda;Domanda;Fatta;Risposte;Facilità;Discriminazione;Risposta;Peso, in percentuale dei punti;Terzo più basso;Terzo di mezzo;Terzo più alto;In tutto
1;uno;'=Perché è più sicura?;30;30;66,6667;;'+39 è già lì;100;0;20;0;20
1;uno;'=Perché è più sicura?;30;30;66,6667;;"'@sotto; ""così""";0;10;0;0;10
1;uno;'=Perché è più sicura?;30;30;66,6667;;'-1;0;0;0;0;0
2;due;Due?;30;30;100;;pec;100;10;20;0;30
`

func TestStatisticsAsAFileRunNothing(t *testing.T) {
	app, as := quizSite(t, formulas)
	sit(t, app, 30)
	staff := as(testapp.Person(t, app, "staff", "staff@example.org"))
	res, file := staff.send("GET", "/manage/courses/spid/quizzes/fine/statistics.csv", nil)
	if got := res.Header.Get("Content-Disposition"); res.StatusCode != 200 || got != `attachment; filename="spid-fine-statistiche.csv"` || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d, called %s", res.StatusCode, got)
	}
	if file != "\xef\xbb\xbf"+statisticsRows {
		t.Errorf("got  %q\nwant %q", file, statisticsRows)
	}
	_, best := staff.send("GET", "/manage/courses/spid/quizzes/fine/statistics.csv?which=all", nil)
	if best != file {
		t.Errorf("one attempt each, yet all attempts give %q", best)
	}
}

func TestStatisticsAreAnOpenDocument(t *testing.T) {
	app, as := quizSite(t, formulas)
	sit(t, app, 30)
	res, file := as(testapp.Person(t, app, "staff", "staff@example.org")).send("GET", "/manage/courses/spid/quizzes/fine/statistics.ods", nil)
	if res.Header.Get("Content-Type") != "application/vnd.oasis.opendocument.spreadsheet" || res.Header.Get("Content-Encoding") != "" {
		t.Errorf("headers %v", res.Header)
	}
	text := openDocument(t, file)
	for _, want := range []string{"<text:p>=Perché è più sicura?</text:p>", "<text:p>@sotto; &#34;così&#34;</text:p>", `office:value-type="float" office:value="20"`,
		`office:value-type="percentage" office:value="0.666`, "<text:p>Facilità</text:p>"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q: %s", want, text)
		}
	}
	if rows := strings.Count(string(text), "<table:table-row>"); rows != 1+3+1 {
		t.Errorf("%d rows", rows)
	}
}

func TestFewAttemptsGiveAFileWithoutFigures(t *testing.T) {
	app, as := quizSite(t, formulas)
	sit(t, app, 9)
	_, file := as(testapp.Person(t, app, "staff", "staff@example.org")).send("GET", "/manage/courses/spid/quizzes/fine/statistics.csv", nil)
	if lines := slices.Collect(strings.Lines(file)); len(lines) != 1 || !strings.Contains(lines[0], "Facilità") {
		t.Errorf("nine attempts give %q", file)
	}
}

func TestADiscriminationIsANumberInTheReadersForm(t *testing.T) {
	weak := -0.06023280996
	item := itemView{Item: quizzes.Item{Asked: 36, Answered: 36, Facility: 0.9722, Discrimination: &weak}, Number: 1}
	var file strings.Builder
	w, err := sheets.NewCSV(&file, ",")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Row(item.cells()[0]...); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(file.String(), ";36;36;97,22;-0,0602\n") {
		t.Errorf("the row is %q", file.String())
	}
}

func TestAQuestionThatWasDeletedKeepsItsFigures(t *testing.T) {
	app, as := quizSite(t, twoQuestions)
	sit(t, app, 30)
	gone, err := app.FindFirstRecordByData("questions", "key", "uno")
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Delete(gone); err != nil {
		t.Fatal(err)
	}
	staff := as(testapp.Person(t, app, "staff", "staff@example.org"))
	res, page := staff.send("GET", "/manage/courses/spid/quizzes/fine/statistics", nil)
	staff.must(200, res, page, "Domanda cancellata", "Due?", "67 %")
	res, file := staff.send("GET", "/manage/courses/spid/quizzes/fine/statistics.csv", nil)
	if res.StatusCode != 200 || !strings.Contains(file, "1;;Domanda cancellata;30;30;66,6667;") {
		t.Errorf("%d: %q", res.StatusCode, file)
	}
	res, list := staff.send("GET", "/manage/courses/spid/quizzes/fine/results.csv?answers=yes", nil)
	if res.StatusCode != 200 || !strings.Contains(list, "due: Due? (punti su 1)") || strings.Count(list, "\n") != 31 {
		t.Errorf("the results: %d: %q", res.StatusCode, list)
	}
}

func TestAQuestionIsNotHarderWhereCertaintyCounts(t *testing.T) {
	app, as := quizSite(t, strings.Replace(twoQuestions, "pass: 60\n", "pass: 60\ncertainty: true\n", 1))
	sit(t, app, 30)
	_, file := as(testapp.Person(t, app, "staff", "staff@example.org")).send("GET", "/manage/courses/spid/quizzes/fine/statistics.csv", nil)
	if !strings.Contains(file, "2;due;Due?;30;30;100;;pec;100;") {
		t.Errorf("everybody was right, and it says %s", file)
	}
}

func TestStaffSeeHowSureAnAnswerWasWhereThatCounts(t *testing.T) {
	app, as := quizSite(t, strings.Replace(twoQuestions, "pass: 60\n", "pass: 60\ncertainty: true\n", 1))
	sit(t, app, 1)
	attempt, err := app.FindFirstRecordByFilter("attempts", "state = 'submitted'")
	if err != nil {
		t.Fatal(err)
	}
	_, page := as(testapp.Person(t, app, "staff", "staff@example.org")).send("GET", "/manage/courses/spid/quizzes/fine/attempts/"+attempt.Id, nil)
	if strings.Count(page, "Sicurezza dichiarata: Poco (punti:") != 2 {
		t.Errorf("the attempt does not say how its points came about: %s", page)
	}
}
