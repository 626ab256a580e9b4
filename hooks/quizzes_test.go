package hooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/testapp"
	"aula/locales"
	"aula/quizzes"
)

const quizSource = `---
title: Verifica
---
## Uno? {#uno}
- [x] giusta
  > spiegazione giusta
- [ ] sbagliata
  > spiegazione sbagliata

## Quali? {#quali points=2}
- [x] prima
- [x] seconda
- [ ] terza

## Vero? {#vero}
= vero

## Come? {#come}
= segreto

> spiegazione per tutti

## Quanti? {#quanti}
= 31415
`

// exam is a published course with a quiz, a learner who is enrolled, and one who is not.
type exam struct {
	app    core.App
	url    string
	course string
	quiz   string
	token  string
	other  string
}

func newExam(t *testing.T, source string) *exam {
	t.Helper()
	app, url := newServer(t)
	x := &exam{app: app, url: url + "/api/aula"}
	x.course = testapp.Save(t, app, "courses", map[string]any{
		"slug": "spid", "title": "SPID", "state": "published", "complete": types.JSONRaw(`{"quizzes":[{"id":"fine"}]}`),
	}).Id
	quiz, found := quizzes.ParseMarkdown([]byte(source), quizzes.Options{Key: "fine"})
	if len(found) > 0 {
		t.Fatal(found)
	}
	err := app.RunInTransaction(func(tx core.App) error {
		_, err := quizzes.Store(tx, x.course, []quizzes.Quiz{quiz})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := quizzes.FindBySlug(app, x.course, "fine")
	if err != nil {
		t.Fatal(err)
	}
	learner := testapp.Person(t, app, "learner")
	testapp.Save(t, app, "enrolments", map[string]any{"user": learner.Id, "course": x.course, "cycle": 1})
	x.quiz, x.token = r.Id, testapp.Token(t, learner)
	x.other = testapp.Token(t, testapp.Person(t, app, "learner", "altra@example.org"))
	return x
}

type shownAttempt struct {
	ID        string  `json:"id"`
	Expires   *string `json:"expires"`
	Questions []struct {
		ID, Type, Text, HTML string
		Options              []struct{ ID, Text, HTML string }
	}
	Answers map[string]any
}

func (x *exam) start(t *testing.T) (shownAttempt, string) {
	t.Helper()
	status, body := call(t, http.MethodPost, x.url+"/quizzes/"+x.quiz+"/attempts", x.token, nil)
	if status != http.StatusCreated && status != http.StatusOK {
		t.Fatalf("start: %d %s", status, body)
	}
	var a shownAttempt
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		t.Fatal(err)
	}
	return a, body
}

func TestAnAttemptIsAskedAnsweredAndSubmittedThroughTheRoutes(t *testing.T) {
	x := newExam(t, quizSource)
	a, body := x.start(t)
	for _, secret := range []string{"spiegazione", "segreto", "31415", "weight", "solution"} {
		if strings.Contains(body, secret) {
			t.Errorf("the questions give away %q: %s", secret, body)
		}
	}
	q := a.Questions
	if len(q) != 5 || a.Expires != nil || q[0].Text != "Uno?" || q[0].HTML != "<p>Uno?</p>" || len(q[1].Options) != 3 {
		t.Fatalf("attempt %s", body)
	}
	one, some := "/attempts/"+a.ID, func(id string, answer any) map[string]any {
		return map[string]any{"answers": map[string]any{id: answer}}
	}
	quiz := "/quizzes/" + x.quiz + "/attempts"
	rows := []struct {
		name, method, path, token string
		body                      any
		status                    int
		contains                  string
	}{
		{"a guest starts nothing", "POST", quiz, "", nil, 401, `"code":"sign_in"`},
		{"who is not enrolled starts nothing", "POST", quiz, x.other, nil, 403, `"code":"not_enrolled"`},
		{"a quiz that never was", "POST", "/quizzes/none/attempts", x.token, nil, 404, `"code":"not_found"`},
		{"starting again goes on", "POST", quiz, x.token, nil, 200, `"id":"` + a.ID + `"`},
		{"a guest answers nothing", "PATCH", one, "", some(q[3].ID, "x"), 401, `"code":"sign_in"`},
		{"another person's attempt is not there", "PATCH", one, x.other, some(q[3].ID, "x"), 404, `"code":"not_found"`},
		{"an attempt that never was", "PATCH", "/attempts/none", x.token, some(q[3].ID, "x"), 404, `"code":"not_found"`},
		{"no answers", "PATCH", one, x.token, map[string]any{}, 400, `"code":"invalid"`},
		{"answers of another shape", "PATCH", one, x.token, map[string]any{"answers": []string{"x"}}, 400, `"code":"invalid"`},
		{"a text for a list", "PATCH", one, x.token, some(q[1].ID, "x"), 400, `"reason":"shape"`},
		{"the question is named", "PATCH", one, x.token, some(q[1].ID, "x"), 400, `"question":"` + q[1].ID + `"`},
		{"an option of no question", "PATCH", one, x.token, some(q[0].ID, "x"), 400, `"reason":"option"`},
		{"a question of no attempt", "PATCH", one, x.token, some("none", "x"), 400, `"reason":"question"`},
		{"one option", "PATCH", one, x.token, some(q[0].ID, q[0].Options[0].ID), 200, `"` + q[0].ID + `":"` + q[0].Options[0].ID + `"`},
		{"several options", "PATCH", one, x.token, some(q[1].ID, []string{q[1].Options[0].ID}), 200, `["` + q[1].Options[0].ID + `"]`},
		{"true or false", "PATCH", one, x.token, some(q[2].ID, true), 200, `"` + q[2].ID + `":true`},
		{"a text", "PATCH", one, x.token, some(q[3].ID, "boh"), 200, `"boh"`},
		{"a number as a text", "PATCH", one, x.token, some(q[4].ID, "31415,0"), 200, `"31415,0"`},
		{"an answer taken back", "PATCH", one, x.token, some(q[3].ID, nil), 200, `"answers":{`},
		{"what was answered is there on another device", "POST", quiz, x.token, nil, 200, `"` + q[4].ID + `":"31415,0"`},
		{"a guest submits nothing", "POST", one + "/submission", "", nil, 401, `"code":"sign_in"`},
		{"another person submits nothing", "POST", one + "/submission", x.other, nil, 404, `"code":"not_found"`},
		{"submitting", "POST", one + "/submission", x.token, nil, 200, `{"score":4,"max":6,"passed":true,"questions":[`},
		{"feedback to what was chosen", "POST", one + "/submission", x.token, nil, 200, `"score":1,"max":1,"feedback":"spiegazione giusta",`},
		{"feedback without an answer", "POST", one + "/submission", x.token, nil, 200, `"score":0,"max":1,"feedback":"spiegazione per tutti",`},
		{"an answer after the end", "PATCH", one, x.token, some(q[3].ID, "x"), 409, `"code":"attempt_closed"`},
		{"the requirement is met", "GET", "/courses/spid/progress", x.token, nil, 200, `"complete":true`},
		{"another try", "POST", quiz, x.token, nil, 201, `"number":2`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			status, body := call(t, row.method, x.url+row.path, row.token, row.body)
			if status != row.status || !strings.Contains(body, row.contains) {
				t.Errorf("%d %s, want %d with %s", status, body, row.status, row.contains)
			}
		})
	}
}

func TestSubmittingAtOnceAnswersTheSame(t *testing.T) {
	x := newExam(t, quizSource)
	a, _ := x.start(t)
	answers := make([]string, 6)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() {
			status, body := call(t, http.MethodPost, x.url+"/attempts/"+a.ID+"/submission", x.token, nil)
			answers[i] = fmt.Sprint(status, body)
		})
	}
	wait.Wait()
	for _, answer := range answers {
		if answer != answers[0] || !strings.HasPrefix(answer, "200") {
			t.Errorf("%s\nand\n%s", answer, answers[0])
		}
	}
}

func TestRoutesKeepTriesAndTime(t *testing.T) {
	x := newExam(t, strings.Replace(quizSource, "title: Verifica", "attempts: 2\ntime_limit: 5\nfeedback: passed", 1))
	first, _ := x.start(t)
	if first.Expires == nil {
		t.Fatal("no end to a quiz with a limit")
	}
	if end, err := time.Parse(time.RFC3339, *first.Expires); err != nil || time.Until(end) > 5*time.Minute {
		t.Errorf("ends at %s, %v", *first.Expires, err)
	}
	_, body := call(t, http.MethodPost, x.url+"/attempts/"+first.ID+"/submission", x.token, nil)
	if strings.Contains(body, "spiegazione") || !strings.Contains(body, `"passed":false`) {
		t.Errorf("explained too early: %s", body)
	}
	second, _ := x.start(t)
	r, err := x.app.FindRecordById("attempts", second.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("expires", types.NowDateTime().Add(-time.Minute))
	if err := x.app.Save(r); err != nil {
		t.Fatal(err)
	}
	late := map[string]any{"answers": map[string]any{second.Questions[3].ID: "segreto"}}
	if status, body := call(t, http.MethodPatch, x.url+"/attempts/"+second.ID, x.token, late); status != 409 || !strings.Contains(body, "attempt_closed") {
		t.Errorf("answered after the time: %d %s", status, body)
	}
	if status, body := call(t, http.MethodPost, x.url+"/quizzes/"+x.quiz+"/attempts", x.token, nil); status != 409 || !strings.Contains(body, "no_attempts_left") {
		t.Errorf("a third try: %d %s", status, body)
	}
	if status, _ := call(t, http.MethodPost, x.url+"/attempts/"+second.ID+"/submission", x.token, nil); status != 200 {
		t.Errorf("no result of what ended by itself: %d", status)
	}
}

func TestADraftsQuizIsNotThereForOthers(t *testing.T) {
	x := newExam(t, quizSource)
	course, err := x.app.FindRecordById("courses", x.course)
	if err != nil {
		t.Fatal(err)
	}
	course.Set("state", "draft")
	if err := x.app.Save(course); err != nil {
		t.Fatal(err)
	}
	if status, body := call(t, http.MethodPost, x.url+"/quizzes/"+x.quiz+"/attempts", x.other, nil); status != 404 {
		t.Errorf("%d %s", status, body)
	}
}

func TestWhatWasAskedAndAnsweredIsNotChangedByAnybody(t *testing.T) {
	x := newExam(t, quizSource)
	a, _ := x.start(t)
	if status, _ := call(t, http.MethodPost, x.url+"/attempts/"+a.ID+"/submission", x.token, nil); status != 200 {
		t.Fatal(status)
	}
	rows := []struct{ collection, id, field, value string }{
		{"questions", a.Questions[0].ID, "points", "9"},
		{"questions", a.Questions[0].ID, "solution", `{"choices":[]}`},
		{"attempts", a.ID, "state", "open"},
		{"attempts", a.ID, "answers", `{"x":"y"}`},
	}
	for _, row := range rows {
		r, err := x.app.FindRecordById(row.collection, row.id)
		if err != nil {
			t.Fatal(err)
		}
		r.Set(row.field, row.value)
		if err := x.app.Save(r); err == nil {
			t.Errorf("%s of %s was changed", row.field, row.collection)
		}
	}
}

var findingCode = regexp.MustCompile(`"(quiz\.[a-z_0-9]+)"`)

func TestEveryFindingAboutAQuizHasItsText(t *testing.T) {
	count := 0
	for _, pattern := range []string{"../quizzes/*.go", "../quizzes/gift/*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range findingCode.FindAllStringSubmatch(string(source), -1) {
				count++
				for _, lang := range locales.Languages {
					if strings.HasPrefix(locales.For(lang).T("finding."+m[1]), "⟦") {
						t.Errorf("%s has no text for %s", lang, m[1])
					}
				}
			}
		}
	}
	if count < 30 {
		t.Errorf("only %d codes found", count)
	}
}
