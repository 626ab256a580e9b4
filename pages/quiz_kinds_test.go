package pages

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"aula/internal/testapp"
)

const everyKindPage = `---
title: Tutti i tipi
bands: {"0": Rileggi il corso., "80": Quasi perfetto.}
---
# La lettera {group=lettera}

Anna scrive al Comune.

## Abbina {#abbina}
- Piemonte -> Torino
- Liguria -> Genova
- -> Bari

## Ordina {#ordina}
1. primo
2. secondo
3. terzo

#

## Completa {#completa}
La [[PEC]] vale come una [[*raccomandata|lettera]] da [[2 ± 1]] euro.

## Quanto è lunga? {#lunga units="km; m=0,001" unit=required}
= 3

## Racconta {#racconta type=essay files=1 accept=pdf min_words=3 max_words=50}
Perché?

:::rubric
- Chiarezza
  - 0: Non si capisce
  - 2: Si capisce subito
:::

:::template
Secondo me
:::
`

// fieldsOf are the names of the fields of a page's selects and inputs by the text beside them, for questions in parts.
var fieldOfLabel = regexp.MustCompile(`(?s)<label for="(a-[\w-]+)"[^>]*>(.*?)</label>`)

// fieldNamed is the name of the field whose label says this text; n tells which of several.
func fieldNamed(t *testing.T, page, label string, n int) string {
	t.Helper()
	for _, m := range fieldOfLabel.FindAllStringSubmatch(page, -1) {
		if strings.Contains(m[2], label) {
			if n--; n >= 0 {
				continue
			}
			field := regexp.MustCompile(`id="` + m[1] + `" name="([\w-]+)"`).FindStringSubmatch(page)
			return field[1]
		}
	}
	t.Fatalf("no field is labelled %q", label)
	return ""
}

// optionNamed is the value of a select's option by its text.
func optionNamed(t *testing.T, page, text string) string {
	t.Helper()
	m := regexp.MustCompile(`<option value="(\w+)"[^>]*>` + text + `</option>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no option is %q", text)
	}
	return m[1]
}

func TestEveryKindIsAnsweredWithoutScripts(t *testing.T) {
	app, as := quizSite(t, everyKindPage)
	anna := as(testapp.Person(t, app, "learner"))
	attempt := anna.post("/courses/spid/quizzes/fine/attempts", nil)
	page := anna.page(attempt)
	if n := strings.Count(page, "Anna scrive al Comune"); n != 2 || strings.Count(page, "preface mb-3 d-md-none") != 1 {
		t.Errorf("the text of the group stands %d times", n)
	}
	for _, want := range []string{"Da 3 a 50 parole", "Secondo me</textarea>", "Come viene valutata la risposta", "Si accettano: PDF", "unità di misura, per esempio"} {
		if !strings.Contains(page, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	ids := map[string]string{}
	for _, m := range questionInPage.FindAllStringSubmatch(page, -1) {
		ids[m[1]] = m[2]
	}
	form := url.Values{"go": {"review"}}
	form.Set(fieldNamed(t, page, "Piemonte", 0), optionNamed(t, page, "Torino"))
	for place, item := range map[string]string{"1": "primo", "2": "secondo", "3": "terzo"} {
		form.Set(fieldNamed(t, page, item, 0), place)
	}
	form.Set(fieldNamed(t, page, "Spazio", 0), "pec")
	form.Set(fieldNamed(t, page, "Spazio", 1), optionNamed(t, page, "lettera"))
	form.Set("q_"+ids["4"], "3 leghe")
	form.Set("q_"+ids["5"], "Secondo me\r\n")
	review := anna.page(anna.post(attempt, form))
	for _, want := range []string{"1 domanda è senza risposta", "Manca ancora 1 parte", "unità di misura non si riconosce"} {
		if !strings.Contains(review, want) {
			t.Errorf("the review lacks %q", want)
		}
	}
	form.Set("q_"+ids["4"], "3000 m")
	form.Set("q_"+ids["5"], "Perché sì:\n<b>ecco</b>.")
	anna.attach(attempt, ids["5"], form, "tema.pdf", "%PDF-1.7 x")
	page = anna.page(attempt)
	for _, want := range []string{`value="pec"`, "tema.pdf", "Perché sì:\n&lt;b&gt;ecco", `value="3000 m"`, " selected>1<", "/removal"} {
		if !strings.Contains(page, want) {
			t.Errorf("what was given is not there again: %q", want)
		}
	}
	anna.post(attempt+"/submission", nil)
	result := anna.page(attempt)
	for _, want := range []string{
		"In attesa di correzione", "1 risposta aspetta la correzione", "Punti finora: 2,83 su 5 (56 %)", "Il punteggio può solo salire",
		"In ordine", "Risposta giusta", "raccomandata", "tema.pdf", "Perché sì:\n&lt;b&gt;ecco&lt;/b&gt;.", "Sbagliata",
	} {
		if !strings.Contains(result, want) {
			t.Errorf("the result lacks %q", want)
		}
	}
	if strings.Contains(result, "Rileggi il corso") {
		t.Error("the whole is judged before it is marked")
	}
	sheet := as(testapp.Person(t, app, "staff", "staff@example.org")).page("/manage/" + strings.TrimPrefix(attempt, "/"))
	for _, want := range []string{"In attesa di correzione", "Punti finora: 2,83 su 5", "Spazio 1</span>", "1. pec; 2. lettera", "Perché sì:\n&lt;b&gt;ecco&lt;/b&gt;.</div>", `">tema.pdf</a>`, "Anna scrive al Comune"} {
		if !strings.Contains(sheet, want) {
			t.Errorf("who runs the course does not see %q: %s", want, mainOf(sheet))
		}
	}
	if strings.Contains(sheet, "[[g") {
		t.Error("who runs the course sees the marks of gaps")
	}
	if quiz := anna.page("/courses/spid/quizzes/fine"); !strings.Contains(quiz, "56 %, in attesa di correzione") || strings.Contains(quiz, "non superata") {
		t.Error("the list of attempts judges what is not marked yet")
	}
}

// attach sends the form with a file and returns the answer.
func (r reader) attach(attempt, question string, form url.Values, name, content string) (*http.Response, string) {
	r.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, values := range form {
		if err := w.WriteField(field, values[0]); err != nil {
			r.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("f_"+question, name)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := part.Write([]byte(content)); err != nil {
		r.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		r.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.url+attempt+"/questions/"+question+"/files", &body)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", r.token)
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	var page bytes.Buffer
	if _, err := page.ReadFrom(res.Body); err != nil {
		r.t.Fatal(err)
	}
	return res, page.String()
}

func TestAFormWithWhatCannotBeKeepsTheRest(t *testing.T) {
	app, as := quizSite(t, everyKindPage)
	anna := as(testapp.Person(t, app, "learner"))
	attempt := anna.post("/courses/spid/quizzes/fine/attempts", nil)
	page := anna.page(attempt)
	ids := map[string]string{}
	for _, m := range questionInPage.FindAllStringSubmatch(page, -1) {
		ids[m[1]] = m[2]
	}
	gap := fieldNamed(t, page, "Spazio", 0)
	kept := url.Values{gap: {"quello che ho scritto"}}
	with := func(name string, values ...string) url.Values {
		form := url.Values{gap: kept[gap]}
		form[name] = values
		return form
	}
	for _, row := range []struct {
		name   string
		send   func() (*http.Response, string)
		status int
		wants  []string
	}{
		{"an order with a place twice", func() (*http.Response, string) {
			form := with(fieldNamed(t, page, "primo", 0), "1")
			form.Set(fieldNamed(t, page, "secondo", 0), "1")
			return anna.send(http.MethodPost, attempt, form)
		}, 422, []string{"un posto diverso", " selected>1<"}},
		{"an order that is not whole", func() (*http.Response, string) {
			return anna.send(http.MethodPost, attempt, with(fieldNamed(t, page, "primo", 0), "2"))
		}, 422, []string{"un posto diverso", " selected>2<"}},
		{"an essay that is too long", func() (*http.Response, string) {
			return anna.send(http.MethodPost, attempt, with("q_"+ids["5"], strings.Repeat("parola è ", 120_000)))
		}, 422, []string{"ha 1.080.000 caratteri, al massimo 200.000", "parola è parola è"}},
		{"more than a form may hold", func() (*http.Response, string) {
			return anna.send(http.MethodPost, attempt, with("q_"+ids["5"], strings.Repeat("a", formLimit)))
		}, 413, []string{"troppo grande", "al sicuro"}},
		{"a file of a false type", func() (*http.Response, string) { return anna.attach(attempt, ids["5"], kept, "tema.pdf", "MZ\x90") },
			422, []string{"Questo file è un programma. Qui si accettano: PDF."}},
		{"no file", func() (*http.Response, string) {
			return anna.send(http.MethodPost, attempt+"/questions/"+ids["5"]+"/files", kept)
		}, 422, []string{"Scegli prima un file"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			res, body := row.send()
			if res.StatusCode != row.status {
				t.Fatalf("status %d", res.StatusCode)
			}
			for _, want := range row.wants {
				if !strings.Contains(body, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			if row.status == 422 && !strings.Contains(body, "quello che ho scritto") {
				t.Error("what was typed is gone")
			}
		})
	}
}

func TestOneAnswerThatCannotBeKeepsNoOtherFromBeingSaved(t *testing.T) {
	app, as := quizSite(t, everyKindPage)
	anna := as(testapp.Person(t, app, "learner"))
	attempt := anna.post("/courses/spid/quizzes/fine/attempts", nil)
	page := anna.page(attempt)
	form := url.Values{fieldNamed(t, page, "primo", 0): {"2"}, fieldNamed(t, page, "Spazio", 0): {"quello che ho scritto"}}
	for _, m := range questionInPage.FindAllStringSubmatch(page, -1) {
		switch m[1] {
		case "4":
			form.Set("q_"+m[2], "3 km")
		case "5":
			form.Set("q_"+m[2], strings.Repeat("a", 200_001))
		}
	}
	res, body := anna.send(http.MethodPost, attempt, form)
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", res.StatusCode)
	}
	for _, want := range []string{"un posto diverso", "ha 200.001 caratteri, al massimo 200.000"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	page = anna.page(attempt)
	for _, want := range []string{`value="quello che ho scritto"`, `value="3 km"`} {
		if !strings.Contains(page, want) {
			t.Errorf("%s was not saved", want)
		}
	}
}

func TestAnAnswerIsCheckedWithoutScripts(t *testing.T) {
	app, as := quizSite(t, strings.Replace(quizPages, "attempts: 2", "feedback: question\ncertainty: true", 1))
	anna := as(testapp.Person(t, app, "learner"))
	attempt := anna.post("/courses/spid/quizzes/fine/attempts", nil)
	page := anna.page(attempt)
	one := questionInPage.FindStringSubmatch(page)[2]
	check := attempt + "/questions/" + one + "/check"
	if !strings.Contains(page, `formaction="`+check+`"`) || !strings.Contains(page, "Quanto sei sicuro") {
		t.Fatal("nothing to check, or nobody asks how sure the answer is")
	}
	if res, body := anna.send(http.MethodPost, check, url.Values{}); res.StatusCode != 422 || !strings.Contains(body, "Rispondi alla domanda") {
		t.Errorf("checked without an answer: %d", res.StatusCode)
	}
	form := answersFor(page, map[string][]string{"1": {"sbagliata"}})
	form.Set("c_"+one, "2")
	if where := anna.post(check, form); where != attempt+"?q=1#q1" {
		t.Errorf("led to %s", where)
	}
	page = anna.page(attempt)
	for _, want := range []string{"perché sbagliata", "Risposta giusta", "Hai detto: abbastanza sicuro", "(punti: 1,33 se è giusta, −1,33 se è sbagliata)", "−1,33 su 2"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, `data-question="`+one) || strings.Contains(page, "segreto") {
		t.Error("the answer can still be changed, or another is given away")
	}
	anna.post(attempt, answersFor(page, map[string][]string{"4": {"segreto"}}))
	anna.post(attempt+"/submission", nil)
	if result := anna.page(attempt); !strings.Contains(result, "I punti tengono conto") || !strings.Contains(result, "Hai detto: poco sicuro") {
		t.Error("the result does not say how it was counted")
	}
}

func TestGapsStandInTheTextAndNeverInATag(t *testing.T) {
	app, as := quizSite(t, "## Q {#q}\nPrima [[uno]], poi *[[due]]* e [un legame con [[tre]]](https://example.org \"[[g1]]\").\n")
	anna := as(testapp.Person(t, app, "learner"))
	page := anna.page(anna.post("/courses/spid/quizzes/fine/attempts", nil))
	if n := strings.Count(page, `data-part="g`); n != 4 { // that of the title stands below
		t.Fatalf("%d fields", n)
	}
	if strings.Contains(page, `title="<`) || regexp.MustCompile(`<a [^>]*>[^<]*<span class="gap">`).MatchString(page) {
		t.Error("a field stands in a tag or in a link")
	}
}

func TestThePreviewSaysWhatAGapTakesInTheReadersNumbers(t *testing.T) {
	app, as := quizSite(t, "## Completa {#completa}\nUna [[*raccomandata|lettera]] da [[2,5 ± 0,5]] euro, o da [[1000]] grammi, con la [[PEC|posta certificata=50]].\n")
	staff := as(testapp.Person(t, app, "staff"))
	page := staff.page("/courses/spid/quizzes/fine/preview")
	for _, want := range []string{">raccomandata</dd>", ">2,5 (va bene da 2 a 3)</dd>", ">1000</dd>", "PEC"} {
		if !strings.Contains(page, want) {
			t.Errorf("the preview lacks %q: %s", want, mainOf(page))
		}
	}
	for _, path := range []string{"/courses/spid/quizzes/fine/preview", "/manage/courses/spid/quizzes/fine/questions"} {
		if page := staff.page(path); strings.Contains(page, "[[g") {
			t.Errorf("%s shows the marks of gaps: %s", path, mainOf(page))
		}
	}
}
