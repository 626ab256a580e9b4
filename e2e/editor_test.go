package e2e

import (
	"strings"
	"testing"
)

// aboutToEdit is a course of one quiz, for the journey of the question editor.
var aboutToEdit = folder{
	"course.md": "---\ntitle: Domande da rivedere\nlanguage: it\ncomplete:\n  quizzes:\n    - id: quiz-breve\n---\n\nUna prova.\n",
	"01-uno.md": "# Uno\n\nUn testo da leggere.\n",
	"quiz-breve.md": "---\ntitle: Breve\n---\n\n## Che cosa vale come una raccomandata? {#raccomandata}\n\n" +
		"- [x] La lettera\n- [ ] La PEC\n\n## Quanti minuti dura? {#minuti}\n\n= 42\n",
}

const (
	editedManaged = "/manage/courses/domande-da-rivedere/quizzes/quiz-breve"
	editedQuiz    = "/courses/domande-da-rivedere/quizzes/quiz-breve"
)

func TestAWrongQuestionIsMendedAndItsAttemptsAreMarkedAgain(t *testing.T) {
	t.Parallel()
	writer := academy.newAuthor(t, "Nora", "Galli")
	report := writer.upload("/manage/courses", "archive", "domande-da-rivedere.zip", aboutToEdit.zipped(t, "domande-da-rivedere"))
	writer.post(report.path, map[string][]string{"act": {"publish"}})
	pupil := academy.newLearner(t, "Elio", "Fonti")
	q := open(t, phone)
	q.become(pupil)
	q.answersThePEC()
	p := open(t, desktop)
	p.become(writer)
	p.mendsTheQuestion()
	if q.visit(editedQuiz); !strings.Contains(q.text("main"), "0 %") {
		t.Error("the old attempt has changed by itself")
	}
	p.marksAgain()
	q.visit("/me/notifications")
	q.sees("Breve")
}

// answersThePEC gives the answer that the quiz does not take for right.
func (p *tab) answersThePEC() {
	p.Helper()
	p.visit(editedQuiz)
	p.follow(`form[action$="/attempts"] button`)
	p.click(`#q1 .option:nth-of-type(2) input`)
	p.follow(`button[name="go"][value="2"]`)
	p.toReview()
	p.follow(`form[action$="/submission"] button`)
	p.sees("0 %")
}

// mendsTheQuestion moves the tick to the right answer, looks at the preview and saves.
func (p *tab) mendsTheQuestion() {
	p.Helper()
	p.visit(editedManaged + "/questions")
	p.picture("staff-quiz-questions")
	p.follow(`#question-raccomandata th a`)
	p.picture("staff-question-edit")
	p.click("#row-1-right")
	p.fill("#points", "molti")
	p.follow(`button[name="act"][value="save"]`)
	p.sees("Controlla questi punti")
	p.fill("#points", "1")
	p.follow(`button[name="act"][value="preview"].btn`)
	p.sees("Come la vede chi risponde", "non ancora salvata", "Risposta giusta")
	p.picture("staff-question-preview")
	p.follow(`button[name="act"][value="save"]`)
	p.sees("La domanda è salvata", "versione 2")
}

// marksAgain looks at what would change and does it.
func (p *tab) marksAgain() {
	p.Helper()
	p.visit(editedManaged + "/regrade")
	p.follow(`form[action$="/regrade"] button`)
	p.shows("main", "Cambierebbe 1 tentativo")
	p.follow(`button[name="decision"][value="commit"]`)
	p.shows("main", "Corretto di nuovo 1 tentativo")
}
