package hooks_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/hooks"
	"aula/internal/testapp"
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
