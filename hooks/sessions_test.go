package hooks_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/types"

	"aula/accounts"
)

// echo adds a page and a route that answer who is asking.
func echo(_ testing.TB, _ *tests.TestApp, e *core.ServeEvent) {
	answer := func(e *core.RequestEvent) error {
		if e.Auth == nil {
			return e.String(http.StatusOK, "nobody")
		}
		return e.String(http.StatusOK, "somebody "+e.Auth.Id)
	}
	e.Router.GET("/echo", answer)
	e.Router.POST("/echo", answer)
	e.Router.GET("/api/aula/echo", answer)
	e.Router.GET("/api/other/echo", answer)
	e.Router.GET("/assets/echo", answer)
}

func TestWhereASessionCounts(t *testing.T) {
	rows := []struct {
		name, path string
		knows      bool
	}{
		{"on pages", "/echo", true},
		{"on Aula's routes", "/api/aula/echo", true},
		{"not on PocketBase's", "/api/other/echo", false},
		{"not on assets", "/assets/echo", false},
	}
	for _, row := range rows {
		app := academy(t)
		user := one(t, app, "learner")
		token, err := accounts.OpenSession(app, user, "x", accounts.BriefStay)
		if err != nil {
			t.Fatal(err)
		}
		want := "nobody"
		if row.knows {
			want = "somebody " + user.Id
		}
		(&tests.ApiScenario{
			Name: row.name, Method: http.MethodGet, URL: row.path, Headers: map[string]string{"Cookie": "aula_session=" + token},
			BeforeTestFunc: echo, ExpectedStatus: 200, ExpectedContent: []string{want},
			TestAppFactory: func(testing.TB) *tests.TestApp { return app }, DisableTestAppCleanup: true,
		}).Test(t)
	}
}

func TestACookieDoesNotOpenPocketBasesOwnRoutes(t *testing.T) {
	app := academy(t)
	user := one(t, app, "learner")
	token, err := accounts.OpenSession(app, user, "x", accounts.BriefStay)
	if err != nil {
		t.Fatal(err)
	}
	(&tests.ApiScenario{
		Name: "own record", Method: http.MethodGet, URL: "/api/collections/users/records/" + user.Id,
		Headers: map[string]string{"Cookie": "aula_session=" + token}, ExpectedStatus: 404, ExpectedContent: []string{`"status":404`},
		TestAppFactory: func(testing.TB) *tests.TestApp { return app }, DisableTestAppCleanup: true,
	}).Test(t)
}

func TestWhoIsRecognised(t *testing.T) {
	learner := func(t testing.TB, app *tests.TestApp) string {
		token, err := accounts.OpenSession(app, one(t, app, "learner"), "x", accounts.BriefStay)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	rows := []struct {
		name    string
		headers func(testing.TB, *tests.TestApp) map[string]string
		want    string
	}{
		{"a session", func(t testing.TB, app *tests.TestApp) map[string]string {
			return map[string]string{"Cookie": "aula_session=" + learner(t, app)}
		}, "somebody"},
		{"an expired session", func(t testing.TB, app *tests.TestApp) map[string]string {
			token := learner(t, app)
			past := types.NowDateTime().Add(-time.Minute).String()
			if _, err := app.DB().NewQuery("UPDATE sessions SET expires = '" + past + "'").Execute(); err != nil {
				t.Fatal(err)
			}
			return map[string]string{"Cookie": "aula_session=" + token}
		}, "nobody"},
		{"an ended session", func(t testing.TB, app *tests.TestApp) map[string]string {
			token := learner(t, app)
			if err := accounts.EndSessions(app, one(t, app, "learner").Id, ""); err != nil {
				t.Fatal(err)
			}
			return map[string]string{"Cookie": "aula_session=" + token}
		}, "nobody"},
		{"the hash that the database holds", func(t testing.TB, app *tests.TestApp) map[string]string {
			learner(t, app)
			open, err := accounts.OpenSessions(app, one(t, app, "learner").Id)
			if err != nil {
				t.Fatal(err)
			}
			return map[string]string{"Cookie": "aula_session=" + open[0].GetString("token_hash")}
		}, "nobody"},
		{"a token of PocketBase as a cookie", func(t testing.TB, app *tests.TestApp) map[string]string {
			return map[string]string{"Cookie": "aula_session=" + asker(t, app, "learner")}
		}, "nobody"},
		{"an operator's token as a cookie", func(t testing.TB, app *tests.TestApp) map[string]string {
			return map[string]string{"Cookie": "aula_session=" + asker(t, app, "operator")}
		}, "nobody"},
		{"a person's token", func(t testing.TB, app *tests.TestApp) map[string]string {
			return map[string]string{"Authorization": "Bearer " + asker(t, app, "learner")}
		}, "somebody"},
		{"an operator's token", func(t testing.TB, app *tests.TestApp) map[string]string {
			return map[string]string{"Authorization": "Bearer " + asker(t, app, "operator")}
		}, "nobody"},
		{"a session beside a wrong token", func(t testing.TB, app *tests.TestApp) map[string]string {
			return map[string]string{"Authorization": "Bearer x", "Cookie": "aula_session=" + learner(t, app)}
		}, "nobody"},
		{"a person who is gone", func(t testing.TB, app *tests.TestApp) map[string]string {
			token := learner(t, app)
			if err := app.Delete(one(t, app, "learner")); err != nil {
				t.Fatal(err)
			}
			return map[string]string{"Cookie": "aula_session=" + token}
		}, "nobody"},
	}
	for _, row := range rows {
		app := academy(t)
		(&tests.ApiScenario{
			Name: row.name, Method: http.MethodGet, URL: "/echo", Headers: row.headers(t, app), BeforeTestFunc: echo,
			ExpectedStatus: 200, ExpectedContent: []string{row.want},
			TestAppFactory: func(testing.TB) *tests.TestApp { return app }, DisableTestAppCleanup: true,
		}).Test(t)
	}
}

func TestADeadCookieIsDropped(t *testing.T) {
	app := academy(t)
	(&tests.ApiScenario{
		Name: "drop", Method: http.MethodGet, URL: "/echo", Headers: map[string]string{"Cookie": "aula_session=dead"},
		BeforeTestFunc: echo, ExpectedStatus: 200, ExpectedContent: []string{"nobody"},
		TestAppFactory: func(testing.TB) *tests.TestApp { return app }, DisableTestAppCleanup: true,
		AfterTestFunc: func(t testing.TB, _ *tests.TestApp, res *http.Response) {
			c := res.Header.Get("Set-Cookie")
			for _, want := range []string{"aula_session=;", "Max-Age=0", "HttpOnly", "SameSite=Lax"} {
				if !strings.Contains(c, want) {
					t.Errorf("%q lacks %s", c, want)
				}
			}
		},
	}).Test(t)
}

func TestARoleThatIsTakenAwayCountsAtOnce(t *testing.T) {
	app := academy(t)
	user := one(t, app, "staff")
	token, err := accounts.OpenSession(app, user, "x", accounts.BriefStay)
	if err != nil {
		t.Fatal(err)
	}
	door := accounts.DoorkeeperOf(app)
	if v, err := door.Recognise(app, token); err != nil || accounts.RoleOf(v.User) != accounts.Staff {
		t.Fatal(v, err)
	}
	if err := accounts.SetRole(app, one(t, app, "administrator"), user, accounts.Learner); err != nil {
		t.Fatal(err)
	}
	if v, err := door.Recognise(app, token); err != nil || accounts.RoleOf(v.User) != accounts.Learner {
		t.Errorf("still %s, %v", accounts.RoleOf(v.User), err)
	}
}
