package quizzes

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"aula/internal/markup"
)

// ParseMarkdown reads a quiz in the form that the package comment describes. What it could not read is among the
// findings, and everything else is in the quiz; a quiz without questions comes with an error.
func ParseMarkdown(source []byte, o Options) (Quiz, []markup.Finding) {
	r := &markdownReader{reporter: reporter{path: o.Path}, quiz: Quiz{Key: o.Key, Settings: DefaultSettings()}}
	source = bytes.TrimPrefix(source, []byte("\xef\xbb\xbf"))
	if at := invalidUTF8(source); at > 0 {
		r.report(problem{line: at, code: "quiz.not_utf8"})
		return r.quiz, r.found
	}
	front, body, first := markup.FrontMatter(source)
	r.settings(front)
	lines := splitLines(string(body), first, r.report)
	intro, parts, sections := splitSections(lines)
	r.intro(intro)
	for _, p := range parts {
		r.check(p)
	}
	for _, s := range sections {
		if q, ok := r.question(s); ok {
			r.quiz.Questions = append(r.quiz.Questions, q)
		}
	}
	r.found = append(r.found, Prepare(&r.quiz, o)...)
	slices.SortStableFunc(r.found, func(a, b markup.Finding) int { return a.Line - b.Line })
	return r.quiz, r.found
}

// ReadFragment reads questions, and what stands before them, from Markdown within another format, whose reader ends with Prepare. first is
// the line at which it begins; findings do not name their file.
func ReadFragment(source string, first int) (intro Text, questions []Question, found []markup.Finding) {
	r := &markdownReader{}
	before, parts, sections := splitSections(splitLines(source, first, r.report))
	for _, p := range parts {
		r.check(p)
	}
	for _, s := range sections {
		if q, ok := r.question(s); ok {
			questions = append(questions, q)
		}
	}
	return textOf(before), questions, r.found
}

// markdownReader gathers one quiz and what is wrong with it.
type markdownReader struct {
	reporter
	quiz Quiz
}

// intro keeps what stands before the first question, without its title.
func (r *markdownReader) intro(lines []line) {
	for i, l := range lines {
		if l.code || l.text == "" {
			continue
		}
		if title, ok := strings.CutPrefix(l.text, "# "); ok {
			if r.quiz.Title == "" {
				r.quiz.Title = plainTitle(title)
			}
			lines = lines[i+1:]
		}
		break
	}
	r.quiz.Intro = textOf(lines)
}

// plainTitle takes the commonest marks from a heading that is used as a title.
func plainTitle(heading string) string {
	heading = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(heading), "#"))
	return strings.TrimSpace(strings.NewReplacer("**", "", "__", "", "`", "").Replace(heading))
}

// invalidUTF8 is the line of the first byte that is no text, 0 where all is.
func invalidUTF8(source []byte) int {
	for i, l := range bytes.Split(source, []byte("\n")) {
		if !utf8.Valid(l) || bytes.IndexByte(l, 0) >= 0 {
			return i + 1
		}
	}
	return 0
}
