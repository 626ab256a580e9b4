package hooks_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/internal/testapp"
	"aula/quizzes"
)

// everyKind asks a question of each type. What is secret in it says so.
const everyKind = `---
title: Tutti i tipi
feedback: FEEDBACK
---
## Uno {#single}
- [x] prima
  > segreto uno
- [ ] seconda

## Due {#multiple}
- [x] a
- [x] b
- [ ] c

## Tre {#true_false}
= vero

> segreto tre

## Quattro {#short}
= SEGRETO4

## Cinque {#numeric units="km|chilometri; m=0,001" unit=required}
= 31415

## Sei {#matching}
- Piemonte -> Torino
  > segreto sei
- Liguria -> Genova

## Sette {#ordering}
1. primo
2. secondo
3. terzo

## Otto {#gaps}
La [[SEGRETO8]] vale come una [[*raccomandata|lettera]].

## Nove {#essay type=essay files=2 accept=pdf min_words=3}
Racconta.

:::notes
segreto nove
:::
`

// shownQuestion is what the API tells of a question.
type shownQuestion struct {
	ID, Type      string
	Options, Left []struct{ ID, Text string }
	Gaps          []struct {
		ID      string
		Options []struct{ ID, Text string }
	}
	Task map[string]any
}

func (q shownQuestion) option(text string) string {
	for _, o := range slices.Concat(q.Options, q.Left) {
		if o.Text == text {
			return o.ID
		}
	}
	for _, g := range q.Gaps {
		for _, o := range g.Options {
			if o.Text == text {
				return o.ID
			}
		}
	}
	return ""
}

// asked starts the exam and returns its attempt and its questions by their types.
func (x *exam) asked(t *testing.T) (attempt string, byType map[string]shownQuestion, body string) {
	t.Helper()
	_, body = x.start(t)
	var shown struct {
		ID        string
		Questions []shownQuestion
	}
	if err := json.Unmarshal([]byte(body), &shown); err != nil {
		t.Fatal(err)
	}
	byType = map[string]shownQuestion{}
	for _, q := range shown.Questions {
		byType[q.Type] = q
	}
	return shown.ID, byType, body
}

// rightAnswers are the right answers to everyKind, by the questions' ids.
func rightAnswers(q map[string]shownQuestion) map[string]any {
	m, o := q["matching"], q["ordering"]
	return map[string]any{
		q["single"].ID: q["single"].option("prima"), q["multiple"].ID: []string{q["multiple"].option("a"), q["multiple"].option("b")},
		q["true_false"].ID: true, q["short"].ID: "segreto4", q["numeric"].ID: "31415 km",
		m.ID:         map[string]string{m.option("Piemonte"): m.option("Torino"), m.option("Liguria"): m.option("Genova")},
		o.ID:         []string{o.option("primo"), o.option("secondo"), o.option("terzo")},
		q["gaps"].ID: map[string]string{"g1": "segreto8", "g2": q["gaps"].option("raccomandata")}, q["essay"].ID: "Ecco il mio testo.",
	}
}

func TestEveryKindOfQuestionIsAnsweredThroughTheRoutes(t *testing.T) {
	x := newExam(t, strings.Replace(everyKind, "FEEDBACK", "submission", 1))
	id, q, body := x.asked(t)
	if len(q) != 9 || q["essay"].Task["min_words"] != 3.0 || len(q["gaps"].Gaps) != 2 || len(q["matching"].Left) != 2 {
		t.Fatalf("asked %s", body)
	}
	status, saved := call(t, http.MethodPatch, x.url+"/attempts/"+id, x.token, map[string]any{"answers": rightAnswers(q)})
	if status != 200 {
		t.Fatalf("%d %s", status, saved)
	}
	status, again := call(t, http.MethodGet, x.url+"/attempts/"+id, x.token, nil)
	if status != 200 || !strings.Contains(again, `{"g1":"segreto8","g2":"`) || !strings.Contains(again, `"Ecco il mio testo."`) {
		t.Errorf("%d %s", status, again)
	}
	var result struct {
		Score, Max float64
		Waiting    int
		Questions  []struct {
			ID    string
			Score float64
			Grade string
			Right json.RawMessage
			Parts map[string]string
		}
	}
	_, body = call(t, http.MethodPost, x.url+"/attempts/"+id+"/submission", x.token, nil)
	if err := json.Unmarshal([]byte(body), &result); err != nil || result.Score != 8 || result.Max != 9 || result.Waiting != 1 {
		t.Fatalf("%v %s", err, body)
	}
	given, _ := json.Marshal(rightAnswers(q))
	for _, m := range result.Questions {
		waits := m.ID == q["essay"].ID
		if waits != (m.Grade == "waiting") || !waits && m.Grade != "right" {
			t.Errorf("%s is %s", m.ID, m.Grade)
		}
		if !waits && m.ID != q["short"].ID && m.ID != q["gaps"].ID && !bytes.Contains(given, m.Right) && m.ID != q["multiple"].ID {
			t.Errorf("the right answer to %s is %s", m.ID, m.Right)
		}
		for part, grade := range m.Parts {
			if grade != "right" {
				t.Errorf("%s of %s is %s", part, m.ID, grade)
			}
		}
	}
}

func TestNothingGivesASolutionAwayBeforeItsMoment(t *testing.T) {
	secrets := []string{"segreto uno", "segreto tre", "SEGRETO4", "segreto sei", "SEGRETO8", "segreto nove", "31415", `"right"`, `"parts"`, "weight", "solution"}
	for _, row := range []struct {
		moment string
		after  bool // the result may tell
	}{{"submission", true}, {"question", true}, {"passed", false}, {"never", false}, {"2099-12-31", false}, {"2020-01-01", true}} {
		t.Run(row.moment, func(t *testing.T) {
			x := newExam(t, strings.Replace(everyKind, "FEEDBACK", row.moment, 1))
			id, q, started := x.asked(t)
			wrong := map[string]any{q["single"].ID: q["single"].option("seconda"), q["numeric"].ID: "7 miglia", q["gaps"].ID: map[string]string{"g1": "boh"}}
			_, saved := call(t, http.MethodPatch, x.url+"/attempts/"+id, x.token, map[string]any{"answers": wrong})
			_, shown := call(t, http.MethodGet, x.url+"/attempts/"+id, x.token, nil)
			_, unread := call(t, http.MethodPost, x.url+"/attempts/"+id+"/questions/"+q["numeric"].ID+"/check", x.token, nil)
			_, early := call(t, http.MethodPost, x.url+"/attempts/"+id+"/questions/"+q["essay"].ID+"/check", x.token, nil)
			_, empty := call(t, http.MethodPost, x.url+"/attempts/"+id+"/questions/"+q["short"].ID+"/check", x.token, nil)
			_, result := call(t, http.MethodPost, x.url+"/attempts/"+id+"/submission", x.token, nil)
			for what, body := range map[string]string{"start": started, "save": saved, "show": shown, "unread": unread, "check": early, "empty": empty} {
				for _, secret := range secrets {
					if strings.Contains(body, secret) {
						t.Errorf("%s gives %q away: %s", what, secret, body)
					}
				}
			}
			for _, secret := range []string{"SEGRETO4", "segreto tre", `"right"`} {
				if strings.Contains(result, secret) != row.after {
					t.Errorf("the result and %q: %s", secret, result)
				}
			}
			if strings.Contains(result, "segreto nove") {
				t.Error("the result shows what markers alone read")
			}
		})
	}
}

func TestAnAnswerIsCheckedOnTheWayAndIsThenFixed(t *testing.T) {
	x := newExam(t, strings.Replace(everyKind, "FEEDBACK", "question", 1))
	id, q, _ := x.asked(t)
	one, short := q["single"].ID, q["short"].ID
	answer := func(question string, a any) map[string]any {
		return map[string]any{"answers": map[string]any{question: a}}
	}
	attempt, check := "/attempts/"+id, func(question string) string { return "/attempts/" + id + "/questions/" + question + "/check" }
	for _, row := range []struct {
		name, method, path string
		body               any
		status             int
		contains           string
	}{
		{"without an answer", "POST", check(one), nil, 409, `"code":"unanswered"`},
		{"a question of no attempt", "POST", check("none"), nil, 400, `"reason":"question"`},
		{"answering", "PATCH", attempt, answer(one, q["single"].option("prima")), 200, "{"},
		{"checking", "POST", check(one), nil, 200, `"score":1,"max":1,"feedback":"segreto uno","grade":"right"`},
		{"checking again says the same", "POST", check(one), nil, 200, `"feedback":"segreto uno"`},
		{"another answer comes too late", "PATCH", attempt, answer(one, q["single"].option("seconda")), 400, `"reason":"checked"`},
		{"taking it back comes too late", "PATCH", attempt, answer(one, nil), 400, `"reason":"checked"`},
		{"the same answer is no change", "PATCH", attempt, answer(one, q["single"].option("prima")), 200, "{"},
		{"the others are free", "PATCH", attempt, answer(short, "x"), 200, `"x"`},
		{"a number without its unit", "PATCH", attempt, answer(q["numeric"].ID, "31415"), 200, `"unread":{"` + q["numeric"].ID + `":"no_unit"}`},
		{"is not checked", "POST", check(q["numeric"].ID), nil, 400, `"reason":"number"`},
		{"nor an essay", "POST", check(q["essay"].ID), nil, 409, `"code":"not_checkable"`},
		{"it is still explained on another device", "GET", attempt, nil, 200, `"checked":{"` + one + `":{`},
	} {
		status, body := call(t, row.method, x.url+row.path, x.token, row.body)
		if status != row.status || !strings.Contains(body, row.contains) {
			t.Errorf("%s: %d %s, want %d with %s", row.name, status, body, row.status, row.contains)
		}
	}
	if status, body := call(t, http.MethodPost, x.url+check(one), x.other, nil); status != 404 {
		t.Errorf("somebody else checks: %d %s", status, body)
	}
}

func TestCertaintyIsSavedBesideTheAnswers(t *testing.T) {
	x := newExam(t, strings.Replace(everyKind, "feedback: FEEDBACK", "certainty: true", 1))
	id, q, _ := x.asked(t)
	right := rightAnswers(q)
	one, four := q["single"].ID, q["short"].ID
	for _, row := range []struct {
		name      string
		answers   map[string]any
		certainty map[string]int
		status    int
		contains  string
	}{
		{"with an answer", map[string]any{one: right[one]}, map[string]int{one: 3}, 200, `"certainty":{"` + one + `":3}`},
		{"alone", nil, map[string]int{one: 2}, 200, `"certainty":{"` + one + `":2}`},
		{"one that cannot be saves nothing", map[string]any{four: "x"}, map[string]int{four: 4}, 400, `"reason":"certainty"`},
		{"a question of no attempt", nil, map[string]int{"none": 1}, 400, `"reason":"question"`},
		{"wrong and very sure", map[string]any{four: "boh"}, map[string]int{four: 3}, 200, `"` + four + `":3`},
	} {
		status, body := call(t, http.MethodPatch, x.url+"/attempts/"+id, x.token, map[string]any{"answers": row.answers, "certainty": row.certainty})
		if status != row.status || !strings.Contains(body, row.contains) {
			t.Errorf("%s: %d %s", row.name, status, body)
		}
	}
	_, body := call(t, http.MethodPost, x.url+"/attempts/"+id+"/submission", x.token, nil)
	for _, want := range []string{`{"score":0,"max":9,`, `"score":0.66667,"max":1`, `"score":-2,"max":1`} {
		if !strings.Contains(body, want) {
			t.Errorf("the result lacks %s: %s", want, body)
		}
	}
	plain := newExam(t, quizSource)
	a, _ := plain.start(t)
	status, body := call(t, http.MethodPatch, plain.url+"/attempts/"+a.ID, plain.token, map[string]any{"certainty": map[string]int{a.Questions[0].ID: 1}})
	if status != 400 || !strings.Contains(body, `"reason":"certainty"`) {
		t.Errorf("where nobody asks: %d %s", status, body)
	}
}

func TestScriptsAreToldWhenTheNextTryMayBegin(t *testing.T) {
	x := newExam(t, strings.Replace(quizSource, "title: Verifica", "wait: 24h", 1))
	a, _ := x.start(t)
	call(t, http.MethodPost, x.url+"/attempts/"+a.ID+"/submission", x.token, nil)
	status, body := call(t, http.MethodPost, x.url+"/quizzes/"+x.quiz+"/attempts", x.token, nil)
	var problem struct{ Data struct{ Code, Until string } }
	if err := json.Unmarshal([]byte(body), &problem); err != nil || status != 409 || problem.Data.Code != "too_soon" {
		t.Fatalf("%d %s", status, body)
	}
	if until, err := time.Parse(time.RFC3339, problem.Data.Until); err != nil || time.Until(until) < 23*time.Hour || time.Until(until) > 24*time.Hour {
		t.Errorf("until %s", problem.Data.Until)
	}
}

func TestAnEssayOfTenMegabytesIsRefusedAndLosesNothing(t *testing.T) {
	x := newExam(t, strings.Replace(everyKind, "FEEDBACK", "submission", 1))
	id, q, _ := x.asked(t)
	before := map[string]any{"answers": map[string]any{q["short"].ID: "al sicuro", q["essay"].ID: "la prima stesura"}}
	if status, body := call(t, http.MethodPatch, x.url+"/attempts/"+id, x.token, before); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	huge := map[string]any{"answers": map[string]any{q["essay"].ID: strings.Repeat("parola è ", 1_000_000)}}
	status, body := call(t, http.MethodPatch, x.url+"/attempts/"+id, x.token, huge)
	var problem struct {
		Message string
		Data    struct {
			Code, Question, Reason string
			Has, Most              int
		}
	}
	if err := json.Unmarshal([]byte(body), &problem); err != nil || status != 400 {
		t.Fatalf("%d %.300s", status, body)
	}
	if d := problem.Data; d.Code != "answer_invalid" || d.Reason != "length" || d.Question != q["essay"].ID || d.Has != 9_000_000 || d.Most != 200_000 {
		t.Errorf("%+v", d)
	}
	if want := "ha 9.000.000 caratteri, al massimo 200.000"; !strings.Contains(problem.Message, want) {
		t.Errorf("%q does not say %q", problem.Message, want)
	}
	if _, body := call(t, http.MethodGet, x.url+"/attempts/"+id, x.token, nil); !strings.Contains(body, "al sicuro") || !strings.Contains(body, "la prima stesura") {
		t.Errorf("lost: %s", body)
	}
}

// upload sends a file and returns the status and the body.
func upload(t *testing.T, url, token, name string, content io.Reader) (int, string) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(part, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, &form)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestFilesAreWhatTheyAreAndForWhomTheyAre(t *testing.T) {
	x := newExam(t, strings.Replace(everyKind, "FEEDBACK", "submission", 1))
	id, q, _ := x.asked(t)
	here := x.url + "/attempts/" + id + "/questions/" + q["essay"].ID + "/files"
	for _, row := range []struct {
		name, url, token, file, content string
		status                          int
		contains                        string
	}{
		{"a guest", here, "", "a.pdf", "%PDF-1.7 a", 401, "sign_in"},
		{"somebody else", here, x.other, "a.pdf", "%PDF-1.7 a", 404, "not_found"},
		{"a program called PDF", here, x.token, "tema.pdf", "MZ\x90\x00", 415, "Questo file è un programma. Qui si accettano: PDF."},
		{"a picture", here, x.token, "foto.pdf", "\x89PNG\r\n\x1a\n", 415, `"found":"png"`},
		{"nothing", here, x.token, "tema.pdf", "", 415, `"found":"empty"`},
		{"a question without files", x.url + "/attempts/" + id + "/questions/" + q["short"].ID + "/files", x.token, "a.pdf", "%PDF-1.7", 409, "no_files"},
		{"a question of no attempt", x.url + "/attempts/" + id + "/questions/none/files", x.token, "a.pdf", "%PDF-1.7", 404, "not_found"},
		{"a PDF", here, x.token, `C:\casa\..\Il mio tema è:.docx`, "%PDF-1.7 a", 201, `"name":"Il mio tema è.pdf"`},
		{"the same again", here, x.token, "tema.pdf", "%PDF-1.7 a", 201, `"name":"Il mio tema è.pdf"`},
		{"another", here, x.token, "b.PDF", "%PDF-1.7 b", 201, `"name":"b.PDF"`},
		{"one too many", here, x.token, "c.pdf", "%PDF-1.7 c", 409, "too_many_files"},
		{"too large", here, x.token, "d.pdf", "%PDF-1.7" + strings.Repeat("x", quizzes.MaxFile), 413, "file_too_large"},
	} {
		status, body := upload(t, row.url, row.token, row.file, strings.NewReader(row.content))
		if status != row.status || !strings.Contains(body, row.contains) {
			t.Errorf("%s: %d %s, want %d with %s", row.name, status, body, row.status, row.contains)
		}
	}
	_, body := call(t, http.MethodGet, x.url+"/attempts/"+id, x.token, nil)
	var shown struct {
		Questions []struct{ Files []struct{ ID, URL string } }
	}
	if err := json.Unmarshal([]byte(body), &shown); err != nil || len(shown.Questions[8].Files) != 2 {
		t.Fatalf("%v %s", err, body)
	}
	x.filesAreGuarded(t, shown.Questions[8].Files[0].URL)
	file := shown.Questions[8].Files[1].ID
	if status, _ := call(t, http.MethodDelete, here+"/"+file, x.other, nil); status != 404 {
		t.Errorf("somebody else takes a file back: %d", status)
	}
	if status, _ := call(t, http.MethodDelete, here+"/"+file, x.token, nil); status != 204 {
		t.Errorf("taking it back: %d", status)
	}
	call(t, http.MethodPost, x.url+"/attempts/"+id+"/submission", x.token, nil)
	if status, body := upload(t, here, x.token, "e.pdf", strings.NewReader("%PDF-1.7 e")); status != 409 || !strings.Contains(body, "attempt_closed") {
		t.Errorf("after the end: %d %s", status, body)
	}
	if status, _ := call(t, http.MethodDelete, here+"/"+shown.Questions[8].Files[0].ID, x.token, nil); status != 409 {
		t.Errorf("taken back after the end: %d", status)
	}
}

// filesAreGuarded asks for a file as several people.
func (x *exam) filesAreGuarded(t *testing.T, path string) {
	t.Helper()
	owner := testapp.Person(t, x.app, "author", "owner@example.org")
	course, err := x.app.FindRecordById("courses", x.course)
	if err != nil {
		t.Fatal(err)
	}
	course.Set("owner", owner.Id)
	if err := x.app.Save(course); err != nil {
		t.Fatal(err)
	}
	for who, row := range map[string]struct {
		token  string
		status int
	}{
		"its learner": {x.token, 200}, "somebody else": {x.other, 404}, "a guest": {"", 401},
		"the course's author": {testapp.Token(t, owner), 200}, "staff": {testapp.Token(t, testapp.Person(t, x.app, "staff")), 200},
		"another author": {testapp.Token(t, testapp.Person(t, x.app, "author")), 404},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(x.url, "/api/aula")+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", row.token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != row.status {
			t.Errorf("%s gets %d", who, res.StatusCode)
		}
		if row.status != 200 {
			continue
		}
		for header, want := range map[string]string{
			"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff", "Content-Type": "application/pdf",
			"Content-Disposition": "attachment; filename*=UTF-8''Il%20mio%20tema%20%C3%A8.pdf",
		} {
			if got := res.Header.Get(header); got != want {
				t.Errorf("%s is %q for %s", header, got, who)
			}
		}
	}
}

func TestWhoLeavesTakesTheirWordsAlong(t *testing.T) {
	x := newExam(t, strings.Replace(everyKind, "FEEDBACK", "submission", 1))
	id, q, _ := x.asked(t)
	call(t, http.MethodPatch, x.url+"/attempts/"+id, x.token, map[string]any{"answers": rightAnswers(q)})
	here := x.url + "/attempts/" + id + "/questions/" + q["essay"].ID + "/files"
	if status, body := upload(t, here, x.token, "a.pdf", strings.NewReader("%PDF-1.7 a")); status != 201 {
		t.Fatal(body)
	}
	call(t, http.MethodPost, x.url+"/attempts/"+id+"/submission", x.token, nil)
	learner, err := x.app.FindAuthRecordByEmail("users", "learner@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if err := x.app.Delete(learner); err != nil {
		t.Fatal(err)
	}
	r, err := x.app.FindRecordById("attempts", id)
	if err != nil {
		t.Fatal(err)
	}
	answers := r.GetString("answers")
	if strings.Contains(answers, "Ecco il mio testo") || !strings.Contains(answers, "31415 km") || !strings.Contains(answers, "true") {
		t.Errorf("answers %s", answers)
	}
	if n, err := x.app.CountRecords("attachments"); n != 0 || err != nil {
		t.Errorf("%d files stay, %v", n, err)
	}
	storage, err := x.app.NewFilesystem()
	if err != nil {
		t.Fatal(err)
	}
	defer storage.Close()
	collection, err := x.app.FindCollectionByNameOrId("attachments")
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "what stays in the storage, which is emptied afterwards", func() (bool, any) {
		left, err := storage.List(fmt.Sprintf("%s/", collection.Id))
		return err == nil && len(left) == 0, left
	})
}
