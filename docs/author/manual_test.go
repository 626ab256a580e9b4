// Package author holds the author's manual. Its test keeps the manual true: every example in it is read as it stands.
package author

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"aula/internal/markup"
	"aula/quizzes"
	"aula/quizzes/gift"
)

// example is one fenced block of the manual.
type example struct {
	page, language, source string
	line                   int
}

var fenceLine = regexp.MustCompile("^( *)(```+)([a-z]*)$")

// examples returns the blocks of one language in all pages.
func examples(t *testing.T, language string) []example {
	t.Helper()
	pages, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	var found []example
	for _, page := range pages {
		content, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range blocks(page, string(content)) {
			if e.language == language {
				found = append(found, e)
			}
		}
	}
	if len(found) == 0 {
		t.Fatalf("the manual has no example of %s", language)
	}
	return found
}

func blocks(page, content string) []example {
	var found []example
	var open *example
	indent, fence := "", ""
	for i, line := range strings.Split(content, "\n") {
		m := fenceLine.FindStringSubmatch(line)
		switch {
		case open == nil && m != nil:
			indent, fence = m[1], m[2]
			open = &example{page: page, language: m[3], line: i + 1}
		case open != nil && line == indent+fence:
			found = append(found, *open)
			open = nil
		case open != nil:
			open.source += strings.TrimPrefix(line, indent) + "\n"
		}
	}
	return found
}

func (e example) complain(t *testing.T, findings []markup.Finding) {
	t.Helper()
	for _, f := range findings {
		if f.Code == "markup.anchor_missing" {
			continue // an excerpt may point to what it leaves out
		}
		t.Errorf("%s:%d: the example says %s %v in its line %d", e.page, e.line, f.Code, f.Values, f.Line)
	}
}

func TestEveryExampleOfTextIsReadWithoutARemark(t *testing.T) {
	for _, e := range examples(t, "markdown") {
		_, body, line := markup.FrontMatter([]byte(e.source))
		document, err := markup.Render(body, markup.Options{FirstLine: line})
		if err != nil {
			t.Errorf("%s:%d: %v", e.page, e.line, err)
			continue
		}
		e.complain(t, document.Findings)
		if strings.Contains(document.HTML, ":::") {
			t.Errorf("%s:%d: a directive is shown as text:\n%s", e.page, e.line, document.HTML)
		}
	}
}

func TestEveryExampleOfAQuizCanBeAsked(t *testing.T) {
	for _, e := range examples(t, "quiz") {
		quiz, found := quizzes.ParseMarkdown([]byte(e.source), quizzes.Options{Key: "esempio"})
		e.complain(t, found)
		if len(quiz.Questions) == 0 {
			t.Errorf("%s:%d: no question was read", e.page, e.line)
		}
	}
}

func TestEveryExampleOfGIFTCanBeAsked(t *testing.T) {
	for _, e := range examples(t, "gift") {
		quiz, found := gift.Parse([]byte(e.source), quizzes.Options{Key: "esempio"})
		e.complain(t, found)
		if len(quiz.Questions) == 0 || quiz.Title == "" || len(quiz.Questions[0].Body.Objectives) == 0 {
			t.Errorf("%s:%d: read as %+v", e.page, e.line, quiz)
		}
	}
}

func TestEveryLinkOfTheManualLeadsSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	inCode := regexp.MustCompile("(?s)```+.*?\n *```+\n|`[^`\n]*`")
	pages, err := filepath.Glob("*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, page := range pages {
		content, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(inCode.ReplaceAllString(string(content), ""), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.FromSlash(m[1])); err != nil {
				t.Errorf("%s: %s leads nowhere", page, m[1])
			}
		}
	}
}
