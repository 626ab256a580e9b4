package pages

import (
	"net/url"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/audit"
	"aula/internal/testapp"
	"aula/quizzes"
)

func TestARegradeIsSeenBeforeItIsDone(t *testing.T) {
	app, as := quizSite(t, twoQuestions)
	sit(t, app, 6)
	course, err := app.FindFirstRecordByData("courses", "slug", "spid")
	if err != nil {
		t.Fatal(err)
	}
	changed, found := quizzes.ParseMarkdown([]byte(strings.ReplaceAll(twoQuestions, "= PEC", "= posta certificata")), quizzes.Options{Key: "fine"})
	if len(found) > 0 {
		t.Fatal(found)
	}
	err = app.RunInTransaction(func(tx core.App) error {
		_, err := quizzes.Store(tx, course.Id, []quizzes.Quiz{changed})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sara := testapp.Person(t, app, "staff", "staff@example.org")
	staff := as(sara)
	const address = "/manage/courses/spid/quizzes/fine/regrade"
	if page := staff.page(address); !strings.Contains(page, "Guarda che cosa cambierebbe") {
		t.Error("the page offers nothing")
	}
	if to := staff.post(address, nil); to != address {
		t.Errorf("counting leads to %s", to)
	}
	if page := staff.page(address); !strings.Contains(page, "data-refresh") || !strings.Contains(page, "Puoi lasciare questa pagina") {
		t.Error("the page does not show that it counts")
	}
	run := func() *quizzes.Regrade {
		quiz, err := quizzes.FindBySlug(app, course.Id, "fine")
		if err != nil {
			t.Fatal(err)
		}
		g, err := quizzes.LatestRegrade(app, quiz.Id)
		if err != nil {
			t.Fatal(err)
		}
		silent := func(core.App, *quizzes.Regrade, quizzes.Difference) error { return nil }
		if err := quizzes.RunRegrade(t.Context(), app, g.Id, silent); err != nil {
			t.Fatal(err)
		}
		return g
	}
	g := run()
	page := staff.page(address)
	for _, want := range []string{"Cambierebbero 6 tentativi", "Correggi di nuovo e avvisa", "Non più superato", "100 %"} {
		if !strings.Contains(page, want) {
			t.Errorf("the proposal lacks %q", want)
		}
	}
	staff.post(address+"/"+g.Id, url.Values{"decision": {"commit"}})
	if to := staff.post(address+"/"+g.Id, url.Values{"decision": {"commit"}}); !strings.Contains(to, "regrade_decided") {
		t.Errorf("deciding twice leads to %s", to)
	}
	run()
	if page := staff.page(address); !strings.Contains(page, "Corretti di nuovo 6 tentativi") {
		t.Error("the page does not say that it is done")
	}
	if res, _ := as(testapp.Person(t, app, "author", "other@example.org")).send("GET", address, nil); res.StatusCode != 404 {
		t.Errorf("somebody else's course: %d", res.StatusCode)
	}
	testapp.Audited(t, app, sara.Id, audit.QuizRegraded)
}
