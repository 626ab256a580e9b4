package pages

import (
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/recordings"
	"aula/recordings/captions"
)

func TestTheWordsOfAFilmAreReadAndCount(t *testing.T) {
	lib := newLibrary(t)
	lib.film("published")
	lib.enrol(lib.learner, "published")
	words := "/courses/published/lessons/dal-vivo/words"
	if _, page := lib.as(lib.learner).get("/courses/published/dal-vivo", nil); !strings.Contains(page, `href="`+words+`"`) {
		t.Error("the film's page does not lead to its words")
	}
	if _, page := lib.as(nil).get(words, nil); !strings.Contains(page, "&lt;b&gt;Buongiorno&lt;/b&gt;") || strings.Contains(page, "in privato") || strings.Contains(page, "Ho letto tutto") || !strings.Contains(page, "<h2>Inizio</h2>") {
		t.Errorf("a guest reads:\n%s", mainOf(page))
	}
	learner := lib.as(lib.learner)
	if _, page := learner.get(words, nil); !strings.Contains(page, "Ho letto tutto") || !strings.Contains(page, "data-place") {
		t.Errorf("a learner reads:\n%s", mainOf(page))
	}
	rows, err := lib.App.FindAllRecords(recordings.Watchings)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	rows[0].Set("opened", time.Now().Add(time.Hour)) // a clock that jumped: it is too early by an hour
	if err := lib.App.SaveNoValidate(rows[0]); err != nil {
		t.Fatal(err)
	}
	if status, _, page := learner.submit(words, url.Values{}); status != http.StatusConflict || !strings.Contains(page, "È presto") || strings.Contains(page, "data-place") { // which would scroll away from what is said
		t.Errorf("too soon: %d\n%s", status, mainOf(page))
	}
	rows[0].Set("opened", time.Now().Add(-time.Minute))
	if err := lib.App.SaveNoValidate(rows[0]); err != nil {
		t.Fatal(err)
	}
	if status, said, page := learner.submit(words, url.Values{}); status != http.StatusSeeOther || said != "lesson_done" {
		t.Errorf("read: %d %s\n%s", status, said, mainOf(page))
	}
	if _, page := learner.get("/courses/published/dal-vivo", nil); !strings.Contains(page, "la lezione è fatta") {
		t.Error("the lesson is not done")
	}
	if res, _ := lib.as(nil).get("/courses/published/lessons/nonesuch/words", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("the words of nothing: %d", res.StatusCode)
	}
}

func TestAFilmWithoutWordsPromisesNoReading(t *testing.T) {
	lib := newLibrary(t)
	r, _ := lib.film("published")
	lib.enrol(lib.learner, "published")
	learner := lib.as(lib.learner)
	look := func(path string, has bool, words ...string) {
		t.Helper()
		_, page := learner.get(path, nil)
		for _, w := range words {
			if strings.Contains(mainOf(page), w) != has {
				t.Errorf("%s: has %q: %v\n%s", path, w, !has, mainOf(page))
			}
		}
	}
	look("/courses/published/dal-vivo", true, "ne hai letto il testo", "almeno il 90")
	before := []captions.Cue{{Start: time.Second, End: 2 * time.Second, Text: "prima, in privato"}}
	r, err := recordings.Find(lib.App, r.Id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := recordings.SaveCaptions(lib.App, r.Id, r.Revision(), before, false); err != nil {
		t.Fatal(err)
	}
	look("/courses/published/dal-vivo", true, "almeno il 90")
	look("/courses/published/dal-vivo", false, "ne hai letto il testo")
	look("/courses/published/lessons/dal-vivo/words", true, "non c&#39;è ancora un testo")
	look("/courses/published/lessons/dal-vivo/words", false, "circa", "In qualche punto", "<h2>", "<button type=\"submit\" class=\"btn btn-primary btn-lg\">")
}

func TestStaffChooseAfterWhichLessonAFilmStands(t *testing.T) {
	lib := newLibrary(t)
	r, _ := lib.film("published")
	base := "/manage/webinars/" + r.Webinar() + "/recordings/" + r.Id
	staff := lib.as(lib.staff)
	_, page := staff.get(base, nil)
	if !strings.Contains(page, `<option value="" selected>In fondo al corso</option>`) || !strings.Contains(page, "All&#39;inizio del corso") {
		t.Fatalf("no places:\n%s", mainOf(page))
	}
	if status, said, _ := staff.submit(base+"/lesson/place", url.Values{"after": {":start"}}); status != http.StatusSeeOther || said != "recording_placed" {
		t.Errorf("moved: %d %s", status, said)
	}
	if _, page := staff.get(base, nil); !strings.Contains(page, `<option value=":start" selected>`) {
		t.Error("the page does not say where it stands")
	}
	if _, page := staff.get("/courses/published/dal-vivo", nil); !strings.Contains(page, "Lezione 1 di") {
		t.Errorf("it does not stand there:\n%s", mainOf(page))
	}
	if status, _, _ := lib.as(lib.learner).submit(base+"/lesson/place", url.Values{"after": {""}}); status != http.StatusForbidden {
		t.Errorf("a learner moves it: %d", status)
	}
	if status, _, _ := staff.submit(base+"/lesson/place", url.Values{"after": {"nonesuch"}}); status != http.StatusNotFound {
		t.Errorf("a place that is none: %d", status)
	}
}

func TestALessonWithoutItsFilmSaysSoAndOffersItsWords(t *testing.T) {
	lib := newLibrary(t)
	r, p := lib.film("published")
	lib.enrol(lib.learner, "published")
	for _, path := range []string{p.MediaPath(lib.App, r), r.MediaPath(lib.App)} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	res, page := lib.as(nil).get("/courses/published/dal-vivo", nil)
	if res.StatusCode != http.StatusOK || !strings.Contains(page, "al momento non c&#39;è") || !strings.Contains(page, "/lessons/dal-vivo/words") || strings.Contains(page, "<video") {
		t.Errorf("%d\n%s", res.StatusCode, mainOf(page))
	}
	if _, page := lib.as(lib.learner).get("/courses/published/dal-vivo", nil); !strings.Contains(page, `id="film"`) || strings.Contains(page, "data-go") || strings.Contains(page, "data-report") || strings.Contains(mainOf(page), "da guardare") {
		t.Errorf("as if it were there:\n%s", mainOf(page))
	}
	if _, page := lib.as(lib.staff).get("/manage/webinars/"+r.Webinar()+"/recordings/"+r.Id, nil); !strings.Contains(page, "Il file di questa registrazione non c&#39;è") || strings.Contains(page, "<video") {
		t.Errorf("who manages it reads:\n%s", mainOf(page))
	}
	if res, _ := lib.as(nil).get("/courses/published/lessons/dal-vivo/film/film", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("the film: %d", res.StatusCode)
	}
}

func TestALessonWithoutItsFilmPromisesOfItsWordsWhatIsTrue(t *testing.T) {
	lib := newLibrary(t)
	r, p := lib.film("published")
	if err := os.Remove(p.MediaPath(lib.App, r)); err != nil {
		t.Fatal(err)
	}
	counts, lacks := "leggerlo conta come guardare", "leggerlo non basta"
	says := func(when string, want ...string) {
		t.Helper()
		_, page := lib.as(nil).get("/courses/published/dal-vivo", nil)
		for _, words := range []string{counts, lacks} {
			if strings.Contains(page, words) != slices.Contains(want, words) {
				t.Errorf("%s: says %q: %v\n%s", when, words, !slices.Contains(want, words), mainOf(page))
			}
		}
	}
	says("all is said", counts)
	p.Set("cut_to", 200_000) // three minutes and a word
	if err := lib.App.Save(p); err != nil {
		t.Fatal(err)
	}
	says("something is said", lacks)
	r, err := recordings.Find(lib.App, r.Id)
	if err == nil {
		_, err = recordings.SaveCaptions(lib.App, r.Id, r.Revision(), nil, false)
	}
	if err != nil {
		t.Fatal(err)
	}
	says("nothing is said")
}
