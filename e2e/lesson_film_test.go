package e2e

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// aboutToRewatch is a course that asks for all its lessons, and has none to read but one.
var aboutToRewatch = folder{
	"course.md": "---\ntitle: Da rivedere\nlanguage: it\ncertificate: true\nhours: 1\ncomplete:\n  lessons: all\n---\n\nUn incontro da rivedere.\n",
	"01-uno.md": "# Uno\n\nPoche righe.\n",
}

// theRecording is the address of the page of the demo's recording.
func theRecording(t *testing.T, staff *person) string {
	t.Helper()
	over := regexp.MustCompile(`href="(/webinars/[a-z0-9]{15})">Accessibilit`).FindSubmatch(staff.get("/webinars?past=yes").body)
	if over == nil {
		t.Fatal("the demo's webinar is not over")
	}
	list := "/manage" + string(over[1]) + "/recordings"
	id := regexp.MustCompile(`href="(` + list + `/[a-z0-9]{15})"`).FindSubmatch(staff.get(list).body)
	if id == nil {
		t.Fatal("the demo has no recording")
	}
	return string(id[1])
}

// Staff choose what is shown, correct a caption by keyboard, are refused without captions, take them from a file, publish; a learner plays
// the lesson, which nobody can claim, and the course is complete.
func TestARecordingBecomesALessonThatIsWatched(t *testing.T) {
	t.Parallel()
	staff := academy.as(t, "staff")
	staff.publish("da-rivedere", aboutToRewatch)
	base := theRecording(t, staff)
	defer staff.putsBack(base, staff.get(base+"/captions.vtt").body)
	p := open(t, desktop)
	p.become(staff)
	p.trims(base)
	p.correctsACaption(base)
	p.visit(base)
	revision := eval[string](p, `document.querySelector('[name="revision"]').value`)
	staff.post(base+"/captions", url.Values{"act": {"save"}, "revision": {revision}, "at": {"0"}, "count": {"6"}}) // all are taken away
	p.visit(base)
	p.publishesAs("Da rivedere")
	p.sees("Mancano i sottotitoli per più di un minuto, da 0:00:08 a 0:00:14")
	p.picture("recording-refused")
	p.takesCaptions(base)
	p.publishesAs("Da rivedere")
	p.sees("fra poco è nel corso")
	eventually(t, "lesson", func() bool { return staff.get("/courses/da-rivedere").says("Controlli dal vivo") })
	p.visit(base)
	p.sees("La lezione è nel corso")
	p.barriers("recording-published")
	p.picture("recording-published")
	watchesTheLesson(t, academy.newLearner(t, "Vera", "Visione"))
}

// putsBack makes the demo's recording what it was: no lesson, whole, with the captions that it had.
func (v *person) putsBack(base string, captions []byte) {
	v.Helper()
	v.post(base+"/lesson/withdraw", nil)
	revision := func() string {
		found := regexp.MustCompile(`name="revision" value="(\d+)"`).FindSubmatch(v.get(base).body)
		if found == nil {
			v.Fatal("the recording's page has no revision")
		}
		return string(found[1])
	}
	v.post(base+"/part", url.Values{"revision": {revision()}, "from": {""}, "to": {""}})
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	err := w.WriteField("revision", revision())
	part, wrong := w.CreateFormFile("file", "captions.vtt")
	if err = errors.Join(err, wrong); err == nil {
		_, err = part.Write(captions)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		v.Fatal(err)
	}
	if r := v.ask(http.MethodPost, base+"/captions/file", w.FormDataContentType(), &b); !r.says("Sottotitoli salvati") {
		v.Errorf("the captions are not back: %d", r.status)
	}
}

// trims types where the lesson begins, and sets by a key where it ends.
func (p *tab) trims(base string) {
	p.Helper()
	p.visit(base)
	p.picture("recording")
	poll(p, `document.querySelector("video").readyState > 0 ? "yes" : ""`)
	p.fill("#from", "0:00:08")
	eval[bool](p, `document.querySelector("video").currentTime = 14, true`)
	poll(p, `!document.querySelector("video").seeking ? "yes" : ""`)
	p.do(chromedp.KeyEvent("o", chromedp.KeyModifiers(chromedp.ModifierAlt)))
	if to := eval[string](p, `document.querySelector("#to").value`); to != "0:00:14" {
		p.Fatalf("the key sets %q", to)
	}
	p.follow("[data-part] button[type=submit]")
	p.sees("Salvato che cosa si vede")
}

// correctsACaption plays one with a key, writes in it and divides it, and saves, all by keyboard.
func (p *tab) correctsACaption(base string) {
	p.Helper()
	p.visit(base + "/captions")
	p.picture("captions")
	p.tabTo("#text-2")
	p.do(chromedp.KeyEvent("\r", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	poll(p, `document.querySelector("video").currentTime > 8.2 && document.querySelector('[data-cue="2"]').classList.contains("is-on") ? "yes" : ""`)
	p.do(chromedp.KeyEvent(kb.End, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	for _, letter := range " bene" {
		p.press(string(letter))
	}
	p.do(chromedp.KeyEvent(kb.ArrowDown, chromedp.KeyModifiers(chromedp.ModifierAlt)))
	if at := eval[string](p, `document.activeElement.id`); at != "text-3" {
		p.Errorf("Alt and the arrow lead to %q", at)
	}
	p.tabTo(`[value="split:3"]`)
	p.enter()
	p.sees("non ancora salvato")
	p.follow(`.actions [value="save"]`)
	p.sees("Sottotitoli salvati")
	if page := p.text("table"); !strings.Contains(eval[string](p, `document.querySelector("#text-2").value`), "la pagina bene") || p.count("[data-cue]") != 7 {
		p.Errorf("the table is %s", page)
	}
	staff := p.client()
	if vtt := fetch(p.T, staff, base+"/captions.vtt"); !strings.Contains(string(vtt), "la pagina bene") {
		p.Errorf("not kept: %s", vtt)
	}
	p.shiftsBack(base)
}

// shiftsBack takes one away again, so that six are left.
func (p *tab) shiftsBack(base string) {
	p.Helper()
	p.follow(`[value="join:3"]`)
	p.follow(`.actions [value="save"]`)
	p.sees("Sottotitoli salvati")
}

func (p *tab) publishesAs(course string) {
	p.Helper()
	p.fill("#title", "Controlli dal vivo")
	eval[bool](p, `[...document.querySelector("#course").options].find((o) => o.text === "`+course+`").selected = true`)
	p.follow(`form[action$="/lesson"] button[type=submit]`)
}

// takesCaptions is told which line of a file is wrong, and takes them from a good one.
func (p *tab) takesCaptions(base string) {
	p.Helper()
	file := func(name, text string) string {
		path := filepath.Join(p.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			p.Fatal(err)
		}
		return path
	}
	p.visit(base + "/captions")
	p.choose("#file", file("wrong.vtt", "WEBVTT\n\n00:08.000 --> 00:12.000\nuno\n\n00:11.000 --> 00:14.000\ndue\n"))
	p.follow(`form[action$="/file"] button`)
	p.sees("Riga 6 del file", "comincia prima che finisca quello precedente")
	p.choose("#file", file("good.vtt", "WEBVTT\n\n00:02.000 --> 00:04.000\nin privato\n\n00:08.000 --> 00:12.000\n<i>I titoli</i> si ascoltano\n\n00:12.000 --> 00:14.000\ne poi le immagini\n"))
	p.follow(`form[action$="/file"] button`)
	p.sees("Sottotitoli presi dal file")
	p.visit(base)
}

// watchesTheLesson plays it at twice the speed on a phone.
func watchesTheLesson(t *testing.T, pupil *person) {
	t.Helper()
	const lesson = "/courses/da-rivedere/controlli-dal-vivo"
	pupil.post("/courses/da-rivedere/enrolment", nil)
	pupil.json("PUT", "/api/aula/courses/da-rivedere/lessons/uno", map[string]any{"done": true}, nil)
	claimed := pupil.ask(http.MethodPut, "/api/aula/courses/da-rivedere/lessons/controlli-dal-vivo", "application/json", strings.NewReader(`{"done":true}`))
	if claimed.status != http.StatusConflict || !claimed.says("si segna da sola") {
		t.Errorf("claimed: %d %s", claimed.status, claimed.body)
	}
	q := open(t, phone)
	q.become(pupil)
	q.visit(lesson)
	q.sees("Ti resta da guardare meno di un minuto", "I titoli", "Capitoli")
	q.barriers("lesson-film")
	q.scrolls("lesson-film")
	q.picture("lesson-film-phone")
	if page := pupil.get(lesson); page.says("in privato") {
		t.Error("the lesson's page has what was cut away")
	}
	q.follow(`a[href$="/words"]`)
	q.sees("I titoli si ascoltano", "Ho letto tutto")
	q.barriers("lesson-words")
	q.scrolls("lesson-words")
	q.picture("lesson-words-phone")
	q.visit(lesson)
	eval[bool](q, `document.querySelector("[data-rate]").value = "2", document.querySelector("[data-rate]").dispatchEvent(new Event("change")), true`)
	q.click("video")
	eval[bool](q, `document.querySelector("video").play(), true`)
	poll(q, `document.querySelector("[data-film-left].is-done") ? "yes" : ""`)
	q.sees("la lezione è fatta")
	var progress struct{ Complete bool }
	pupil.json("GET", "/api/aula/courses/da-rivedere/progress", nil, &progress)
	if !progress.Complete {
		t.Error("played, and the course is not complete")
	}
	q.visit(lesson)
	q.sees("Lezione fatta")
}
