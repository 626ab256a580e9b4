package pages

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/courses"
	"aula/internal/jobs"
	"aula/internal/testapp"
	"aula/public"
	"aula/quizzes"
	"aula/recordings"
)

const quizPages = `---
title: Alla prova
attempts: 2
---
Un'introduzione.

## Uno? {#uno points=2}
- [x] giusta
  > perché giusta
- [ ] sbagliata
  > perché sbagliata

## Quali? {#quali}
- [x] prima
- [x] seconda
- [ ] terza

## Vero? {#vero}
= vero

## Come? {#come}
= segreto

## Quanti? {#quanti}
= 31415
`

// reader is a browser without scripts, signed in as somebody or nobody.
type reader struct {
	t     *testing.T
	url   string
	token string
}

func (r reader) send(method, path string, form url.Values) (*http.Response, string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
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

// page reads a page that must be there.
func (r reader) page(path string) string {
	r.t.Helper()
	res, body := r.send(http.MethodGet, path, nil)
	if res.StatusCode != http.StatusOK {
		r.t.Fatalf("GET %s: %d", path, res.StatusCode)
	}
	return body
}

// post sends a form that must lead on, and returns where to.
func (r reader) post(path string, form url.Values) string {
	r.t.Helper()
	res, body := r.send(http.MethodPost, path, form)
	if res.StatusCode != http.StatusSeeOther {
		r.t.Fatalf("POST %s: %d %s", path, res.StatusCode, body)
	}
	return res.Header.Get("Location")
}

// quizSite serves a published course with one quiz, "/courses/spid/quizzes/fine".
func quizSite(t *testing.T, source string) (app core.App, as func(person *core.Record) reader) {
	t.Helper()
	if !public.Built() {
		t.Fatal(public.ErrNotBuilt)
	}
	test := testapp.New(t)
	test.OnServe().BindFunc(func(se *core.ServeEvent) error {
		if err := Bind(se, Options{Describe: describeForTests}); err != nil {
			return err
		}
		return se.Next()
	})
	course := testapp.Save(t, test, "courses", map[string]any{
		"slug": "spid", "title": "SPID", "state": "published", "language": "it", "complete": types.JSONRaw(`{"quizzes":[{"id":"fine"}]}`),
	}).Id
	quiz, found := quizzes.ParseMarkdown([]byte(source), quizzes.Options{Key: "fine"})
	if len(found) > 0 {
		t.Fatal(found)
	}
	err := test.RunInTransaction(func(tx core.App) error {
		_, err := quizzes.Store(tx, course, []quizzes.Quiz{quiz})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	address := testapp.Serve(t, test)
	return test, func(person *core.Record) reader {
		r := reader{t: t, url: address}
		if person != nil {
			r.token = testapp.Token(t, person)
		}
		return r
	}
}

// describeForTests stands for the table of hooks.
func describeForTests(err error) (int, string) {
	var api *router.ApiError
	switch {
	case errors.Is(err, quizzes.ErrNotFound), errors.Is(err, quizzes.ErrNotYours), errors.Is(err, courses.ErrNotFound), errors.Is(err, jobs.ErrNotFound), errors.Is(err, accounts.ErrNoPerson), errors.Is(err, recordings.ErrNotFound):
		return http.StatusNotFound, "error.not_found"
	case errors.Is(err, recordings.ErrPublished):
		return http.StatusConflict, "error.recording_published"
	case errors.As(err, &api):
		return api.Status, "error.invalid"
	}
	return http.StatusInternalServerError, "error.internal"
}

var questionInPage = regexp.MustCompile(`id="q(\d)" data-question="(\w+)"`)

// answersFor is the form of an attempt page, filled in: option texts, words or true and false by the questions' numbers.
func answersFor(page string, given map[string][]string) url.Values {
	form := url.Values{}
	for _, m := range questionInPage.FindAllStringSubmatch(page, -1) {
		number, id := m[1], m[2]
		form.Add("shown", id)
		for _, answer := range given[number] {
			option := regexp.MustCompile(`name="q_` + id + `" value="(\w+)"[^>]*><label[^>]*>` + answer + `<`).FindStringSubmatch(page)
			if option != nil {
				answer = option[1]
			}
			form.Add("q_"+id, answer)
		}
	}
	return form
}

func TestAQuizIsTakenWithoutScripts(t *testing.T) {
	app, as := quizSite(t, quizPages)
	anna := as(testapp.Person(t, app, "learner"))
	const quiz = "/courses/spid/quizzes/fine"
	start := anna.page(quiz)
	for _, want := range []string{"Alla prova", "introduzione", "Iscriviti al corso e inizia", "Te ne restano 2", "almeno 60 % dei punti"} {
		if !strings.Contains(start, want) {
			t.Errorf("the start page lacks %q", want)
		}
	}
	attempt := anna.post(quiz+"/attempts", nil)
	page := anna.page(attempt)
	if n := strings.Count(page, "<fieldset"); n != 5 {
		t.Fatalf("%d questions shown", n)
	}
	for _, secret := range []string{"perché", "segreto", "31415", "is-right"} {
		if strings.Contains(page, secret) {
			t.Errorf("the questions give away %q", secret)
		}
	}
	form := answersFor(page, map[string][]string{"1": {"sbagliata"}, "2": {"prima", "seconda"}, "4": {"Segreto"}})
	form.Set("go", "2")
	if next := anna.post(attempt, form); next != attempt+"?q=2#q2" {
		t.Errorf("went on to %s", next)
	}
	page = anna.page(attempt)
	if n := strings.Count(page, " checked"); n != 3 || !strings.Contains(page, `value="Segreto"`) {
		t.Errorf("what was given is not there again: %d options, %v", n, strings.Contains(page, "Segreto"))
	}
	form = answersFor(page, map[string][]string{"1": {"giusta"}, "3": {"true"}, "4": {""}, "5": {"tanti"}})
	form.Set("go", "review")
	review := anna.page(anna.post(attempt, form))
	for _, want := range []string{"2 domande sono senza risposta", "Non è scritto come un numero", "Dopo la consegna"} {
		if !strings.Contains(review, want) {
			t.Errorf("the review lacks %q", want)
		}
	}
	result := anna.page(anna.post(attempt+"/submission", nil))
	for _, want := range []string{"Verifica superata", "Punti: 3 su 6 (50 %)", "perché giusta", "La tua risposta, giusta", "Risposta giusta"} {
		if strings.Contains(result, want) == (want == "Verifica superata") {
			t.Errorf("the result and %q: %v", want, strings.Contains(result, want))
		}
	}
	if again := anna.post(attempt, form); again != attempt+"?said=attempt_was_over" {
		t.Errorf("saving after the end leads to %s", again)
	}
	if page := anna.page(quiz); !strings.Contains(page, "50 %, non superata") || !strings.Contains(page, "Te ne resta 1") {
		t.Error("the start page does not tell the result")
	}
	last := anna.post(quiz+"/attempts", nil)
	anna.post(last+"/submission", nil)
	if page := anna.page(last); !strings.Contains(page, "Hai usato tutti i tentativi") {
		t.Error("nobody says that no try is left")
	}
	if where := anna.post(quiz+"/attempts", nil); where != quiz {
		t.Errorf("a third try leads to %s", where)
	}
}

func TestAnAttemptIsShownToItsLearnerOnly(t *testing.T) {
	app, as := quizSite(t, quizPages)
	anna, bruno, nobody := as(testapp.Person(t, app, "learner")), as(testapp.Person(t, app, "learner", "bruno@example.org")), as(nil)
	const quiz = "/courses/spid/quizzes/fine"
	attempt := anna.post(quiz+"/attempts", nil)
	rows := []struct {
		name, method, path string
		who                reader
		status             int
	}{
		{"a guest reads what the quiz is", "GET", quiz, nobody, 200},
		{"a guest is asked to sign in to start", "POST", quiz + "/attempts", nobody, 303},
		{"a guest is asked to sign in to see an attempt", "GET", attempt, nobody, 303},
		{"another's attempt is not there", "GET", attempt, bruno, 404},
		{"nor is its review", "GET", attempt + "/review", bruno, 404},
		{"nor can it be answered", "POST", attempt, bruno, 404},
		{"nor submitted", "POST", attempt + "/submission", bruno, 404},
		{"a quiz that never was", "GET", "/courses/spid/quizzes/none", anna, 404},
		{"an attempt that never was", "GET", quiz + "/attempts/none", anna, 404},
	}
	for _, row := range rows {
		if res, _ := row.who.send(row.method, row.path, nil); res.StatusCode != row.status {
			t.Errorf("%s: %d, want %d", row.name, res.StatusCode, row.status)
		}
	}
}

func TestAFormThatCannotBeSavedKeepsWhatWasTyped(t *testing.T) {
	app, as := quizSite(t, quizPages)
	anna := as(testapp.Person(t, app, "learner"))
	attempt := anna.post("/courses/spid/quizzes/fine/attempts", nil)
	long := strings.Repeat("x", 1001)
	form := answersFor(anna.page(attempt), map[string][]string{"1": {"giusta"}, "4": {long}})
	res, body := anna.send(http.MethodPost, attempt, form)
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", res.StatusCode)
	}
	for _, want := range []string{long, `aria-invalid="true"`, "La risposta è troppo lunga", " checked", "data-focus"} {
		if !strings.Contains(body, want) {
			t.Errorf("the form lacks %.40q", want)
		}
	}
	if page := anna.page(attempt); !strings.Contains(page, " checked") || strings.Contains(page, long) {
		t.Error("what can be saved was not, or what cannot was")
	}
}

func TestTimeThatIsOverEndsTheAttemptOnItsPage(t *testing.T) {
	app, as := quizSite(t, strings.Replace(quizPages, "attempts: 2", "time_limit: 10\nfeedback: never", 1))
	anna := as(testapp.Person(t, app, "learner"))
	attempt := anna.post("/courses/spid/quizzes/fine/attempts", nil)
	page := anna.page(attempt)
	if !strings.Contains(page, "data-expires=") || !strings.Contains(page, "Hai tempo fino alle") {
		t.Error("the time is not told")
	}
	r, err := app.FindRecordById("attempts", attempt[strings.LastIndex(attempt, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	r.Set("expires", types.NowDateTime().AddDate(0, 0, -1))
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	if where := anna.post(attempt, answersFor(page, map[string][]string{"4": {"segreto"}})); where != attempt+"?said=attempt_was_over" {
		t.Errorf("led to %s", where)
	}
	result := anna.page(attempt + "?said=attempt_was_over")
	if !strings.Contains(result, "Verifica non superata") || !strings.Contains(result, "Il tentativo era già finito") || strings.Contains(result, "<article") {
		t.Error("not the bare score")
	}
}

func TestOnlyWhoManagesTheCourseSeesThePreview(t *testing.T) {
	app, as := quizSite(t, quizPages)
	const preview = "/courses/spid/quizzes/fine/preview"
	rows := []struct {
		role   string
		status int
	}{{"learner", 404}, {"author", 404}, {"staff", 200}, {"administrator", 200}}
	for _, row := range rows {
		res, body := as(testapp.Person(t, app, row.role)).send(http.MethodGet, preview, nil)
		if res.StatusCode != row.status {
			t.Errorf("%s: %d, want %d", row.role, res.StatusCode, row.status)
		}
		if shown := strings.Contains(body, "perché sbagliata") && strings.Contains(body, "31.415"); shown != (row.status == 200) {
			t.Errorf("%s is shown the answers: %v", row.role, shown)
		}
	}
	if res, _ := as(nil).send(http.MethodGet, preview, nil); res.StatusCode != 404 {
		t.Errorf("a guest: %d", res.StatusCode)
	}
}
