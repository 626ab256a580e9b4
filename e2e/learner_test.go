package e2e

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The journey that everything hangs on: a stranger becomes a learner, and leaves with a proof.
func TestANewLearnerGoesFromSignUpToTheVerifiedCertificate(t *testing.T) {
	for name, l := range map[string]look{
		"with scripts on a computer": desktop,
		"without scripts on a phone": {width: 390, height: 844, withoutScript: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := open(t, l)
			mailbox := fmt.Sprintf("lucia.%d@example.org", l.width)
			p.signUp("Lucia", "Verdi", mailbox)
			p.enrol("spid-e-cie")
			p.readEveryLesson()
			p.takeQuiz("spid-e-cie", "quiz-finale")
			code := p.certificate("spid-e-cie", "Lucia Verdi")
			p.rates("spid-e-cie")
			verifyAsStranger(t, l, code)
		})
	}
}

// signUp makes an account, opens the link of the mail and confirms it.
func (p *tab) signUp(given, family, mailbox string) {
	p.Helper()
	p.visit("/sign-up")
	p.fill(`input[name="given_name"]`, given)
	p.fill(`input[name="family_name"]`, family)
	p.fill(`input[name="email"]`, mailbox)
	p.fill(`input[name="password"]`, "quattro gatti sul tetto")
	p.picture("sign-up-" + p.size())
	p.follow(`main form button[type="submit"]`)
	p.visit(linkTo(p.T, mailTo(p.T, mailbox), "/sign-up/confirm"))
	p.follow(`main form button[type="submit"]`)
	p.visit("/me")
	p.sees("I miei corsi")
}

func (p *tab) size() string { return fmt.Sprint(eval[int](p, "window.innerWidth")) }

func (p *tab) enrol(course string) {
	p.Helper()
	p.visit("/courses/" + course)
	p.picture("course-guest-" + p.size())
	p.follow(`form[action$="/enrolment"] button`)
	p.sees("SPID")
}

// readEveryLesson follows the outline and marks each lesson as done.
func (p *tab) readEveryLesson() {
	p.Helper()
	lessons := eval[[]string](p, `[...document.querySelectorAll("main .outline a")].map(a => a.getAttribute("href")).filter(h => !h.includes("/quizzes/") && h.split("/").length === 4)`)
	if len(lessons) < 6 {
		p.Fatalf("the outline has %d lessons", len(lessons))
	}
	for i, lesson := range lessons {
		p.visit(lesson)
		if i == 0 {
			p.picture("lesson-" + p.size())
		}
		p.follow(`button[name="done"][value="true"]`)
	}
}

// takeQuiz fails once with the first answers, reads why, and passes with what it learned.
func (p *tab) takeQuiz(course, quiz string) {
	p.Helper()
	address := "/courses/" + course + "/quizzes/" + quiz
	right := map[string]bool{}
	for range 2 {
		p.visit(address)
		p.follow(`form[action$="/attempts"] button`)
		p.answer(right)
		p.picture("quiz-" + p.size())
		p.toReview()
		p.picture("quiz-review-" + p.size())
		p.follow(`form[action$="/submission"] button`)
		p.picture("quiz-result-" + p.size())
		for _, text := range eval[[]string](p, `[...document.querySelectorAll(".option.right .option-block > div:first-child")].map(e => e.innerText.trim())`) {
			right[text] = true
		}
		if len(right) == 0 {
			p.Fatal("the result does not say what was right")
		}
	}
	p.sees("Verifica superata")
}

// answer chooses the options known to be right, else the first of each question; on a phone one question a page.
func (p *tab) answer(right map[string]bool) {
	p.Helper()
	for _, question := range eval[[]string](p, `[...document.querySelectorAll("fieldset.question")].map(f => f.id)`) {
		if !eval[bool](p, fmt.Sprintf("document.getElementById(%q).offsetParent !== null", question)) {
			continue
		}
		p.answerOne(question, right)
		if next := fmt.Sprintf(`#%s + .actions button[name="go"]:not([value="review"]):first-of-type`, question); eval[bool](p, fmt.Sprintf("(b => b !== null && b.offsetParent !== null)(document.querySelector(%q))", next)) {
			p.follow(next)
			p.answer(right)
			return
		}
	}
}

func (p *tab) answerOne(question string, right map[string]bool) {
	p.Helper()
	labels := eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll("#%s .option label")].map(l => l.innerText.trim())`, question))
	inputs := eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll("#%s .option input")].map(i => i.id)`, question))
	chosen := 0
	for i, label := range labels {
		if right[label] {
			p.click("#" + inputs[i])
			chosen++
		}
	}
	if chosen == 0 && len(inputs) > 0 {
		p.click("#" + inputs[0])
	}
}

func (p *tab) toReview() {
	p.Helper()
	eval[bool](p, `[...document.querySelectorAll("button[name=go][value=review]")].every(b => b.toggleAttribute("data-shown", b.offsetParent !== null) || true)`)
	p.follow(`button[name="go"][value="review"][data-shown]`)
}

// certificate downloads the PDF, lets the program verify it, and returns its code.
func (p *tab) certificate(course, name string) string {
	p.Helper()
	p.visit("/courses/" + course)
	p.picture("course-complete-" + p.size())
	link := eval[string](p, `document.querySelector("a[href$='.pdf'][href^='/certificates/']").getAttribute("href")`)
	client := p.client()
	pdf := fetch(p.T, client, link)
	file := filepath.Join(p.TempDir(), "attestato.pdf")
	p.must(os.WriteFile(file, pdf, 0o600))
	out, err := aula("certificates", "verify", file, "--dir", academy.dir).CombinedOutput()
	if err != nil {
		p.Errorf("verify: %v\n%s", err, out)
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	p.must(err)
	if !strings.Contains(string(text), name) {
		p.Errorf("the certificate does not name %s:\n%s", name, text)
	}
	if pictures != "" {
		p.must(exec.Command("pdftoppm", "-r", "80", "-png", file, filepath.Join(pictures, "certificate-"+p.size())).Run())
	}
	altered := append([]byte(nil), pdf...)
	altered[len(altered)/2] ^= 1
	p.must(os.WriteFile(file, altered, 0o600))
	if err := aula("certificates", "verify", file, "--dir", academy.dir).Run(); err == nil {
		p.Error("an altered file is taken for genuine")
	}
	return strings.TrimSuffix(strings.TrimPrefix(link, "/certificates/"), ".pdf")
}

// rates answers the three questions after a course, the first time with one missing.
func (p *tab) rates(course string) {
	p.Helper()
	p.visit("/courses/" + course)
	p.click("#clarity-5")
	p.click("#usefulness-4")
	p.fill("#comment", "Chiaro e breve.")
	p.follow("#rating button")
	p.sees("Manca ancora qualche risposta", "Lo consiglieresti a qualcuno?")
	if !eval[bool](p, `document.querySelector("#clarity-5").checked && document.querySelector("#comment").value === "Chiaro e breve."`) {
		p.Error("what was answered is lost")
	}
	p.click("#recommend-5")
	p.follow("#rating button")
	p.sees("Grazie, le tue risposte ci aiutano a migliorare")
	if p.count("#rating") > 0 {
		p.Error("the questions are asked again")
	}
}

func verifyAsStranger(t *testing.T, l look, code string) {
	t.Helper()
	p := open(t, l)
	p.visit("/certificates/" + code)
	p.sees("Lucia Verdi", "SPID e CIE")
	p.picture("certificate-page-" + p.size())
	res, err := http.Get(academy.url + "/certificates/" + code + ".pdf")
	p.must(err)
	res.Body.Close()
	if strings.Contains(res.Header.Get("Content-Type"), "pdf") {
		p.Error("a stranger may download the PDF")
	}
}
