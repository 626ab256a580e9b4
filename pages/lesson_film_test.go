package pages

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"aula/courses"
	"aula/internal/testapp"
	"aula/recordings"
	"aula/recordings/captions"
)

// film makes a recording of ten seconds the lesson "dal-vivo" of a course: from the third to the ninth.
func (lib library) film(slug string) (*recordings.Recording, *recordings.Publication) {
	lib.t.Helper()
	return lib.filmOf(slug, "webm")
}

func (lib library) filmOf(slug, format string) (*recordings.Recording, *recordings.Publication) {
	lib.t.Helper()
	webinar := testapp.Webinar(lib.t, lib.App, map[string]any{"state": "ended", "owner": lib.staff.Id}).Id
	r := recordings.Of(testapp.Save(lib.t, lib.App, "recordings", map[string]any{"webinar": webinar, "state": "ready", "duration": 10, "format": format, "poster": true}))
	testapp.Film(lib.t, r.MediaPath(lib.App), 10*time.Second)
	cues := []captions.Cue{{Start: time.Second, End: 2 * time.Second, Text: "prima, in privato"}, {Start: 4 * time.Second, End: 5 * time.Second, Text: "<b>Buongiorno</b>"}}
	var err error
	check := func() {
		if err != nil {
			lib.t.Fatal(err)
		}
	}
	r, err = recordings.SaveCaptions(lib.App, r.Id, r.Revision(), cues, true)
	check()
	r, err = recordings.SaveChapters(lib.App, r.Id, r.Revision(), []recordings.Chapter{{At: 3, Title: "Inizio"}, {At: 5, Title: "SPID & CIE"}})
	check()
	r, err = recordings.Trim(lib.App, r.Id, r.Revision(), 3*time.Second, 9*time.Second)
	check()
	p, err := recordings.Publish(lib.App, r.Id, r.Revision(), lib.courses[slug], "Dal vivo", lib.staff.Id, true)
	check()
	err = recordings.MakeLesson(lib.App, recordings.LessonOrder{Publication: p.Id, Version: r.Revision() + 1})
	check()
	p, err = recordings.OfRecording(lib.App, r.Id)
	check()
	return r, p
}

func TestALessonThatIsAFilm(t *testing.T) {
	lib := newLibrary(t)
	r, p := lib.film("published")
	_, page := lib.as(nil).get("/courses/published/dal-vivo?t=2", nil)
	for _, want := range []string{
		`<video id="film" controls playsinline preload="metadata" src="/courses/published/lessons/dal-vivo/film/film?v=4#t=2">`,
		`srclang="it" label="Italiano" default`, `href="/courses/published/dal-vivo?t=2#film" data-go="2"`, "SPID &amp; CIE",
		"&lt;b&gt;Buongiorno&lt;/b&gt;",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("a guest's page lacks %s", want)
		}
	}
	for _, not := range []string{"autoplay", "data-report", "in privato", "poster", "data-listen aria", "/done"} {
		if strings.Contains(page, not) {
			t.Errorf("a guest's page has %s", not)
		}
	}
	res, part := lib.as(nil).get("/courses/published/lessons/dal-vivo/film/film?v=4", map[string]string{"Range": "bytes=0-99", "Accept-Encoding": "gzip"})
	if res.StatusCode != http.StatusPartialContent || len(part) != 100 || res.Header.Get("Content-Type") != "video/webm" ||
		res.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(res.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d, %d bytes, %v", res.StatusCode, len(part), res.Header)
	}
	res, words := lib.as(nil).get("/courses/published/lessons/dal-vivo/film/captions.vtt", nil)
	if words != "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n&lt;b&gt;Buongiorno&lt;/b&gt;\n" || res.Header.Get("Content-Type") != "text/vtt; charset=utf-8" {
		t.Errorf("%q, %v", words, res.Header)
	}
	for _, path := range []string{"film?v=3", "poster.jpg", "media.webm", "..%2fmedia.webm"} {
		if res, _ := lib.as(nil).get("/courses/published/lessons/dal-vivo/film/"+path, nil); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	if _, err := courses.Enrol(lib.App, lib.learner.Id, lib.courses["published"]); err != nil {
		t.Fatal(err)
	}
	at := time.Now()
	if _, err := recordings.Watch(lib.App, lib.learner.Id, lib.courses["published"], p.Lesson(), p.Version(), []recordings.Span{{To: 2 * time.Second}}, at); err != nil {
		t.Fatal(err)
	}
	_, page = lib.as(lib.learner).get("/courses/published/dal-vivo", nil)
	for _, want := range []string{`data-report="/api/aula/courses/published/lessons/` + p.Lesson() + `/watching" data-version="4"`, "meno di un minuto", `data-go="2">Vai alla prima`, "almeno il 90"} {
		if !strings.Contains(page, want) {
			t.Errorf("a learner's page lacks %s", want)
		}
	}
	if regexp.MustCompile(`action="[^"]*/done"`).MatchString(page) {
		t.Error("a learner can mark it")
	}
	if _, err := recordings.Watch(lib.App, lib.learner.Id, lib.courses["published"], p.Lesson(), p.Version(), []recordings.Span{{To: 6 * time.Second}}, at); err != nil {
		t.Fatal(err)
	}
	if _, page = lib.as(lib.learner).get("/courses/published/dal-vivo", nil); !strings.Contains(page, "la lezione è fatta") || regexp.MustCompile(`action="[^"]*/done"`).MatchString(page) {
		t.Error("done, and not said; or to be taken back")
	}
	if err := recordings.Withdraw(lib.App, r.Id, time.Now()); err != nil {
		t.Fatal(err)
	}
	if res, _ := lib.as(nil).get("/courses/published/lessons/dal-vivo/film/film", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("withdrawn, and %d", res.StatusCode)
	}
}

// A studio's film is an MP4, and is served and saved as one.
func TestALessonOfAStudioIsAnMP4(t *testing.T) {
	lib := newLibrary(t)
	r, p := lib.filmOf("published", "mp4")
	res, part := lib.as(nil).get("/courses/published/lessons/dal-vivo/film/film?v=4", map[string]string{"Range": "bytes=4-7"})
	if res.StatusCode != http.StatusPartialContent || part != "ftyp" || res.Header.Get("Content-Type") != "video/mp4" ||
		res.Header.Get("Content-Disposition") != `inline; filename="dal-vivo.mp4"` {
		t.Errorf("%d, %q, %v", res.StatusCode, part, res.Header)
	}
	cut, err := os.Stat(p.MediaPath(lib.App, r))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.Stat(r.MediaPath(lib.App))
	if err != nil || cut.Size() > whole.Size()*7/10 || cut.Size() < whole.Size()/2 {
		t.Errorf("%d of %d bytes: %v", cut.Size(), whole.Size(), err)
	}
	if err := recordings.Withdraw(lib.App, r.Id, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(p.MediaPath(lib.App, r)); !os.IsNotExist(err) {
		t.Errorf("its film stays: %v", err)
	}
}
