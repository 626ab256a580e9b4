package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// htmlRules are the standard's; what only concerns taste is left to the templates.
const htmlRules = `{"root": true, "extends": ["html-validate:standard"], "rules": {"void-style": "off", "no-trailing-whitespace": "off", "long-title": "off", "no-inline-style": "error"}}`

// posts are forms whose answers are pages of their own.
var posts = []struct {
	who, path string
	form      url.Values
}{
	{"", "/sign-in", url.Values{"email": {"nessuno"}, "password": {""}}},
	{"", "/sign-in/code", url.Values{"email": {"nessuno@example.org"}}},
	{"", "/sign-in/reset", url.Values{"email": {"nessuno@example.org"}}},
	{"", "/sign-up", url.Values{"given_name": {"<b>"}, "email": {"no"}, "password": {"corta"}}},
	{"", "/certificates", nil},
	{"learner", "/courses/alla-prova/rating", url.Values{"clarity": {"3"}}},
	{"learner", "/me/account/name", url.Values{"given_name": {""}}},
	{"learner", "/me/account/email", url.Values{"email": {"no"}, "proof": {"no"}}},
	{"learner", "/me/account/tax-code", url.Values{"tax_code": {"no"}}},
	{"learner", "/me/account/delete", url.Values{"proof": {"no"}}},
	{"learner", "/me/account/notifications", url.Values{"answers": {"by_pigeon"}}},
	{"staff", "/manage/courses", nil},
	{"administrator", "/manage/centre/identity", url.Values{"ipa": {"! !"}}},
	{"administrator", "/manage/centre/mail", url.Values{"smtp_port": {"x"}}},
	{"administrator", "/manage/sign-in/new", url.Values{"kind": {"directory"}, "issuer": {"http://no"}, "levels": {`"2"`}}},
	{"founder", "/setup/administrator", url.Values{"email": {"no"}}},
	{"passer-by", "/setup", url.Values{"token": {"x"}}},
}

func TestEveryPageIsValidHTML(t *testing.T) {
	t.Parallel()
	all, s := everyPage(t), newSheaf(t)
	for _, at := range all.pages {
		if at.press == "" {
			s.add(at.name(), all.cast[at.who].get(at.path))
		}
	}
	for _, form := range posts {
		s.add(nameOf(form.who)+"-posted-"+form.path, all.cast[form.who].post(form.path, form.form))
	}
	s.validate()
}

func TestPagesAreValidAndWholeInEveryLanguage(t *testing.T) {
	t.Parallel()
	all, s := everyPage(t), newSheaf(t)
	v := academy.stranger(t)
	paths := mainPages(all)
	delete(paths, "quiz")
	paths["sign-up"], paths["quiz"] = "/sign-up", finalQuiz
	titles := map[string]map[string]bool{}
	for name, path := range paths {
		titles[name] = map[string]bool{}
		for _, lang := range []string{"it", "en", "de", "fr", "sl"} {
			req, err := http.NewRequest(http.MethodGet, academy.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Accept-Language", lang+";q=0.9")
			got, err := v.send(req)
			if err != nil {
				t.Fatal(err)
			}
			if !got.says(`<html lang="`+lang+`"`) || got.header.Get("Content-Language") != "" && got.header.Get("Content-Language") != lang {
				t.Errorf("%s in %s says it is in another language", name, lang)
			}
			if missing := regexp.MustCompile(`>\s*[a-z]+(_[a-z]+)*\.[a-z_.]+\s*<`).Find(got.body); missing != nil {
				t.Errorf("%s in %s shows a key: %s", name, lang, missing)
			}
			titles[name][string(regexp.MustCompile(`(?s)<footer.*?</section>`).Find(got.body))] = true
			s.add(name+"-"+lang, got)
		}
		if len(titles[name]) != 5 {
			t.Errorf("the foot of %s is the same in %d languages", name, 5-len(titles[name])+1)
		}
	}
	s.validate()
}

// sheaf is pages that are validated together: the validator takes long to start.
type sheaf struct {
	*testing.T
	folder string
	files  []string
}

func newSheaf(t *testing.T) *sheaf {
	t.Helper()
	s := &sheaf{T: t, folder: t.TempDir()}
	if err := os.WriteFile(filepath.Join(s.folder, ".htmlvalidate.json"), []byte(htmlRules), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *sheaf) add(name string, page reply) {
	s.Helper()
	if page.status >= 500 || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
		s.Errorf("%s answers %d with %s", name, page.status, page.header.Get("Content-Type"))
		return
	}
	file := filepath.Join(s.folder, fmt.Sprintf("%s-%d.html", strings.Trim(notInNames.ReplaceAllString(name, "_"), "_"), len(s.files)))
	if err := os.WriteFile(file, page.body, 0o600); err != nil {
		s.Fatal(err)
	}
	s.files = append(s.files, file)
}

func (s *sheaf) validate() {
	s.Helper()
	validator := filepath.Join("..", "public", "node_modules", ".bin", "html-validate")
	if _, err := os.Stat(validator); err != nil {
		s.Fatalf("html-validate is not installed (run `make assets`): %v", err)
	}
	out, err := exec.Command(validator, append([]string{"--config", filepath.Join(s.folder, ".htmlvalidate.json")}, s.files...)...).CombinedOutput()
	if err != nil {
		s.Errorf("%v\n%s", err, out)
	}
}
