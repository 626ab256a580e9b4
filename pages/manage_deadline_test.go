package pages

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"aula/courses"
	"aula/internal/calendar"
)

func dayIn(days int) string { return calendar.FormatDay(calendar.AddDays(time.Now(), days)) }

func TestADeadlineIsSetAndTakenAwayAfterSayingWhomItTouches(t *testing.T) {
	lib := newLibrary(t)
	lib.enrol(lib.learner, "published")
	author := lib.as(lib.author)
	address := "/manage/courses/published/deadline"
	for _, wrong := range []url.Values{
		{"kind": {"day"}}, {"kind": {"day"}, "day": {dayIn(-1)}}, {"kind": {"day"}, "day": {"31 febbraio"}},
		{"kind": {"after"}, "after": {"0"}}, {"kind": {"after"}, "after": {"10000"}}, {},
	} {
		if res, body := author.send(http.MethodPost, address, wrong); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "form-error") {
			t.Errorf("%v: %d", wrong, res.StatusCode)
		}
	}
	_, asks := author.send(http.MethodPost, address, url.Values{"kind": {"day"}, "day": {dayIn(20)}})
	if !strings.Contains(asks, "Tocca 1 persona che non ha ancora finito") || lib.deadline() != (courses.Deadline{}) {
		t.Errorf("it does not ask first:\n%s", mainOf(asks))
	}
	author.post(address+"?sure=yes&kind=day&day="+dayIn(20), nil)
	if got := calendar.FormatDay(lib.deadline().Day); got != dayIn(20) {
		t.Errorf("the day is %q", got)
	}
	for _, path := range []string{"/courses/published", "/me", "/"} {
		if body := lib.as(lib.learner).page(path); !strings.Contains(mainOf(body), "Scadenza: <time") {
			t.Errorf("%s does not show the deadline:\n%s", path, mainOf(body))
		}
	}
	author.post(address+"?sure=yes&kind=none", nil)
	if !lib.deadline().None() {
		t.Error("it is still there")
	}
	if res, _ := lib.as(lib.user("author", "Pia")).send(http.MethodGet, address, nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("another author gets %d", res.StatusCode)
	}
}

func (lib library) deadline() courses.Deadline {
	lib.t.Helper()
	c, err := courses.FindBySlug(lib, "published")
	if err != nil {
		lib.t.Fatal(err)
	}
	return c.Deadline()
}

func TestSomeLearnersGetADeadlineOfTheirOwnWhichCanBeTakenBack(t *testing.T) {
	lib := newLibrary(t)
	lib.enrol(lib.learner, "published")
	author, list := lib.as(lib.author), "/manage/courses/published/learners"
	e, err := courses.FindEnrolment(lib, lib.learner.Id, lib.courses["published"])
	if err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string]url.Values{
		"nobody":    {"act": {"day"}, "day": {dayIn(9)}},
		"no day":    {"act": {"day"}, "who": {e.Id}},
		"yesterday": {"act": {"day"}, "day": {dayIn(-1)}, "who": {e.Id}},
		"nothing":   {"who": {e.Id}},
	} {
		res, body := author.send(http.MethodPost, list+"/deadline", wrong)
		if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "own-error") {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
		if wrong.Get("who") != "" && !strings.Contains(body, `value="`+e.Id+`" checked`) {
			t.Errorf("%s: the choice is lost", name)
		}
	}
	res, _ := author.send(http.MethodPost, list+"/deadline?state=idle", url.Values{"act": {"day"}, "day": {dayIn(9)}, "all": {"yes"}})
	next := res.Header.Get("Location")
	body := author.page(next)
	if !strings.Contains(body, "Scadenza cambiata per 1 persona") || !strings.Contains(body, ">Propria<") {
		t.Fatalf("at %s:\n%s", next, mainOf(body))
	}
	at, err := url.Parse(next)
	if err != nil {
		t.Fatal(err)
	}
	author.post(list+"/deadline/undo", url.Values{"change": {at.Query().Get("change")}})
	if e, err = courses.FindEnrolment(lib, lib.learner.Id, lib.courses["published"]); err != nil || !e.Due().IsZero() {
		t.Errorf("due %s, %v", e.Due(), err)
	}
}
