package pages

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/internal/audit"
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

// looker is a member of staff who looks as a learner of whom the academy knows little, by a clock that stands.
func looker(t *testing.T, d door) (v *visitor, staff, ada *core.Record, now *time.Time) {
	t.Helper()
	now = still(d)
	staff, ada = testapp.Person(t, d.app, "staff"), testapp.Person(t, d.app, "learner")
	ada.Set("given_name", "Zoe")
	ada.Set("locale", "de")
	if err := d.app.Save(ada); err != nil {
		t.Fatal(err)
	}
	testapp.Save(t, d.app, "courses", map[string]any{"slug": "spid", "title": "SPID", "state": "published", "hours": 2})
	v = d.visitor(t)
	v.signIn(staff.Email(), testapp.Password)
	at, status, body := v.send("/manage/people/"+ada.Id+"/look", "reason", "fault")
	v.found("/me", http.StatusOK, at, status, body, "Guardi come Zoe Bianchi", "Smetti di guardare", `<html lang="it"`)
	return v, staff, ada, now
}

func TestStaffLookAsALearnerAndStop(t *testing.T) {
	d := openDoor(t)
	v, staff, ada, _ := looker(t, d)
	at, status, body := v.page("/courses/spid")
	v.found("/courses/spid", http.StatusOK, at, status, body, "Guardi come Zoe Bianchi · SPID", `action="/looking/end"`)
	if strings.Index(body, `action="/looking/end"`) > strings.Index(body, "skiplinks") {
		t.Error("the way to stop does not come first")
	}
	at, status, body = v.send("/courses/spid/enrolment")
	v.found("/courses/spid/enrolment", http.StatusForbidden, at, status, body, "prima smetti di guardare", "Guardi come Zoe Bianchi")
	for _, path := range []string{"/me/account", "/me/account/devices", "/me/notifications", "/sign-in", "/manage/people/" + ada.Id + "/look"} {
		at, status, body = v.page(path)
		v.found(path, http.StatusForbidden, at, status, body, "")
	}
	_, _, body = v.page("/me")
	if strings.Contains(body, "/calendar/") {
		t.Error("the secret address of the calendar is shown")
	}
	at, status, body = v.send(accounts.LookEndPath)
	v.found("/manage", http.StatusOK, at, status, body, "Hai smesso di guardare")
	if _, _, body = v.page("/me"); strings.Contains(body, "Zoe") {
		t.Error("still looking")
	}
	testapp.Audited(t, d.app, staff.Id, audit.LookBegan, audit.LookEnded)
	theirs := d.visitor(t)
	theirs.signIn(ada.Email(), testapp.Password)
	at, status, body = theirs.page("/me/account")
	theirs.found("/me/account", http.StatusOK, at, status, body, "zeigt sich nur bei ihr")
}

func TestOnlyStaffLookAndOnlyAsWhoMayDoNoMore(t *testing.T) {
	d := openDoor(t)
	head, learner := testapp.Person(t, d.app, "administrator"), testapp.Person(t, d.app, "learner")
	for _, role := range []string{"staff", "author"} {
		v := d.visitor(t)
		v.signIn(testapp.Person(t, d.app, role).Email(), testapp.Password)
		at := "/manage/people/" + head.Id + "/look"
		if role == "author" {
			at = "/manage/people/" + learner.Id + "/look"
		}
		if _, status, _ := v.page(at); status != http.StatusForbidden {
			t.Errorf("%s is asked why: %d", role, status)
		}
		if _, status, _ := v.send(at, "reason", "asked"); status != http.StatusForbidden {
			t.Errorf("%s looks: %d", role, status)
		}
	}
	v := d.visitor(t)
	v.signIn(head.Email(), testapp.Password)
	at, status, body := v.send("/manage/people/" + learner.Id + "/look")
	v.found("/manage/people/"+learner.Id+"/look", http.StatusUnprocessableEntity, at, status, body, `href="#reason"`)
	at, status, body = v.page("/manage/people/" + learner.Id)
	v.found("/manage/people/"+learner.Id, http.StatusOK, at, status, body, learner.Id+"/look")
}

// Whoever does not notice that the time is over does nothing in their own name by a button that was the other's.
func TestALookThatIsOverDoesNothingInAnybodysName(t *testing.T) {
	d := openDoor(t)
	v, staff, _, now := looker(t, d)
	*now = now.Add(accounts.LookStay)
	at, status, body := v.send("/courses/spid/enrolment")
	v.found("/", http.StatusOK, at, status, body, "Il tempo per guardare è finito")
	if n, err := d.app.CountRecords("enrolments"); n != 0 || err != nil {
		t.Errorf("%d enrolments, %v", n, err)
	}
	testapp.Audited(t, d.app, staff.Id, audit.LookBegan, audit.LookEnded)
	at, status, body = v.send("/courses/spid/enrolment")
	v.found("/courses/spid", http.StatusOK, at, status, body, "")
}

func TestALookEndsAndTheLogSaysHow(t *testing.T) {
	for i, row := range []struct {
		how string
		do  func(d door, v *visitor, staff, ada *core.Record) error
	}{
		{"session", func(_ door, v *visitor, _, _ *core.Record) error { v.send("/sign-out"); return nil }},
		{"session", func(d door, _ *visitor, staff, _ *core.Record) error { return accounts.EndAll(d.app, staff.Id) }},
		{"session", func(d door, _ *visitor, _, _ *core.Record) error { return accounts.EndAllSessions(d.app) }},
		{"session", func(d door, _ *visitor, staff, _ *core.Record) error { return d.app.Delete(staff) }},
		{"gone", func(d door, _ *visitor, _, ada *core.Record) error { return d.app.Delete(ada) }},
		{"right", func(d door, _ *visitor, staff, _ *core.Record) error {
			p, err := accounts.Find(d.app, staff.Id)
			if err != nil {
				return err
			}
			return accounts.SetRole(d.app, nil, p.Record, accounts.Learner)
		}},
		{"right", func(d door, v *visitor, _, ada *core.Record) error {
			ada.Set("role", "administrator")
			err := d.app.Save(ada)
			v.page("/me")
			return err
		}},
		{"expired", func(d door, _ *visitor, _, _ *core.Record) error {
			at := time.Now().Add(2 * accounts.LookStay)
			accounts.MeasureSessionsBy(d.app, func() time.Time { return at })
			return accounts.EndExpiredLooks(d.app)
		}},
	} {
		d := openDoor(t)
		v, staff, ada, _ := looker(t, d)
		if err := row.do(d, v, staff, ada); err != nil {
			t.Fatal(err)
		}
		list, _, err := audit.List(d.app, audit.Filter{Act: audit.LookEnded})
		if err != nil || len(list) != 1 || list[0].Details["how"] != row.how || list[0].By != staff.Id || list[0].As != ada.Id {
			t.Errorf("row %d, %s: %+v, %v", i, row.how, list, err)
		}
		if _, _, body := v.page("/me"); strings.Contains(body, "Guardi come") {
			t.Errorf("%s: still looking", row.how)
		}
	}
}

// At a browser that looks as somebody nothing is changed by a token either, nor by PocketBase's own routes.
func TestABrowserThatLooksChangesNothingByOtherWays(t *testing.T) {
	d := openDoor(t)
	v, staff, ada, _ := looker(t, d)
	for _, header := range []string{"", "Bearer " + testapp.Token(t, staff)} {
		for path, method := range map[string]string{
			"/api/collections/users/request-otp": http.MethodPost, "/api/collections/users/records/" + ada.Id: http.MethodPatch,
			"/api/aula/courses/spid/enrolment": http.MethodPost, "/courses/spid/enrolment": http.MethodPost,
		} {
			req, err := http.NewRequestWithContext(t.Context(), method, d.url+path, strings.NewReader(url.Values{"email": {ada.Email()}}.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if header != "" {
				req.Header.Set("Authorization", header)
			}
			res, err := v.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_, status, body := v.read(res)
			if status != http.StatusForbidden || !strings.Contains(body, "smetti di guardare") {
				t.Errorf("%s %s with %q: %d %s", method, path, header, status, body)
			}
		}
	}
	other := d.visitor(t)
	other.signIn(staff.Email(), testapp.Password)
	if _, _, body := other.page("/me"); strings.Contains(body, "Guardi come") {
		t.Error("another browser of theirs looks, too")
	}
}
