package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// page is an address that is audited, as whom.
type page struct{ path, role string }

// pagesToAudit are every page once, by the role whose markup says most; `make audit` takes every role.
var pagesToAudit = []page{
	{"/", ""}, {"/courses", ""}, {"/courses?q=identità", ""}, {"/courses?q=xyzzy", ""},
	{"/courses/spid-e-cie", ""}, {"/privacy", ""}, {"/accessibility", ""}, {"/sign-in", ""}, {"/sign-up", ""},
	{"/certificates", ""}, {noPage, ""},
	{"/", "learner"}, {"/me", "learner"}, {"/me/account", "learner"},
	{"/courses/spid-e-cie", "learner"},
	{"/manage", "staff"}, {"/manage/courses", "staff"}, {"/manage/questions", "staff"}, {"/manage/certificates", "staff"},
	{"/manage/people", "administrator"}, {"/manage/centre", "administrator"}, {"/manage/jobs", "administrator"},
	{"/manage/courses/spid-e-cie", "author"},
}

var widths = map[string]look{"desktop": desktop, "phone": phone}

type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML string `json:"html"`
	} `json:"nodes"`
}

func TestAuditFindsNoBarrierOnAnyPage(t *testing.T) {
	axe, err := os.ReadFile(filepath.Join("..", "public", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("axe-core is not installed (run `make assets`): %v", err)
	}
	for name, l := range widths {
		for role, pages := range byRole(audited()) {
			t.Run(name+"/"+roleName(role), func(t *testing.T) {
				p := open(t, l)
				if role != "" {
					p.signIn(role)
				}
				for _, path := range pages {
					p.visit(path)
					p.barriers(string(axe), path)
					p.scrolls(path)
					p.picture(strings.Trim(strings.NewReplacer("/", "_", "?", "_", "=", "_").Replace(path), "_") + "-" + roleName(role) + "-" + name)
				}
			})
		}
	}
}

// barriers fails for each violation that axe finds.
func (p *tab) barriers(axe, path string) {
	p.Helper()
	eval[bool](p, axe+"; true")
	eval[string](p, `window.axeDone = ""; axe.run(document, {resultTypes: ["violations"]}).then(r => { window.axeDone = JSON.stringify(r.violations) }); ""`)
	var found []violation
	report := poll(p, "window.axeDone")
	if err := json.Unmarshal([]byte(report), &found); err != nil {
		p.Fatal(err)
	}
	for _, v := range found {
		where := ""
		if len(v.Nodes) > 0 {
			where = v.Nodes[0].HTML
		}
		p.Errorf("%s: %s (%s): %d times, first %s", path, v.ID, v.Help, len(v.Nodes), where)
	}
}

// scrolls fails when a page is wider than the window.
func (p *tab) scrolls(path string) {
	p.Helper()
	if over := eval[int](p, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		p.Errorf("%s is %d px wider than the window", path, over)
	}
}

func audited() []page {
	if os.Getenv("AULA_AUDIT") != "full" {
		return pagesToAudit
	}
	seen := map[string]bool{}
	var all []page
	for _, p := range pagesToAudit {
		if seen[p.path] {
			continue
		}
		seen[p.path] = true
		for _, role := range []string{"", "learner", "author", "staff", "administrator"} {
			all = append(all, page{p.path, role})
		}
	}
	return all
}

func byRole(pages []page) map[string][]string {
	m := map[string][]string{}
	for _, p := range pages {
		m[p.role] = append(m[p.role], p.path)
	}
	return m
}

func roleName(role string) string {
	if role == "" {
		return "guest"
	}
	return role
}

func TestEveryPageIsValidHTML(t *testing.T) {
	validator := filepath.Join("..", "public", "node_modules", ".bin", "html-validate")
	if _, err := os.Stat(validator); err != nil {
		t.Fatalf("html-validate is not installed (run `make assets`): %v", err)
	}
	folder := t.TempDir()
	rules := filepath.Join(folder, ".htmlvalidate.json")
	if err := os.WriteFile(rules, []byte(htmlRules), 0o600); err != nil {
		t.Fatal(err)
	}
	var files []string
	for role, paths := range byRole(pagesToAudit) {
		client := comeIn(t, role)
		for i, path := range paths {
			name := filepath.Join(folder, fmt.Sprintf("%s-%d.html", roleName(role), i))
			if err := os.WriteFile(name, fetch(t, client, path), 0o600); err != nil {
				t.Fatal(err)
			}
			files = append(files, name)
			t.Logf("%s is %s as %s", filepath.Base(name), path, roleName(role))
		}
	}
	out, err := exec.Command(validator, append([]string{"--config", rules}, files...)...).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// htmlRules are the standard's; what only concerns taste is left to the templates.
const htmlRules = `{"root": true, "extends": ["html-validate:standard"], "rules": {"void-style": "off", "no-trailing-whitespace": "off", "long-title": "off", "no-inline-style": "error"}}`

// comeIn returns a client that is signed in as the role, without a browser.
func comeIn(t *testing.T, role string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	if role == "" {
		return client
	}
	a := academy.accounts[role]
	res, err := client.PostForm(academy.url+"/sign-in", url.Values{"email": {a.Email}, "password": {a.Password}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || strings.HasPrefix(res.Request.URL.Path, "/sign-in") {
		t.Fatalf("%s did not come in: %s at %s", role, res.Status, res.Request.URL.Path)
	}
	return client
}
