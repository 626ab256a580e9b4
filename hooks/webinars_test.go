package hooks_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/courses"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/webinars"
)

func aWebinar(t *testing.T, app core.App, values map[string]any) *webinars.Webinar {
	t.Helper()
	return webinars.Of(testapp.Webinar(t, app, values))
}

func codeIn(t *testing.T, body string) string {
	t.Helper()
	var answer struct {
		Data struct {
			Code string `json:"code"`
		} `json:"data"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err, body)
	}
	return answer.Data.Code
}

func TestRegisteringForAWebinarByJSON(t *testing.T) {
	app, url := newServer(t)
	token := testapp.Token(t, testapp.Person(t, app, "learner"))
	w := aWebinar(t, app, map[string]any{"seats": 1})
	gone := aWebinar(t, app, map[string]any{"state": "cancelled"})
	people := aWebinar(t, app, map[string]any{"audience": "people"})
	guest := map[string]any{"name": "Bea Verdi", "email": "bea@example.org"}
	free, removed := aWebinar(t, app, nil), aWebinar(t, app, nil)
	bea, _, err := webinars.Apply(app, removed.Id, webinars.Applicant{Name: "Bea Verdi", Email: "bea@example.org"})
	if err == nil {
		err = webinars.Remove(app, bea.Id)
	}
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		name, method, webinar, token string
		body                         any
		status                       int
		code, state                  string
	}{
		{"a person gets a seat", "POST", w.Id, token, nil, 201, "", "registered"},
		{"asked again it is the same", "POST", w.Id, token, nil, 200, "", "registered"},
		{"a guest who has to wait reads so in the mail alone", "POST", w.Id, "", guest, 201, "", "asked"},
		{"a guest who asks again learns no more", "POST", w.Id, "", guest, 201, "", "asked"},
		{"a guest who gets a seat is answered the same", "POST", free.Id, "", guest, 201, "", "asked"},
		{"a guest whom the hosts removed is answered the same", "POST", removed.Id, "", guest, 201, "", "asked"},
		{"a guest who says nothing", "POST", w.Id, "", map[string]any{}, 401, "sign_in", ""},
		{"a guest without a name", "POST", w.Id, "", map[string]any{"email": "c@example.org"}, 400, "invalid", ""},
		{"a cancelled webinar", "POST", gone.Id, token, nil, 409, "webinar_cancelled", ""},
		{"a guest where people only may", "POST", people.Id, "", guest, 403, "webinar_people_only", ""},
		{"a webinar that is not there", "POST", "none", token, nil, 404, "not_found", ""},
		{"giving the seat back", "DELETE", w.Id, token, nil, 200, "", "cancelled"},
		{"giving back what one has not", "DELETE", people.Id, token, nil, 403, "webinar_not_registered", ""},
		{"a guest gives nothing back by JSON", "DELETE", w.Id, "", nil, 401, "sign_in", ""},
	}
	for _, row := range rows {
		status, body := call(t, row.method, url+"/api/aula/webinars/"+row.webinar+"/registration", row.token, row.body)
		var answer struct{ State string }
		if status < 400 {
			_ = json.Unmarshal([]byte(body), &answer)
		}
		if status != row.status || answer.State != row.state || status >= 400 && codeIn(t, body) != row.code {
			t.Errorf("%s: %d %s, want %d %s%s", row.name, status, body, row.status, row.code, row.state)
		}
	}
	if r, err := webinars.FindGuest(app, w.Id, "bea@example.org"); err != nil || r.State() != webinars.Registered {
		t.Errorf("the guest who waited is %v, %v", r, err)
	}
	status, body := call(t, http.MethodGet, url+"/api/aula/webinars", "", nil)
	var list struct {
		Total    int
		Webinars []struct {
			ID     string
			Seats  *int
			Places string
		}
	}
	if err := json.Unmarshal([]byte(body), &list); err != nil || status != 200 || list.Total != 5 {
		t.Errorf("%d %s %v", status, body, err)
	}
	for _, entry := range list.Webinars {
		if full := entry.ID == w.Id; full != (entry.Places == "none") || full != (entry.Seats != nil) {
			t.Errorf("%+v", entry)
		}
	}
}

func TestRegisteringEnrolsAndTyingAddsTheKey(t *testing.T) {
	app, _ := newServer(t)
	learner := testapp.Person(t, app, "learner")
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "firma", "title": "Firma", "state": "published"})
	w := aWebinar(t, app, map[string]any{"course": course.Id, "percent": 85})
	if w, _ = webinars.Find(app, w.Id); w.CourseKey() != "webinar" {
		t.Errorf("tied to %q", w.CourseKey())
	}
	if percent, err := courses.PresencePercent(app, course.Id, "webinar", 0); err != nil || percent != 85 {
		t.Errorf("the course asks for %d %%, %v", percent, err)
	}
	if _, _, err := webinars.Apply(app, w.Id, webinars.Applicant{User: learner.Id}); err != nil {
		t.Fatal(err)
	}
	if _, err := courses.FindEnrolment(app, learner.Id, course.Id); err != nil {
		t.Errorf("who registered is not enrolled: %v", err)
	}
	c, _ := courses.FindByID(app, course.Id) // a new revision whose author knows of no webinar
	c.Set("complete", `{"lessons":"all"}`)
	if err := app.Save(c); err != nil {
		t.Fatal(err)
	}
	if percent, err := courses.PresencePercent(app, course.Id, "webinar", 0); err != nil || percent != 85 {
		t.Errorf("a revision loosened the tie: %d, %v", percent, err)
	}
}

func TestAGuestBecomesThePersonWhoConfirmsTheMailbox(t *testing.T) {
	app, _ := newServer(t)
	course := testapp.Save(t, app, "courses", map[string]any{"slug": "firma", "title": "Firma", "state": "published"})
	w := aWebinar(t, app, map[string]any{"course": course.Id})
	if _, _, err := webinars.Apply(app, w.Id, webinars.Applicant{Name: "Bea", Email: "bea@example.org"}); err != nil {
		t.Fatal(err)
	}
	user := testapp.Person(t, app, "learner", "bea@example.org")
	if _, err := webinars.FindOwn(app, w.Id, user.Id); err != nil {
		t.Errorf("the seat is not hers: %v", err)
	}
	if _, err := courses.FindEnrolment(app, user.Id, course.Id); err != nil {
		t.Errorf("she is not enrolled: %v", err)
	}
}

// toldOf counts the letters about webinars that wait: to guests, and as notices to people.
func toldOf(t *testing.T, app core.App) (guests, people int) {
	t.Helper()
	g, err := app.CountRecords("jobs", dbx.HashExp{"kind": "webinar_mail"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := app.CountRecords("notices", dbx.NewExp("[[kind]] LIKE 'webinar%'"))
	if err != nil {
		t.Fatal(err)
	}
	return int(g), int(p)
}

func TestEachMailAboutAWebinarIsWrittenOnce(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	now := time.Now()
	w := aWebinar(t, app, map[string]any{"start": now.Add(20 * time.Hour)})
	learner := testapp.Person(t, app, "learner")
	for _, a := range []webinars.Applicant{{User: learner.Id}, {Name: "Bea", Email: "bea@example.org", Remind: true}} {
		for range 2 {
			if _, _, err := webinars.Apply(app, w.Id, a); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := func(step string, n int) {
		t.Helper()
		if g, p := toldOf(t, app); g != n || p != n {
			t.Errorf("%s: %d mails to the guest and %d notices, want %d of each", step, g, p, n)
		}
	}
	want("registered", 1)
	for range 2 {
		if err := hooks.RemindOfWebinars(app, now.Add(19*time.Hour+time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	want("an hour before", 2)
	for range 2 {
		w, _ = webinars.Find(app, w.Id)
		w.Set("start", now.Add(30*time.Hour))
		if err := app.Save(w); err != nil {
			t.Fatal(err)
		}
	}
	want("moved", 3)
	for step, change := range map[string]map[string]any{
		"hosts change": {"hosts": []string{learner.Id}}, "more seats": {"seats": 500}, "another description": {"description": "x"},
	} {
		save(t, app, w.Id, change)
		want(step, 3)
	}
	save(t, app, w.Id, map[string]any{"title": "SPID e CIE in comune"})
	want("another title", 4)
	save(t, app, w.Id, map[string]any{"zone": "Europe/London"})
	want("another zone", 5)
	save(t, app, w.Id, map[string]any{"minutes": 90})
	want("longer", 6)
	if err := webinars.Begin(app, w.Id); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{learner.Id, ""} {
		r, err := webinars.FindOwn(app, w.Id, who)
		if who == "" {
			r, err = webinars.FindGuest(app, w.Id, "bea@example.org")
		}
		if err != nil {
			t.Fatal(err)
		}
		testapp.Save(t, app, webinars.Presences, map[string]any{"webinar": w.Id, "person": r.Id, "registration": r.Id, "user": who, "joined": now})
	}
	if _, _, err := webinars.Apply(app, w.Id, webinars.Applicant{Name: "Carlo", Email: "carlo@example.org"}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := webinars.Finish(app, w.Id); err != nil {
			t.Fatal(err)
		}
	}
	if g, p := toldOf(t, app); g != 8 || p != 7 { // the confirmation to who did not come, and no thanks
		t.Errorf("over: %d mails to guests and %d notices", g, p)
	}
}

func save(t *testing.T, app core.App, webinar string, values map[string]any) {
	t.Helper()
	w, err := webinars.Find(app, webinar)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range values {
		w.Set(name, value)
	}
	w.Set("revision", w.Revision()+1)
	if err := app.Save(w); err != nil {
		t.Fatal(err)
	}
}

func TestAWebinarThatNobodyOpenedEndsWithoutThanks(t *testing.T) {
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	now := time.Now()
	past := aWebinar(t, app, map[string]any{"start": now.Add(-4 * time.Hour)})     // over at -1 h, with the overtime
	late := aWebinar(t, app, map[string]any{"start": now.Add(-150 * time.Minute)}) // may still begin
	open := aWebinar(t, app, map[string]any{"start": now.Add(-9 * time.Hour), "started": now.Add(-9 * time.Hour), "state": "open"})
	testapp.Save(t, app, webinars.Registrations, map[string]any{"webinar": past.Id, "name": "Bea", "email": "bea@example.org", "state": "registered", "asked": now.Add(-24 * time.Hour)})
	before, _ := toldOf(t, app)
	for range 2 {
		if err := webinars.EndUnheld(app, now); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		name string
		w    *webinars.Webinar
		want webinars.State
	}{{"over", past, webinars.Ended}, {"late", late, webinars.Planned}, {"open", open, webinars.Open}} {
		if w, err := webinars.Find(app, row.w.Id); err != nil || w.State() != row.want || row.w == past && w.Held() {
			t.Errorf("%s: %s, held %v, %v", row.name, w.State(), w.Held(), err)
		}
	}
	if after, _ := toldOf(t, app); after != before {
		t.Errorf("%d letters about what was not held", after-before)
	}
}

func TestWhoIsRemovedIsToldAndComesBackByStaffAlone(t *testing.T) {
	s := newSorting(t)
	w := aWebinar(t, s.app, map[string]any{"seats": 1})
	learner := testapp.Person(t, s.app, "learner")
	r, _, err := webinars.Apply(s.app, w.Id, webinars.Applicant{User: learner.Id})
	if err != nil {
		t.Fatal(err)
	}
	waits, _, err := webinars.Apply(s.app, w.Id, webinars.Applicant{Name: "Bea", Email: "bea@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := webinars.Remove(s.app, r.Id); err != nil {
			t.Fatal(err)
		}
	}
	if waits, err = webinars.FindRegistration(s.app, waits.Id); err != nil || waits.State() != webinars.Registered {
		t.Errorf("who waited is %s, %v", waits.State(), err)
	}
	s.pass(t, 10*time.Minute)
	if ids := s.ids(t); len(ids) != 2 { // that the one was removed, that the other has a seat
		t.Errorf("%d letters", len(ids))
	}
	if _, _, err := webinars.Apply(s.app, w.Id, webinars.Applicant{User: learner.Id}); !errors.Is(err, webinars.ErrRemoved) {
		t.Errorf("who was removed registers again: %v", err)
	}
	if again, made, err := webinars.Apply(s.app, w.Id, webinars.Applicant{User: learner.Id, ByStaff: true}); err != nil || !made || again.State() != webinars.Waiting {
		t.Errorf("added by staff: %v %v", made, err)
	}
}

func TestNothingIsSentAboutWhatHoldsNoMore(t *testing.T) {
	s := newSorting(t)
	w := aWebinar(t, s.app, nil)
	learner := testapp.Person(t, s.app, "learner")
	for _, a := range []webinars.Applicant{{User: learner.Id}, {Name: "Bea", Email: "bea@example.org"}} {
		if _, _, err := webinars.Apply(s.app, w.Id, a); err != nil {
			t.Fatal(err)
		}
	}
	if err := webinars.Cancel(s.app, w.Id); err != nil {
		t.Fatal(err)
	}
	s.pass(t, 10*time.Minute)
	if ids := s.ids(t); len(ids) != 2 {
		t.Errorf("%d letters went out, want the two that it is cancelled", len(ids))
	}
	if err := hooks.RemindOfWebinars(s.app, w.Start().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	s.pass(t, 10*time.Minute)
	if ids := s.ids(t); len(ids) != 2 {
		t.Errorf("a cancelled webinar reminds: %d letters", len(ids))
	}
}
