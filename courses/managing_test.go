package courses_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/courses"
	"aula/internal/testapp"
)

func user(t *testing.T, app core.App, email, given, family, role string) *core.Record {
	t.Helper()
	collection, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		t.Fatal(err)
	}
	r := core.NewRecord(collection)
	r.SetEmail(email)
	r.SetPassword("impariamo-insieme")
	r.Set("given_name", given)
	r.Set("family_name", family)
	r.Set("role", role)
	if err := app.Save(r); err != nil {
		t.Fatal(err)
	}
	return r
}

func enrolled(t *testing.T, app core.App, user, course string, percent int, completed bool) {
	t.Helper()
	fields := map[string]any{"user": user, "course": course, "cycle": 1, "percent": percent}
	if completed {
		fields["completed"] = types.NowDateTime()
	}
	record(t, app, "enrolments", fields)
}

func TestCoursesAreListedForThoseWhoRunThem(t *testing.T) {
	app := testapp.New(t)
	elena := user(t, app, "elena@comune.example", "Elena", "Bassi", "author")
	anna := user(t, app, "anna@comune.example", "Anna", "Zuin", "learner")
	spid := record(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published", "owner": elena.Id})
	record(t, app, "courses", map[string]any{"slug": "pec", "title": "La posta certificata", "state": "draft"})
	record(t, app, "courses", map[string]any{"slug": "anpr", "title": "Anagrafe", "state": "withdrawn", "owner": elena.Id})
	enrolled(t, app, anna.Id, spid, 40, false)
	enrolled(t, app, elena.Id, spid, 100, true)
	for day, slug := range []string{"spid", "pec", "anpr"} { // a test is faster than the clock's milliseconds
		changed := dbx.Params{"updated": fmt.Sprintf("2026-01-0%d 10:00:00.000Z", day+1)}
		if _, err := app.DB().Update("courses", changed, dbx.HashExp{"slug": slug}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		name, want string
		filter     courses.ManagedFilter
	}{
		{"by title", "anpr pec spid", courses.ManagedFilter{}},
		{"by title, the other way round", "spid pec anpr", courses.ManagedFilter{Sort: "-title"}},
		{"by learners", "spid", courses.ManagedFilter{Sort: "-learners", State: "published"}},
		{"by state", "pec spid anpr", courses.ManagedFilter{Sort: "state"}},
		{"by change", "anpr pec spid", courses.ManagedFilter{Sort: "-updated"}},
		{"an unknown order is the usual", "anpr pec spid", courses.ManagedFilter{Sort: "title; DROP TABLE courses"}},
		{"an author's own", "anpr spid", courses.ManagedFilter{Owner: elena.Id}},
		{"by words", "pec", courses.ManagedFilter{Words: "posta"}},
		{"a percent sign is no wildcard", "", courses.ManagedFilter{Words: "%"}},
		{"beyond the last page", "", courses.ManagedFilter{Page: 9}},
	} {
		list, _, err := courses.ListManaged(app, row.filter)
		if err != nil {
			t.Fatalf("%s: %v", row.name, err)
		}
		got := ""
		for i, c := range list {
			if i > 0 {
				got += " "
			}
			got += c.Slug
			if c.Slug == "spid" && (c.Open != 1 || c.Finished != 1 || c.Owner != "Elena Bassi") {
				t.Errorf("%s: %+v", row.name, c)
			}
		}
		if got != row.want {
			t.Errorf("%s: got %q, want %q", row.name, got, row.want)
		}
	}
}

func TestLearnersAreListedWithWhereTheyAre(t *testing.T) {
	app := testapp.New(t)
	course := record(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published"})
	for _, row := range []struct {
		email, given, family string
		percent              int
		completed            bool
	}{
		{"a@x.example", "Anna", "Zuin", 40, false}, {"b@x.example", "Bruno", "alpi", 0, false}, {"c@x.example", "Carla", "Mei", 100, true},
	} {
		enrolled(t, app, user(t, app, row.email, row.given, row.family, "learner").Id, course, row.percent, row.completed)
	}
	record(t, app, "enrolments", map[string]any{"course": course, "cycle": 1, "percent": 10})
	for _, row := range []struct {
		name, want string
		filter     courses.LearnerFilter
	}{
		{"by name, whatever the capitals", "- alpi Mei Zuin", courses.LearnerFilter{}},
		{"by name, the other way round", "Zuin Mei alpi -", courses.LearnerFilter{Sort: "-name"}},
		{"by percent", "alpi - Zuin Mei", courses.LearnerFilter{Sort: "percent"}},
		{"under way", "- Zuin", courses.LearnerFilter{State: courses.LearnerOpen}},
		{"finished", "Mei", courses.LearnerFilter{State: courses.LearnerFinished}},
		{"not begun", "alpi", courses.LearnerFilter{State: courses.LearnerIdle}},
		{"by whole name", "Zuin", courses.LearnerFilter{Words: "anna zu"}},
		{"by mailbox", "Mei", courses.LearnerFilter{Words: "c@x"}},
		{"one page", "- alpi Mei Zuin", courses.LearnerFilter{Page: 1, Sort: "name"}},
	} {
		list, total, err := courses.ListLearners(app, course, row.filter)
		if err != nil {
			t.Fatalf("%s: %v", row.name, err)
		}
		got := ""
		for i, l := range list {
			if i > 0 {
				got += " "
			}
			if l.User == "" {
				got += "-"
			}
			got += l.Family
		}
		if got != row.want || total != len(list) {
			t.Errorf("%s: got %q of %d, want %q", row.name, got, total, row.want)
		}
	}
}

func TestACourseWithLearnersIsWithdrawnNotDeleted(t *testing.T) {
	app := testapp.New(t)
	store(t, app, compose(t, "corso", small), courses.ImportOptions{})
	c, err := courses.FindBySlug(app, "corso")
	if err != nil {
		t.Fatal(err)
	}
	if err := courses.Delete(app, c.Id); !errors.Is(err, courses.ErrPublished) {
		t.Errorf("a published course: %v", err)
	}
	anna := user(t, app, "a@x.example", "Anna", "Zuin", "learner")
	enrolled(t, app, anna.Id, c.Id, 0, false)
	if err := courses.Withdraw(app, c.Id); err != nil {
		t.Fatal(err)
	}
	if err := courses.Delete(app, c.Id); !errors.Is(err, courses.ErrHasLearners) {
		t.Errorf("a course with learners: %v", err)
	}
	if err := courses.Publish(app, c.Id); err != nil {
		t.Fatal(err)
	}
}

func TestADraftIsDeletedWithAllThatIsInIt(t *testing.T) {
	app := testapp.New(t)
	store(t, app, compose(t, "corso", small), courses.ImportOptions{Draft: true})
	c, err := courses.FindBySlug(app, "corso")
	if err != nil {
		t.Fatal(err)
	}
	if err := courses.Delete(app, c.Id); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"courses", "lessons", "course_files", "quizzes", "questions", "course_search"} {
		var n int
		if err := app.DB().Select("count(*)").From(table).Row(&n); err != nil || n > 0 {
			t.Errorf("%s has %d rows, %v", table, n, err)
		}
	}
}
