package hooks_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/webinars"
)

// held is a webinar of an hour that has just been held, tied to a course that needs 85 percent of it.
func held(t *testing.T) (*hall, time.Time) {
	t.Helper()
	start := time.Now().Add(-2 * time.Hour).Truncate(time.Second)
	h := newHall(t, map[string]any{"start": start, "started": start, "state": "open", "alive": start})
	course := testapp.Save(t, h.app, "courses", map[string]any{
		"slug": "dal-vivo", "title": "Dal vivo", "state": "published", "certificate": true, "hours": 1,
		"complete": types.JSONRaw(`{"lessons":[],"presence":[{"webinar":"diretta","percent":85}]}`),
	}).Id
	w, err := h.app.FindRecordById("webinars", h.webinar)
	if err != nil {
		t.Fatal(err)
	}
	w.Set("course", course)
	w.Set("course_key", "diretta")
	if err := h.app.Save(w); err != nil {
		t.Fatal(err)
	}
	return h, start
}

func (h *hall) stay(t *testing.T, person string, start time.Time, from, to time.Duration) {
	t.Helper()
	testapp.Save(t, h.app, "webinar_presences", map[string]any{
		"webinar": h.webinar, "person": h.ids[person], "registration": h.ids[person], "user": userOf(h, person),
		"name": person, "joined": start.Add(from), "left": start.Add(to),
	})
}

func userOf(h *hall, person string) string {
	if r := h.people[person]; r != nil {
		return r.Id
	}
	return ""
}

func (h *hall) end(t *testing.T, at time.Time) {
	t.Helper()
	w, err := h.app.FindRecordById("webinars", h.webinar)
	if err != nil {
		t.Fatal(err)
	}
	w.Set("state", "ended")
	w.Set("ended", at)
	if err := h.app.Save(w); err != nil {
		t.Fatal(err)
	}
}

func certificatesOf(t *testing.T, app core.App, user string) int {
	t.Helper()
	found, err := app.FindAllRecords("certificates")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range found {
		if c.GetString("user") == user {
			n++
		}
	}
	return n
}

func TestPresenceEarnsTheCertificateExactlyAtTheThreshold(t *testing.T) {
	h, start := held(t)
	h.stay(t, "ada", start, 0, 51*time.Minute)                 // 85 percent
	h.stay(t, "bruno", start, 0, 51*time.Minute-time.Second)   // a second less
	h.stay(t, "second", start, 0, 20*time.Minute)              // comes back
	h.stay(t, "second", start, 24*time.Minute, 58*time.Minute) // 54 minutes in all
	h.end(t, start.Add(time.Hour))
	for person, want := range map[string]int{"ada": 1, "bruno": 0, "second": 1} {
		if n := certificatesOf(t, h.app, h.people[person].Id); n != want {
			t.Errorf("%s has %d certificates, want %d", person, n, want)
		}
	}
	path := "/api/aula/webinars/" + h.webinar + "/attendance"
	if status, _ := call(t, http.MethodGet, h.url+path, testapp.Token(t, h.people["ada"]), nil); status != http.StatusForbidden {
		t.Errorf("an attendee reads the register: %d", status)
	}
	staff := testapp.Token(t, testapp.Person(t, h.app, "staff"))
	status, body := call(t, http.MethodGet, h.url+path, staff, nil)
	if status != http.StatusOK || !strings.Contains(body, `"needed":85`) || !strings.Contains(body, `"seconds":3240`) {
		t.Errorf("%d %s", status, body)
	}
	if err := hooks.Described(http.MethodGet, "/api/aula/webinars/{id}/attendance", status, []byte(body)); err != nil {
		t.Error(err)
	}
	correct := map[string]any{"person": h.ids["bruno"], "minutes": 51, "reason": "Linea caduta, era in sala"}
	for name, row := range map[string]struct {
		token  string
		body   map[string]any
		status int
	}{
		"an attendee":          {testapp.Token(t, h.people["bruno"]), correct, http.StatusForbidden},
		"without a reason":     {staff, map[string]any{"person": h.ids["bruno"], "minutes": 51}, http.StatusBadRequest},
		"of nobody":            {staff, map[string]any{"person": "x", "minutes": 51, "reason": "x"}, http.StatusNotFound},
		"of less than no time": {staff, map[string]any{"person": h.ids["bruno"], "minutes": -1, "reason": "x"}, http.StatusBadRequest},
	} {
		if status, body := call(t, http.MethodPost, h.url+path+"/corrections", row.token, row.body); status != row.status {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	status, body = call(t, http.MethodPost, h.url+path+"/corrections", staff, correct)
	if status != http.StatusCreated || !strings.Contains(body, "Linea caduta") || certificatesOf(t, h.app, h.people["bruno"].Id) != 1 {
		t.Errorf("%d %s", status, body)
	}
}

func TestAReferentReadsThePresenceOfTheOwnOrganisationsPeopleAndOfNobodyElse(t *testing.T) {
	h, start := held(t)
	here, there, bare := testapp.Organisation(t, h.app, "c_here").Id, testapp.Organisation(t, h.app, "c_there").Id, testapp.Organisation(t, h.app, "c_bare").Id
	joins := func(user, organisation string, role accounts.MembershipRole, from time.Time) *accounts.Membership {
		t.Helper()
		m, err := accounts.Join(h.app, "", accounts.Joining{User: user, Organisation: organisation, Role: role, From: from})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	referent := func(mailbox, organisation string) string {
		t.Helper()
		p := testapp.Person(t, h.app, "learner", mailbox)
		joins(p.Id, organisation, accounts.Referent, start.AddDate(-1, 0, 0))
		return testapp.Token(t, p)
	}
	joins(h.people["ada"].Id, here, accounts.Employee, start.AddDate(-1, 0, 0))
	joins(h.people["bruno"].Id, there, accounts.Employee, start.AddDate(-1, 0, 0))
	moved := joins(h.people["second"].Id, here, accounts.Employee, start.AddDate(-1, 0, 0)) // and moved before it was held
	moved.Set("until", start.AddDate(0, -1, 0))
	if err := h.app.Save(moved.Record); err != nil {
		t.Fatal(err)
	}
	joins(h.people["second"].Id, there, accounts.Employee, start.AddDate(0, -1, 0))
	for _, person := range []string{"ada", "bruno", "second"} {
		h.stay(t, person, start, 0, 55*time.Minute)
	}
	h.end(t, start.Add(time.Hour))
	path := "/api/aula/webinars/" + h.webinar + "/attendance"
	for _, row := range []struct {
		who, token string
		status     int
		sees       []string
	}{
		{"of one", referent("rita@here.example", here), http.StatusOK, []string{"ada"}},
		{"of the other", referent("rosa@there.example", there), http.StatusOK, []string{"bruno", "second"}},
		{"of people who were not there", referent("remo@bare.example", bare), http.StatusNotFound, nil},
	} {
		status, body := call(t, http.MethodGet, h.url+path, row.token, nil)
		if status != row.status {
			t.Errorf("a referent %s: %d %s", row.who, status, body)
			continue
		}
		for _, person := range []string{"ada", "bruno", "second"} {
			if strings.Contains(body, `"person":"`+h.ids[person]+`"`) != slices.Contains(row.sees, person) {
				t.Errorf("a referent %s: %s is shown or missing\n%s", row.who, person, body)
			}
		}
		if strings.Contains(body, "intervals") || strings.Contains(body, "corrections") {
			t.Errorf("a referent %s reads when somebody came and went: %s", row.who, body)
		}
		if status == http.StatusOK {
			if err := hooks.Described(http.MethodGet, "/api/aula/webinars/{id}/attendance", status, []byte(body)); err != nil {
				t.Error(err)
			}
		}
		if status, _ := call(t, http.MethodGet, h.url+"/api/aula/webinars/000000000000000/attendance", row.token, nil); status != http.StatusNotFound {
			t.Errorf("a referent %s guesses an id: %d", row.who, status)
		}
		if status, _ := call(t, http.MethodPost, h.url+path+"/corrections", row.token, map[string]any{"person": h.ids["ada"], "minutes": 1, "reason": "x"}); status != http.StatusForbidden {
			t.Errorf("a referent %s corrects: %d", row.who, status)
		}
	}
}

func TestAGuestsPresenceWaitsForTheAccountWithTheSameConfirmedMailbox(t *testing.T) {
	h, start := held(t)
	h.ids["guest"] = testapp.Save(t, h.app, "webinar_registrations", map[string]any{
		"webinar": h.webinar, "name": "Gina", "email": "gina@example.org", "state": "registered", "asked": time.Now(),
	}).Id
	h.stay(t, "guest", start, 0, time.Hour)
	h.end(t, start.Add(time.Hour))
	users, err := h.app.FindCollectionByNameOrId("users")
	if err != nil {
		t.Fatal(err)
	}
	gina := core.NewRecord(users)
	gina.SetEmail("gina@example.org")
	gina.SetPassword(testapp.Password)
	gina.Set("given_name", "Gina")
	if err := h.app.Save(gina); err != nil {
		t.Fatal(err)
	}
	if n := certificatesOf(t, h.app, gina.Id); n != 0 {
		t.Fatal("a mailbox that nobody confirmed earned a certificate")
	}
	gina.SetVerified(true)
	if err := h.app.Save(gina); err != nil {
		t.Fatal(err)
	}
	if n := certificatesOf(t, h.app, gina.Id); n != 1 {
		t.Errorf("%d certificates", n)
	}
}

func (h *hall) correct(t *testing.T, person string, minutes int) {
	t.Helper()
	err := webinars.Correct(h.app, h.webinar, webinars.Correction{Person: h.ids[person], Minutes: minutes, Reason: "Era via", By: "x", ByName: "Sara", At: time.Now()}, webinars.Unseen)
	if err != nil {
		t.Fatal(err)
	}
}

func (h *hall) doubts(t *testing.T) []webinars.Unsupported {
	t.Helper()
	w, err := webinars.Find(h.app, h.webinar)
	if err != nil {
		t.Fatal(err)
	}
	register, err := hooks.RegisterOf(h.app, w)
	if err != nil {
		t.Fatal(err)
	}
	doubts, err := hooks.UnsupportedCredits(h.app, w, register)
	if err != nil {
		t.Fatal(err)
	}
	return doubts
}

func TestACorrectionDownwardWarnsOfACertificateAndNeverEndsIt(t *testing.T) {
	h, start := held(t)
	h.stay(t, "ada", start, 0, time.Hour)
	h.end(t, start.Add(time.Hour))
	if doubts := h.doubts(t); len(doubts) != 0 {
		t.Fatalf("doubts before any correction: %v", doubts)
	}
	h.correct(t, "ada", 10)
	doubts := h.doubts(t)
	if len(doubts) != 1 || doubts[0].Person != h.ids["ada"] || doubts[0].Certificate == "" {
		t.Fatalf("doubts: %+v", doubts)
	}
	c, err := certificates.FindByID(h.app, doubts[0].Certificate)
	if err != nil || !c.Holds() {
		t.Fatalf("the certificate holds no more: %v", err)
	}
	if _, err := certificates.Revoke(h.app, c.Id, "Presenza corretta"); err != nil {
		t.Fatal(err)
	}
	if doubts := h.doubts(t); len(doubts) != 0 {
		t.Errorf("a revoked certificate still leaves a doubt: %v", doubts)
	}
	h.correct(t, "ada", 60) // corrected back: nothing is issued again by itself
	if n := certificatesOf(t, h.app, h.people["ada"].Id); n != 1 {
		t.Errorf("%d certificates", n)
	}
}

func TestACorrectionDownwardIsTakenFromACourseThatIsNotCompleteYet(t *testing.T) {
	h, start := held(t)
	w, err := webinars.Find(h.app, h.webinar)
	if err != nil {
		t.Fatal(err)
	}
	c, err := courses.FindByID(h.app, w.Course())
	if err != nil {
		t.Fatal(err)
	}
	testapp.Save(t, h.app, "lessons", map[string]any{"course": c.Id, "slug": "uno", "key": "uno", "title": "Uno", "position": 1})
	c.Set("complete", types.JSONRaw(`{"lessons":"all","presence":[{"webinar":"diretta","percent":85}]}`))
	if err := h.app.Save(c); err != nil {
		t.Fatal(err)
	}
	h.stay(t, "ada", start, 0, time.Hour)
	h.end(t, start.Add(time.Hour))
	percent := func() int {
		e, err := courses.FindEnrolment(h.app, h.people["ada"].Id, c.Id)
		if err != nil {
			t.Fatal(err)
		}
		return e.Percent()
	}
	for _, row := range []struct{ minutes, percent int }{{60, 50}, {50, 0}, {51, 50}} {
		h.correct(t, "ada", row.minutes)
		if got := percent(); got != row.percent {
			t.Errorf("with %d minutes the course stands at %d %%, want %d", row.minutes, got, row.percent)
		}
	}
	if doubts := h.doubts(t); len(doubts) != 0 {
		t.Errorf("%v", doubts)
	}
}

func TestWhoHostsEarnsNoCourseTheyDidNotTake(t *testing.T) {
	h, start := held(t)
	w, _ := webinars.Find(h.app, h.webinar)
	host := testapp.Person(t, h.app, "staff", "altra@example.org")
	testapp.Save(t, h.app, "webinar_presences", map[string]any{
		"webinar": h.webinar, "person": "u" + host.Id, "user": host.Id, "name": "Altra", "joined": start, "left": start.Add(time.Hour),
	})
	h.end(t, start.Add(time.Hour))
	if _, err := courses.FindEnrolment(h.app, host.Id, w.Course()); !errors.Is(err, courses.ErrNotEnrolled) {
		t.Errorf("the host is enrolled: %v", err)
	}
}
