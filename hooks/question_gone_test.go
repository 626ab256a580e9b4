package hooks_test

import (
	"net/http"
	"strings"
	"testing"

	"aula/internal/testapp"
	"aula/quizzes"
)

func TestAQuestionThatIsDeletedWhileItIsAskedIsLeftOut(t *testing.T) {
	for _, row := range []struct {
		name  string
		known bool // an attempt was marked by it before
	}{{"nobody was marked by it yet", false}, {"somebody was marked by it", true}} {
		t.Run(row.name, func(t *testing.T) {
			x := newExam(t, "## Uno? {#uno}\n= a\n\n## Due? {#due}\n= 5\n")
			if row.known {
				x.stranger(t)
			}
			id, q, _ := x.asked(t)
			answers := map[string]any{"answers": map[string]any{q["short"].ID: "a", q["numeric"].ID: "5"}}
			if status, body := call(t, http.MethodPatch, x.url+"/attempts/"+id, x.token, answers); status != 200 {
				t.Fatalf("%d %s", status, body)
			}
			gone, err := x.app.FindRecordById("questions", q["numeric"].ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := x.app.Delete(gone); err != nil {
				t.Fatal(err)
			}
			status, body := call(t, http.MethodPatch, x.url+"/attempts/"+id, x.token, answers)
			if status != 400 || !strings.Contains(body, `"reason":"question"`) || !strings.Contains(body, q["numeric"].ID) {
				t.Errorf("answering it: %d %s", status, body)
			}
			status, body = call(t, http.MethodPost, x.url+"/attempts/"+id+"/submission", x.token, nil)
			if status != 200 || !strings.Contains(body, `"score":1,"max":1,"passed":true`) || strings.Contains(body, q["numeric"].ID) {
				t.Errorf("%d %s", status, body)
			}
		})
	}
}

// stranger lets somebody else go through the quiz.
func (x *exam) stranger(t *testing.T) {
	t.Helper()
	other := testapp.Person(t, x.app, "learner", "terza@example.org").Id
	enrolment := testapp.Save(t, x.app, "enrolments", map[string]any{"user": other, "course": x.course, "cycle": 1}).Id
	a, _, err := quizzes.Start(x.app, other, x.quiz, enrolment)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := quizzes.Submit(x.app, other, a.Id); err != nil {
		t.Fatal(err)
	}
}
