package hooks_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"aula/hooks"
)

var pathParameter = regexp.MustCompile(`\{[a-z]+\}`)

func TestWhatIsDescribedAsClosedIsClosedAndWhatIsOpenIsOpen(t *testing.T) {
	_, url := newServer(t)
	routes, err := hooks.DescribedRoutes()
	if err != nil {
		t.Fatal(err)
	}
	for route, open := range routes {
		method, path, _ := strings.Cut(route, " ")
		status, answer := call(t, method, url+pathParameter.ReplaceAllString(path, "nothing"), "", map[string]any{})
		if closed := status == http.StatusUnauthorized; closed == open {
			t.Errorf("%s answers nobody with %d %s", route, status, answer)
		}
		if status >= 400 {
			if err := hooks.Described(method, path, status, []byte(answer)); err != nil {
				t.Errorf("%s: %v", route, err)
			}
		}
	}
}

func TestAnswersAreAsTheyAreDescribed(t *testing.T) {
	x := newExam(t, quizSource)
	base := strings.TrimSuffix(x.url, "/api/aula")
	var a struct {
		ID        string
		Questions []struct{ ID string }
	}
	steps := []struct {
		method, path string
		fill         func() string // the path with its parameters
		body         any
		into         any
	}{
		{"GET", "/api/aula/openapi.json", nil, nil, nil},
		{"GET", "/api/aula/health", nil, nil, nil},
		{"GET", "/api/aula/courses/{slug}", func() string { return "/api/aula/courses/spid" }, nil, nil},
		{"POST", "/api/aula/courses/{slug}/enrolment", func() string { return "/api/aula/courses/spid/enrolment" }, nil, nil},
		{"GET", "/api/aula/courses/{slug}/progress", func() string { return "/api/aula/courses/spid/progress" }, nil, nil},
		{"POST", "/api/aula/quizzes/{id}/attempts", func() string { return "/api/aula/quizzes/" + x.quiz + "/attempts" }, nil, &a},
		{"GET", "/api/aula/attempts/{id}", func() string { return "/api/aula/attempts/" + a.ID }, nil, nil},
		{"PATCH", "/api/aula/attempts/{id}", func() string { return "/api/aula/attempts/" + a.ID }, map[string]any{"answers": map[string]any{}}, nil},
		{"PATCH", "/api/aula/attempts/{id}", func() string { return "/api/aula/attempts/" + a.ID }, map[string]any{"answers": map[string]any{"nothing": true}}, nil},
		{"POST", "/api/aula/attempts/{id}/submission", func() string { return "/api/aula/attempts/" + a.ID + "/submission" }, nil, nil},
		{"POST", "/api/aula/attempts/{id}/submission", func() string { return "/api/aula/attempts/" + a.ID + "/submission" }, nil, nil},
		{"PATCH", "/api/aula/attempts/{id}", func() string { return "/api/aula/attempts/" + a.ID }, map[string]any{"answers": map[string]any{}}, nil},
		{"GET", "/api/aula/courses/{slug}", func() string { return "/api/aula/courses/manca" }, nil, nil},
	}
	for _, step := range steps {
		path := step.path
		if step.fill != nil {
			path = step.fill()
		}
		status, answer := call(t, step.method, base+path, x.token, step.body)
		if err := hooks.Described(step.method, step.path, status, []byte(answer)); err != nil {
			t.Errorf("%s %s: %d %v\n%s", step.method, step.path, status, err, answer)
		}
		if step.into != nil {
			if err := json.Unmarshal([]byte(answer), step.into); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, url, c, _ := certified(t)
	status, answer := call(t, "GET", url+"/api/aula/certificates/"+c.Code(), "", nil)
	if err := hooks.Described("GET", "/api/aula/certificates/{code}", status, []byte(answer)); err != nil {
		t.Errorf("certificate: %v\n%s", err, answer)
	}
}

func TestAnAnswerThatIsNotAsDescribedIsNoticed(t *testing.T) {
	rows := []struct {
		name   string
		status int
		body   string
	}{
		{"an unknown status", 418, `{}`},
		{"a property that is missing", 200, `{}`},
		{"one that nobody described", 200, `{"state":"well","mood":"good"}`},
		{"another type", 200, `{"state":1}`},
		{"another word", 200, `{"state":"so so"}`},
		{"deep inside", 503, `{"state":"ill","checks":[{"check":"moon","state":"ill"}]}`},
	}
	for _, row := range rows {
		if err := hooks.Described("GET", "/api/aula/health", row.status, []byte(row.body)); err == nil {
			t.Errorf("%s passes", row.name)
		}
	}
	if err := hooks.Described("GET", "/api/aula/health", 200, []byte(`{"state":"well"}`)); err != nil {
		t.Error(err)
	}
}
