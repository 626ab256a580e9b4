package notifications_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"aula/accounts"
	"aula/internal/testapp"
	"aula/notifications"
)

func TestEveryKindBelongsToOneGroupAndHasItsValues(t *testing.T) {
	seen := map[notifications.Kind]bool{}
	for _, k := range notifications.Kinds() {
		if seen[k] || notifications.GroupOf(k) == "" || len(notifications.Values(k)) == 0 {
			t.Errorf("%s: twice %v, group %q, values %v", k, seen[k], notifications.GroupOf(k), notifications.Values(k))
		}
		seen[k] = true
	}
}

func TestWhatPeopleGetUntilTheyChoose(t *testing.T) {
	app := testapp.New(t)
	rows := []struct {
		role string
		want map[notifications.Group]notifications.Way
	}{
		{"learner", map[notifications.Group]notifications.Way{
			notifications.Decisions: notifications.AtOnce, notifications.Certificates: notifications.AtOnce,
			notifications.Marks: notifications.AtOnce, notifications.Answers: notifications.AtOnce,
			notifications.Deadlines: notifications.AtOnce, notifications.Courses: notifications.PageOnly,
			notifications.Webinars: notifications.AtOnce, notifications.Hours: notifications.AtOnce, notifications.Classes: notifications.AtOnce,
		}},
		{"author", map[notifications.Group]notifications.Way{
			notifications.Marking: notifications.Daily, notifications.Questions: notifications.Daily,
		}},
		{"staff", map[notifications.Group]notifications.Way{notifications.Adhesions: notifications.Daily}},
		{"administrator", map[notifications.Group]notifications.Way{
			notifications.Operation: notifications.Daily, notifications.Safety: notifications.AtOnce,
		}},
	}
	want := map[notifications.Group]notifications.Way{}
	for _, row := range rows { // each role has the groups of those before it
		for g, w := range row.want {
			want[g] = w
		}
		p := accounts.PersonOf(testapp.Person(t, app, row.role))
		choices, err := notifications.ChoicesOf(app, p)
		if err != nil {
			t.Fatal(err)
		}
		if len(choices) != len(want) {
			t.Errorf("%s chooses about %d groups, want %d", row.role, len(choices), len(want))
		}
		for _, c := range choices {
			if c.Way != want[c.Group] {
				t.Errorf("%s gets %s %q, want %q", row.role, c.Group, c.Way, want[c.Group])
			}
		}
	}
}

func TestWhatCannotBeChosenIsRefusedWhole(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner").Id
	for name, wrong := range map[string]map[notifications.Group]notifications.Way{
		"a decision":                 {notifications.Decisions: notifications.Never},
		"a failed backup":            {notifications.Safety: notifications.PageOnly},
		"a way that there is not":    {notifications.Answers: "by_pigeon"},
		"a group that there is not":  {"birthdays": notifications.Daily},
		"one wrong among right ones": {notifications.Answers: notifications.Daily, notifications.Decisions: notifications.Daily},
	} {
		if err := notifications.Choose(app, ada, wrong); !errors.Is(err, notifications.ErrChoice) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if n := count(t, app, "notice_choices"); n != 0 {
		t.Errorf("%d choices were kept", n)
	}
}

func TestAChoiceAgainstMailsTakesBackThoseThatWait(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner").Id
	tell(t, app, answered(ada, "queued"))
	choose(t, app, ada, notifications.Answers, notifications.Weekly)
	tell(t, app, answered(ada, "waits"))
	tell(t, app, notifications.Notice{Person: ada, Kind: notifications.CertificateIssued, Key: "other group", Values: map[string]string{"course": "SPID"}})
	choose(t, app, ada, notifications.Answers, notifications.PageOnly)
	if n := count(t, app, notifications.Collection, dbx.HashExp{"mail": "dropped"}); n != 2 {
		t.Errorf("%d mails taken back, want 2", n)
	}
	if n := count(t, app, notifications.Collection, dbx.HashExp{"mail": "queued"}); n != 1 {
		t.Errorf("%d mails of another group are still to go, want 1", n)
	}
	if n := count(t, app, notifications.Collection); n != 3 {
		t.Errorf("%d on the page, want 3", n)
	}
}

func TestUnsubscribingEndsTheMailsOfItsGroupsOnlyAndCanBeTakenBack(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner").Id
	choose(t, app, ada, notifications.Answers, notifications.Weekly)
	choose(t, app, ada, notifications.Courses, notifications.Never)
	before, err := notifications.Unsubscribe(app, ada, []notifications.Group{notifications.Answers, notifications.Courses})
	if err != nil {
		t.Fatal(err)
	}
	ways := func(want map[notifications.Group]notifications.Way) {
		t.Helper()
		for g, w := range want {
			if got, err := notifications.WayOf(app, ada, g); err != nil || got != w {
				t.Errorf("%s comes %q, want %q, %v", g, got, w, err)
			}
		}
	}
	ways(map[notifications.Group]notifications.Way{
		notifications.Answers: notifications.PageOnly, notifications.Courses: notifications.Never, notifications.Deadlines: notifications.AtOnce,
	})
	if len(before) != 1 {
		t.Errorf("to be taken back: %v", before)
	}
	if err := notifications.Choose(app, ada, before); err != nil {
		t.Fatal(err)
	}
	ways(map[notifications.Group]notifications.Way{notifications.Answers: notifications.Weekly})
}

func TestATokenIsForItsPersonAndGroups(t *testing.T) {
	app := testapp.New(t)
	ada := testapp.Person(t, app, "learner").Id
	token, err := notifications.Token(app, ada, []notifications.Group{notifications.Answers, notifications.Deadlines})
	if err != nil {
		t.Fatal(err)
	}
	person, groups, err := notifications.Recognise(app, token)
	if err != nil || person != ada || len(groups) != 2 {
		t.Errorf("for %s, %v, %v", person, groups, err)
	}
	locked, err := notifications.Token(app, ada, []notifications.Group{notifications.Decisions})
	if err != nil {
		t.Fatal(err)
	}
	other := testapp.Person(t, app, "learner", "other@example.org").Id
	for name, bad := range map[string]string{
		"empty": "", "cut": token[:len(token)-1], "another person": other + token[15:],
		"another group": strings.Replace(token, "answers", "courses", 1), "a locked group": locked,
		"more groups": strings.Replace(token, "answers", "answers-courses", 1),
	} {
		if _, _, err := notifications.Recognise(app, bad); !errors.Is(err, notifications.ErrToken) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func FuzzToken(f *testing.F) {
	app := testapp.New(f)
	ada := testapp.Person(f, app, "learner").Id
	genuine, err := notifications.Token(app, ada, []notifications.Group{notifications.Answers})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{genuine, "", "..", genuine + "=", strings.ToUpper(genuine), ada + ".answers."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if _, _, err := notifications.Recognise(app, token); (err == nil) != (token == genuine) {
			t.Errorf("%q: %v", token, err)
		}
	})
}
