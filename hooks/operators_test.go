package hooks_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"aula/accounts"
	"aula/hooks"
	"aula/internal/testapp"
	"aula/organisations"
	"aula/webrtc"
)

const operatorToken = "a long token of the operators"

func watched(t *testing.T) (*tests.TestApp, string) {
	t.Helper()
	app := testapp.New(t)
	hooks.Bind(app, hooks.Options{MailDir: t.TempDir(), OperatorToken: operatorToken, Version: "1.2.3", Media: &webrtc.Config{Address: "127.0.0.1"},
		LastBackup: func(core.App) (time.Time, error) { return time.Now().Add(-time.Hour), nil }})
	return app, testapp.Serve(t, app)
}

func get(t *testing.T, url string, header http.Header) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestWhoMaySeeHowTheMachineDoes(t *testing.T) {
	rows := []struct {
		name    string
		header  http.Header
		centre  string   // public address
		proxies []string // trusted headers
		may     bool
	}{
		{"the machine itself", nil, "", nil, true},
		{"the machine itself, of a plain academy", nil, "http://localhost:8090", nil, true},
		{"somebody behind a proxy", http.Header{"X-Forwarded-For": {"203.0.113.7"}}, "", nil, false},
		{"somebody who says to be this machine", http.Header{"X-Forwarded-For": {"127.0.0.1"}}, "", nil, false},
		{"behind a proxy that says only Via", http.Header{"Via": {"1.1 proxy"}}, "", nil, false},
		{"behind a proxy that says Forwarded", http.Header{"Forwarded": {"for=127.0.0.1"}}, "", nil, false},
		{"behind a proxy that says nothing", nil, "https://aula.example.it", nil, false},
		{"where a proxy is known to be", nil, "", []string{"X-Real-IP"}, false},
		{"the token, from anywhere", http.Header{"Authorization": {"Bearer " + operatorToken}, "X-Forwarded-For": {"203.0.113.7"}}, "https://aula.example.it", []string{"X-Real-IP"}, true},
		{"a wrong token", http.Header{"Authorization": {"Bearer wrong"}}, "", nil, false},
		{"no token after the word", http.Header{"Authorization": {"Bearer "}}, "", nil, false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			app, url := watched(t)
			if row.centre != "" {
				if err := organisations.Save(app, organisations.Centre{Name: "Centro", URL: row.centre}); err != nil {
					t.Fatal(err)
				}
			}
			app.Settings().TrustedProxy.Headers = row.proxies
			status, body := get(t, url+"/metrics", row.header)
			if may := status == http.StatusOK && strings.Contains(body, "aula_sessions"); may != row.may || !may && status != http.StatusForbidden {
				t.Errorf("figures: %d %s", status, body)
			}
			status, body = get(t, url+"/api/aula/health", row.header)
			if status != http.StatusOK || !strings.Contains(body, `"state":"well"`) {
				t.Errorf("health: %d %s", status, body)
			}
			if details := strings.Contains(body, `"checks"`); details != row.may {
				t.Errorf("details of health: %s", body)
			}
		})
	}
}

func TestWithoutATokenNobodyElsewhereSeesFigures(t *testing.T) {
	_, url := newServer(t)
	for _, header := range []string{"", "Bearer ", "Bearer", "Basic Og=="} {
		if status, _ := get(t, url+"/metrics", http.Header{"Authorization": {header}, "X-Forwarded-For": {"203.0.113.7"}}); status != http.StatusForbidden {
			t.Errorf("%q: %d", header, status)
		}
	}
}

func TestAnAcademyThatIsIllSaysSoAndOperatorsLearnWhy(t *testing.T) {
	app, url := watched(t)
	for range 10 {
		testapp.Save(t, app, "jobs", map[string]any{"kind": accounts.MailKind, "state": "failed"})
	}
	status, body := get(t, url+"/api/aula/health", http.Header{"X-Forwarded-For": {"203.0.113.7"}})
	if status != http.StatusServiceUnavailable || strings.TrimSpace(body) != `{"state":"ill"}` {
		t.Errorf("others: %d %s", status, body)
	}
	_, body = get(t, url+"/api/aula/health", nil)
	for _, want := range []string{`"check":"mail","state":"ill","error":"10 mails failed within an hour"`, `"check":"disk","state":"well"`, `"check":"database","state":"well"`, `"check":"queue","state":"well"`} {
		if !strings.Contains(body, want) {
			t.Errorf("operators: %s lacks %s", body, want)
		}
	}
	if _, body := get(t, url+"/metrics", nil); !strings.Contains(body, `aula_healthy{check="mail"} 0`) {
		t.Error("not among the figures")
	}
}

func TestFiguresNameNobodyAndHaveFewLabels(t *testing.T) {
	app, url := watched(t)
	learner := testapp.Person(t, app, "learner", "ada.lovelace@example.org")
	seed(t, app, learner)
	for i := range 60 {
		get(t, fmt.Sprintf("%s/courses/corso-%d?token=segreto%d", url, i, i), nil)
		get(t, fmt.Sprintf("%s/api/aula/certificates/CODE%d", url, i), nil)
		call(t, fmt.Sprintf("VERB%d", i), url+"/nowhere", testapp.Token(t, learner), nil)
	}
	_, body := get(t, url+"/metrics", nil)
	for _, secret := range []string{"ada.lovelace", "example.org", "segreto", "corso-", "CODE", "VERB", learner.Id, operatorToken, "127.0.0.1"} {
		if strings.Contains(body, secret) {
			t.Errorf("names %q", secret)
		}
	}
	if n := strings.Count(body, "\naula_requests_total{"); n < 3 || n > 12 {
		t.Errorf("%d rows of requests", n)
	}
	for _, want := range []string{
		`aula_requests_total{class="course",method="GET",status="404"} 60`, `aula_requests_total{class="api",method="GET",status="404"} 60`,
		`method="other"`, `aula_attempts{state="open"} 1`, "aula_certificates 1", `aula_build_info{version="1.2.3"} 1`, "aula_backup_age_seconds 36",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %s", want)
		}
	}
}

var (
	metricName = regexp.MustCompile(`\b(?:aula|go|process)_[a-z_]+\b`)
	exprInJSON = regexp.MustCompile(`"expr": "((?:[^"\\]|\\.)*)"`)
)

func TestTheDashboardShowsOnlyFiguresThatThereAre(t *testing.T) {
	app, url := watched(t)
	testapp.Person(t, app, "learner", "ada@example.org")
	testapp.Save(t, app, "jobs", map[string]any{"kind": "mail", "state": "failed"})
	if err := accounts.RequestReset(app, "ada@example.org"); err != nil {
		t.Fatal(err)
	}
	get(t, url+"/metrics", nil) // it counts once it is over
	body := ""
	there := func() bool { // the queue runs beside us, and a request counts once it is answered
		return strings.Contains(body, `aula_jobs_ended_total{kind="mail",outcome="done"}`) && strings.Contains(body, "aula_requests_total{")
	}
	for tries := 0; !there(); tries++ {
		if _, body = get(t, url+"/metrics", nil); tries > 2000 {
			t.Fatal("no mail went out")
		}
	}
	content, err := os.ReadFile("../docs/operator/grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	found := exprInJSON.FindAllStringSubmatch(string(content), -1)
	if len(found) < 12 {
		t.Fatalf("%d expressions", len(found))
	}
	for _, expression := range found {
		for _, name := range metricName.FindAllString(expression[1], -1) {
			if !strings.Contains(body, "\n"+name+"{") && !strings.Contains(body, "\n"+name+" ") {
				t.Errorf("%s: there is no %s", expression[1], name)
			}
		}
	}
}
