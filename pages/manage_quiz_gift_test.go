package pages

import (
	"strings"
	"testing"

	"aula/internal/testapp"
	"aula/quizzes"
	"aula/quizzes/gift"
)

func TestWhoRunsACourseFetchesItsQuizAsGIFT(t *testing.T) {
	app, as := quizSite(t, twoQuestions)
	res, file := as(testapp.Person(t, app, "staff", "staff@example.org")).send("GET", "/manage/courses/spid/quizzes/fine/gift", nil)
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") ||
		res.Header.Get("Content-Disposition") != `attachment; filename="fine.gift"` || res.Header.Get("Cache-Control") != "private, no-store" {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	quiz, found := gift.Parse([]byte(file), quizzes.Options{Key: "altro"})
	if len(found) > 0 || len(quiz.Questions) != 2 || quiz.Questions[0].Key != "uno" || quiz.Settings.Pass != 60 {
		t.Errorf("%v, read as %+v from\n%s", found, quiz, file)
	}
	learner, answers := as(testapp.Person(t, app, "learner", "learner@example.org")).send("GET", "/manage/courses/spid/quizzes/fine/gift", nil)
	if learner.StatusCode != 403 && learner.StatusCode != 404 || strings.Contains(answers, "giusta") {
		t.Errorf("a learner gets %d: %s", learner.StatusCode, answers)
	}
}
