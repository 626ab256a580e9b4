package hooks_test

import (
	"errors"
	"mime"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/locales"
	"aula/notifications"
)

// sample is a whole notice of a kind. What it is about need not exist: the caller chooses what does.
func sample(kind notifications.Kind, person, about string) notifications.Notice {
	n := notifications.Notice{Person: person, Kind: kind, Key: "k", Link: "/me", About: about, Values: map[string]string{}}
	for _, name := range notifications.Values(kind) {
		switch {
		case strings.HasSuffix(name, "_date"):
			n.Values[name] = "2026-12-08T22:59:59Z"
		case strings.HasSuffix(name, "_key"):
			n.Values[name] = "manage.job_mail"
		default:
			n.Values[name] = "<" + name + ">"
		}
	}
	return n
}

func mailsIn(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestEveryNoticeIsWholeInEveryLanguage(t *testing.T) {
	app, _ := post(t, nil)
	for _, lang := range locales.Languages {
		ada := testapp.Save(t, app, "users", map[string]any{
			"email": lang + "@example.org", "password": testapp.Password, "given_name": "Ada", "verified": true, "locale": lang,
		})
		for _, kind := range notifications.Kinds() {
			t.Run(lang+" "+string(kind), func(t *testing.T) {
				if err := notifications.Tell(app, sample(kind, ada.Id, "")); err != nil {
					t.Fatal(err)
				}
				list, _, err := notifications.List(app, ada.Id, 1)
				if err != nil {
					t.Fatal(err)
				}
				message, err := hooks.WriteNotice(app, list[0])
				if err != nil {
					t.Fatal(err)
				}
				for where, body := range map[string]string{"text": message.Text, "html": message.HTML, "subject": message.Subject} {
					if found := forgotten.FindString(body); found != "" {
						t.Errorf("%s has %q:\n%s", where, found, body)
					}
				}
				if !strings.Contains(message.Text, "https://aula.example.it/me\n") || strings.Contains(message.HTML, "<course>") {
					t.Errorf("text:\n%s\nhtml:\n%s", message.Text, message.HTML)
				}
			})
		}
	}
}

func TestAnAnswerIsToldOnceAndOnlyToWhoAsked(t *testing.T) {
	app, dir := post(t, nil)
	teacher := testapp.Person(t, app, "staff")
	ada := testapp.Person(t, app, "learner", "ada@example.org")
	question := asked(t, app, ada)
	for _, text := range []string{"Con il telefono nuovo basta accedere.", "Basta accedere di nuovo."} {
		if err := courses.AnswerQuestion(app, question, teacher.Id, text); err != nil {
			t.Fatal(err)
		}
	}
	deliver(t, app)
	header, text, _ := letterIn(t, dir) // exactly one
	if !strings.Contains(header.Get("To"), "ada@example.org") || !strings.Contains(text, "Con il telefono nuovo") ||
		!strings.Contains(text, "https://aula.example.it/courses/spid/uno#ask") {
		t.Errorf("to %s:\n%s", header.Get("To"), text)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
	if err != nil || !strings.Contains(subject, "SPID") {
		t.Errorf("subject %q, %v", subject, err)
	}
}

// asked is a question of this learner about a published course that nobody owns.
func asked(t *testing.T, app core.App, learner *core.Record) (question string) {
	t.Helper()
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	lesson := testapp.Save(t, app, "lessons", map[string]any{"course": course, "key": "uno", "slug": "uno", "title": "Uno"}).Id
	if _, err := courses.Enrol(app, learner.Id, course); err != nil {
		t.Fatal(err)
	}
	question, err := courses.Ask(app, learner.Id, course, lesson, "Se cambio telefono?")
	if err != nil {
		t.Fatal(err)
	}
	return question
}

func TestAQuestionIsToldToWhoLooksAfterTheCourse(t *testing.T) {
	app, _ := post(t, nil)
	owner := testapp.Person(t, app, "author")
	staff := testapp.Person(t, app, "staff")
	testapp.Person(t, app, "author", "other@example.org")
	ada := testapp.Person(t, app, "learner", "ada@example.org")
	told := func() []string {
		var people []string
		err := app.DB().Select("person").From(notifications.Collection).Where(dbx.HashExp{"kind": "question_asked"}).Column(&people)
		if err != nil {
			t.Fatal(err)
		}
		return people
	}
	first := asked(t, app, ada)
	if people := told(); len(people) != 1 || people[0] != staff.Id {
		t.Errorf("a course without owner: told %v, want the staff", people)
	}
	q, err := app.FindRecordById("lesson_questions", first)
	if err != nil {
		t.Fatal(err)
	}
	course, err := app.FindRecordById("courses", q.GetString("course"))
	if err != nil {
		t.Fatal(err)
	}
	course.Set("owner", owner.Id)
	if err := app.Save(course); err != nil {
		t.Fatal(err)
	}
	if _, err := courses.Ask(app, ada.Id, course.Id, q.GetString("lesson"), "E se lo perdo?"); err != nil {
		t.Fatal(err)
	}
	if people := told(); len(people) != 2 || people[0] != owner.Id && people[1] != owner.Id {
		t.Errorf("a course with an owner: told %v, want %s besides", people, owner.Id)
	}
}

func TestWhatEndedBeforeItsMailWentOutIsNotSent(t *testing.T) {
	rows := []struct {
		name string
		end  func(t *testing.T, app core.App, ada *core.Record, course string)
	}{
		{"the course is deleted", func(t *testing.T, app core.App, _ *core.Record, course string) {
			r, err := app.FindRecordById("courses", course)
			if err == nil {
				err = app.Delete(r)
			}
			if err != nil {
				t.Fatal(err)
			}
		}},
		{"the account is deleted", func(t *testing.T, app core.App, ada *core.Record, _ string) {
			if err := app.Delete(ada); err != nil {
				t.Fatal(err)
			}
		}},
		{"the mails are not wanted any more", func(t *testing.T, app core.App, ada *core.Record, _ string) {
			err := notifications.Choose(app, ada.Id, map[notifications.Group]notifications.Way{notifications.Answers: notifications.PageOnly})
			if err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app, dir := post(t, nil)
			ada := testapp.Person(t, app, "learner", "ada@example.org")
			question := asked(t, app, ada)
			q, err := app.FindRecordById("lesson_questions", question)
			if err != nil {
				t.Fatal(err)
			}
			if err := courses.AnswerQuestion(app, question, ada.Id, "Sì."); err != nil {
				t.Fatal(err)
			}
			row.end(t, app, ada, q.GetString("course"))
			for range 2 {
				deliver(t, app)
			}
			if sent := mailsIn(t, dir); len(sent) != 0 {
				t.Errorf("sent %v", sent)
			}
		})
	}
}

func TestAnAnswerReachesWhoAskedInACourseThatIsWithdrawnMeanwhile(t *testing.T) {
	app, dir := post(t, nil)
	ada := testapp.Person(t, app, "learner", "ada@example.org")
	question := asked(t, app, ada)
	q, err := app.FindRecordById("lesson_questions", question)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(courses.AnswerQuestion(app, question, ada.Id, "Basta accedere."), courses.Withdraw(app, q.GetString("course"))); err != nil {
		t.Fatal(err)
	}
	deliver(t, app)
	if _, text, _ := letterIn(t, dir); !strings.Contains(text, "Basta accedere.") {
		t.Errorf("she reads:\n%s", text)
	}
}

func TestACertificateIsToldWhenItIsIssuedAndWhenItIsRevoked(t *testing.T) {
	app, _, c, learner := certified(t)
	kinds := func() (list []string) {
		entries, _, err := notifications.List(app, learner.Id, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			list = append(list, string(e.Kind()))
		}
		return list
	}
	if got := kinds(); len(got) != 1 || got[0] != "certificate_issued" {
		t.Fatalf("told %v", got)
	}
	if _, err := certificates.Revoke(app, c.Id, "Scambio di persona"); err != nil {
		t.Fatal(err)
	}
	if got := kinds(); len(got) != 2 {
		t.Errorf("told %v", got)
	}
	entries, _, _ := notifications.List(app, learner.Id, 1)
	for _, e := range entries {
		holds, err := hooks.StillTrue(app, e)
		if err != nil || holds != (e.Kind() == notifications.CertificateRevoked) {
			t.Errorf("%s holds: %v, %v", e.Kind(), holds, err)
		}
	}
}

func TestJobsThatFailAreToldOnceADayForEachKind(t *testing.T) {
	app, _ := post(t, func(*core.MailerEvent) error { return errors.New("connection refused") })
	chief := testapp.Person(t, app, "administrator")
	testapp.Person(t, app, "staff")
	for _, key := range []string{"one", "two"} {
		job := testapp.Save(t, app, "jobs", map[string]any{"kind": accounts.MailKind, "key": key, "state": "running"})
		job.Set("state", "failed")
		if err := app.Save(job); err != nil {
			t.Fatal(err)
		}
	}
	n, err := app.CountRecords(notifications.Collection, dbx.HashExp{"person": chief.Id, "kind": "job_failed"})
	all, _ := app.CountRecords(notifications.Collection)
	if err != nil || n != 1 || all != 1 {
		t.Errorf("%d told to the administrator, %d in all, %v", n, all, err)
	}
}

func TestANewRevisionIsToldToWhoIsUnderWayOnceAWeek(t *testing.T) {
	app, _ := post(t, nil)
	ada := testapp.Person(t, app, "learner", "ada@example.org")
	testapp.Person(t, app, "learner", "bea@example.org") // not enrolled
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published", "revision": 1})
	if _, err := courses.Enrol(app, ada.Id, course.Id); err != nil {
		t.Fatal(err)
	}
	for revision := 1; revision <= 3; revision++ {
		stored, err := app.FindRecordById("courses", course.Id)
		if err != nil {
			t.Fatal(err)
		}
		stored.Set("revision", revision)
		if err := app.Save(stored); err != nil {
			t.Fatal(err)
		}
	}
	n, err := app.CountRecords(notifications.Collection, dbx.HashExp{"person": ada.Id, "kind": "course_revised"})
	all, _ := app.CountRecords(notifications.Collection)
	if err != nil || n != 1 || all != 1 {
		t.Errorf("%d told, %d in all, %v", n, all, err)
	}
}
