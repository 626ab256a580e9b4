package pages

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/internal/audit"
	"aula/internal/testapp"
)

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
