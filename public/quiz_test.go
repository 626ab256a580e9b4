package public_test

import (
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
 data-left-15="quindici" data-left-5="cinque" data-left-1="uno">
<p data-state role="status"></p><p data-time hidden><span></span></p><p data-spoken role="status"></p>
<fieldset data-question="q1" data-type="single"><label><input type="radio" id="x" name="q1" value="ox">X</label><label><input type="radio" id="y" name="q1" value="oy">Y</label></fieldset>
<fieldset data-question="q2" data-type="multiple"><label><input type="checkbox" id="m" name="q2" value="om">M</label><label><input type="checkbox" id="n" name="q2" value="on">N</label></fieldset>
<fieldset data-question="q3" data-type="true_false"><label><input type="radio" id="t" name="q3" value="true">T</label><label><input type="radio" id="f" name="q3" value="false">F</label></fieldset>
<fieldset data-question="q4" data-type="short"><input type="text" id="s" name="q4"></fieldset>
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
	is[any](d, `localStorage["aula.attempt.a1"] = JSON.stringify({answers: {q1: "oy", q2: ["om"], q3: false, q4: "abc"}}); 0`)
	d.reload()
	d.until(`document.querySelector("[data-state]")?.textContent.startsWith("Salvato alle ")`)
	for _, checked := range []string{"y.checked", "m.checked", "f.checked", `s.value === "abc"`, "!x.checked", "!n.checked"} {
		if !is[bool](d, checked) {
			t.Errorf("%s is false", checked)
		}
	}
	sent := d.requests()
	if got := answersIn(t, sent[len(sent)-1]); len(got) != 4 {
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

func TestTheTimeLeftIsSpoken(t *testing.T) {
	at := func(left time.Duration) string {
		// The server's clock is an hour ahead of the browser's: only the difference counts.
		now := time.Now().Add(time.Hour)
		return fmt.Sprintf(`data-now="%s" data-expires="%s"`, now.Format(time.RFC3339Nano), now.Add(left).Format(time.RFC3339Nano))
	}
	for _, row := range []struct {
		left time.Duration
		want string
	}{{15*time.Minute + time.Second, "quindici"}, {5*time.Minute + time.Second, "cinque"}, {time.Minute + time.Second, "uno"}} {
		d := newDesk(t, "quiz.js", quizForm(at(row.left)))
		d.until(fmt.Sprintf(`document.querySelector("[data-spoken]").textContent === %q`, row.want))
		if !is[bool](d, `!document.querySelector("[data-time]").hidden && /^\d+:\d\d$/.test(document.querySelector("[data-time] span").textContent)`) {
			t.Error("the time is not shown")
		}
	}
	d := newDesk(t, "quiz.js", quizForm(at(3*time.Second)))
	d.click("#x")
	final := d.awaitRequest(http.MethodPost)
	if !strings.Contains(final.body, "go=final") || !strings.Contains(final.body, "q1=ox") {
		t.Errorf("handed in %q", final.body)
	}
	if first := d.requests()[0]; first.method != http.MethodPatch {
		t.Errorf("%s came before what was not saved yet", first.method)
	}
}
