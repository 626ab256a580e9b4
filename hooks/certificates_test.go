package hooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"aula/certificates"
	"aula/internal/calendar"
	"aula/internal/testapp"
	"aula/organisations"
)

// certified is an academy in which a learner has just passed the last quiz.
func certified(t *testing.T) (app core.App, url string, c *certificates.Certificate, learner *core.Record) {
	t.Helper()
	app, url = newServer(t)
	if err := organisations.Save(app, organisations.Centre{Name: "Centro di prova", IPA: "c_a000", URL: "https://accademia.example.it"}); err != nil {
		t.Fatal(err)
	}
	_, enrolment, quiz, learner := nearlyDone(t, app, true)
	attempt(t, app, learner.Id, quiz, enrolment, 1, true)
	code, err := certificates.InForce(app, enrolment)
	if err != nil || code == "" {
		t.Fatalf("no certificate: %v", err)
	}
	if c, err = certificates.FindByCode(app, code); err != nil {
		t.Fatal(err)
	}
	return app, url, c, learner
}

func TestAnyoneWithTheCodeSeesThePublicFacts(t *testing.T) {
	app, url, c, _ := certified(t)
	revoked := func() {
		if _, err := certificates.Revoke(app, c.Id, "dato alla persona sbagliata"); err != nil {
			t.Fatal(err)
		}
	}
	rows := []struct {
		name, code string
		before     func()
		status     int
		contains   string
	}{
		{"as it is printed", c.Code(), nil, 200, `"state":"valid","valid":true`},
		{"in small letters, without hyphens", strings.ToLower(strings.ReplaceAll(c.Code(), "-", "")), nil, 200, `"code":"` + c.Code() + `"`},
		{"says who issued it", c.Code(), nil, 200, `"issuer":{"name":"Centro di prova","ipa":"c_a000"}`},
		{"a guess", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", nil, 404, `"code":"certificate_code"`},
		{"a well-formed code of none", "0000-0000-0000-0000-0000-0000", nil, 404, `"code":"certificate_not_found"`},
		{"the number is no code", "2026-000001", nil, 404, `"code":"certificate_code"`},
		{"revoked, without the reason", c.Code(), revoked, 200, `"state":"revoked","valid":false`},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if row.before != nil {
				row.before()
			}
			status, body := call(t, "GET", url+"/api/aula/certificates/"+row.code, "", nil)
			if status != row.status || !strings.Contains(body, row.contains) {
				t.Errorf("%d %s, want %d with %s", status, body, row.status, row.contains)
			}
			for _, secret := range []string{"sbagliata", "organisation", "position", "user", "enrolment", "@"} {
				if strings.Contains(body, secret) {
					t.Errorf("%s tells %q", body, secret)
				}
			}
		})
	}
}

func TestThePublicFactsAreNeitherKeptNorIndexedNorPassedOn(t *testing.T) {
	_, url, c, _ := certified(t)
	response, err := http.Get(url + "/api/aula/certificates/" + c.Code())
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"} {
		if got := response.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestTheQueueDrawsACertificateAfterItsCompletion(t *testing.T) {
	app, _, c, _ := certified(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	drawn := make(chan struct{}, 1)
	app.OnRecordAfterUpdateSuccess(certificates.Collection).BindFunc(func(e *core.RecordEvent) error {
		select {
		case drawn <- struct{}{}:
		default:
		}
		return e.Next()
	})
	for {
		fresh, err := certificates.FindByID(app, c.Id)
		if err != nil {
			t.Fatal(err)
		}
		if fresh.IsDrawn() {
			return
		}
		select {
		case <-drawn:
		case <-ctx.Done():
			t.Fatal("not drawn")
		}
	}
}

func TestNobodyWritesACertificateThroughAnyAPI(t *testing.T) {
	app, url, c, learner := certified(t)
	superuser := testapp.Save(t, app, core.CollectionNameSuperusers, map[string]any{"email": "root@example.it", "password": "una parola lunga"})
	change := map[string]any{"facts": json.RawMessage(`{"given":"Altra"}`), "state": "valid", "number": "1/1"}
	rows := []struct {
		name, method, path, token string
		body                      any
		status                    int
	}{
		{"a guest changes it", "PATCH", "/" + c.Id, "", change, 403},
		{"its holder changes it", "PATCH", "/" + c.Id, testapp.Token(t, learner), change, 403},
		{"its holder deletes it", "DELETE", "/" + c.Id, testapp.Token(t, learner), nil, 403},
		{"its holder makes one", "POST", "", testapp.Token(t, learner), change, 403},
		{"the superuser changes it", "PATCH", "/" + c.Id, testapp.Token(t, superuser), change, 400},
		{"the superuser deletes it", "DELETE", "/" + c.Id, testapp.Token(t, superuser), nil, 400},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			status, body := call(t, row.method, url+"/api/collections/certificates/records"+row.path, row.token, row.body)
			if status != row.status {
				t.Errorf("%d %s, want %d", status, body, row.status)
			}
		})
	}
	fresh, err := certificates.FindByID(app, c.Id)
	if err != nil || fresh.GetString("facts") != c.GetString("facts") || fresh.Number() != c.Number() {
		t.Error("something was written", err)
	}
	fresh.Set("number", "1/1")
	if err := app.Save(fresh); !errors.Is(err, certificates.ErrImmutable) {
		t.Errorf("got %v", err)
	}
}

func TestTheLastDayIsTold(t *testing.T) {
	app, url := newServer(t)
	course, enrolment, quiz, learner := nearlyDone(t, app, true)
	if _, err := app.DB().Update("courses", dbx.Params{"validity": 60}, dbx.HashExp{"id": course}).Execute(); err != nil {
		t.Fatal(err)
	}
	attempt(t, app, learner.Id, quiz, enrolment, 1, true)
	code, err := certificates.InForce(app, enrolment)
	if err != nil {
		t.Fatal(err)
	}
	want := `"expires":"` + calendar.FormatDay(time.Now().In(calendar.Zone).AddDate(5, 0, 0)) + `"`
	if time.Now().In(calendar.Zone).Format("01-02") == "02-29" {
		want = `-02-28"`
	}
	if _, body := call(t, "GET", url+"/api/aula/certificates/"+code, "", nil); !strings.Contains(body, want) {
		t.Errorf("%s lacks %s", body, want)
	}
}
