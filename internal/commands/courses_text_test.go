package commands

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"aula/internal/markup"
	"aula/locales"
)

// code finds the codes of findings in the sources that give them.
var code = regexp.MustCompile(`"((?:source|text|front|course|complete|lesson|link|quiz)\.[a-z][a-z_]+)"`)

func TestEveryFindingHasItsText(t *testing.T) {
	italian := locales.For("it")
	seen := map[string]bool{}
	for _, folder := range []string{"courses", "quizzes", "quizzes/gift"} {
		names, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(folder), "*.go"))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", folder, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range code.FindAllStringSubmatch(string(source), -1) {
				seen[m[1]] = true
			}
		}
	}
	for c := range markup.Codes {
		seen[c] = true
	}
	for _, kind := range []string{"link", "image", "video", "download", "quiz", "captions", "poster"} {
		seen["missing."+kind] = true
	}
	for _, kind := range []string{"image", "video", "captions", "poster"} {
		seen["remote."+kind] = true
	}
	delete(seen, "course.md") // a file's name
	for c := range seen {
		if !italian.Has("finding." + c) {
			t.Errorf("%s has no text", c)
		}
	}
	if len(seen) < 120 {
		t.Errorf("only %d codes were found", len(seen))
	}
}

func TestTheTextsOfTheRendererNameWhatItGives(t *testing.T) {
	italian := locales.For("it")
	for c, values := range markup.Codes {
		var args []any
		for _, v := range values {
			args = append(args, v, "⟨"+v+"⟩")
		}
		if text := italian.T("finding."+c, args...); strings.Contains(text, "<no value>") {
			t.Errorf("%s names what it does not get: %s", c, text)
		}
	}
}
