package notifications_test

import (
	"errors"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/internal/testapp"
	"aula/notifications"
)

// answered is a notice for this person that is whole.
func answered(person, key string) notifications.Notice {
	return notifications.Notice{
		Person: person, Kind: notifications.QuestionAnswered, Key: key, Link: "/courses/spid",
		Values: map[string]string{"course": "SPID", "question": "Perché?", "answer": "Perché sì."},
	}
}

func tell(t *testing.T, app core.App, n notifications.Notice) {
	t.Helper()
	if err := notifications.Tell(app, n); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, app core.App, collection string, where ...dbx.Expression) int64 {
	t.Helper()
	n, err := app.CountRecords(collection, where...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestANoticeIsToldOnceForPersonKindAndKey(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner", "ada@example.org").Id
	bea := testapp.Person(t, app, "learner", "bea@example.org").Id
	for range 3 {
		tell(t, app, answered(ada, "one"))
	}
	tell(t, app, answered(ada, "two"))
	tell(t, app, answered(bea, "one"))
	tell(t, app, answered("", "one")) // nobody is left to be told
	if n := count(t, app, notifications.Collection); n != 3 {
		t.Errorf("%d notices, want 3", n)
	}
	if n := count(t, app, "jobs", dbx.HashExp{"kind": notifications.LetterKind}); n != 3 {
		t.Errorf("%d letters, want 3", n)
	}
}

func TestANoticeOfACancelledTransactionIsNotThere(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner").Id
	cancelled := errors.New("changed my mind")
	err := app.RunInTransaction(func(tx core.App) error {
		tell(t, tx, answered(ada, "one"))
		return cancelled
	})
	if !errors.Is(err, cancelled) {
		t.Fatal(err)
	}
	if notices, letters := count(t, app, notifications.Collection), count(t, app, "jobs"); notices+letters != 0 {
		t.Errorf("%d notices, %d letters", notices, letters)
	}
}

func TestANoticeThatIsNotWholeIsRefused(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner").Id
	rows := map[string]func(*notifications.Notice){
		"a kind that there is not":     func(n *notifications.Notice) { n.Kind = "birthday" },
		"no key":                       func(n *notifications.Notice) { n.Key = "" },
		"a value is missing":           func(n *notifications.Notice) { delete(n.Values, "answer") },
		"a link that leaves this site": func(n *notifications.Notice) { n.Link = "https://evil.example" },
		"one that leaves it slyly":     func(n *notifications.Notice) { n.Link = "//evil.example" },
	}
	for name, spoil := range rows {
		t.Run(name, func(t *testing.T) {
			n := answered(ada, "one")
			spoil(&n)
			if err := notifications.Tell(app, n); !errors.Is(err, notifications.ErrNotice) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestTheWayDecidesWhatBecomesOfANotice(t *testing.T) {
	rows := []struct {
		way          notifications.Way
		page, letter bool
		mail         string
	}{
		{notifications.AtOnce, true, true, "queued"},
		{notifications.Daily, true, false, "waiting"},
		{notifications.Weekly, true, false, "waiting"},
		{notifications.PageOnly, true, false, ""},
		{notifications.Never, false, false, ""},
	}
	for _, row := range rows {
		t.Run(string(row.way), func(t *testing.T) {
			app := testapp.New(t)
			ada := testapp.Person(t, app, "learner").Id
			choose(t, app, ada, notifications.Answers, row.way)
			tell(t, app, answered(ada, "one"))
			list, total, err := notifications.List(app, ada, 1)
			if err != nil || (total == 1) != row.page {
				t.Fatalf("%d on the page, %v", total, err)
			}
			if row.page && list[0].GetString("mail") != row.mail {
				t.Errorf("mail %q, want %q", list[0].GetString("mail"), row.mail)
			}
			if n := count(t, app, "jobs"); (n == 1) != row.letter {
				t.Errorf("%d letters", n)
			}
		})
	}
}

func choose(t *testing.T, app core.App, person string, g notifications.Group, w notifications.Way) {
	t.Helper()
	if err := notifications.Choose(app, person, map[notifications.Group]notifications.Way{g: w}); err != nil {
		t.Fatal(err)
	}
}
