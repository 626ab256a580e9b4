package hooks_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/courses"
	"aula/internal/testapp"
)

// nearlyDone is a learner to whom only the quiz is missing.
func nearlyDone(t *testing.T, app core.App, certificate bool) (course, enrolment, quiz string, learner *core.Record) {
	t.Helper()
	learner = testapp.Person(t, app, "learner")
	course = testapp.Save(t, app, "courses", map[string]any{
		"slug": "spid", "title": "SPID", "state": "published", "certificate": certificate, "hours": 2,
		"complete": types.JSONRaw(`{"lessons":"all","quizzes":[{"id":"fine","pass":60}]}`),
	}).Id
	testapp.Save(t, app, "lessons", map[string]any{"course": course, "key": "uno", "slug": "uno", "title": "Uno"})
	quiz = testapp.Save(t, app, "quizzes", map[string]any{"course": course, "key": "fine", "slug": "fine", "title": "Fine"}).Id
	e, err := courses.Enrol(app, learner.Id, course)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := courses.MarkLesson(app, learner.Id, course, "uno", true); err != nil {
		t.Fatal(err)
	}
	return course, e.Id, quiz, learner
}

// attempt stores an open attempt and submits it with this outcome.
func attempt(t *testing.T, app core.App, user, quiz, enrolment string, number int, passed bool) {
	t.Helper()
	r := testapp.Save(t, app, "attempts", map[string]any{"user": user, "quiz": quiz, "enrolment": enrolment, "number": number, "state": "open"})
	r.Set("state", "submitted")
	r.Set("passed", passed)
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
}

func TestAPassedQuizThatWasTheLastThingEarnsTheCertificate(t *testing.T) {
	app, url := newServer(t)
	_, enrolment, quiz, learner := nearlyDone(t, app, true)
	attempt(t, app, learner.Id, quiz, enrolment, 1, false)
	if n, _ := app.CountRecords("certificates"); n != 0 {
		t.Fatalf("%d certificates after a failed attempt", n)
	}
	attempt(t, app, learner.Id, quiz, enrolment, 2, true)
	attempt(t, app, learner.Id, quiz, enrolment, 3, true)
	if n, _ := app.CountRecords("certificates"); n != 1 {
		t.Fatalf("%d certificates after two passed attempts", n)
	}
	status, body := call(t, "GET", url+"/api/aula/courses/spid/progress", testapp.Token(t, learner), nil)
	if status != 200 || !strings.Contains(body, `"complete":true`) || !strings.Contains(body, `"certificate":{"code":"`) {
		t.Errorf("%d %s", status, body)
	}
}

func TestACourseWithoutCertificateIsCompletedWithoutOne(t *testing.T) {
	app, url := newServer(t)
	_, enrolment, quiz, learner := nearlyDone(t, app, false)
	attempt(t, app, learner.Id, quiz, enrolment, 1, true)
	_, body := call(t, "GET", url+"/api/aula/courses/spid/progress", testapp.Token(t, learner), nil)
	if !strings.Contains(body, `"complete":true`) || !strings.Contains(body, `"certificate":null`) {
		t.Error(body)
	}
}

func TestManyMarksAtOnceEarnOneCertificate(t *testing.T) {
	app, _ := newServer(t)
	course, enrolment, _, learner := nearlyDone(t, app, true)
	r, err := app.FindRecordById("courses", course)
	if err != nil {
		t.Fatal(err)
	}
	r.Set("complete", types.JSONRaw(`{"lessons":["uno"]}`))
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 25 {
		all.Go(func() {
			if _, err := courses.MarkLesson(app, learner.Id, course, "uno", true); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	codes, err := app.FindAllRecords("certificates")
	if err != nil || len(codes) != 1 || codes[0].GetString("enrolment") != enrolment {
		t.Errorf("%d certificates, error %v", len(codes), err)
	}
}

func TestARevokedCertificateIsNotIssuedAgainByItself(t *testing.T) {
	app, _ := newServer(t)
	_, enrolment, quiz, learner := nearlyDone(t, app, true)
	attempt(t, app, learner.Id, quiz, enrolment, 1, true)
	certificate, err := app.FindFirstRecordByData("certificates", "enrolment", enrolment)
	if err != nil {
		t.Fatal(err)
	}
	certificate.Set("state", "revoked")
	if err := app.Save(certificate); err != nil {
		t.Fatal(err)
	}
	e, err := courses.FindEnrolmentByID(app, enrolment)
	if err != nil {
		t.Fatal(err)
	}
	for _, completed := range []any{nil, types.NowDateTime()} { // as if it were completed anew
		e.Set("completed", completed)
		if err := app.Save(e); err != nil {
			t.Fatal(err)
		}
	}
	if n, _ := app.CountRecords("certificates"); n != 1 {
		t.Errorf("%d certificates", n)
	}
}
