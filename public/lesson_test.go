package public_test

import (
	"testing"

	"aula/public"
)

const lesson = `<button type="button" data-listen aria-pressed="false" hidden>Ascolta</button><button type="button" data-print hidden>Stampa</button>
<form method="post" action="/text-size" data-text-size="aula_text"><button name="size" value="normal" aria-pressed="true">A</button><button name="size" value="larger" aria-pressed="false">A</button></form>
<div class="content" lang="it" data-place="L1"><h2>Titolo</h2><p>Prima frase. Seconda <strong>frase</strong>!</p><pre>var x = 1</pre><details><summary>Fonti</summary><p>Nascosto.</p></details><p>Ultima.</p></div>
<div data-listening hidden><button type="button" data-pause="Pausa" data-resume="Riprendi"><span>Pausa</span></button><button type="button" data-stop>Chiudi</button><label>Velocità <select><option value="1">1×</option><option value="1.5">1,5×</option></select></label></div>`

// voices stands for what the browser can say; each sentence ends when the test calls next().
const voices = `window.said = [];
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => window.languages.map((lang) => ({lang, localService: true})),
  speak: (u) => { said.push(u.text + "@" + u.lang + "@" + u.rate); window.current = u }, cancel: () => {}, addEventListener: () => {}, removeEventListener: () => {}}});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
window.next = () => current.onend();`

// withVoices opens the lesson in a browser that speaks these languages.
func withVoices(t *testing.T, languages string) *desk {
	d := newDesk(t, "app.js", lesson)
	is[any](d, `window.languages = `+languages+`;`+voices+`;0`)
	d.mu.Lock()
	d.script = "lesson.js"
	d.mu.Unlock()
	// The script is started by hand, after the voices are there.
	is[any](d, `{const s = document.createElement("script"); s.type = "module"; s.src = "`+public.Asset("lesson.js")+`"; s.onload = () => { window.ready = true }; document.head.append(s)}; 0`)
	d.until(`window.ready === true`)
	return d
}

func TestALessonIsReadSentenceBySentence(t *testing.T) {
	d := withVoices(t, `["en-US", "it-IT"]`)
	d.click("[data-listen]")
	for _, want := range []string{"Titolo@it-IT@1", "Prima frase.@it-IT@1", "Seconda frase!@it-IT@1", "Fonti@it-IT@1", "Ultima.@it-IT@1"} {
		d.until(`said.at(-1) === ` + "`" + want + "`")
		is[any](d, `next(); 0`)
	}
	d.until(`document.querySelector("[data-listening]").hidden && document.activeElement.textContent === "Ascolta"`)
}

func TestListeningPausesGoesOnAndKeepsItsSpeed(t *testing.T) {
	d := withVoices(t, `["it"]`)
	d.click("[data-listen]")
	is[any](d, `next(); 0`)
	d.until(`said.length === 2`)
	d.click("[data-pause]")
	d.until(`document.querySelector("[data-pause]").textContent === "Riprendi"`)
	is[any](d, `next(); 0`) // a browser that ends the sentence all the same
	d.click("[data-pause]")
	d.until(`said.at(-1) === "Prima frase.@it@1" && said.length === 3`)
	is[any](d, `{const s = document.querySelector("select"); s.value = "1.5"; s.dispatchEvent(new Event("change"))}; 0`)
	d.until(`said.at(-1) === "Prima frase.@it@1.5" && localStorage["aula.rate"] === '"1.5"'`)
	d.click("[data-stop]")
	d.until(`document.querySelector("[data-listening]").hidden`)
}

func TestWithoutAVoiceOfItsLanguageALessonOffersNoListening(t *testing.T) {
	d := withVoices(t, `["en-US", "de-DE"]`)
	if !is[bool](d, `document.querySelector("[data-listen]").hidden && !document.querySelector("[data-print]").hidden`) {
		t.Error("listening is offered without a voice, or printing is not")
	}
}

func TestTheTextGrowsAtOnceAndStaysSo(t *testing.T) {
	d := newDesk(t, "lesson.js", lesson)
	d.click(`[value=larger]`)
	d.until(`document.documentElement.dataset.text === "larger" && document.cookie === "aula_text=larger" && document.querySelector("[value=larger]").ariaPressed === "true"`)
	if len(d.requests()) != 0 {
		t.Error("the form was sent although the script did it")
	}
}

func TestTheReaderComesBackToTheSameParagraph(t *testing.T) {
	paragraphs := `<div data-place="L2">`
	for range 60 {
		paragraphs += `<p>Un paragrafo lungo abbastanza.</p>`
	}
	d := newDesk(t, "lesson.js", paragraphs+`</div>`)
	is[any](d, `document.querySelectorAll("[data-place] p")[40].scrollIntoView(); 0`)
	d.until(`localStorage["aula.place.L2"]?.includes("block")`)
	d.reload()
	d.until(`Math.abs(document.querySelectorAll("[data-place] p")[40].getBoundingClientRect().top) < 120`)
	is[any](d, `scrollTo(0, 0); 0`)
	d.until(`!("aula.place.L2" in localStorage)`)
}
