package pages

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/quizzes"
)

// essayQuiz has an essay with a rubric and one without.
func essayQuiz(second bool) quizzes.Quiz {
	plain := func(s string) quizzes.Text { return quizzes.Text{Source: s, Format: quizzes.Plain} }
	levels := []quizzes.Level{{Points: 0, Text: plain("no")}, {Points: 3, Text: plain("sì")}}
	quiz := quizzes.Quiz{Key: "tema", Slug: "tema", Title: "Un tema", Settings: quizzes.DefaultSettings(), Questions: []quizzes.Question{
		{Key: "griglia", Type: quizzes.Essay, Points: 6, Line: 1, Solution: quizzes.Solution{Notes: plain("Cerca tre esempi")}, Body: quizzes.Body{Prompt: plain("Perché serve?"),
			Task: &quizzes.Task{MinWords: 5, Rubric: []quizzes.Criterion{{Text: plain("È chiaro?"), Levels: levels}, {Text: plain("È completo?"), Levels: levels}}}}},
		{Key: "punti", Type: quizzes.Essay, Points: 4, Line: 2, Body: quizzes.Body{Prompt: plain("Che cosa cambia?"), Task: &quizzes.Task{}}},
	}}
	quiz.Settings.SecondMarker = second
	quizzes.Prepare(&quiz, quizzes.Options{})
	return quiz
}

// store puts a quiz into a course of the library.
func (lib library) store(slug string, quiz quizzes.Quiz) {
	lib.t.Helper()
	err := lib.RunInTransaction(func(tx core.App) error {
		_, err := quizzes.Store(tx, lib.courses[slug], []quizzes.Quiz{quiz})
		return err
	})
	if err != nil {
		lib.t.Fatal(err)
	}
}

// handIn lets a person answer every essay of the quiz, and returns the addresses at which they are marked, in the quiz's order.
func (lib library) handIn(person *core.Record, slug string) []string {
	lib.t.Helper()
	enrolment := testapp.Save(lib.t, lib.App, "enrolments", map[string]any{"user": person.Id, "course": lib.courses[slug], "cycle": 1}).Id
	quiz, err := quizzes.FindBySlug(lib.App, lib.courses[slug], "tema")
	if err != nil {
		lib.t.Fatal(err)
	}
	a, _, err := quizzes.Start(lib.App, person.Id, quiz.Id, enrolment)
	if err != nil {
		lib.t.Fatal(err)
	}
	asked, err := quizzes.Questions(lib.App, a)
	if err != nil {
		lib.t.Fatal(err)
	}
	answers := map[string]any{}
	var addresses []string
	for _, q := range asked {
		answers[q.ID] = "Riga uno <b>\nriga due di " + person.GetString("given_name")
		addresses = append(addresses, "/manage/marking/"+a.Id+"/"+q.ID)
	}
	if _, err := quizzes.Give(lib.App, person.Id, a.Id, packedAnswers(lib.t, answers)); err != nil {
		lib.t.Fatal(err)
	}
	if _, err := quizzes.Submit(lib.App, person.Id, a.Id); err != nil {
		lib.t.Fatal(err)
	}
	return addresses
}

func packedAnswers(t *testing.T, answers map[string]any) map[string]json.RawMessage {
	t.Helper()
	packed := map[string]json.RawMessage{}
	for id, answer := range answers {
		content, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		packed[id] = content
	}
	return packed
}

// verdictFor is the form of an answer's page, filled in: levels by their criteria, or other fields.
func verdictFor(act, page string, pairs ...string) url.Values {
	form := url.Values{"act": {act}, "revision": {"0"}}
	if m := regexp.MustCompile(`name="revision" value="(\d+)"`).FindStringSubmatch(page); m != nil {
		form.Set("revision", m[1])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

func (r reader) must(status int, res *http.Response, body string, words ...string) {
	r.t.Helper()
	if res.StatusCode != status {
		r.t.Fatalf("%d, want %d: %s", res.StatusCode, status, mainOf(body))
	}
	for _, w := range words {
		if !strings.Contains(body, w) {
			r.t.Errorf("lacks %q: %s", w, mainOf(body))
		}
	}
}

func TestAnswersAreMarkedOneAfterTheOther(t *testing.T) {
	lib := newLibrary(t)
	lib.store("published", essayQuiz(false))
	papers := lib.handIn(lib.learner, "published")
	author := lib.as(lib.author)
	list := author.page("/manage/marking")
	if strings.Contains(list, ">Ada<") || !strings.Contains(list, "Risposta ") || !strings.Contains(list, "Comincia: 2 risposte") {
		t.Errorf("the list: %s", mainOf(list))
	}
	if named := author.page("/manage/marking?names=shown"); !strings.Contains(named, ">Ada<") {
		t.Error("names do not appear when they are asked for")
	}
	if home := author.page("/manage"); !strings.Contains(home, "2 risposte da correggere") {
		t.Error("the area's home does not count them")
	}
	if at := author.leads("/manage/marking/next"); at != papers[0] {
		t.Errorf("begins at %s", at)
	}
	page := author.page(papers[0])
	for _, want := range []string{"Perché serve?", "È chiaro?", "Cerca tre esempi", "Riga uno &lt;b&gt;\nriga due", "almeno 5", "3 su 3", "Dopo questa ne resta una."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q: %s", want, mainOf(page))
		}
	}
	res, body := author.send(http.MethodPost, papers[0], verdictFor("assign", page, "level-c1", "1", "comment", "Un buon inizio"))
	author.must(http.StatusUnprocessableEntity, res, body, "«È completo?»: scegli un livello", "Un buon inizio", `value="1" checked`)
	if at := author.post(papers[0], verdictFor("assign", page, "level-c1", "1", "level-c2", "0", "comment", "Un buon inizio")); at != papers[1]+"?said=mark_given" {
		t.Errorf("led to %s", at)
	}
	page = author.page(papers[1] + "?said=mark_given")
	if !strings.Contains(page, `data-focus aria-describedby="said"`) {
		t.Error("the focus does not move to the next answer", mainOf(page))
	}
	for typed, problem := range map[string]string{"4,5": "vanno da 0 a 4", "tre": "in cifre", "": "quanti punti", "-1": "vanno da 0 a 4", "NaN": "vanno da 0 a 4"} {
		res, body := author.send(http.MethodPost, papers[1], verdictFor("assign", page, "points", typed, "comment", "resta"))
		author.must(http.StatusUnprocessableEntity, res, body, problem, "resta", `value="`+typed+`"`)
	}
	if at := author.post(papers[1], verdictFor("assign", page, "points", "2,5")); at != "/manage/marking?said=mark_given_last" {
		t.Errorf("led to %s", at)
	}
	if done := author.page("/manage/marking?state=done"); !strings.Contains(done, ">Ada<") || !strings.Contains(done, "2,5 su 4") {
		t.Errorf("marked: %s", mainOf(done))
	}
	testapp.Audited(t, lib.App, lib.author.Id, audit.MarkGiven, audit.MarkGiven)
}

// leads follows a link that leads on.
func (r reader) leads(path string) string {
	r.t.Helper()
	res, _ := r.send(http.MethodGet, path, nil)
	return res.Header.Get("Location")
}

func TestWhatAMarkerTypedIsNeverLost(t *testing.T) {
	lib := newLibrary(t)
	lib.store("published", essayQuiz(false))
	paper := lib.handIn(lib.learner, "published")[1]
	author, staff := lib.as(lib.author), lib.as(lib.staff)
	page := author.page(paper)
	if body := staff.page(paper); !strings.Contains(body, "La sta correggendo Ugo fino alle") || strings.Contains(body, `value="assign"`) {
		t.Errorf("another sees: %s", mainOf(body))
	}
	res, body := staff.send(http.MethodPost, paper, verdictFor("assign", "", "points", "1", "comment", "scritto da Lia"))
	staff.must(http.StatusConflict, res, body, "ora la sta correggendo Ugo", "scritto da Lia")
	if at := author.post(paper, verdictFor("draft", page, "points", "3", "comment", "una bozza")); at != paper+"?said=mark_drafted" {
		t.Errorf("led to %s", at)
	}
	res, body = author.send(http.MethodPost, paper, verdictFor("assign", page, "points", "2", "comment", "da una vecchia finestra"))
	author.must(http.StatusConflict, res, body, "cambiato in un&#39;altra finestra", "una bozza", "da una vecchia finestra")
	author.post(paper, verdictFor("assign", body, "points", "2", "comment", "deciso"))
	res, body = staff.send(http.MethodPost, paper, verdictFor("assign", "", "points", "1", "comment", "scritto da Lia"))
	staff.must(http.StatusConflict, res, body, "2 su 4", "deciso", "Ugo", "scritto da Lia", `value="change"`)
	res, changed := staff.send(http.MethodPost, paper, verdictFor("change", body, "points", "1", "comment", "scritto da Lia"))
	staff.must(http.StatusUnprocessableEntity, res, changed, "Scrivi perché cambi il voto", "scritto da Lia")
	if at := staff.post(paper, verdictFor("change", body, "points", "1", "comment", "scritto da Lia", "reason", "Mancava un esempio")); at != paper+"?said=mark_changed" {
		t.Errorf("led to %s", at)
	}
	if body := author.page(paper); !strings.Contains(body, "Il voto che conta è 1 su 4") || !strings.Contains(body, "Mancava un esempio") || !strings.Contains(body, "deciso") {
		t.Errorf("the history: %s", mainOf(body))
	}
}

func TestASkippedAnswerKeepsItsDraftAndIsFreeForOthers(t *testing.T) {
	lib := newLibrary(t)
	lib.store("published", essayQuiz(false))
	papers := lib.handIn(lib.learner, "published")
	author := lib.as(lib.author)
	page := author.page(papers[0])
	if at := author.post(papers[0], verdictFor("skip", page, "comment", "ci penso")); at != papers[1]+"?said=paper_skipped" {
		t.Errorf("led to %s", at)
	}
	if body := lib.as(lib.staff).page(papers[0]); strings.Contains(body, "La sta correggendo") || strings.Contains(body, "ci penso") {
		t.Error("it is held, or its draft is shown to another")
	}
	author.post(papers[1], verdictFor("assign", "", "points", "1"))
	lib.as(lib.staff).post(papers[0], verdictFor("skip", ""))
	if body := author.page(papers[0]); !strings.Contains(body, "ci penso") {
		t.Error("the draft is lost")
	}
}

func TestTwoMarkersAreBlindAndAThirdSeesBoth(t *testing.T) {
	lib := newLibrary(t)
	lib.store("published", essayQuiz(true))
	paper := lib.handIn(lib.learner, "published")[1]
	author, staff, head := lib.as(lib.author), lib.as(lib.staff), lib.as(lib.user("administrator", "Gea"))
	if body := author.page(paper); !strings.Contains(body, "la leggono due persone") {
		t.Error("it is not said that two people mark")
	}
	author.post(paper, verdictFor("assign", "", "points", "4", "comment", "ottimo davvero"))
	if body := author.page(paper); !strings.Contains(body, "Hai già dato il tuo voto") {
		t.Error("the first may mark again")
	}
	if body := staff.page(paper); strings.Contains(body, "ottimo davvero") || strings.Contains(body, "4 su 4") {
		t.Error("the second sees the first mark")
	}
	staff.post(paper, verdictFor("assign", "", "points", "1", "comment", "proprio no"))
	if body := head.page("/manage/marking"); !strings.Contains(body, "Due voti lontani") {
		t.Error("the list does not say that somebody has to decide")
	}
	if body := head.page(paper); !strings.Contains(body, "ottimo davvero") || !strings.Contains(body, "proprio no") || !strings.Contains(body, "4 su 4") {
		t.Errorf("the third does not see both: %s", mainOf(body))
	}
	head.post(paper, verdictFor("assign", "", "points", "3"))
	if body := author.page(paper); !strings.Contains(body, "Il voto che conta è 3 su 4") {
		t.Error("the third mark does not count")
	}
}

func TestAnAnswerThatHasGoneIsSaidSo(t *testing.T) {
	lib := newLibrary(t)
	lib.store("published", essayQuiz(false))
	paper := lib.handIn(lib.learner, "published")[1]
	author := lib.as(lib.author)
	author.page(paper)
	attempts, err := lib.FindAllRecords("attempts")
	if err != nil {
		t.Fatal(err)
	}
	if err := lib.Delete(attempts[0]); err != nil {
		t.Fatal(err)
	}
	at := author.post(paper, verdictFor("assign", "", "points", "1"))
	if body := author.page(at); !strings.Contains(body, "Quella risposta non c&#39;è più") {
		t.Errorf("%s says %s", at, mainOf(body))
	}
}

func TestOnlyWhoManagesTheCourseMarks(t *testing.T) {
	lib := newLibrary(t)
	lib.store("published", essayQuiz(false))
	paper := lib.handIn(lib.learner, "published")[1]
	pia := lib.user("author", "Pia")
	for _, row := range []struct {
		name   string
		person *core.Record
		get    int
		post   int
	}{
		{"guest", nil, 303, 303}, {"the learner", lib.learner, 403, 403}, {"another author", pia, 404, 404},
		{"staff", lib.staff, 200, 303}, {"the author, after staff", lib.author, 200, 409},
	} {
		r := lib.as(row.person)
		if res, _ := r.send(http.MethodGet, paper, nil); res.StatusCode != row.get {
			t.Errorf("GET as %s: %d", row.name, res.StatusCode)
		}
		if res, _ := r.send(http.MethodPost, paper, verdictFor("assign", "", "points", "1")); res.StatusCode != row.post {
			t.Errorf("POST as %s: %d", row.name, res.StatusCode)
		}
	}
	if body := lib.as(pia).page("/manage/marking?names=shown"); strings.Contains(body, "Ada") || strings.Contains(body, "Un tema") {
		t.Error("another author sees the answer in the list")
	}
}
