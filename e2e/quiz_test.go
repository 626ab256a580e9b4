package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const finalQuiz = "/courses/spid-e-cie/quizzes/quiz-finale"

// attempt is what the API says of one.
type attempt struct {
	ID        string         `json:"id"`
	Answers   map[string]any `json:"answers"`
	Questions []struct {
		ID      string `json:"id"`
		Type    string `json:"type"`
		Options []struct {
			ID   string `json:"id"`
			Text string `json:"text"`
		} `json:"options"`
	} `json:"questions"`
}

// result is what the API says of one that is submitted.
type result struct {
	Score     float64 `json:"score"`
	Max       float64 `json:"max"`
	Passed    bool    `json:"passed"`
	Questions []struct {
		ID       string  `json:"id"`
		Score    float64 `json:"score"`
		Feedback string  `json:"feedback"`
	} `json:"questions"`
}

// quizOf returns the id of a course's quiz.
func (v *person) quizOf(course, slug string) string {
	v.Helper()
	var about struct {
		Quizzes []struct{ ID, Slug string } `json:"quizzes"`
	}
	v.json(http.MethodGet, "/api/aula/courses/"+course, nil, &about)
	for _, q := range about.Quizzes {
		if q.Slug == slug {
			return q.ID
		}
	}
	v.Fatalf("%s has no quiz %s: %v", course, slug, about)
	return ""
}

// lessonOf returns the slug of a course's lesson, counted from 0.
func (v *person) lessonOf(course string, n int) string {
	v.Helper()
	var about struct{ Lessons []struct{ Slug string } }
	v.json(http.MethodGet, "/api/aula/courses/"+course, nil, &about)
	return about.Lessons[n].Slug
}

// begins enrols in the course and starts the quiz, or goes on with it.
func (v *person) begins(course, quiz string) attempt {
	v.Helper()
	v.json(http.MethodPost, "/api/aula/courses/"+course+"/enrolment", nil, nil)
	return v.goesOn(v.quizOf(course, quiz))
}

func (v *person) goesOn(quiz string) (a attempt) {
	v.Helper()
	v.json(http.MethodPost, "/api/aula/quizzes/"+quiz+"/attempts", nil, &a)
	return a
}

// singles are the first questions with one right answer, which are easily clicked.
func (a attempt) singles(n int) (questions, options []string) {
	for _, q := range a.Questions {
		if q.Type == "single" && len(questions) < n {
			questions, options = append(questions, q.ID), append(options, q.Options[0].ID)
		}
	}
	return questions, options
}

func input(question, option string) string {
	return fmt.Sprintf(`input[name="q_%s"][value="%s"]`, question, option)
}

func (p *tab) chosen(question, option string) bool {
	p.Helper()
	return eval[bool](p, fmt.Sprintf("document.querySelector(%q).checked", input(question, option)))
}

// has fails unless the tab shows these answers.
func (p *tab) has(questions, options []string) {
	p.Helper()
	for i, q := range questions {
		if !p.chosen(q, options[i]) {
			p.Errorf("answer %d does not come back", i+1)
		}
	}
}

func TestAnswersGivenWithoutALineComeBackWithIt(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Nina", "Serra")
	a := pupil.begins("spid-e-cie", "quiz-finale")
	quiz := pupil.quizOf("spid-e-cie", "quiz-finale")
	q, o := a.singles(4)
	p := open(t, desktop)
	p.become(pupil)
	p.visit(finalQuiz + "/attempts/" + a.ID)
	p.click(input(q[0], o[0]))
	p.shows("[data-state]", "Risposte salvate alle")
	saved := func(n int) bool { return len(pupil.goesOn(quiz).Answers) == n }

	p.line(false)
	p.click(input(q[1], o[1]))
	p.shows("[data-state]", "Sei senza connessione")
	p.picture("quiz-offline")
	p.click(`form[data-attempt] button[name="go"][value="review"].btn-lg`)
	p.shows("[data-state]", "Sei senza connessione")
	if !p.chosen(q[1], o[1]) || !saved(1) {
		t.Error("an answer given without a line is lost, or is there by magic")
	}
	p.line(true)
	p.shows("[data-state]", "Risposte salvate alle")
	eventually(t, "second answer at the academy", func() bool { return saved(2) })

	p.loses("*://*:*/api/aula/attempts/*")
	p.click(input(q[2], o[2]))
	p.shows("[data-state]", "non è ancora salvata")
	p.picture("quiz-unsaved")
	if !saved(2) {
		t.Error("the academy has an answer that was not sent")
	}
	again := p.again(desktop) // as after a crash
	again.visit(finalQuiz + "/attempts/" + a.ID)
	again.shows("[data-state]", "Risposte salvate alle")
	again.has(q[:3], o)
	eventually(t, "third answer at the academy", func() bool { return saved(3) })
}

func TestAnAttemptGoesOnOnAnotherDevice(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Omar", "Fonti")
	a := pupil.begins("spid-e-cie", "quiz-finale")
	q, o := a.singles(2)
	p := open(t, desktop)
	p.become(pupil)
	p.visit(finalQuiz + "/attempts/" + a.ID)
	for i := range q {
		p.click(input(q[i], o[i]))
		p.shows("[data-state]", "Risposte salvate alle")
	}
	eventually(t, "both answers at the academy", func() bool {
		return len(pupil.goesOn(pupil.quizOf("spid-e-cie", "quiz-finale")).Answers) == 2
	})
	other := open(t, phone)
	other.become(pupil)
	other.visit(finalQuiz)
	other.sees("2 risposte date su 15")
	other.picture("quiz-go-on")
	other.follow(`main a[href*="/attempts/"]`)
	other.has(q, o)
}

func TestSubmittingTwiceAtOnceGivesOneResult(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Ivo", "Grandi")
	a := pupil.begins("spid-e-cie", "quiz-finale")
	q, o := a.singles(1)
	pupil.json(http.MethodPatch, "/api/aula/attempts/"+a.ID, map[string]any{"answers": map[string]any{q[0]: o[0]}}, nil)
	const together = 6
	replies, failures := make(chan reply, together), make(chan error, together)
	for i := range together {
		go func() {
			path, kind := "/api/aula/attempts/"+a.ID+"/submission", "application/json"
			if i%2 == 1 { // half of them by the page's form
				path, kind = finalQuiz+"/attempts/"+a.ID+"/submission", "application/x-www-form-urlencoded"
			}
			got, err := pupil.try(http.MethodPost, path, kind, strings.NewReader(""))
			replies <- got
			failures <- err
		}()
	}
	results := map[string]bool{}
	for range together {
		if err := <-failures; err != nil {
			t.Fatal(err)
		}
		got := <-replies
		switch page := !strings.HasPrefix(got.path, "/api/"); {
		case got.status != http.StatusOK, page && !got.says("Verifica non superata"):
			t.Errorf("%s: %d %s", got.path, got.status, got.body)
		case !page:
			results[string(got.body)] = true
		}
	}
	if len(results) != 1 {
		t.Errorf("%d different results: %v", len(results), results)
	}
	page := pupil.get(finalQuiz)
	if n := bytes.Count(page.body, []byte("/attempts/"+a.ID)); n != 1 || page.says("Tentativo 2") {
		t.Errorf("the attempt is listed %d times", n)
	}
	if late := pupil.call(http.MethodPatch, "/api/aula/attempts/"+a.ID, map[string]any{"answers": map[string]any{q[0]: o[0]}}); late.status != http.StatusConflict || !late.says("attempt_closed") {
		t.Errorf("an answer after the end: %d %s", late.status, late.body)
	}
}

func TestNobodyElseFindsAnAttempt(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Ada", "Motta")
	a := pupil.begins("spid-e-cie", "quiz-finale")
	q, o := a.singles(1)
	page, api := finalQuiz+"/attempts/"+a.ID, "/api/aula/attempts/"+a.ID
	curious := academy.newLearner(t, "Leo", "Curti")
	curious.begins("spid-e-cie", "quiz-finale")
	for _, v := range []*person{curious, academy.as(t, "author"), academy.as(t, "administrator")} {
		for _, got := range []reply{
			v.get(page), v.get(page + "/review"), v.post(page, url.Values{"q_" + q[0]: {o[0]}}), v.post(page+"/submission", nil),
			v.call(http.MethodPatch, api, map[string]any{"answers": map[string]any{q[0]: o[0]}}), v.call(http.MethodPost, api+"/submission", nil),
		} {
			if got.status != http.StatusNotFound {
				t.Errorf("%s gets %d at %s", v.mailbox, got.status, got.path)
			}
		}
	}
	if again := pupil.goesOn(pupil.quizOf("spid-e-cie", "quiz-finale")); again.ID != a.ID || len(again.Answers) != 0 {
		t.Error("somebody else changed the attempt")
	}
	p := open(t, phone)
	p.become(curious)
	if got := p.statusOf(page); got != http.StatusNotFound {
		t.Errorf("the page answers %d", got)
	}
	p.sees("Questa pagina non c'è")
	p.picture("quiz-not-found")
}
