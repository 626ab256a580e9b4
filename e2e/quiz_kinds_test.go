package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"aula/quizzes"
)

const (
	trialCourse = "prova-le-domande"
	trialQuiz   = "/courses/prova-le-domande/quizzes/quiz-tutti-i-tipi"
)

// field finds a question's field by the words beside it.
const fieldBeside = `(type, words) => {
	for (const label of document.querySelectorAll('[data-type="' + type + '"] label'))
		if (label.textContent.replace(/\s+/g, " ").includes(words)) return document.getElementById(label.htmlFor) ?? label.parentElement.querySelector("select, input")
}`

// gives puts a value into the field beside these words, as somebody who types or chooses it does; of a choice the option's words.
func (p *tab) gives(kind, words, value string) {
	p.Helper()
	done := eval[bool](p, fmt.Sprintf(`(() => {
		const field = (%s)(%q, %q)
		if (!field) return false
		if (field.type === "radio" || field.type === "checkbox") field.checked = true
		else if (field.tagName === "SELECT") field.value = [...field.options].find((o) => o.text === %q)?.value ?? "?"
		else field.value = %q
		field.dispatchEvent(new Event("input", { bubbles: true }))
		field.dispatchEvent(new Event("change", { bubbles: true }))
		return field.value !== ""
	})()`, fieldBeside, kind, words, value, value))
	if !done {
		p.Fatalf("no field of %s is beside %q, or it does not take %q", kind, words, value)
	}
}

// theme is what a learner writes about a digital service.
const theme = "Ho chiesto un certificato anagrafico dal sito del Comune. È andato tutto bene, ma la ricevuta era difficile da trovare: metterei un pulsante più grande in cima alla pagina."

// fillsEverything answers every question of the trial rightly, but for the order.
func (p *tab) fillsEverything() {
	p.Helper()
	for _, given := range [][3]string{
		{"single", "Dipende da come", ""}, {"multiple", "SPID", ""}, {"multiple", "CIE", ""}, {"true_false", "Vero", ""},
		{"short", "La tua risposta", "pec"}, {"numeric", "La tua risposta", "1,5 km"},
		{"matching", "fototessera", "Anna"}, {"matching", "impronte", "L'impiegata"}, {"matching", "Stampare", "Il Poligrafico dello Stato"},
		{"gaps", "Spazio 1", "PEC"}, {"gaps", "Spazio 2", "raccomandata"}, {"gaps", "Spazio 3", "30"}, {"essay", "Il tuo testo", theme},
	} {
		p.gives(given[0], given[1], given[2])
	}
}

func (v *person) hasAnswered(n int) func() bool {
	quiz := v.quizOf(trialCourse, "quiz-tutti-i-tipi")
	return func() bool { return len(v.goesOn(quiz).Answers) == n }
}

func TestEveryKindOfQuestionIsAnsweredInABrowser(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Pia", "Prova")
	a := pupil.begins(trialCourse, "quiz-tutti-i-tipi")
	attempt := trialQuiz + "/attempts/" + a.ID
	p := open(t, desktop)
	p.become(pupil)
	p.visit(attempt)
	p.barriers("every kind, empty")
	p.fillsEverything()
	p.ordersByKeyboard()
	eventually(t, "every answer at the academy", pupil.hasAnswered(9))
	p.shows("[data-state]", "Risposte salvate")
	p.gives("numeric", "La tua risposta", "1,5 leghe")
	p.shows("[data-unread]", "non si riconosce")
	p.gives("numeric", "La tua risposta", "1500")
	p.shows("[data-unread]", "Manca l'unità")
	p.gives("numeric", "La tua risposta", "1,5 km")
	p.addsFile()
	p.shows("[data-words]", "Parole scritte: 29.")
	p.picture("kinds-attempt-desktop")
	p.barriers("every kind, filled")
	for _, l := range []look{phone, narrow} {
		p.resize(l)
		for n := 1; n <= 9; n++ {
			p.visit(fmt.Sprintf("%s?q=%d", attempt, n))
			p.scrolls(fmt.Sprintf("question %d at %d", n, l.width))
			p.picture(fmt.Sprintf("kinds-question-%d-%d", n, l.width))
		}
		p.barriers("every kind on a phone")
	}
	p.visit(attempt + "/review")
	p.sees("Hai risposto a tutte le domande")
	p.picture("kinds-review-phone")
	p.follow(`form[action$="/submission"] button`)
	p.sees("Verifica superata", "1 risposta aspetta la correzione", "Il punteggio può solo salire", "In ordine", theme, "tema.pdf")
	p.picture("kinds-result-phone")
	p.barriers("result on a phone")
	p.scrolls("result on a phone")
	p.resize(desktop)
	p.picture("kinds-result-desktop")
	p.barriers("result")
}

// ordersByKeyboard moves the first step down to the end and the rest after it, until the order is right.
func (p *tab) ordersByKeyboard() {
	p.Helper()
	steps := []string{"Prenotare", "Andare", "Lasciare", "Ricevere"}
	place := func(step string) int {
		return eval[int](p, fmt.Sprintf(`[...document.querySelectorAll("[data-item]")].findIndex((i) => i.textContent.includes(%q))`, step))
	}
	for want, step := range steps {
		for place(step) > want {
			eval[bool](p, fmt.Sprintf(`(() => { document.querySelectorAll("[data-item]")[%d].querySelector('[data-by="-1"]').focus(); return true })()`, place(step)))
			before := place(step)
			p.press(kb.Enter)
			if place(step) != before-1 {
				p.Fatalf("Enter moves %q from %d to %d", step, before, place(step))
			}
		}
	}
	if said := eval[string](p, `document.querySelector("[data-order-said]").textContent`); !strings.Contains(said, "di 4") {
		p.Errorf("where the item went is said as %q", said)
	}
}

// addsFile refuses a program that calls itself a PDF and what is too large, and takes a PDF.
func (p *tab) addsFile() {
	p.Helper()
	folder := p.TempDir()
	for name, content := range map[string]string{"programma.pdf": "MZ\x90\x00", "tema.pdf": "%PDF-1.7\n%%EOF\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			p.Fatal(err)
		}
	}
	p.choose("[data-pick]", filepath.Join(folder, "programma.pdf"))
	p.shows(`[data-type="essay"] [data-problem]`, "Questo file è un programma")
	if p.count(`[data-type="essay"] textarea[aria-invalid]`) != 0 || p.count(`[data-pick][aria-invalid="true"]`) != 1 {
		p.Error("the text is said to be wrong, and the file is")
	}
	large := filepath.Join(folder, "grande.pdf")
	if err := errors.Join(os.WriteFile(large, []byte("%PDF-1.7"), 0o600), os.Truncate(large, quizzes.MaxFile+1)); err != nil {
		p.Fatal(err)
	}
	p.choose("[data-pick]", large)
	p.shows(`[data-type="essay"] [data-problem]`, "Il file è troppo grande: al massimo 25 MB")
	p.choose("[data-pick]", filepath.Join(folder, "tema.pdf"))
	p.shows("[data-upload-state]", "tema.pdf è caricato")
	if p.count("[data-files] a") != 1 || p.count("[data-pick]") != 0 {
		p.Error("the file is not listed, or a second one may be added")
	}
}

func TestEveryKindOfQuestionIsAnsweredWithoutScriptsOnAPhone(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Nino", "Nudo")
	a := pupil.begins(trialCourse, "quiz-tutti-i-tipi")
	p := open(t, look{width: phone.width, height: phone.height, withoutScript: true})
	p.become(pupil)
	p.visit(trialQuiz + "/attempts/" + a.ID)
	p.fillsEverything()
	for place, step := range []string{"Prenotare", "Andare", "Lasciare", "Ricevere"} {
		p.gives("ordering", step, fmt.Sprint(place+1))
	}
	p.picture("kinds-without-scripts")
	p.follow(`button[name="go"][value="2"]`)
	if !pupil.hasAnswered(9)() {
		t.Fatal("not every answer is at the academy")
	}
	p.visit(trialQuiz + "/attempts/" + a.ID + "?q=8")
	p.picture("kinds-gaps-without-scripts")
	got := pupil.post(trialQuiz+"/attempts/"+a.ID+"/submission", nil)
	if got.status != http.StatusOK || !got.says("1 risposta aspetta la correzione") {
		t.Errorf("the result answers %d", got.status)
	}
}
