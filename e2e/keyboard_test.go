package e2e

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// stopsAtMost is how often somebody presses Tab on the way to what a page is for.
const stopsAtMost = 60

// focusSeen is what the element in focus is, and whether it can be seen that it is.
const focusSeen = `(e => {
	if (!e || e === document.body) return "nothing has the focus"
	const marked = [e, e.closest(".option, .form-check, .ratings label"), e.labels && e.labels[0]].filter(Boolean).some(x => {
		const s = getComputedStyle(x)
		return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none"
	})
	const box = e.getBoundingClientRect()
	const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
	return marked && inside ? "" : (marked ? "out of sight: " : "not marked: ") + e.outerHTML.slice(0, 120)
})(document.activeElement)`

// press sends a key as a keyboard does.
func (p *tab) press(key string) {
	p.Helper()
	p.do(chromedp.KeyEvent(key))
}

// tabTo presses Tab until the element has the focus; at each stop it must be seen where one is.
func (p *tab) tabTo(css string) {
	p.Helper()
	for range stopsAtMost {
		p.press(kb.Tab)
		if problem := eval[string](p, focusSeen); problem != "" {
			p.Errorf("at %s the focus is %s", p.where(), problem)
		}
		if eval[bool](p, fmt.Sprintf("document.activeElement.matches(%q)", css)) {
			return
		}
	}
	p.Fatalf("the keyboard does not reach %s at %s within %d stops", css, p.where(), stopsAtMost)
}

// enter presses Enter and waits for the page that it leads to.
func (p *tab) enter() {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		p.Fatalf("press Enter: %v at %s", err, p.where())
	}
}

func TestTheKeyboardAloneLeadsFromHomeToAPassedQuiz(t *testing.T) {
	t.Parallel()
	pupil := academy.newLearner(t, "Tito", "Dita")
	course := "/courses/" + quickCourse(t)
	p := open(t, desktop)
	p.visit("/")
	p.tabTo(`a[href="#main"], a[href="#content"], .skip-links a, .skiplinks a`)
	p.tabTo(`main input[type="search"]`)
	p.picture("keyboard-home")
	for _, letter := range "prova" {
		p.press(string(letter))
	}
	p.enter()
	p.sees("Alla prova")
	p.become(pupil)
	p.visit(course)
	p.tabTo(`form[action$="/enrolment"] button`)
	p.picture("keyboard-course")
	p.enter()
	p.visit(course + "/" + pupil.lessonOf("alla-prova", 0))
	p.tabTo(`button[name="done"][value="true"]`)
	p.picture("keyboard-lesson")
	p.enter()
	p.sees("Lezione segnata come fatta")
	p.takesQuizByKeyboard(course + "/quizzes/quiz-0")
	p.visit(finalQuiz)
	p.tabTo(`form[action$="/attempts"] button`)
	p.enter()
	p.tabTo(`input[type="checkbox"]`)
	p.press(" ")
	if p.count(`input[type="checkbox"]:checked`) != 1 {
		t.Error("space does not tick")
	}
}

// takesQuizByKeyboard chooses with the space bar and the arrows, and submits with Enter.
func (p *tab) takesQuizByKeyboard(quiz string) {
	p.Helper()
	p.visit(quiz)
	p.tabTo(`form[action$="/attempts"] button`)
	p.enter()
	p.tabTo(`fieldset input[type="radio"]`)
	p.press(" ")
	if p.count(`fieldset input[type="radio"]:checked`) != 1 {
		p.Error("space does not choose")
	}
	if right := eval[bool](p, `document.querySelector("fieldset input:checked").labels[0].innerText.includes("Questa")`); !right {
		p.press(kb.ArrowDown)
	}
	p.picture("keyboard-quiz")
	p.shows("[data-state]", "Risposte salvate")
	p.tabTo(`button[name="go"][value="review"]`)
	p.enter()
	p.tabTo(`form[action$="/submission"] button`)
	p.enter()
	p.sees("Verifica superata")
}

func TestTheKeyboardOpensAndClosesWhatUnfolds(t *testing.T) {
	t.Parallel()
	p := open(t, phone)
	p.visit("/courses/spid-e-cie/" + academy.stranger(t).lessonOf("spid-e-cie", 0))
	p.tabTo(`.lesson-outline summary`)
	p.press(kb.Enter)
	if !eval[bool](p, `document.querySelector(".lesson-outline details").open`) {
		t.Error("Enter does not open the outline")
	}
	p.tabTo(`.lesson-outline a`)
	p.enter()
	p.visit("/")
	p.tabTo(`header summary, header button[aria-expanded]`)
	p.press(kb.Enter)
	opened := `[...document.querySelectorAll("header details[open], header [aria-expanded=true]")].length`
	if eval[int](p, opened) == 0 {
		t.Error("Enter does not open the menu")
	}
	p.press(kb.Escape)
	if eval[int](p, opened) != 0 {
		t.Error("Escape does not close the menu")
	}
	if eval[bool](p, `document.activeElement === document.body`) {
		t.Error("the focus is lost when the menu closes")
	}
}

func TestTheKeyboardAloneFillsClosesAndCorrectsARegister(t *testing.T) {
	t.Parallel()
	h := newHouse(t, true)
	facilitator := h.as(t, "facilitator")
	_, _, over := heldClass(t, facilitator)
	p := openAt(t, h, desktop)
	p.become(facilitator)
	p.visit(over)
	p.tabTo(`.class-rows input[type="checkbox"]`)
	p.press(" ")
	p.tabTo(`.class-rows summary`)
	p.press(kb.Enter)
	p.tabTo(`.class-rows input[type="time"]`)
	p.tabTo(`button[value="close"]`)
	p.picture("keyboard-register")
	p.enter()
	p.tabTo(`form[action$="/close"] button`)
	p.enter()
	p.sees("Registro chiuso", "A mano 15:00–16:00")
	p.tabTo(`.table a[href*="/people/"]`)
	p.enter()
	p.types("#reason", "Era in corridoio")
	p.tabTo(save)
	p.enter()
	p.sees("Presenza corretta", "Era in corridoio")
}

func TestTheKeyboardAloneGivesOutACardAndComesInByIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t, true)
	p := openAt(t, h, desktop)
	p.become(h.as(t, "facilitator"))
	p.visit(h.classWithCards(t))
	p.types("#names", "Gino")
	p.tabTo(`form[action$="/cards"] button[type="submit"]`)
	p.enter()
	p.sees("Carte pronte: 1")
	p.tabTo(".alert a.btn-primary")
	p.tabTo(".alert summary")
	p.press(kb.Enter)
	if !eval[bool](p, `document.querySelector(".alert details").open`) {
		t.Error("Enter does not show the PINs")
	}
	shared := openAt(t, h, desktop)
	shared.visit("/card")
	shared.types("#code", p.text(".alert td:nth-child(2) code"))
	shared.types("#pin", p.text("[data-given-pin]"))
	shared.picture("keyboard-card")
	shared.enter()
	shared.tabTo(".lesson-done button")
	shared.enter()
	shared.visit("/card/class")
	shared.tabTo(".card-who form button")
	shared.enter()
	shared.sees("su questo PC non resta niente di tuo")
}
