package pages

import (
	"strings"
	"testing"

	"aula/internal/testapp"
	"aula/quizzes"
	"aula/quizzes/gift"
)

const filesOf = "/manage/courses/spid/quizzes/fine"

func TestWhoRunsACourseFetchesItsQuizAsAFile(t *testing.T) {
	app, as := quizSite(t, twoQuestions)
	staff := as(testapp.Person(t, app, "staff", "staff@example.org"))
	for _, row := range []struct {
		format, mediaType, name string
		read                    func(string) (quizzes.Quiz, int)
	}{
		{"gift", "text/plain", "fine.gift", func(file string) (quizzes.Quiz, int) {
			quiz, found := gift.Parse([]byte(file), quizzes.Options{Key: "altro"})
			return quiz, len(found)
		}},
		{"markdown", "text/markdown", "fine.md", func(file string) (quizzes.Quiz, int) {
			quiz, found := quizzes.ParseMarkdown([]byte(file), quizzes.Options{Key: "altro"})
			return quiz, len(found)
		}},
	} {
		res, file := staff.send("GET", filesOf+"/"+row.format, nil)
		if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), row.mediaType) ||
			res.Header.Get("Content-Disposition") != `attachment; filename="`+row.name+`"` || res.Header.Get("Cache-Control") != "private, no-store" {
			t.Fatalf("%s: %d %v", row.format, res.StatusCode, res.Header)
		}
		quiz, found := row.read(file)
		if found > 0 || len(quiz.Questions) != 2 || quiz.Questions[0].Key != "uno" || quiz.Settings.Pass != 60 {
			t.Errorf("%s is read with %d findings as %+v from\n%s", row.format, found, quiz, file)
		}
		learner, answers := as(testapp.Person(t, app, "learner", row.format+"@example.org")).send("GET", filesOf+"/"+row.format, nil)
		if learner.StatusCode != 403 && learner.StatusCode != 404 || strings.Contains(answers, "giusta") {
			t.Errorf("a learner gets %d: %s", learner.StatusCode, answers)
		}
	}
}

func TestWhatGIFTLosesIsSaidBeforeItIsDownloaded(t *testing.T) {
	const ordering, rubric = "## In che ordine? {#fila}\n1. prima\n2. dopo\n", "## Scrivi. {#tema type=essay}\n:::rubric\n- Chiara\n  - 0: no\n  - 1: sì\n:::\n"
	for _, row := range []struct {
		name, quiz string
		says       []string
		never      []string
	}{
		{"nothing is lost", twoQuestions, []string{"GIFT sa dire tutte le domande", `href="` + filesOf + `/gift"`, `href="` + filesOf + `/markdown"`}, []string{"perde"}},
		{"one is not read", ordering, []string{"una domanda perde qualcosa", "«fila» è di un tipo che il formato GIFT non ha"}, []string{"sa dire tutte"}},
		{"two lose something", ordering + "\n" + rubric, []string{"2 domande perdono qualcosa", "«fila»", "Della domanda «tema»"}, nil},
	} {
		app, as := quizSite(t, row.quiz)
		staff := as(testapp.Person(t, app, "staff", "staff@example.org"))
		if _, list := staff.send("GET", filesOf+"/questions", nil); !strings.Contains(list, `href="`+filesOf+`/files"`) {
			t.Error("the questions do not lead to the files")
		}
		res, page := staff.send("GET", filesOf+"/files", nil)
		staff.must(200, res, page, row.says...)
		for _, never := range row.never {
			if strings.Contains(page, never) {
				t.Errorf("%s: the page says %q", row.name, never)
			}
		}
	}
}
