package hooks_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/tools/types"

	"aula/internal/testapp"
)

func TestCourseRoutes(t *testing.T) {
	app, url := newServer(t)
	token := testapp.Token(t, testapp.Person(t, app, "learner"))
	author := testapp.Person(t, app, "author")
	course := testapp.Save(t, app, "courses", map[string]any{
		"slug": "spid", "title": "SPID e CIE", "state": "published", "complete": types.JSONRaw(`{"lessons":"all","quizzes":[{"id":"fine","pass":60}]}`),
	}).Id
	testapp.Save(t, app, "courses", map[string]any{"slug": "bozza", "title": "Bozza", "state": "draft", "owner": author.Id})
	testapp.Save(t, app, "courses", map[string]any{"slug": "ritirato", "title": "Ritirato", "state": "withdrawn"})
	testapp.Save(t, app, "lessons", map[string]any{"course": course, "key": "uno", "slug": "che-cosa", "title": "Che cos'è", "position": 1})
	testapp.Save(t, app, "lessons", map[string]any{"course": course, "key": "due", "slug": "livelli", "title": "I livelli", "position": 2})
	testapp.Save(t, app, "quizzes", map[string]any{"course": course, "key": "fine", "slug": "fine", "title": "Verifica finale"})

	rows := []struct {
		name, method, path, token string
		body                      any
		status                    int
		contains                  string
	}{
		{"a guest sees a published course", "GET", "/courses/spid", "", nil, 200, `"slug":"livelli","title":"I livelli"`},
		{"a draft is not there for a guest", "GET", "/courses/bozza", "", nil, 404, `"code":"not_found"`},
		{"a draft is there for its author", "GET", "/courses/bozza", testapp.Token(t, author), nil, 200, `"title":"Bozza"`},
		{"a withdrawn course is not there for the others", "GET", "/courses/ritirato", token, nil, 404, `"code":"not_found"`},
		{"a course that never was", "GET", "/courses/none", "", nil, 404, `"code":"not_found"`},
		{"a guest does not enrol", "POST", "/courses/spid/enrolment", "", nil, 401, `"code":"sign_in"`},
		{"a guest has no progress", "GET", "/courses/spid/progress", "", nil, 401, `"code":"sign_in"`},
		{"progress needs an enrolment", "GET", "/courses/spid/progress", token, nil, 403, `"code":"not_enrolled"`},
		{"a mark needs an enrolment", "PUT", "/courses/spid/lessons/livelli", token, map[string]any{"done": true}, 403, `"code":"not_enrolled"`},
		{"a draft takes nobody", "POST", "/courses/bozza/enrolment", testapp.Token(t, author), nil, 409, `"code":"course_not_published"`},
		{"enrolling makes an enrolment", "POST", "/courses/spid/enrolment", token, nil, 201, `"percent":0`},
		{"enrolling again finds it", "POST", "/courses/spid/enrolment", token, nil, 200, `"percent":0`},
		{"what is missing is said in words", "GET", "/courses/spid/progress", token, nil, 200, "Leggi la lezione «I livelli» e segnala come fatta."},
		{"there is no certificate yet", "GET", "/courses/spid/progress", token, nil, 200, `"certificate":null`},
		{"a mark without done", "PUT", "/courses/spid/lessons/livelli", token, map[string]any{}, 400, `"code":"invalid"`},
		{"a mark of another shape", "PUT", "/courses/spid/lessons/livelli", token, map[string]any{"done": "maybe"}, 400, `"code":"invalid"`},
		{"a lesson that is not there", "PUT", "/courses/spid/lessons/none", token, map[string]any{"done": true}, 404, `"code":"not_found"`},
		{"a lesson by its slug", "PUT", "/courses/spid/lessons/livelli", token, map[string]any{"done": true}, 200, `"percent":33`},
		{"a lesson by its id", "PUT", "/courses/spid/lessons/uno", token, map[string]any{"done": true}, 200, `"percent":66`},
		{"only the quiz is missing", "GET", "/courses/spid/progress", token, nil, 200, `"missing":["Supera la verifica «Verifica finale»."]`},
		{"a mark taken back", "PUT", "/courses/spid/lessons/uno", token, map[string]any{"done": false}, 200, `"percent":33`},
		{"the description", "GET", "/openapi.json", "", nil, 200, `"openapi": "3.1.0"`},
		{"a route that is none", "GET", "/nothing", "", nil, 404, `"code":"not_found"`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			status, body := call(t, row.method, url+"/api/aula"+row.path, row.token, row.body)
			if status != row.status || !strings.Contains(body, row.contains) {
				t.Errorf("%d %s, want %d with %s", status, body, row.status, row.contains)
			}
		})
	}
}

func TestProblemsSpeakTheReadersLanguage(t *testing.T) {
	_, url := newServer(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/aula/courses/none", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Language", "de")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body := make([]byte, 300)
	n, _ := res.Body.Read(body)
	if !strings.Contains(string(body[:n]), "Diese Seite gibt es nicht") {
		t.Errorf("%s", body[:n])
	}
}
