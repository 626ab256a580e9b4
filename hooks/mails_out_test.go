package hooks_test

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/mails"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"aula/accounts"
	"aula/courses"
	"aula/hooks"
	"aula/internal/jobs"
	"aula/internal/testapp"
	"aula/notifications"
	"aula/organisations"
)

// sorting is an academy that hands its mails to a mail server, with a clock of its own.
type sorting struct {
	app    *tests.TestApp
	office *testapp.PostOffice
	queue  *jobs.Queue
	now    time.Time
}

func newSorting(t *testing.T) *sorting {
	t.Helper()
	s := &sorting{app: testapp.New(t), office: testapp.NewPostOffice(t), now: time.Now().Add(time.Minute)}
	hooks.Bind(s.app, hooks.Options{})
	centre := organisations.Centre{Name: "Centro di prova", URL: "https://aula.example.it", SenderName: "Aula", SenderAddress: "aula@example.it"}
	if err := organisations.SaveMail(s.app, centre, organisations.MailServer{Host: s.office.Host, Port: s.office.Port}); err != nil {
		t.Fatal(err)
	}
	s.queue = hooks.MailQueue(s.app)
	s.queue.Clock = func() time.Time { return s.now }
	return s
}

func (s *sorting) write(t *testing.T, app core.App, n int) {
	t.Helper()
	err := app.RunInTransaction(func(tx core.App) error {
		for i := range n {
			if err := accounts.QueueMail(tx, "", accounts.Mail{Name: "test", To: fmt.Sprintf("person%d@example.org", i), Locale: "it"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// pass lets time go by; the queue looks every five minutes.
func (s *sorting) pass(t *testing.T, span time.Duration) {
	t.Helper()
	for end := s.now.Add(span); s.now.Before(end); s.now = s.now.Add(5 * time.Minute) {
		if err := s.queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// ids are the Message-IDs of the letters that the server has taken, and how often each.
func (s *sorting) ids(t *testing.T) map[string]int {
	t.Helper()
	found := map[string]int{}
	letters, _ := s.office.Letters()
	for _, l := range letters {
		m, err := mail.ReadMessage(strings.NewReader(l))
		if err != nil {
			t.Fatal(err)
		}
		found[m.Header.Get("Message-Id")]++
	}
	return found
}

func (s *sorting) count(t *testing.T, state jobs.State) int {
	t.Helper()
	n, err := s.app.CountRecords("jobs", dbx.HashExp{"state": string(state)})
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

func TestAMailServerAwayForADayLosesNothingAndGetsNothingTwice(t *testing.T) {
	s := newSorting(t)
	s.office.Close()
	s.write(t, s.app, 200)
	s.pass(t, 26*time.Hour)
	if n := s.count(t, jobs.Waiting); n != 200 {
		t.Fatalf("%d of 200 wait", n)
	}
	s.office.Open()
	s.pass(t, 10*time.Minute)
	ids := s.ids(t)
	for id, n := range ids {
		if n != 1 {
			t.Errorf("%s arrived %d times", id, n)
		}
	}
	if len(ids) != 200 || s.count(t, jobs.Done) != 200 {
		t.Errorf("%d arrived, %d are done", len(ids), s.count(t, jobs.Done))
	}
}

func TestAMailboxThatIsNotThereIsGivenUpAtOnceAndShown(t *testing.T) {
	s := newSorting(t)
	s.office.Answer(func(verb, rest string) string {
		if verb == "RCPT" && strings.Contains(rest, "person1@") {
			return "550 5.1.1 no such user"
		}
		return ""
	})
	s.write(t, s.app, 3)
	s.pass(t, time.Minute)
	list, total, err := jobs.List(s.app, jobs.Filter{State: jobs.Failed}, 1)
	if err != nil || total != 1 || list[0].Tries != 1 || !strings.Contains(list[0].Error, "mailbox person1@example.org: 550") {
		t.Errorf("%+v, %v", list, err)
	}
	if len(s.ids(t)) != 2 {
		t.Error("the others did not arrive")
	}
}

func TestAWrongPasswordOfTheMailServerCostsNoMail(t *testing.T) {
	s := newSorting(t)
	s.office.Answer(func(verb, _ string) string {
		if verb == "MAIL" {
			return "530 5.7.0 authentication required"
		}
		return ""
	})
	s.write(t, s.app, 20)
	s.pass(t, 48*time.Hour)
	if n := s.count(t, jobs.Waiting); n != 20 {
		t.Errorf("%d of 20 wait", n)
	}
	away, ok := jobs.AwayOf(s.app, accounts.MailKind)
	if !ok || !strings.Contains(away.Cause, "authentication required") {
		t.Errorf("shown as %+v", away)
	}
	_, calls := s.office.Letters()
	if calls > 48*60/5+10 {
		t.Errorf("%d calls", calls)
	}
}

// Between the server's word that it has the letter and our note of it the power can go: the letter goes out again,
// and its Message-ID says that it is the same one.
func TestALetterThatWentOutJustBeforeACrashGoesOutAsTheSameOne(t *testing.T) {
	s := newSorting(t)
	s.write(t, s.app, 1)
	crash := true
	s.app.OnRecordUpdate("jobs").BindFunc(func(e *core.RecordEvent) error {
		if crash && e.Record.GetString("state") == "done" {
			return context.Canceled
		}
		return e.Next()
	})
	if err := s.queue.Drain(t.Context()); err == nil || s.count(t, jobs.Running) != 1 {
		t.Fatal("no crash")
	}
	crash = false
	again := hooks.MailQueue(s.app)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := again.Run(ctx); err != nil { // takes up what was left
		t.Fatal(err)
	}
	for range 2 {
		if err := again.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ids := s.ids(t)
	if len(ids) != 1 || s.count(t, jobs.Done) != 1 {
		t.Errorf("%v, %d done", ids, s.count(t, jobs.Done))
	}
	for _, n := range ids {
		if n != 2 {
			t.Errorf("handed in %d times", n)
		}
	}
}

// A notice's mail that is out is not sent again because nobody could write down that it is.
func TestANoticeThatIsOutIsNotSentAgainBecauseTheDiskIsFull(t *testing.T) {
	s := newSorting(t)
	ada := testapp.Person(t, s.app, "learner", "ada@example.org")
	if err := courses.AnswerQuestion(s.app, asked(t, s.app, ada), ada.Id, "Sì."); err != nil {
		t.Fatal(err)
	}
	full := true
	s.app.OnRecordUpdate("jobs").BindFunc(func(e *core.RecordEvent) error {
		if full && e.Record.GetString("state") == "done" {
			return syscall.ENOSPC
		}
		return e.Next()
	})
	for range 3 {
		if err := s.queue.Drain(t.Context()); err == nil {
			t.Fatal("nobody noticed")
		}
	}
	marked := func() int {
		n, err := s.app.CountRecords(notifications.Collection, dbx.HashExp{"mail": "sent"})
		if err != nil {
			t.Fatal(err)
		}
		return int(n)
	}
	if marked() != 0 {
		t.Error("marked as sent while its job is not done")
	}
	full = false
	s.pass(t, time.Hour)
	if letters, _ := s.office.Letters(); len(letters) != 1 || marked() != 1 {
		t.Errorf("%d letters, %d marked", len(letters), marked())
	}
}

// The reset that somebody asked for by PocketBase's API waits like any other, and its link is made when it goes.
func TestPocketBasesOwnMailsOutlastAServerThatIsAwayForADay(t *testing.T) {
	s := newSorting(t)
	s.office.Close()
	for _, collection := range []string{"users", core.CollectionNameSuperusers} {
		who := testapp.Save(t, s.app, collection, map[string]any{"email": collection + "@example.org", "password": "tavolo rosso 7"})
		if err := mails.SendRecordPasswordReset(s.app, who); err != nil {
			t.Fatal(err)
		}
	}
	s.pass(t, 26*time.Hour)
	s.office.Open()
	s.pass(t, 10*time.Minute)
	ids := s.ids(t)
	if len(ids) != 2 || s.count(t, jobs.Done) != 2 {
		t.Errorf("%v arrived, %d are done", ids, s.count(t, jobs.Done))
	}
	for id, n := range ids {
		if n != 1 {
			t.Errorf("%s arrived %d times", id, n)
		}
	}
}

func TestTheMailServersAnswerReachesWhoSendsAtOnce(t *testing.T) {
	s := newSorting(t)
	s.office.Answer(func(verb, _ string) string {
		if verb == "" {
			return "421 busy"
		}
		return ""
	})
	user := testapp.Person(t, s.app, "learner")
	err := s.app.NewMailClient().Send(message(user.Email()))
	if err == nil || !strings.Contains(err.Error(), "mail server takes nothing now") {
		t.Error(err)
	}
	s.office.Answer(nil)
	if err := s.app.NewMailClient().Send(message(user.Email())); err != nil {
		t.Error(err)
	}
	if letters, _ := s.office.Letters(); len(letters) != 1 {
		t.Errorf("%d letters", len(letters))
	}
}

func message(to string) *mailer.Message {
	return &mailer.Message{
		From: mail.Address{Address: "aula@example.it"}, To: []mail.Address{{Address: to}}, Subject: "Ciao", HTML: "<p>Ciao</p>", Text: "Ciao",
	}
}
