package hooks_test

import (
	"testing"
	"time"

	"aula/certificates"
	"aula/courses"
	"aula/hooks"
	"aula/internal/calendar"
	"aula/internal/testapp"
	"aula/notifications"
)

func TestAHolderIsRemindedAndThenTheCertificateEnds(t *testing.T) {
	app, _ := post(t, nil)
	ada := testapp.Person(t, app, "learner", "ada@example.org")
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published", "certificate": true, "validity": 12})
	now := time.Now()
	e := testapp.Save(t, app, "enrolments", map[string]any{"user": ada.Id, "course": course.Id, "cycle": 1, "completed": now})
	enrolment, err := courses.FindEnrolmentByID(app, e.Id)
	if err != nil {
		t.Fatal(err)
	}
	c, err := certificates.Issue(app, enrolment)
	if err != nil {
		t.Fatal(err)
	}
	last := c.Facts().LastDay()
	for _, step := range []struct {
		says  string
		now   time.Time
		told  int
		state certificates.State
	}{
		{"long before", calendar.At(now, 12), 0, certificates.Valid},
		{"two months before, at night", calendar.At(calendar.AddDays(last, -60), 1), 0, certificates.Valid},
		{"two months before", calendar.At(calendar.AddDays(last, -60), 12), 1, certificates.Valid},
		{"again", calendar.At(calendar.AddDays(last, -60), 13), 1, certificates.Valid},
		{"two weeks before", calendar.At(calendar.AddDays(last, -14), 12), 2, certificates.Valid},
		{"on the last day", calendar.At(last, 23), 2, certificates.Valid},
		{"at midnight", calendar.AddDays(last, 1), 2, certificates.Expired},
		{"again", calendar.AddDays(last, 1), 2, certificates.Expired},
	} {
		if err := hooks.MakeCertificateRounds(app, step.now); err != nil {
			t.Fatal(err)
		}
		entries, _, err := notifications.List(app, ada.Id, 1)
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, entry := range entries {
			if entry.Kind() == notifications.CertificateEnds {
				told++
			}
		}
		c, err := certificates.FindByID(app, c.Id)
		if err != nil || told != step.told || c.State() != step.state {
			t.Errorf("%s: told %d times, want %d; %s, want %s; %v", step.says, told, step.told, c.State(), step.state, err)
		}
	}
}
