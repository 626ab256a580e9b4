package hooks_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/tests"

	"aula/hooks"
	"aula/internal/testapp"
	"aula/organisations"
)

func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	rows := []struct {
		name    string
		method  string
		path    string
		headers map[string]string
		refused bool
	}{
		{"the own page", "POST", "/echo", map[string]string{"Sec-Fetch-Site": "same-origin"}, false},
		{"typed into the address", "POST", "/echo", map[string]string{"Sec-Fetch-Site": "none"}, false},
		{"another site", "POST", "/echo", map[string]string{"Sec-Fetch-Site": "cross-site"}, true},
		{"another host of the same site", "POST", "/echo", map[string]string{"Sec-Fetch-Site": "same-site"}, true},
		{"an old browser on the own page", "POST", "/echo", map[string]string{"Origin": "http://example.com"}, false},
		{"an old browser on another site", "POST", "/echo", map[string]string{"Origin": "https://evil.example"}, true},
		{"behind a proxy that changes the host", "POST", "/echo", map[string]string{"Origin": "https://aula.example.it"}, false},
		{"a script with neither", "POST", "/echo", nil, false},
		{"looking from another site", "GET", "/echo", map[string]string{"Sec-Fetch-Site": "cross-site"}, false},
		{"a token, which no other site can send", "POST", "/echo", map[string]string{"Sec-Fetch-Site": "cross-site", "Authorization": "Bearer x"}, false},
	}
	for _, row := range rows {
		app := academy(t)
		if err := organisations.Save(app, organisations.Centre{Name: "Centro", URL: "https://aula.example.it"}); err != nil {
			t.Fatal(err)
		}
		s := tests.ApiScenario{
			Name: row.name, Method: row.method, URL: row.path, Headers: row.headers, BeforeTestFunc: echo,
			ExpectedStatus: 200, ExpectedContent: []string{"nobody"},
			TestAppFactory: func(testing.TB) *tests.TestApp { return app }, DisableTestAppCleanup: true,
		}
		if row.refused { // pages and routes turn the sentinel into 403; here nothing does
			s.ExpectedStatus, s.ExpectedContent = 400, []string{`"status":400`}
		}
		s.Test(t)
	}
}

func TestARefusalSaysWhatItIs(t *testing.T) {
	app := academy(t)
	(&tests.ApiScenario{
		Name: "route", Method: http.MethodPost, URL: "/api/aula/courses/x/enrolment", Headers: map[string]string{"Sec-Fetch-Site": "cross-site"},
		ExpectedStatus: 403, ExpectedContent: []string{`"code":"cross_origin"`, "altro sito"},
		TestAppFactory: func(testing.TB) *tests.TestApp { return app }, DisableTestAppCleanup: true,
	}).Test(t)
}

func TestHeadersThatGuard(t *testing.T) {
	rows := []struct {
		name, path string
		want, not  []string
	}{
		{"a page", "/echo", []string{
			"Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'", "X-Content-Type-Options: nosniff",
			"Referrer-Policy: same-origin", "Permissions-Policy: camera=()", "Cross-Origin-Opener-Policy: same-origin", "X-Frame-Options: DENY",
		}, []string{"unsafe-inline", "Access-Control-Allow-Origin", "Strict-Transport-Security", "X-Xss-Protection"}},
		{"a route", "/api/aula/echo", []string{"Content-Security-Policy: default-src 'none'", "Cache-Control: no-store"}, []string{"Access-Control-Allow-Origin"}},
	}
	for _, row := range rows {
		app := academy(t)
		(&tests.ApiScenario{
			Name: row.name, Method: http.MethodGet, URL: row.path, BeforeTestFunc: echo, ExpectedStatus: 200, ExpectedContent: []string{"nobody"},
			TestAppFactory: func(testing.TB) *tests.TestApp { return app }, DisableTestAppCleanup: true,
			AfterTestFunc: func(t testing.TB, _ *tests.TestApp, res *http.Response) {
				var b strings.Builder
				if err := res.Header.Write(&b); err != nil {
					t.Fatal(err)
				}
				for _, want := range row.want {
					if !strings.Contains(b.String(), want) {
						t.Errorf("lacks %q:\n%s", want, b.String())
					}
				}
				for _, not := range row.not {
					if strings.Contains(b.String(), not) {
						t.Errorf("has %q", not)
					}
				}
			},
		}).Test(t)
	}
}

func TestHSTSIsSetWhereTheConnectionIsEncrypted(t *testing.T) {
	app := academy(t)
	(&tests.ApiScenario{
		Name: "proxy", Method: http.MethodGet, URL: "/echo", Headers: map[string]string{"X-Forwarded-Proto": "https"},
		BeforeTestFunc: echo, ExpectedStatus: 200, ExpectedContent: []string{"nobody"},
		TestAppFactory: func(testing.TB) *tests.TestApp { return app }, DisableTestAppCleanup: true,
		AfterTestFunc: func(t testing.TB, _ *tests.TestApp, res *http.Response) {
			if got := res.Header.Get("Strict-Transport-Security"); got != "max-age=31536000" {
				t.Errorf("got %q", got)
			}
		},
	}).Test(t)
}

func TestWhatTheCommandLineSaysOfAddressAndProxyIsKept(t *testing.T) {
	rows := []struct {
		name    string
		centre  string
		options hooks.Options
		url     string
		headers []string
	}{
		{"nothing said", "", hooks.Options{Own: "http://127.0.0.1:8090"}, "http://127.0.0.1:8090", nil},
		{"the centre's own address counts", "https://centre.example", hooks.Options{Own: "http://127.0.0.1:8090"}, "https://centre.example", nil},
		{"unless another is given", "https://centre.example", hooks.Options{URL: "https://new.example/"}, "https://new.example", nil},
		{"a proxy", "", hooks.Options{TrustedProxies: []string{"X-Forwarded-For"}, Own: "http://127.0.0.1:8090"}, "http://127.0.0.1:8090", []string{"X-Forwarded-For"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app := testapp.New(t)
			if err := organisations.Save(app, organisations.Centre{Name: "Centro", URL: row.centre}); err != nil {
				t.Fatal(err)
			}
			row.options.MailDir = t.TempDir()
			hooks.Bind(app, row.options)
			testapp.Serve(t, app)
			if got := app.Settings().Meta.AppURL; got != row.url {
				t.Errorf("address %q", got)
			}
			if got := app.Settings().TrustedProxy.Headers; strings.Join(got, ",") != strings.Join(row.headers, ",") {
				t.Errorf("headers %v", got)
			}
		})
	}
}
