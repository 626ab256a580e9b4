package pages

import (
	"os"
	"regexp"
	"testing"

	"aula/accounts/spid"
	"aula/locales"
)

// codesIn reads the codes of a package in its source, so that a new one without words fails.
func codesIn(t *testing.T, file string) (list []string) {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`Code = "([a-z_]+)"`).FindAllSubmatch(source, -1) {
		list = append(list, string(m[1]))
	}
	if len(list) == 0 {
		t.Fatalf("%s has no codes", file)
	}
	return list
}

func TestEveryRefusalHasItsWordsAndNoRemedyIsIdle(t *testing.T) {
	refused := map[string]bool{"card_unchecked": true, "no_arrival": true, "taken": true, "other_tax_code": true}
	for _, code := range spid.Codes() {
		refused[spidWhat(code)] = true
	}
	for _, code := range codesIn(t, "../accounts/oidc/code.go") {
		refused[code] = true
	}
	for _, code := range codesIn(t, "../accounts/cns/code.go") {
		refused["card_"+code] = true
	}
	for what := range remedies {
		if !refused[what] {
			t.Errorf("a remedy for %s, by which nobody is refused", what)
		}
	}
	for _, tag := range locales.Languages {
		l := locales.For(tag)
		for what := range refused {
			if !l.Has("refused." + what) {
				t.Errorf("%s: no words for %s", tag, what)
			}
			if do := (refusal{What: what}).remedy().Do; do != "" && !l.Has("refused.do_"+do) {
				t.Errorf("%s: no words to do %s", tag, do)
			}
		}
	}
}
