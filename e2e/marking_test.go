package e2e

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
)

var essayCourse = folder{
	"course.md":    "---\ntitle: Scrivere chiaro\nsummary: Una mail che si capisce.\nlanguage: it\nhours: 1\naudience: employees\nlevel: base\ncertificate: false\n---\n\nProva.\n",
	"01-uno.md":    "# Una lezione\n\nTesto.\n",
	"quiz-tema.md": essayOfCourse,
}

const essayOfCourse = `---
id: tema
title: Scrivi una mail
---

## Scrivi la mail con cui chiedi il documento che manca. {#mail type=essay points=6 min_words=10}

Il signor Rossi ha chiesto il contributo ma non ha allegato la carta d'identità.

:::rubric
| Criterio | 0 | 1 | 2 |
|---|---|---|---|
| Chiarezza | Non si capisce che cosa fare | Si capisce a fatica | Si capisce subito |
| Tono | Brusco | Freddo | Cortese |
:::

:::notes
Il tono conta quanto il contenuto.
:::
`

// handsIn answers the essay of a course and submits it.
func (v *person) handsIn(course, text string) (quiz, attempt string) {
	v.Helper()
	v.json("POST", "/api/aula/courses/"+course+"/enrolment", nil, nil)
	var found struct{ Quizzes []struct{ ID string } }
	v.json("GET", "/api/aula/courses/"+course, nil, &found)
	var begun struct {
		ID        string
		Questions []struct{ ID string }
	}
	v.json("POST", "/api/aula/quizzes/"+found.Quizzes[0].ID+"/attempts", nil, &begun)
	v.json("PATCH", "/api/aula/attempts/"+begun.ID, map[string]any{"answers": map[string]any{begun.Questions[0].ID: text}}, nil)
	v.json("POST", "/api/aula/attempts/"+begun.ID+"/submission", nil, nil)
	return found.Quizzes[0].ID, begun.ID
}

// ctrlEnter presses Enter with Ctrl and waits for the page that it leads to.
func (p *tab) ctrlEnter() {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent("\r", chromedp.KeyModifiers(chromedp.ModifierCtrl))); err != nil {
		p.Fatalf("press Ctrl and Enter: %v at %s", err, p.where())
	}
}

func TestTwoMarkersMarkByKeyboardAlone(t *testing.T) {
	staff := academy.as(t, "staff")
	staff.publish("scrivere-chiaro", essayCourse)
	ada, bice := academy.newLearner(t, "Ada", "Penna"), academy.newLearner(t, "Bice", "Carta")
	quiz, attempt := ada.handsIn("scrivere-chiaro", "Gentile signor Rossi,\nci manca la sua carta d'identità.\n\nLa può mandare qui entro venerdì.")
	bice.handsIn("scrivere-chiaro", "Rossi, manda il documento.")
	list := "/manage/marking?of=quiz." + quiz
	p, q := open(t, desktop), open(t, phone)
	p.become(staff)
	q.become(academy.as(t, "administrator"))
	p.visit(list)
	p.sees("Comincia: 2 risposte", "I nomi restano nascosti")
	p.picture("marking-list-desktop")
	p.tabTo(`a[href*="/manage/marking/next"]`)
	p.enter()
	first := p.where()
	p.sees("ci manca la sua carta", "Si capisce subito")
	q.visit(first)
	q.sees("La sta correggendo")
	q.picture("marking-held-phone")
	q.visit(list)
	q.sees("La sta correggendo un'altra persona")
	q.scrolls("the list")
	q.picture("marking-list-phone")
	p.tabTo(`input[name="level-c1"]`)
	p.press("3")
	p.tabTo(`input[name="level-c2"]`)
	p.press(" ")
	if got := eval[string](p, `[...document.querySelectorAll("fieldset input:checked")].map(i => i.value).join()`); got != "2,0" {
		t.Errorf("the keys chose %q", got)
	}
	p.tabTo(`textarea[name="comment"]`)
	for _, letter := range "3 cose bene" {
		p.press(string(letter))
	}
	p.picture("marking-answer-desktop")
	p.ctrlEnter()
	p.sees("Voto assegnato. Questa è la prossima risposta.", "manda il documento")
	if got := eval[string](p, `document.activeElement.tagName`); got != "H1" {
		t.Errorf("the focus is on %s", got)
	}
	p.ctrlEnterIn(`input[name="level-c1"]`)
	p.sees("scegli un livello")
	p.picture("marking-refused-desktop")
	p.tabTo(`button[value="skip"]`)
	p.enter()
	p.sees("Risposta saltata")
	q.visit(list)
	q.tabTo(`a[href*="/manage/marking/next"]`)
	q.enter()
	q.sees("manda il documento")
	q.picture("marking-answer-phone")
	q.tabTo(`input[name="level-c1"]`)
	q.press("2")
	q.tabTo(`input[name="level-c2"]`)
	q.press("2")
	q.tabTo(`button[value="assign"]`)
	q.enter()
	q.sees("Voto assegnato. Non restano altre risposte.")
	q.visit(first)
	q.sees("Il voto che conta è 3 su 6", "3 cose bene", "Ada Penna")
	q.picture("marking-marked-phone")
	results := "/manage/courses/scrivere-chiaro/quizzes/tema"
	p.visit(results)
	p.sees("2 tentativi", "3 su 6")
	p.picture("results-desktop")
	q.visit(results)
	q.picture("results-phone")
	q.visit(results + "/attempts/" + attempt)
	q.sees("3 cose bene")
	q.picture("results-attempt-phone")
}

// ctrlEnterIn goes to a field and presses Ctrl and Enter there.
func (p *tab) ctrlEnterIn(css string) {
	p.Helper()
	p.tabTo(css)
	p.ctrlEnter()
}
