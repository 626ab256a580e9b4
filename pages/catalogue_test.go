package pages

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"aula/internal/testapp"
)

func TestFacetsLiveInTheAddress(t *testing.T) {
	lib := newLibrary(t)
	lib.course("protocollo", map[string]any{"slug": "protocollo", "title": "Protocollo", "state": "published", "language": "it", "audience": "employees", "level": "intermedio"})
	lib.course("alle", map[string]any{"slug": "alle", "title": "Für alle", "state": "published", "language": "de", "audience": "all", "level": "base"})
	guest := lib.as(nil)
	for _, row := range []struct{ name, query, has, lacks string }{
		{"everything", "", "/courses/published /courses/protocollo /courses/alle", "/courses/draft /courses/withdrawn"},
		{"an audience, with what is for everyone", "?audience=employees", "/courses/protocollo /courses/alle", "/courses/published"},
		{"a level", "?level=base", "/courses/published /courses/alle", "/courses/protocollo"},
		{"a language", "?language=de", "/courses/alle", "/courses/published"},
		{"an audience that is none", "?audience=x", "/courses/published", ""},
		{"a page that is none", "?page=99", "/courses/published", ""},
		{"a page that is no number", "?page=-1x", "/courses/published", ""},
	} {
		body := guest.page("/courses" + row.query)
		for link := range strings.FieldsSeq(row.has) {
			if !strings.Contains(body, `href="`+link+`"`) {
				t.Errorf("%s: %s is missing", row.name, link)
			}
		}
		for link := range strings.FieldsSeq(row.lacks) {
			if strings.Contains(body, `href="`+link+`"`) {
				t.Errorf("%s: %s is there", row.name, link)
			}
		}
	}
	body := guest.page("/courses?audience=residents&level=base")
	for _, want := range []string{`href="/courses?level=base" aria-current="true"`, `href="/courses?audience=employees&amp;level=base"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the facets lack %s", want)
		}
	}
}

func TestAListThatNothingMatchesSaysWhatToDo(t *testing.T) {
	lib := newLibrary(t)
	body := lib.as(nil).page("/courses?q=motocicletta&level=base")
	for _, want := range []string{"Nessun corso trovato", `href="/courses?q=motocicletta"`, `value="motocicletta"`, "noindex"} {
		if !strings.Contains(body, want) {
			t.Errorf("it lacks %s", want)
		}
	}
}

func TestSearchLeadsToTheLesson(t *testing.T) {
	lib := newLibrary(t)
	for _, slug := range []string{"published", "draft"} {
		lesson, err := lib.FindFirstRecordByFilter("lessons", "course = {:c} && key = 'due'", dbx.Params{"c": lib.courses[slug]})
		if err != nil {
			t.Fatal(err)
		}
		_, err = lib.DB().Insert("course_search", dbx.Params{
			"course": lib.courses[slug], "lesson": lesson.Id, "title": "Lezione due", "body": "La tua identità digitale",
		}).Execute()
		if err != nil {
			t.Fatal(err)
		}
	}
	body := lib.as(nil).page("/courses?q=identita")
	if !strings.Contains(body, `<a href="/courses/published/due">Lezione due</a>`) || !strings.Contains(body, "<mark>identità</mark>") {
		t.Error("the lesson where the word stands is not linked")
	}
	if strings.Contains(body, "/courses/draft") {
		t.Error("a draft is found")
	}
}

func TestLongListsHavePages(t *testing.T) {
	lib := newLibrary(t)
	for i := range cardsAPage + 3 {
		testapp.Save(t, lib.App, "courses", map[string]any{
			"slug": fmt.Sprintf("corso-%02d", i), "title": fmt.Sprintf("Corso %02d", i), "state": "published", "language": "it", "audience": "all",
		})
	}
	first, second := lib.as(nil).page("/courses"), lib.as(nil).page("/courses?page=2")
	if n := strings.Count(first, `class="it-card"`); n != cardsAPage {
		t.Errorf("the first page has %d cards", n)
	}
	if n := strings.Count(second, `class="it-card"`); n != 4 {
		t.Errorf("the second page has %d cards", n)
	}
	if !strings.Contains(first, `href="/courses?page=2" rel="next"`) || !strings.Contains(second, `href="/courses?page=1" rel="prev"`) {
		t.Error("the pages do not lead to each other")
	}
}

func TestAnEmptyAcademySaysWhatWillBeHere(t *testing.T) {
	lib := newLibrary(t)
	if _, err := lib.DB().NewQuery("UPDATE courses SET state = 'draft', updated = updated || 'x'").Execute(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/courses"} {
		if body := lib.as(nil).page(path); !strings.Contains(body, "Qui troverai i corsi") || strings.Contains(body, "/manage/courses") {
			t.Errorf("%s does not say it to guests", path)
		}
		if body := lib.as(lib.staff).page(path); !strings.Contains(body, `href="/manage/courses"`) {
			t.Errorf("%s does not offer staff the first step", path)
		}
	}
}

func TestTextSizeIsKeptWithoutAScript(t *testing.T) {
	lib := newLibrary(t)
	for size, kept := range map[string]bool{"large": true, "larger": true, "normal": true, "huge": false} {
		res, _ := lib.as(nil).send(http.MethodPost, "/text-size", map[string][]string{"size": {size}, "next": {"/courses/published/uno"}})
		if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/courses/published/uno" {
			t.Errorf("%s: %d to %s", size, res.StatusCode, res.Header.Get("Location"))
		}
		if got := strings.Contains(res.Header.Get("Set-Cookie"), textSizeCookie+"="+size+";"); got != kept {
			t.Errorf("%s: cookie %q", size, res.Header.Get("Set-Cookie"))
		}
	}
}
