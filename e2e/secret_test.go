package e2e

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// words is a run of letters that rendering does not change: no quotes, no signs of Markdown.
var words = regexp.MustCompile(`[A-Za-zàèéìòù][A-Za-zàèéìòù ,:]{16,}`)

// secretsOf are texts of a quiz that nobody may read before submitting: what is said about answers, and nowhere else.
func secretsOf(course folder, quiz string) []string {
	found := map[string]bool{}
	var open strings.Builder
	for path, text := range course {
		if path != quiz {
			open.WriteString(text)
		}
	}
	for line := range strings.Lines(course[quiz]) {
		text, secret := strings.CutPrefix(strings.TrimSpace(line), "> ")
		if !secret {
			open.WriteString(line)
			continue
		}
		if run := words.FindString(text); run != "" {
			found[strings.TrimSpace(run)] = true
		}
	}
	for text := range found {
		if strings.Contains(open.String(), text) {
			delete(found, text)
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// bearer signs in as scripts do.
func (v *person) bearer() string {
	v.Helper()
	var in struct {
		Token string `json:"token"`
	}
	v.json(http.MethodPost, "/api/collections/users/auth-with-password", map[string]string{"identity": v.mailbox, "password": v.password}, &in)
	return in.Token
}

// withToken asks as a script: without the cookie.
func (v *person) withToken(token, path string) reply {
	v.Helper()
	req, err := http.NewRequest(http.MethodGet, v.home.url+path, nil)
	if err != nil {
		v.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	got, err := v.home.stranger(v.T).send(req)
	if err != nil {
		v.Fatal(err)
	}
	return got
}

// everythingSentDuring answers an attempt in all ways, and returns what the academy sends meanwhile.
func (v *person) everythingSentDuring(a attempt, answers map[string]any) (seen []reply) {
	v.Helper()
	page, api := finalQuiz+"/attempts/"+a.ID, "/api/aula/attempts/"+a.ID
	quiz := v.quizOf("spid-e-cie", "quiz-finale")
	seen = []reply{
		v.call(http.MethodPost, "/api/aula/quizzes/"+quiz+"/attempts", nil),
		v.call(http.MethodPatch, api, map[string]any{"answers": answers}),
		v.get(page), v.get(page + "?q=3"), v.get(page + "/review"), v.get(finalQuiz), v.get(finalQuiz + "/preview"),
		v.get("/courses/spid-e-cie"), v.get("/api/aula/courses/spid-e-cie"), v.get("/api/aula/courses/spid-e-cie/progress"),
		v.get("/courses/spid-e-cie/files/quiz-finale.md"), v.get("/courses?q=24681357"),
	}
	token := v.bearer()
	for _, collection := range []string{"questions", "quizzes", "attempts", "course_files", "courses", "lessons", "enrolments"} {
		seen = append(seen, v.withToken(token, "/api/collections/"+collection+"/records?perPage=500&expand=quiz,course,quizzes_via_course"))
	}
	p := open(v.T, desktop)
	p.become(v)
	p.visit(page)
	seen = append(seen, reply{path: "the page in a browser", body: []byte(eval[string](p, "document.documentElement.outerHTML"))})
	for _, address := range eval[[]string](p, `performance.getEntriesByType("resource").map(r => r.name.replace(location.origin, ""))`) {
		seen = append(seen, v.get(address))
	}
	return seen
}

func TestRightAnswersAreNotSentBeforeTheSubmission(t *testing.T) {
	t.Parallel()
	secrets := append(secretsOf(shipped(t, "spid-e-cie"), "quiz-finale.md"), "24681357")
	if len(secrets) < 30 {
		t.Fatalf("only %d texts to look for", len(secrets))
	}
	pupil := academy.newLearner(t, "Irma", "Poli")
	a := pupil.begins("spid-e-cie", "quiz-finale")
	page, api := finalQuiz+"/attempts/"+a.ID, "/api/aula/attempts/"+a.ID
	answers := map[string]any{}
	for _, q := range a.Questions {
		if len(q.Options) > 0 && q.Type == "single" {
			answers[q.ID] = q.Options[0].ID
		}
	}
	seen := pupil.everythingSentDuring(a, answers)
	for _, r := range seen {
		for _, secret := range secrets {
			if r.says(secret) && r.path != "/courses?q=24681357" {
				t.Errorf("%s says %q before the submission", r.path, secret)
			}
		}
	}
	told := pupil.call(http.MethodPost, api+"/submission", nil)
	var marked result
	if err := json.Unmarshal(told.body, &marked); err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, secret := range secrets {
		if pupil.get(page).says(secret) {
			shown++
		}
	}
	if shown < 5 {
		t.Errorf("after the submission %d of the texts are shown: what was looked for proves nothing", shown)
	}
}
