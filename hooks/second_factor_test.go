package hooks_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/pages"
)

// half opens a session in which the second factor was not given, or must be set up, as state says.
func half(t *testing.T, app core.App, state accounts.FactorState) (person *core.Record, cookie string) {
	t.Helper()
	person = testapp.Person(t, app, "administrator")
	switch state {
	case accounts.FactorAsked:
		testapp.Save(t, app, "second_factors", map[string]any{"user": person.Id, "kind": "totp", "name": "Telefono"})
	case accounts.FactorDue:
		person.Set("factor_asked", time.Now().Add(-accounts.FactorGrace-time.Hour))
		if err := app.Save(person); err != nil {
			t.Fatal(err)
		}
	}
	token, err := accounts.OpenSession(app, person, "x", accounts.BriefStay)
	if err != nil {
		t.Fatal(err)
	}
	return person, accounts.SessionCookie + "=" + token
}

// wholeServer is one with all pages and routes, and the list of them.
func wholeServer(t *testing.T) (app *tests.TestApp, address string, all []testapp.Route) {
	t.Helper()
	app = testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir()})
	app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		if err := pages.Bind(se, pages.Options{Describe: hooks.Describe, StillTrue: hooks.StillTrue}); err != nil {
			return err
		}
		if err := se.Next(); err != nil {
			return err
		}
		all = testapp.Routes(se.Router.RouterGroup)
		return nil
	})
	return app, testapp.Serve(t, app), all
}

// filledIn is a route's address with a word in each of its places.
func filledIn(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if strings.Contains(part, "{") {
			parts[i] = "abcdefghijklmno"
		}
	}
	return strings.Join(parts, "/")
}

// own tells whether an address is Aula's own, where sessions count. One asks after sessions of cards only.
func own(path string) bool {
	return path != "" && path != accounts.CardWatchPath && !strings.HasPrefix(path, "/assets/") && !strings.HasPrefix(path, "/_/") && path != "/metrics" &&
		(!strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/api/aula/"))
}

func TestAHalfSessionReachesNoRouteButThoseThatMakeItWhole(t *testing.T) {
	rows := []struct {
		state accounts.FactorState
		leads string
		open  []string
	}{
		{accounts.FactorAsked, accounts.FactorPath, []string{accounts.FactorPath, accounts.FactorPath + "/passkey", "/sign-out", "/language", "/text-size", federation.AssertionsPath, federation.LogoutPath}},
		{accounts.FactorDue, accounts.FactorsPath, []string{"/sign-out", "/sign-out/everywhere", "/language", "/text-size", federation.AssertionsPath, federation.LogoutPath}},
	}
	for _, row := range rows {
		app, address, all := wholeServer(t)
		_, cookie := half(t, app, row.state)
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		walked := 0
		for _, r := range all {
			path := filledIn(r.Path)
			if r.Method == "" {
				r.Method = http.MethodGet
			}
			if !own(path) || slices.Contains(row.open, path) || row.state == accounts.FactorDue && strings.HasPrefix(path+"/", accounts.FactorsPath+"/") {
				continue
			}
			req, err := http.NewRequestWithContext(t.Context(), r.Method, address+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Cookie", cookie)
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			walked++
			to, err := url.Parse(res.Header.Get("Location"))
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(path, "/api/") && res.StatusCode != http.StatusForbidden || !strings.HasPrefix(path, "/api/") && (res.StatusCode != http.StatusSeeOther || to.Path != row.leads) {
				t.Errorf("%s %s in state %d: %d to %s", r.Method, path, row.state, res.StatusCode, to)
			}
		}
		if walked < 150 {
			t.Errorf("only %d routes were walked of %d", walked, len(all))
		}
	}
}

func TestPocketBasesOwnWaysInAreNoWayRound(t *testing.T) {
	rows := []struct {
		name   string
		state  accounts.FactorState
		status int
		want   string
	}{
		{"who may still put it off", accounts.FactorLater, 200, `"token":"`},
		{"who must set one up now", accounts.FactorDue, 403, `"code":"second_factor"`},
		{"who has one", accounts.FactorAsked, 403, `"code":"second_factor"`},
	}
	for _, row := range rows {
		app, address := newServer(t)
		person, _ := half(t, app, row.state)
		body := map[string]any{"identity": person.Email(), "password": testapp.Password}
		status, answer := call(t, http.MethodPost, address+"/api/collections/users/auth-with-password", "", body)
		if status != row.status || !strings.Contains(answer, row.want) {
			t.Errorf("%s, by password: %d %s", row.name, status, answer)
		}
		token := testapp.Token(t, person)
		if status, answer := call(t, http.MethodPost, address+"/api/collections/users/auth-refresh", token, nil); status != row.status || !strings.Contains(answer, row.want) {
			t.Errorf("%s, by a token: %d %s", row.name, status, answer)
		}
		if row.state == accounts.FactorDue {
			if status, answer := call(t, http.MethodGet, address+"/api/aula/openapi.json", token, nil); status != 403 || !strings.Contains(answer, row.want) {
				t.Errorf("%s, by a token of before: %d %s", row.name, status, answer)
			}
		}
		body["password"] = "wrong"
		if status, answer := call(t, http.MethodPost, address+"/api/collections/users/auth-with-password", "", body); status != 400 || strings.Contains(answer, "second_factor") {
			t.Errorf("%s, by a wrong password: %d %s", row.name, status, answer)
		}
		after, err := app.FindRecordById("users", person.Id)
		if err != nil {
			t.Fatal(err)
		}
		if row.state == accounts.FactorLater && after.GetDateTime("factor_asked").IsZero() {
			t.Error("a program was let in, and nobody counts the days")
		}
	}
}

func TestTheDemosAccountsComeInByPasswordAlone(t *testing.T) {
	app, address := newServer(t)
	person, _ := half(t, app, accounts.FactorDue)
	accounts.ExemptFromFactor(app, person.Email())
	status, answer := call(t, http.MethodPost, address+"/api/collections/users/auth-with-password", "", map[string]any{"identity": person.Email(), "password": testapp.Password})
	if status != 200 {
		t.Errorf("%d %s", status, answer)
	}
}

func TestWhoeverIsAskedForACodeOfOurRoutesLearnsWhy(t *testing.T) {
	app, address := newServer(t)
	_, cookie := half(t, app, accounts.FactorAsked)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/api/aula/openapi.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Cookie", cookie)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusForbidden || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%d %s", res.StatusCode, res.Header)
	}
}
