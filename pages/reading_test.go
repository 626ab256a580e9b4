package pages

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/courses"
	"aula/internal/testapp"
	"aula/locales"
	"aula/public"
)

// library is a site with three courses of two lessons: published, withdrawn and a draft.
type library struct {
	core.App
	t                                *testing.T
	url                              string
	learner, author, staff, stranger *core.Record
	courses                          map[string]string // slug → id
}

func newLibrary(t *testing.T) library {
	t.Helper()
	if !public.Built() {
		t.Fatal(public.ErrNotBuilt)
	}
	app := testapp.New(t)
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		if err := Bind(se, Options{Describe: describeForTests}); err != nil {
			return err
		}
		return se.Next()
	})
	lib := library{App: app, t: t, courses: map[string]string{}}
	lib.learner = lib.user("learner", "Ada")
	lib.stranger = lib.user("learner", "Eva")
	lib.author = lib.user("author", "Ugo")
	lib.staff = lib.user("staff", "Lia")
	for _, state := range []string{"published", "withdrawn", "draft"} {
		lib.course(state, map[string]any{
			"slug": state, "title": "Corso " + state, "summary": "Che cosa si impara", "state": state, "language": "it",
			"audience": "residents", "level": "base", "hours": 1.5, "owner": lib.author.Id, "certificate": true,
			"skills":     types.JSONRaw(`["digcomp-2.2:2.6","altro:X"]`),
			"objectives": types.JSONRaw(`["Entrare con SPID"]`),
			"complete":   types.JSONRaw(`{"lessons":"all"}`),
			"intro_html": "<p>Introduzione</p>", "licence": "CC-BY-4.0",
		})
	}
	lib.url = testapp.Serve(t, app)
	return lib
}

func (lib library) user(role, name string) *core.Record {
	return testapp.Save(lib.t, lib.App, "users", map[string]any{
		"email": strings.ToLower(name) + "@example.org", "password": "correct horse", "role": role, "given_name": name, "verified": true,
	})
}

func (lib library) course(slug string, values map[string]any) {
	id := testapp.Save(lib.t, lib.App, "courses", values).Id
	lib.courses[slug] = id
	for i, key := range []string{"uno", "due"} {
		testapp.Save(lib.t, lib.App, "lessons", map[string]any{
			"course": id, "key": key, "slug": key, "title": "Lezione " + key, "position": i, "minutes": 7, "html": "<p>Testo di " + key + "</p>",
		})
	}
}

func (lib library) as(person *core.Record) reader {
	r := reader{t: lib.t, url: lib.url}
	if person != nil {
		r.token = testapp.Token(lib.t, person)
	}
	return r
}

func (lib library) enrol(person *core.Record, slug string) {
	lib.t.Helper()
	testapp.Save(lib.t, lib.App, "enrolments", map[string]any{"user": person.Id, "course": lib.courses[slug], "cycle": 1})
}

func TestWhoSeesWhichCourse(t *testing.T) {
	lib := newLibrary(t)
	enrolled := lib.user("learner", "Ivo")
	lib.enrol(enrolled, "withdrawn")
	for _, row := range []struct {
		who                         string
		person                      *core.Record
		published, withdrawn, draft int
	}{
		{"guest", nil, 200, 404, 404},
		{"learner", lib.learner, 200, 404, 404},
		{"learner who is enrolled", enrolled, 200, 200, 404},
		{"another author", lib.user("author", "Pia"), 200, 404, 404},
		{"the course's author", lib.author, 200, 200, 200},
		{"staff", lib.staff, 200, 200, 200},
	} {
		for slug, want := range map[string]int{"published": row.published, "withdrawn": row.withdrawn, "draft": row.draft} {
			for _, path := range []string{"/courses/" + slug, "/courses/" + slug + "/due"} {
				if res, _ := lib.as(row.person).send(http.MethodGet, path, nil); res.StatusCode != want {
					t.Errorf("%s, %s: got %d, want %d", row.who, path, res.StatusCode, want)
				}
			}
		}
	}
}

// unfilled is a slot of the shell. A record's id may hold its sign once.
var unfilled = regexp.MustCompile(`zq[a-z]+zq`)

func TestEveryReadingPageSpeaksEveryLanguage(t *testing.T) {
	lib := newLibrary(t)
	lib.enrol(lib.learner, "published")
	for _, lang := range locales.Languages {
		lib.learner.Set("locale", lang)
		if err := lib.Save(lib.learner); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/", "/courses", "/courses?q=niente", "/courses?audience=residents", "/courses/published",
			"/courses/published/uno", "/courses/published/due", "/privacy", "/accessibility", "/me"} {
			body := lib.as(lib.learner).page(path)
			if strings.Contains(body, "⟦") {
				t.Errorf("%s %s lacks a text: %s", lang, path, around(body, "⟦"))
			}
			if slot := unfilled.FindString(body); slot != "" {
				t.Errorf("%s %s has a gap: %s", lang, path, around(body, slot))
			}
			if !strings.Contains(body, `<html lang="`+lang+`"`) {
				t.Errorf("%s: %s is in another language", lang, path)
			}
		}
	}
}

func around(body, what string) string {
	i := strings.Index(body, what)
	return body[max(0, i-60):min(len(body), i+60)]
}

func TestAPersonsNameIsNeverOnAnothersPage(t *testing.T) {
	lib := newLibrary(t)
	for _, person := range []*core.Record{lib.learner, lib.stranger, lib.learner} {
		body := lib.as(person).page("/courses")
		for _, name := range []string{"Ada", "Eva"} {
			if shown := strings.Contains(body, name); shown != (person.GetString("given_name") == name) {
				t.Errorf("page of %s: %s is there: %v", person.GetString("given_name"), name, shown)
			}
		}
	}
	if body := lib.as(nil).page("/courses"); strings.Contains(body, "Ada") || strings.Contains(body, "Eva") {
		t.Error("a guest sees somebody's name")
	}
}

func TestWhatIsTypedIsEscapedInTheFrame(t *testing.T) {
	lib := newLibrary(t)
	body := lib.as(nil).page("/courses?q=" + url.QueryEscape(`"><script>alert(1)</script>`))
	if strings.Contains(body, "<script>alert") {
		t.Errorf("the search is not escaped: %s", around(body, "<script>alert"))
	}
	lib.learner.Set("given_name", `<b>"Ada"`)
	if err := lib.Save(lib.learner); err != nil {
		t.Fatal(err)
	}
	if body := lib.as(lib.learner).page("/"); strings.Contains(body, "<b>") {
		t.Error("the name is not escaped")
	}
}

func TestALearnerGoesThroughACourse(t *testing.T) {
	lib := newLibrary(t)
	ada := lib.as(lib.learner)
	if to := ada.post("/courses/published/enrolment", nil); to != "/courses/published/uno?said=enrolled" {
		t.Fatalf("after enrolling: %s", to)
	}
	if body := ada.page("/courses/published/uno?said=enrolled"); !strings.Contains(body, "Iscrizione fatta") || !strings.Contains(body, "Segna come fatta") {
		t.Error("the first lesson says nothing of the enrolment")
	}
	if to := ada.post("/courses/published/lessons/uno/done", url.Values{"done": {"true"}}); to != "/courses/published/due?said=lesson_done" {
		t.Fatalf("after the first lesson: %s", to)
	}
	if to := ada.post("/courses/published/lessons/uno/done", url.Values{"done": {"false"}}); to != "/courses/published/uno?said=lesson_undone" {
		t.Fatalf("after taking it back: %s", to)
	}
	ada.post("/courses/published/lessons/uno/done", url.Values{"done": {"true"}})
	if body := ada.page("/"); !strings.Contains(body, "Lezione due") || !strings.Contains(body, `value="50"`) {
		t.Error("the home page does not lead to the next lesson")
	}
	if to := ada.post("/courses/published/lessons/due/done", url.Values{"done": {"true"}}); to != "/courses/published?said=course_complete" {
		t.Fatalf("after the last lesson: %s", to)
	}
	body := ada.page("/courses/published")
	if !strings.Contains(body, "hai concluso il corso") || !strings.Contains(body, `name="clarity"`) {
		t.Error("the finished course does not congratulate and ask")
	}
}

func TestWhoIsNotSignedInIsSentToSignInAndBack(t *testing.T) {
	lib := newLibrary(t)
	for _, path := range []string{"/courses/published/enrolment", "/courses/published/lessons/uno/done",
		"/courses/published/lessons/uno/questions", "/courses/published/rating"} {
		if to := lib.as(nil).post(path, nil); !strings.HasPrefix(to, "/sign-in?next=") {
			t.Errorf("%s leads to %s", path, to)
		}
	}
}

func TestSatisfactionIsAskedOnceAndNamesNobody(t *testing.T) {
	lib := newLibrary(t)
	if _, err := courses.Enrol(lib.App, lib.learner.Id, lib.courses["published"]); err != nil {
		t.Fatal(err)
	}
	ada := lib.as(lib.learner)
	for _, key := range []string{"uno", "due"} {
		ada.post("/courses/published/lessons/"+key+"/done", nil)
	}
	res, body := ada.send(http.MethodPost, "/courses/published/rating", url.Values{"clarity": {"5"}, "usefulness": {"9"}, "comment": {"Bello <b>"}})
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("a rating without answers: %d", res.StatusCode)
	}
	for _, want := range []string{"data-focus", `href="#usefulness-1"`, `href="#recommend-1"`, "Bello &lt;b&gt;", `value="5" checked`} {
		if !strings.Contains(body, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	all := url.Values{"clarity": {"5"}, "usefulness": {"4"}, "recommend": {"3"}, "comment": {"Bello"}}
	for range 2 {
		if to := ada.post("/courses/published/rating", all); to != "/courses/published?said=rated" {
			t.Fatalf("after rating: %s", to)
		}
	}
	ratings, err := lib.FindAllRecords("ratings")
	if err != nil || len(ratings) != 1 {
		t.Fatalf("%d ratings, %v", len(ratings), err)
	}
	for name, value := range ratings[0].PublicExport() {
		if value == lib.learner.Id {
			t.Errorf("field %s names the learner", name)
		}
	}
	if body := ada.page("/courses/published"); strings.Contains(body, `name="clarity"`) {
		t.Error("it is asked again")
	}
}

func TestAQuestionToTheTeacherKeepsWhatWasTyped(t *testing.T) {
	lib := newLibrary(t)
	lib.enrol(lib.learner, "published")
	ada := lib.as(lib.learner)
	const path = "/courses/published/lessons/uno/questions"
	for name, row := range map[string]struct{ text, want string }{
		"empty":    {"  ", "Scrivi la domanda prima di inviarla"},
		"too long": {strings.Repeat("è", courses.QuestionAtMost+1), "troppo lunga"},
	} {
		res, body := ada.send(http.MethodPost, path, url.Values{"text": {row.text}})
		if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, row.want) || !strings.Contains(body, row.text) ||
			!strings.Contains(body, `aria-invalid="true"`) {
			t.Errorf("%s: %d, the form does not keep the text and say what is wrong", name, res.StatusCode)
		}
	}
	if to := ada.post(path, url.Values{"text": {"Perché <due>?"}}); to != "/courses/published/uno?said=asked" {
		t.Fatalf("after asking: %s", to)
	}
	if body := ada.page("/courses/published/uno"); !strings.Contains(body, "Perché &lt;due&gt;?") {
		t.Error("the question is not shown")
	}
	if body := lib.as(lib.stranger).page("/courses/published/uno"); strings.Contains(body, "Perché") {
		t.Error("somebody else reads the question")
	}
	lib.enrol(lib.stranger, "published")
	if body := lib.as(lib.stranger).page("/courses/published/uno"); strings.Contains(body, "Perché") {
		t.Error("another learner reads the question")
	}
}
