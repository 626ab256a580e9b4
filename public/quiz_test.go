package public_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// quizForm is an attempt as pages/templates/quiz_attempt.html shows it; clock is its attributes of time.
func quizForm(clock string) string {
	return `<form method="post" action="/review" data-attempt="a1" data-save="/api/aula/attempts/a1" ` + clock + `
 data-saving="Salvo" data-saved="Salvato alle {time}" data-unsaved="Non salvato" data-offline="Senza rete" data-ended="Tempo scaduto"
 data-left-15="quindici" data-left-5="cinque" data-left-1="uno" data-more-time="più tempo">
<p data-state role="status"></p><p><span data-until="fino alle {time}"></span><span data-time hidden><span></span></span></p><p data-spoken role="status"></p>
<fieldset data-question="q1" data-type="single"><div data-answer><label><input type="radio" id="x" name="q1" value="ox">X</label><label><input type="radio" id="y" name="q1" value="oy">Y</label></div>
<fieldset data-certainty="q1"><label><input type="radio" id="sure" name="c_q1" value="3">Sure</label></fieldset></fieldset>
<fieldset data-question="q2" data-type="multiple"><div data-answer><label><input type="checkbox" id="m" name="q2" value="om">M</label><label><input type="checkbox" id="n" name="q2" value="on">N</label></div></fieldset>
<fieldset data-question="q3" data-type="true_false"><div data-answer><label><input type="radio" id="t" name="q3" value="true">T</label><label><input type="radio" id="f" name="q3" value="false">F</label></div></fieldset>
<fieldset data-question="q4" data-type="short"><div data-answer><input type="text" id="s" name="q4"></div></fieldset>
<fieldset data-question="q5" data-type="matching"><div data-answer><select id="left" name="q5_l1" data-part="l1"><option value=""></option><option value="r1">R</option></select><select id="other" name="q5_l2" data-part="l2"><option value=""></option><option value="r1">R</option></select></div></fieldset>
<fieldset data-question="q6" data-type="ordering"><div data-answer><p data-order-hint></p><ol data-order data-up="su {item}" data-down="giù {item}" data-moved="{item} al posto {place} di {of}" data-hint="coi bottoni">
<li data-item><label for="i1">Uno</label><select id="i1" name="q6_i1" data-part="i1"><option value=""></option><option>1</option><option>2</option></select></li>
<li data-item><label for="i2">Due</label><select id="i2" name="q6_i2" data-part="i2"><option value=""></option><option>1</option><option>2</option></select></li></ol><p data-order-said role="status"></p></div></fieldset>
<fieldset data-question="q7" data-type="gaps"><div data-answer><input type="text" id="gap" name="q7_g1" data-part="g1"></div></fieldset>
<fieldset data-question="q8" data-type="essay"><div data-answer><textarea id="essay" name="q8"></textarea><p><span data-words data-now="{words} parole"></span></p></div></fieldset>
<button name="go" value="review">Rivedi</button><button name="go" value="final" data-final hidden>Consegna</button></form>`
}

const stateText = `document.querySelector("[data-state]").textContent`

func TestAnswersAreSavedAsTheyAreGiven(t *testing.T) {
	d := newDesk(t, "quiz.js", quizForm(""))
	for _, row := range []struct {
		name, act string
		id        string
		want      any
	}{
		{"one option", `document.querySelector("#x").click()`, "q1", "ox"},
		{"another option", `document.querySelector("#y").click()`, "q1", "oy"},
		{"several options", `document.querySelector("#n").click()`, "q2", []any{"on"}},
		{"one more", `document.querySelector("#m").click()`, "q2", []any{"om", "on"}},
		{"true or false", `document.querySelector("#f").click()`, "q3", false},
		{"a text", `s.value = "abc"; s.dispatchEvent(new Event("input", {bubbles: true}))`, "q4", "abc"},
		{"an emptied text", `s.value = ""; s.dispatchEvent(new Event("change", {bubbles: true}))`, "q4", ""},
		{"a partner", `left.value = "r1"; left.dispatchEvent(new Event("change", {bubbles: true}))`, "q5", map[string]any{"l1": "r1"}},
		{"an order", `document.querySelector("#i2").closest("li").querySelector("[data-by='-1']").click()`, "q6", []any{"i2", "i1"}},
		{"a gap", `gap.value = "qui"; gap.dispatchEvent(new Event("input", {bubbles: true}))`, "q7", map[string]any{"g1": "qui"}},
		{"an essay", `essay.value = "due parole"; essay.dispatchEvent(new Event("input", {bubbles: true}))`, "q8", "due parole"},
	} {
		before := len(d.requests())
		is[any](d, stateText+` = ""; `+row.act+`; 0`)
		d.until(stateText + `.startsWith("Salvato alle ")`)
		sent := d.requests()
		if len(sent) != before+1 {
			t.Fatalf("%s: %d requests", row.name, len(sent)-before)
		}
		last := sent[len(sent)-1]
		if last.method != http.MethodPatch || last.path != "/api/aula/attempts/a1" {
			t.Errorf("%s: sent %s %s", row.name, last.method, last.path)
		}
		if got := answersIn(t, last); !reflect.DeepEqual(got, map[string]any{row.id: row.want}) {
			t.Errorf("%s: sent %v", row.name, got)
		}
	}
	if is[int](d, "localStorage.length") != 0 {
		t.Error("what was saved is still kept on the device")
	}
	if said := is[string](d, `document.querySelector("[data-order-said]").textContent`); said != "Due al posto 1 di 2" {
		t.Errorf("of the new order it says %q", said)
	}
	if words := is[string](d, `document.querySelector("[data-words]").textContent`); words != "2 parole" {
		t.Errorf("of the essay's words it says %q", words)
	}
}

func TestHowSureOneIsIsSavedBesideTheAnswer(t *testing.T) {
	d := newDesk(t, "quiz.js", quizForm(""))
	d.click("#sure")
	d.until(stateText + `.startsWith("Salvato alle ")`)
	var sent struct {
		Answers   map[string]any
		Certainty map[string]int
	}
	if err := json.Unmarshal([]byte(d.requests()[0].body), &sent); err != nil {
		t.Fatal(err)
	}
	if len(sent.Answers) != 0 || sent.Certainty["q1"] != 3 {
		t.Errorf("sent %+v", sent)
	}
}

func TestABrokenLineLosesNoAnswer(t *testing.T) {
	d := newDesk(t, "quiz.js", quizForm(""))
	d.answers(http.StatusServiceUnavailable, "text/plain", "")
	d.click("#x")
	d.until(stateText + `=== "Non salvato"`)
	d.click("#n")
	d.until(`localStorage["aula.attempt.a1"].includes("on")`)
	if !is[bool](d, `{const e = new Event("beforeunload", {cancelable: true}); dispatchEvent(e); e.defaultPrevented}`) {
		t.Error("the page can be left without a warning")
	}
	d.answers(http.StatusOK, "application/json", "{}")
	d.until(stateText + `.startsWith("Salvato alle ")`)
	sent := d.requests()
	if got, want := answersIn(t, sent[len(sent)-1]), map[string]any{"q1": "ox", "q2": []any{"on"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("sent %v at last, want %v", got, want)
	}
	if is[bool](d, `{const e = new Event("beforeunload", {cancelable: true}); dispatchEvent(e); e.defaultPrevented}`) {
		t.Error("it warns although all is saved")
	}
}

func TestAnswersThatDidNotArriveAreThereAfterAReload(t *testing.T) {
	d := newDesk(t, "quiz.js", quizForm(""))
	is[any](d, `localStorage["aula.attempt.a1"] = JSON.stringify({answers: {q1: "oy", q2: ["om"], q3: false, q4: "abc", q5: {l2: "r1"}, q6: ["i2", "i1"], q7: {g1: "qui"}, q8: "due"}, certainty: {q1: 3}}); 0`)
	d.reload()
	d.until(`document.querySelector("[data-state]")?.textContent.startsWith("Salvato alle ")`)
	for _, checked := range []string{"y.checked", "m.checked", "f.checked", `s.value === "abc"`, "!x.checked", "!n.checked", "sure.checked",
		`left.value === "" && other.value === "r1"`, `i2.value === "1" && i1.value === "2"`, `gap.value === "qui"`, `essay.value === "due"`,
		`document.querySelector("[data-item]").textContent.includes("Due")`} {
		if !is[bool](d, checked) {
			t.Errorf("%s is false", checked)
		}
	}
	sent := d.requests()
	if got := answersIn(t, sent[len(sent)-1]); len(got) != 8 {
		t.Errorf("sent %v", got)
	}
}

func TestWhatTheServerRefusesIsSaidAndNotSentAgain(t *testing.T) {
	d := newDesk(t, "quiz.js", quizForm(""))
	d.answers(http.StatusConflict, "application/json", `{"status":409,"message":"Hai già consegnato.","data":{}}`)
	d.click("#x")
	d.until(stateText + `=== "Hai già consegnato."`)
	if n := is[int](d, "localStorage.length"); n != 0 {
		t.Errorf("%d things are kept", n)
	}
}

// clockAt are the attributes of time of an attempt with so much left. The server's clock is an hour ahead of the browser's: only the
// difference counts.
func clockAt(left time.Duration) string {
	now := time.Now().Add(time.Hour)
	return fmt.Sprintf(`data-now="%s" data-expires="%s"`, now.Format(time.RFC3339Nano), now.Add(left).Format(time.RFC3339Nano))
}

func TestTheTimeLeftIsSpoken(t *testing.T) {
	for _, row := range []struct {
		left time.Duration
		want string
	}{{15*time.Minute + time.Second, "quindici"}, {5*time.Minute + time.Second, "cinque"}, {time.Minute + time.Second, "uno"}} {
		d := newDesk(t, "quiz.js", quizForm(clockAt(row.left)))
		d.until(fmt.Sprintf(`document.querySelector("[data-spoken]").textContent === %q`, row.want))
		if !is[bool](d, `!document.querySelector("[data-time]").hidden && /^\d+:\d\d$/.test(document.querySelector("[data-time] span").textContent)`) {
			t.Error("the time is not shown")
		}
	}
	d := newDesk(t, "quiz.js", quizForm(clockAt(3*time.Second)))
	d.click("#x")
	final := d.awaitRequest(http.MethodPost)
	if !strings.Contains(final.body, "go=final") || !strings.Contains(final.body, "q1=ox") {
		t.Errorf("handed in %q", final.body)
	}
	if first := d.requests()[0]; first.method != http.MethodPatch {
		t.Errorf("%s came before what was not saved yet", first.method)
	}
}

func TestTimeThatIsGrantedMeanwhileIsShownAndUsed(t *testing.T) {
	const more = `{"now":"2026-11-26T09:00:00.000Z","expires":"2026-11-26T09:20:00.000Z"}`
	for _, row := range []struct {
		name  string
		left  time.Duration
		learn func(d *desk)
	}{
		{"with the next answer", 5 * time.Minute, func(d *desk) { d.click("#x") }},
		{"when the time would be over", 3 * time.Second, func(*desk) {}},
	} {
		d := newDesk(t, "quiz.js", quizForm(clockAt(row.left)))
		d.answers(http.StatusOK, "application/json", more)
		row.learn(d)
		d.until(`document.querySelector("[data-spoken]").textContent === "più tempo"`)
		d.until(`/^(20:00|19:5\d)$/.test(document.querySelector("[data-time] span").textContent)`)
		if until := is[string](d, `document.querySelector("[data-until]").textContent`); until != "fino alle 10:20" {
			t.Errorf("%s: it says %q", row.name, until)
		}
		for _, r := range d.requests() {
			if r.method == http.MethodPost {
				t.Errorf("%s: it was handed in", row.name)
			}
		}
	}
}
