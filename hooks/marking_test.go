package hooks_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/courses"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/notifications"
	"aula/quizzes"
)

// essayDue is a learner to whom only the essay of the course's quiz is missing, and the author who marks it.
func essayDue(t *testing.T, app core.App) (learner, author *core.Record, enrolment, quiz string) {
	t.Helper()
	learner, author = testapp.Person(t, app, "learner"), testapp.Person(t, app, "author")
	course := testapp.Save(t, app, "courses", map[string]any{
		"slug": "spid", "title": "SPID", "state": "published", "certificate": true, "hours": 2, "owner": author.Id,
		"complete": types.JSONRaw(`{"quizzes":[{"id":"fine","pass":60}]}`),
	}).Id
	testapp.Save(t, app, "lessons", map[string]any{"course": course, "key": "uno", "slug": "uno", "title": "Uno"})
	written := quizzes.Quiz{Key: "fine", Slug: "fine", Title: "Fine", Settings: quizzes.DefaultSettings(), Questions: []quizzes.Question{
		{Key: "tema", Type: quizzes.Essay, Points: 10, Line: 1, Body: quizzes.Body{Prompt: quizzes.Text{Source: "Perché?", Format: quizzes.Plain}}}}}
	quizzes.Prepare(&written, quizzes.Options{})
	err := app.RunInTransaction(func(tx core.App) error {
		_, err := quizzes.Store(tx, course, []quizzes.Quiz{written})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	e, err := courses.Enrol(app, learner.Id, course)
	if err != nil {
		t.Fatal(err)
	}
	found, err := quizzes.FindBySlug(app, course, "fine")
	if err != nil {
		t.Fatal(err)
	}
	return learner, author, e.Id, found.Id
}

// essayHandedIn answers and submits, and returns the attempt and the question.
func essayHandedIn(t *testing.T, app core.App, learner, enrolment, quiz string) (attempt, question string) {
	t.Helper()
	a, _, err := quizzes.Start(app, learner, quiz, enrolment)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := quizzes.Questions(app, a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := quizzes.Give(app, learner, a.Id, map[string]json.RawMessage{asked[0].ID: json.RawMessage(`"Perché sì"`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := quizzes.Submit(app, learner, a.Id); err != nil {
		t.Fatal(err)
	}
	return a.Id, asked[0].ID
}

// told are the kinds of what a person was told, with where each leads.
func told(t *testing.T, app core.App, person string) string {
	t.Helper()
	list, err := app.FindAllRecords(notifications.Collection, dbx.HashExp{"person": person})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, n := range list {
		all = append(all, n.GetString("kind")+" "+n.GetString("link"))
	}
	return strings.Join(all, ", ")
}

func TestAMarkedEssayEarnsTheCertificate(t *testing.T) {
	app, _ := newServer(t)
	learner, author, enrolment, quiz := essayDue(t, app)
	attempt, question := essayHandedIn(t, app, learner.Id, enrolment, quiz)
	if got := told(t, app, author.Id); got != "essay_waiting /manage/marking?of=quiz."+quiz {
		t.Errorf("the author was told %q", got)
	}
	if n, _ := app.CountRecords("certificates"); n != 0 {
		t.Fatal("a certificate before anybody marked")
	}
	points := 7.0
	v := quizzes.Verdict{Marker: author.Id, Attempt: attempt, Question: question, Given: quizzes.Given{Points: &points}}
	if _, err := quizzes.GiveVerdict(app, v, time.Now()); err != nil {
		t.Fatal(err)
	}
	if n, _ := app.CountRecords("certificates"); n != 1 {
		t.Errorf("%d certificates", n)
	}
	result := "/courses/spid/quizzes/fine/attempts/" + attempt
	if got := told(t, app, learner.Id); !strings.Contains(got, "essay_marked "+result) || !strings.Contains(got, "certificate_issued") {
		t.Errorf("the learner was told %q", got)
	}
	points, v.Reason = 8, "Riletto"
	if _, err := quizzes.ChangeMark(app, v, time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := told(t, app, learner.Id); !strings.Contains(got, "mark_changed "+result) {
		t.Errorf("after the change the learner was told %q", got)
	}
}

func TestAMarkThatCannotFinishChangesNothing(t *testing.T) {
	app, _ := newServer(t)
	learner, author, enrolment, quiz := essayDue(t, app)
	attempt, question := essayHandedIn(t, app, learner.Id, enrolment, quiz)
	app.OnRecordCreate("certificates").BindFunc(func(*core.RecordEvent) error { return errors.New("broken") })
	points := 7.0
	v := quizzes.Verdict{Marker: author.Id, Attempt: attempt, Question: question, Given: quizzes.Given{Points: &points}}
	if _, err := quizzes.GiveVerdict(app, v, time.Now()); err == nil {
		t.Fatal("marked although the certificate failed")
	}
	a, err := quizzes.FindAttempt(app, learner.Id, attempt)
	if err != nil || a.Waiting() != 1 || a.Passed() {
		t.Errorf("%d wait, passed %v, %v", a.Waiting(), a.Passed(), err)
	}
	if n, _ := app.CountRecords("markings"); n != 0 || told(t, app, learner.Id) != "" {
		t.Errorf("%d marks, told %q", n, told(t, app, learner.Id))
	}
}

func TestWhoMarksIsToldOnceADayAndNoLongerThanItHolds(t *testing.T) {
	app, _ := newServer(t)
	learner, author, enrolment, quiz := essayDue(t, app)
	first, question := essayHandedIn(t, app, learner.Id, enrolment, quiz)
	second, again := essayHandedIn(t, app, learner.Id, enrolment, quiz)
	list, err := app.FindAllRecords(notifications.Collection, dbx.HashExp{"person": author.Id})
	if err != nil || len(list) != 1 {
		t.Fatalf("told %d times, %v", len(list), err)
	}
	entry, err := notifications.Find(app, author.Id, list[0].Id)
	if err != nil {
		t.Fatal(err)
	}
	points := 1.0
	for i, paper := range [][2]string{{first, question}, {second, again}} {
		holds, err := hooks.StillTrue(app, entry)
		if err != nil || !holds {
			t.Errorf("after %d marks: %v, %v", i, holds, err)
		}
		v := quizzes.Verdict{Marker: author.Id, Attempt: paper[0], Question: paper[1], Given: quizzes.Given{Points: &points}}
		if _, err := quizzes.GiveVerdict(app, v, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if holds, err := hooks.StillTrue(app, entry); err != nil || holds {
		t.Errorf("nothing waits any more: %v, %v", holds, err)
	}
}
