package hooks_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"aula/accounts"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/organisations"
)

// academy makes the app of a scenario, with one person of each role and one operator.
func academy(t testing.TB) *tests.TestApp {
	t.Helper()
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	for _, role := range accounts.Roles {
		testapp.Person(t, app, string(role))
	}
	operator := testapp.Save(t, app, core.CollectionNameSuperusers, map[string]any{
		"email": "operator@example.org", "password": "the operator's own 9",
	})
	app.Store().Set("operator", operator)
	return app
}

// asker returns the token of who asks, by role, "operator" or "".
func asker(t testing.TB, app *tests.TestApp, who string) string {
	t.Helper()
	switch who {
	case "":
		return ""
	case "operator":
		return testapp.Token(t, app.Store().Get("operator").(*core.Record))
	}
	return testapp.Token(t, one(t, app, who))
}

func one(t testing.TB, app core.App, role string) *core.Record {
	t.Helper()
	r, err := app.FindFirstRecordByData("users", "role", role)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhoWritesAnAccountThroughTheAPI(t *testing.T) {
	const fresh = `"email":"new@example.org","password":"tavolo rosso 7","passwordConfirm":"tavolo rosso 7"`
	rows := []struct {
		name, who, method, whom, body string
		status                        int
		content                       string
	}{
		{"a guest makes no account", "", "POST", "", `{` + fresh + `}`, 403, `"status":403`},
		{"a learner makes no account", "learner", "POST", "", `{` + fresh + `}`, 403, `"status":403`},
		{"an administrator makes no account", "administrator", "POST", "", `{` + fresh + `,"role":"administrator"}`, 403, `"status":403`},
		{"an operator makes one with a role", "operator", "POST", "", `{` + fresh + `,"role":"staff","verified":true}`, 200, `"role":"staff"`},
		{"not even an operator with a silly password", "operator", "POST", "", `{"email":"n@example.org","password":"0123456789","passwordConfirm":"0123456789"}`, 400, `"password_silly"`},
		{"a learner corrects the own name", "learner", "PATCH", "learner", `{"family_name":"Rossi"}`, 200, `"family_name":"Rossi"`},
		{"not another's", "learner", "PATCH", "author", `{"family_name":"Rossi"}`, 404, `"status":404`},
		{"not the own role", "learner", "PATCH", "learner", `{"role":"staff"}`, 403, `"field":"role"`},
		{"nor by a modifier", "learner", "PATCH", "learner", `{"role+":"staff"}`, 403, `"field":"role"`},
		{"nor emptied", "staff", "PATCH", "staff", `{"role":""}`, 403, `"field":"role"`},
		{"staff not the own role", "staff", "PATCH", "staff", `{"role":"administrator"}`, 403, `"field":"role"`},
		{"an administrator not the own role", "administrator", "PATCH", "administrator", `{"role":"learner"}`, 403, `"field":"role"`},
		{"an administrator nobody else's", "administrator", "PATCH", "learner", `{"role":"staff"}`, 404, `"status":404`},
		{"an operator anybody's", "operator", "PATCH", "learner", `{"role":"staff"}`, 200, `"role":"staff"`},
		{"but not the last administrator's", "operator", "PATCH", "administrator", `{"role":"learner"}`, 400, `"status":400`},
		{"nobody deletes themselves", "learner", "DELETE", "learner", ``, 403, `"status":403`},
		{"an operator does not delete the last administrator", "operator", "DELETE", "administrator", ``, 400, `"status":400`},
		{"a new password wants the present one", "learner", "PATCH", "learner", `{"password":"tavolo rosso 7","passwordConfirm":"tavolo rosso 7"}`, 400, `"oldPassword"`},
	}
	for _, row := range rows {
		app := academy(t)
		url := "/api/collections/users/records"
		if row.whom != "" {
			url += "/" + one(t, app, row.whom).Id
		}
		(&tests.ApiScenario{
			Name: row.name, Method: row.method, URL: url, Body: strings.NewReader(row.body),
			Headers:        map[string]string{"Authorization": asker(t, app, row.who)},
			ExpectedStatus: row.status, ExpectedContent: []string{row.content}, NotExpectedContent: []string{"tokenKey"},
			TestAppFactory: func(testing.TB) *tests.TestApp { return app }, DisableTestAppCleanup: true,
		}).Test(t)
	}
}

func TestSigningInThroughTheAPI(t *testing.T) {
	const right = "tavolo rosso 7"
	rows := []struct {
		name, body string
		confirmed  bool
		status     int
		content    string
	}{
		{"right", `{"identity":"ada@example.org","password":"tavolo rosso 7"}`, true, 200, `"token":`},
		{"wrong", `{"identity":"ada@example.org","password":"wrong"}`, true, 400, `"status":400`},
		{"unknown", `{"identity":"eve@example.org","password":"wrong"}`, true, 400, `"status":400`},
		{"unconfirmed", `{"identity":"ada@example.org","password":"tavolo rosso 7"}`, false, 403, `"code":"unconfirmed"`},
		{"broken", `{"identity"`, true, 400, `"status":400`},
	}
	for _, row := range rows {
		app := academy(t)
		testapp.Save(t, app, "users", map[string]any{"email": "ada@example.org", "password": right, "verified": row.confirmed})
		(&tests.ApiScenario{
			Name: row.name, Method: http.MethodPost, URL: "/api/collections/users/auth-with-password",
			Body: strings.NewReader(row.body), ExpectedStatus: row.status, ExpectedContent: []string{row.content},
			TestAppFactory: func(testing.TB) *tests.TestApp { return app }, DisableTestAppCleanup: true,
		}).Test(t)
	}
}

func TestConfirmingThroughTheAPIVoidsThePasswordOfWhoeverSignedUp(t *testing.T) {
	app := academy(t)
	eve := testapp.Save(t, app, "users", map[string]any{"email": "ada@example.org", "password": "eve knows this 1"})
	token, err := eve.NewVerificationToken()
	if err != nil {
		t.Fatal(err)
	}
	(&tests.ApiScenario{
		Name: "confirm", Method: http.MethodPost, URL: "/api/collections/users/confirm-verification",
		Body: strings.NewReader(fmt.Sprintf(`{"token":%q}`, token)), ExpectedStatus: 204,
		TestAppFactory: func(testing.TB) *tests.TestApp { return app }, DisableTestAppCleanup: true,
	}).Test(t)
	ada, err := app.FindAuthRecordByEmail("users", "ada@example.org")
	if err != nil || !ada.Verified() || ada.ValidatePassword("eve knows this 1") {
		t.Errorf("confirmed %v, old password %v, %v", ada.Verified(), ada.ValidatePassword("eve knows this 1"), err)
	}
}

func TestAChangeThatEndsTokensEndsSessions(t *testing.T) {
	rows := []struct {
		name   string
		change func(*core.Record)
		ends   bool
		mails  int
	}{
		{"a new password", func(r *core.Record) { r.SetPassword("another one 9") }, true, 0},
		{"a new mailbox", func(r *core.Record) { r.SetEmail("new@example.org") }, true, 1},
		{"signing out everywhere", func(r *core.Record) { r.RefreshTokenKey() }, true, 0},
		{"a new name", func(r *core.Record) { r.Set("given_name", "Rita") }, false, 0},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := academy(t)
			user := one(t, app, "learner")
			token, err := accounts.OpenSession(app, user, "x", accounts.LongStay)
			if err != nil {
				t.Fatal(err)
			}
			door := accounts.DoorkeeperOf(app)
			if _, err := door.Recognise(app, token); err != nil {
				t.Fatal(err)
			}
			row.change(user)
			if err := app.Save(user); err != nil {
				t.Fatal(err)
			}
			if _, err := door.Recognise(app, token); (err != nil) != row.ends {
				t.Errorf("session ended: %v", err)
			}
			if n, _ := app.CountRecords("jobs"); int(n) != row.mails {
				t.Errorf("%d mails", n)
			}
		})
	}
}

func TestWhatIsRememberedOfTheCentreFollowsEveryWriter(t *testing.T) {
	app := academy(t)
	record := testapp.Save(t, app, "centre", map[string]any{"name": "Primo"})
	record.Set("name", "Secondo")
	if err := app.Save(record); err != nil { // as the dashboard does
		t.Fatal(err)
	}
	if c, err := organisations.CentreOf(app); err != nil || c.Name != "Secondo" {
		t.Errorf("%+v, %v", c, err)
	}
	if err := app.Delete(record); err != nil {
		t.Fatal(err)
	}
	if c, err := organisations.CentreOf(app); err != nil || c.Name != "" {
		t.Errorf("%+v, %v", c, err)
	}
}
