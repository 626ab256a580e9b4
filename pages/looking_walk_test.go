package pages

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/certificates"
	"aula/courses"
	"aula/internal/testapp"
)

// private is what is a person's alone, wherever it is kept.
const private = "zqprivato"

// lookedAt is the person of the walk's other organisation, who has things of their own, and something under way that a look could move.
func (w *walk) lookedAt() string {
	w.Helper()
	person, course, quiz := w.ids["id"][0], w.ids["id"][3], w.ids["id"][4]
	w.joins(person, w.organisation("c_there"), accounts.Referent)
	user, err := w.app.FindRecordById(accounts.Collection, person)
	if err != nil {
		w.Fatal(err)
	}
	if _, err := accounts.OpenSession(w.app, user, private, accounts.BriefStay); err != nil {
		w.Fatal(err)
	}
	enrolment, err := w.app.FindFirstRecordByData("enrolments", "user", person)
	if err != nil {
		w.Fatal(err)
	}
	over := testapp.Save(w, w.app, "attempts", map[string]any{"user": person, "quiz": quiz, "enrolment": enrolment.Id, "number": 2, "state": "open",
		"expires": time.Now().Add(-time.Hour), "answers": map[string]any{"uno": private}})
	w.ids["attempt"] = []string{over.Id}
	testapp.Save(w, w.app, "lesson_questions", map[string]any{"course": course, "lesson": w.ids["lesson"][1], "user": person, "text": private})
	notice := testapp.Save(w, w.app, "notices", map[string]any{"person": person, "kind": "webinar_cancelled", "key": "x", "values": map[string]string{"webinar": private, "when_moment": "2026-01-01T09:00:00Z"}})
	w.ids["notice"] = []string{notice.Id}
	w.set("webinars", w.ids["id"][1], "state", "open")
	w.set("courses", course, "certificate", true)
	earned, err := courses.FindEnrolmentByID(w.app, enrolment.Id)
	if err != nil {
		w.Fatal(err)
	}
	c, err := certificates.Issue(w.app, earned)
	if err != nil {
		w.Fatal(err)
	}
	w.ids["code"] = []string{c.Code(), c.Code() + ".pdf"}
	return person
}

func (w *walk) organisation(ipa string) string {
	w.Helper()
	o, err := w.app.FindFirstRecordByData("organisations", "ipa", ipa)
	if err != nil {
		w.Fatal(err)
	}
	return o.Id
}

func (w *walk) set(collection, id, field string, value any) {
	w.Helper()
	r, err := w.app.FindRecordById(collection, id)
	if err != nil {
		w.Fatal(err)
	}
	r.Set(field, value)
	if err := w.app.Save(r); err != nil {
		w.Fatal(err)
	}
}

// begins opens a session of staff that looks as somebody, and returns its cookie.
func (w *walk) begins(staff *core.Record, person string) string {
	w.Helper()
	token, err := accounts.OpenSession(w.app, staff, "x", accounts.BriefStay)
	if err != nil {
		w.Fatal(err)
	}
	v, err := accounts.DoorkeeperOf(w.app).Recognise(w.app, token)
	if err != nil {
		w.Fatal(err)
	}
	if err := accounts.AskForFactor(w.app, staff); err != nil {
		w.Fatal(err)
	}
	p, err := accounts.Find(w.app, person)
	if err != nil {
		w.Fatal(err)
	}
	if err := accounts.BeginLook(w.app, v, p, "asked"); err != nil {
		w.Fatal(err)
	}
	return accounts.SessionCookie + "=" + token
}

// settled waits until no mail is on its way: nothing changes by itself from then on.
func (w *walk) settled() {
	w.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for w.Context().Err() == nil {
		n, err := w.app.CountRecords("jobs", dbx.In("state", "waiting", "running"))
		if err != nil {
			w.Fatal(err)
		}
		if n == 0 {
			return
		}
		<-tick.C
	}
}

// database is all that is kept, but for sessions: when they were used.
func (w *walk) database() string {
	w.Helper()
	var tables []string
	if err := w.app.DB().NewQuery("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name != 'sessions' ORDER BY name").Column(&tables); err != nil {
		w.Fatal(err)
	}
	var all strings.Builder
	for _, table := range tables {
		rows := []dbx.NullStringMap{}
		if err := w.app.DB().NewQuery("SELECT * FROM [[" + table + "]]").All(&rows); err != nil {
			w.Fatal(err)
		}
		lines := make([]string, len(rows))
		for i, row := range rows {
			lines[i] = fmt.Sprint(table, row)
		}
		slices.Sort(lines)
		all.WriteString(strings.Join(lines, "\n") + "\n")
	}
	return all.String()
}

// Whoever looks as somebody changes nothing by whatever they ask for, is refused whatever is not a question, sees on every page that they look, and is
// shown nothing that is the person's alone.
func TestWhoLooksAsSomebodyChangesNothingByAnyRoute(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	staff := testapp.Person(t, w.app, "staff")
	author := testapp.Person(t, w.app, "author")
	w.set("courses", w.ids["id"][3], "owner", author.Id)
	shown := 0
	for who, person := range map[string]string{"a learner who is a referent": w.lookedAt(), "an author": author.Id} {
		cookie := w.begins(staff, person)
		w.settled()
		before := w.database()
		for _, r := range w.routes() {
			for _, address := range w.addresses(r.Path) {
				if address == "" {
					address = "/"
				}
				shown += w.looks(who, r.Method, address, cookie)
			}
		}
		if after := w.database(); after != before {
			t.Errorf("looking as %s changed\n%s", who, changed(before, after))
		}
	}
	if shown < 30 {
		t.Errorf("only %d pages were shown", shown)
	}
	cookie := w.begins(staff, w.ids["id"][0])
	for code, want := range map[string]int{w.ids["code"][0]: http.StatusOK, w.ids["code"][1]: http.StatusForbidden} {
		if status, _ := w.sends(http.MethodGet, "/certificates/"+code, "Cookie", cookie); status != want {
			t.Errorf("certificate %s: %d, want %d", code, status, want)
		}
	}
	before := w.database()
	if w.asks(http.MethodPost, "/courses/spid/enrolment", testapp.Token(t, staff)); w.database() == before {
		t.Error("the walk would see nothing: an enrolment is not noticed")
	}
}

// looks asks for one address of a route and returns how many pages it was shown.
func (w *walk) looks(who, method, address, cookie string) (shown int) {
	w.Helper()
	if method == http.MethodGet || method == "" {
		if !strings.HasPrefix(address, "/api/realtime") { // it waits for events, and knows no session
			status, body := w.sends(http.MethodGet, address, "Cookie", cookie)
			if status >= http.StatusInternalServerError {
				w.Errorf("as %s %s: %d", who, address, status)
			}
			if strings.Contains(body, private) && who != "an author" { // who reads what learners ask
				w.Errorf("as %s %s shows what is the person's alone", who, address)
			}
			if strings.Contains(body, "<html") {
				if !strings.Contains(body, `<section class="looking"`) && !strings.HasPrefix(address, "/_/") && !strings.HasPrefix(address, "/assets/") {
					w.Errorf("as %s %s does not say so: %d", who, address, status)
				}
				if status == http.StatusOK {
					shown = 1
				}
			}
		}
	}
	if method == "" {
		method = http.MethodPost
	}
	if method != http.MethodGet && !slices.Contains([]string{"/sign-out", federation.LogoutPath, accounts.LookEndPath}, address) {
		if status, _ := w.sends(method, address, "Cookie", cookie); status != http.StatusForbidden {
			w.Errorf("as %s %s %s: %d", who, method, address, status)
		}
	}
	return shown
}

// changed are the lines of which only one has them.
func changed(before, after string) string {
	var list []string
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	for _, line := range a {
		if !slices.Contains(b, line) {
			list = append(list, "- "+line)
		}
	}
	for _, line := range b {
		if !slices.Contains(a, line) {
			list = append(list, "+ "+line)
		}
	}
	return strings.Join(list, "\n")
}
