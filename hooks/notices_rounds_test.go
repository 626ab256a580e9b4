package hooks_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/hooks"
	"aula/internal/calendar"
	"aula/internal/testapp"
	"aula/locales"
	"aula/notifications"
)

// age makes every notice that waits as old as the day before yesterday.
func age(t *testing.T, app core.App) {
	t.Helper()
	before := time.Now().Add(-48 * time.Hour).UTC().Format("2006-01-02 15:04:05.000Z")
	if _, err := app.DB().Update(notifications.Collection, dbx.Params{"created": before}, dbx.HashExp{"mail": "waiting"}).Execute(); err != nil {
		t.Fatal(err)
	}
}

func TestADigestSaysEverythingThatHoldsInOneMail(t *testing.T) {
	app, dir := post(t, nil)
	ada := testapp.Person(t, app, "learner", "ada@example.org")
	ways := map[notifications.Group]notifications.Way{notifications.Courses: notifications.Daily, notifications.Marks: notifications.Daily}
	if err := notifications.Choose(app, ada.Id, ways); err != nil {
		t.Fatal(err)
	}
	for _, state := range []string{"published", "withdrawn"} {
		course := testapp.Save(t, app, "courses", map[string]any{"slug": state, "title": state, "state": state})
		n := sample(notifications.CourseRevised, ada.Id, "course:"+course.Id)
		n.Key, n.Values = state, map[string]string{"course": state}
		if err := notifications.Tell(app, n); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 2 {
		quiz := testapp.Save(t, app, "courses", map[string]any{"slug": fmt.Sprint(i), "title": fmt.Sprint(i), "state": "published"})
		n := sample(notifications.CourseRevised, ada.Id, "course:"+quiz.Id)
		n.Key, n.Values = fmt.Sprint(i), map[string]string{"course": fmt.Sprintf("Corso %d", i)}
		if err := notifications.Tell(app, n); err != nil {
			t.Fatal(err)
		}
	}
	age(t, app)
	for range 2 {
		if err := hooks.MakeRounds(app, time.Now()); err != nil {
			t.Fatal(err)
		}
		deliver(t, app)
	}
	header, text, html := letterIn(t, dir) // exactly one
	for _, want := range []string{"«published»", "«Corso 0»", "«Corso 1»", "https://aula.example.it/me/notifications", "Non mandarmi più mail di questo tipo: Novità dei corsi"} {
		if !strings.Contains(text, want) || strings.Contains(text, "«withdrawn»") || forgotten.MatchString(text+html) {
			t.Errorf("lacks %q, or says what holds no more:\n%s", want, text)
		}
	}
	if link := header.Get("List-Unsubscribe"); !strings.HasPrefix(link, "<https://aula.example.it/unsubscribe/"+ada.Id+".courses.") {
		t.Errorf("unsubscribes by %q", link)
	}
}

func TestMailsThatCanBeEndedSayHow(t *testing.T) {
	app, _ := post(t, nil)
	ada := testapp.Person(t, app, "administrator", "ada@example.org")
	for _, kind := range notifications.Kinds() {
		if err := notifications.Tell(app, sample(kind, ada.Id, "")); err != nil {
			t.Fatal(err)
		}
	}
	var list []*notifications.Entry
	for page := 1; len(list) < len(notifications.Kinds()); page++ {
		more, _, err := notifications.List(app, ada.Id, page)
		if err != nil || len(more) == 0 {
			t.Fatal(len(list), err)
		}
		list = append(list, more...)
	}
	for _, e := range list {
		message, err := hooks.WriteNotice(app, e)
		if err != nil {
			t.Fatal(err)
		}
		locked := slices.Contains([]notifications.Group{notifications.Decisions, notifications.Safety}, e.Group())
		header, click := message.Headers["List-Unsubscribe"], message.Headers["List-Unsubscribe-Post"]
		if locked != (header == "") || locked != (click == "") || locked == strings.Contains(message.Text, "/unsubscribe/") {
			t.Errorf("%s: locked %v, header %q, %q", e.Kind(), locked, header, click)
		}
		if locked != strings.Contains(message.Text, "arrivano sempre") || !strings.Contains(message.Text, "/me/account/notifications") {
			t.Errorf("%s does not say why or how:\n%s", e.Kind(), message.Text)
		}
	}
}

// A machine that stops between any two steps of sending sends nothing twice and loses nothing, but for the one moment that no
// program can close: between the mail server's yes and writing it down. There the Message-ID is the same.
func TestSendingThatIsInterruptedGoesOnWhereItStopped(t *testing.T) {
	stop := errors.New("the machine stops")
	for _, step := range []string{"before the mail goes", "when it is written down"} {
		t.Run(step, func(t *testing.T) {
			broken := true
			app, dir := post(t, func(e *core.MailerEvent) error {
				if broken && step == "before the mail goes" {
					return stop
				}
				return e.Next()
			})
			app.OnRecordUpdate("jobs").BindFunc(func(e *core.RecordEvent) error {
				if broken && step == "when it is written down" && e.Record.GetString("state") == "done" {
					return stop
				}
				return e.Next()
			})
			ada := testapp.Person(t, app, "learner", "ada@example.org")
			if err := notifications.Tell(app, sample(notifications.CertificateRevoked, ada.Id, "")); err != nil {
				t.Fatal(err)
			}
			if err := hooks.Deliver(t.Context(), app); (err == nil) != (step == "before the mail goes") {
				t.Fatal(err)
			}
			broken = false
			job, err := app.FindFirstRecordByData("jobs", "kind", notifications.LetterKind)
			if err != nil || job.GetString("state") == "done" {
				t.Fatalf("the letter is %q, %v", job.GetString("state"), err)
			}
			job.Set("state", "waiting") // as the next start does
			job.Set("run_at", job.GetDateTime("created"))
			if err := app.Save(job); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				deliver(t, app)
			}
			letterIn(t, dir) // exactly one: a mail with the same Message-ID replaces itself
			n, err := app.CountRecords(notifications.Collection, dbx.HashExp{"mail": "sent"})
			if err != nil || n != 1 {
				t.Errorf("%d are sent, %v", n, err)
			}
		})
	}
}

func TestAnUnconfirmedMailboxGetsNoNotices(t *testing.T) {
	app, dir := post(t, nil)
	ada := testapp.Save(t, app, "users", map[string]any{"email": "ada@example.org", "password": testapp.Password})
	if err := notifications.Tell(app, sample(notifications.CertificateRevoked, ada.Id, "")); err != nil {
		t.Fatal(err)
	}
	deliver(t, app)
	if sent := mailsIn(t, dir); len(sent) != 0 {
		t.Errorf("sent %v", sent)
	}
}

// reminded is an academy in which one learner is enrolled in a published course that is due in some days.
func reminded(t *testing.T, days int) (app core.App, dir string, learner *core.Record, course string) {
	t.Helper()
	app, dir = post(t, nil)
	learner = testapp.Person(t, app, "learner", "ada@example.org")
	course = testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"}).Id
	if _, err := courses.Enrol(app, learner.Id, course); err != nil {
		t.Fatal(err)
	}
	if err := courses.SetDeadline(app, course, courses.Deadline{Day: calendar.AddDays(time.Now(), days)}); err != nil {
		t.Fatal(err)
	}
	return app, dir, learner, course
}

// morning is nine o'clock of today: the rounds that are due by then are made.
func morning() time.Time { return calendar.At(time.Now(), 9) }

func TestADeadlineIsRemindedOfByMailOnce(t *testing.T) {
	app, dir, learner, _ := reminded(t, 10)
	if err := hooks.MakeRounds(app, calendar.At(time.Now(), 5)); err != nil {
		t.Fatal(err)
	}
	if sent := toldKinds(t, app, learner.Id); len(sent) != 0 {
		t.Errorf("told at night: %v", sent)
	}
	for range 3 {
		if err := hooks.MakeRounds(app, morning()); err != nil {
			t.Fatal(err)
		}
		deliver(t, app)
	}
	_, text, _ := letterIn(t, dir) // exactly one
	day := locales.For("it").Date(calendar.AddDays(time.Now(), 10))
	if !strings.Contains(text, "Scadenza: "+day) || !strings.Contains(text, "https://aula.example.it/courses/spid") {
		t.Errorf("text:\n%s", text)
	}
}

func toldKinds(t *testing.T, app core.App, person string) (kinds []string) {
	t.Helper()
	list, _, err := notifications.List(app, person, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		kinds = append(kinds, string(e.Kind()))
	}
	return kinds
}

// Reminders that were queued, or wait for a digest, are not sent when what they remind of is over.
func TestARemindersMailStopsWithTheDeadline(t *testing.T) {
	rows := map[string]func(app core.App, learner *core.Record, course string) error{
		"the course is finished": func(app core.App, learner *core.Record, course string) error {
			e, err := courses.FindEnrolment(app, learner.Id, course)
			if err != nil {
				return err
			}
			e.Set("completed", time.Now())
			return app.Save(e)
		},
		"the course is withdrawn": func(app core.App, _ *core.Record, course string) error { return courses.Withdraw(app, course) },
		"the course is deleted": func(app core.App, _ *core.Record, course string) error {
			r, err := app.FindRecordById("courses", course)
			if err != nil {
				return err
			}
			return app.Delete(r)
		},
		"the account is deleted": func(app core.App, learner *core.Record, _ string) error { return app.Delete(learner) },
		"the deadline is moved": func(app core.App, _ *core.Record, course string) error {
			return courses.SetDeadline(app, course, courses.Deadline{Day: calendar.AddDays(time.Now(), 40)})
		},
		"the deadline is taken away": func(app core.App, _ *core.Record, course string) error {
			return courses.SetDeadline(app, course, courses.Deadline{})
		},
	}
	for name, end := range rows {
		for _, way := range []notifications.Way{notifications.AtOnce, notifications.Daily} {
			t.Run(name+", "+string(way), func(t *testing.T) {
				app, dir, learner, course := reminded(t, 3)
				ways := map[notifications.Group]notifications.Way{notifications.Deadlines: way}
				if err := notifications.Choose(app, learner.Id, ways); err != nil {
					t.Fatal(err)
				}
				if err := hooks.MakeRounds(app, morning()); err != nil {
					t.Fatal(err)
				}
				if got := toldKinds(t, app, learner.Id); len(got) != 1 || got[0] != "deadline_coming" {
					t.Fatalf("told %v", got)
				}
				age(t, app)
				if err := end(app, learner, course); err != nil {
					t.Fatal(err)
				}
				if err := hooks.MakeRounds(app, morning()); err != nil {
					t.Fatal(err)
				}
				deliver(t, app)
				if sent := mailsIn(t, dir); len(sent) != 0 {
					t.Errorf("sent %v", sent)
				}
			})
		}
	}
}

func TestFinishingACourseTakesItsRemindersFromTheBell(t *testing.T) {
	app, _, learner, course := reminded(t, 3)
	if err := hooks.MakeRounds(app, morning()); err != nil {
		t.Fatal(err)
	}
	unread := func(want int) {
		t.Helper()
		if n, err := notifications.CountUnread(app, learner.Id); err != nil || n != want {
			t.Errorf("%d unread, want %d, %v", n, want, err)
		}
	}
	unread(1)
	e, err := courses.FindEnrolment(app, learner.Id, course)
	if err != nil {
		t.Fatal(err)
	}
	e.Set("completed", time.Now())
	if err := app.Save(e); err != nil {
		t.Fatal(err)
	}
	unread(0)
}
