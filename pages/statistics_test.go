package pages

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
	"aula/quizzes"
)

const twoQuestions = "---\npass: 60\n---\n\n## Uno? {#uno}\n- [x] giusta\n- [ ] sbagliata\n- [ ] mai scelta\n\n## Due? {#due}\n= PEC\n"

// sit lets so many people take the quiz; every third one gets the first question wrong.
func sit(t *testing.T, app core.App, people int) {
	t.Helper()
	course, err := app.FindFirstRecordByData("courses", "slug", "spid")
	if err != nil {
		t.Fatal(err)
	}
	quiz, err := quizzes.FindBySlug(app, course.Id, "fine")
	if err != nil {
		t.Fatal(err)
	}
	for i := range people {
		user := testapp.Person(t, app, "learner", fmt.Sprintf("p%d@example.org", i)).Id
		enrolment := testapp.Save(t, app, "enrolments", map[string]any{"user": user, "course": course.Id, "cycle": 1}).Id
		attempt, _, err := quizzes.Start(app, user, quiz.Id, enrolment)
		if err != nil {
			t.Fatal(err)
		}
		asked, err := quizzes.Questions(app, attempt)
		if err != nil {
			t.Fatal(err)
		}
		option := asked[0].Body.Options[0].ID
		if i%3 == 0 {
			option = asked[0].Body.Options[1].ID
		}
		answers := map[string]json.RawMessage{asked[0].ID: json.RawMessage(`"` + option + `"`), asked[1].ID: json.RawMessage(`"pec"`)}
		if _, err := quizzes.Give(app, user, attempt.Id, answers); err != nil {
			t.Fatal(err)
		}
		if _, err := quizzes.Submit(app, user, attempt.Id); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheStatisticsOfAQuizAreTablesAndPictures(t *testing.T) {
	app, as := quizSite(t, twoQuestions)
	sit(t, app, 30)
	staff := as(testapp.Person(t, app, "staff", "staff@example.org"))
	res, page := staff.send("GET", "/manage/courses/spid/quizzes/fine/statistics", nil)
	if res.StatusCode != 200 {
		t.Fatal(res.StatusCode)
	}
	if strings.Contains(page, "%!") {
		t.Error("a figure is not written")
	}
	for _, want := range []string{`<svg class="chart"`, "mai scelta", "non l&#39;ha scelta nessuno", `<rect class="bar"`, "66 %"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if res, _ := staff.send("GET", "/manage/courses/spid/quizzes/manca/statistics", nil); res.StatusCode != 404 {
		t.Errorf("a quiz that is not there: %d", res.StatusCode)
	}
	if res, _ := as(testapp.Person(t, app, "learner", "nobody@example.org")).send("GET", "/manage/courses/spid/quizzes/fine/statistics", nil); res.StatusCode != 403 {
		t.Errorf("a learner: %d", res.StatusCode)
	}
}

func TestFewAttemptsShowNoStatistics(t *testing.T) {
	app, as := quizSite(t, twoQuestions)
	sit(t, app, 9)
	_, page := as(testapp.Person(t, app, "staff", "staff@example.org")).send("GET", "/manage/courses/spid/quizzes/fine/statistics", nil)
	if strings.Contains(page, "<svg class=\"chart\"") || !strings.Contains(page, "Ci sono 9 tentativi") {
		t.Error("nine attempts give figures away")
	}
}
