package quizzes

import (
	"regexp"
	"strings"

	"aula/internal/markup"
)

// heading reads what a question asks and its attributes.
func (r *markdownReader) heading(l line) (Question, attributes) {
	text, a := cutAttributes(strings.TrimPrefix(l.text, "##"))
	text = unclosed(text)
	q := Question{Points: 1, Line: l.number}
	if text != "" {
		q.Body.Prompt = Text{Source: oneLine(text), Format: Markdown, Line: l.number}
	}
	if a.id != "" {
		if ValidKey(a.id) {
			q.Key = a.id
		} else {
			r.warn(l.number, "quiz.bad_id", "id", a.id)
		}
	}
	return q, a
}

// unclosed takes the marks that may close a heading.
func unclosed(text string) string {
	text = strings.TrimSpace(text)
	if closed := strings.TrimRight(text, "#"); closed == "" || strings.HasSuffix(closed, " ") {
		return strings.TrimSpace(closed)
	}
	return text
}

var blockStart = regexp.MustCompile(`^(\d{1,9}[.)]|[-+*#>]+)(\s|$)`)

// oneLine keeps a heading's text from being read as a list or the like when it is rendered by itself.
func oneLine(text string) string {
	m := blockStart.FindStringSubmatchIndex(text)
	if m == nil {
		return text
	}
	last := m[3] - 1
	if text[0] >= '0' && text[0] <= '9' {
		return text[:last] + `\` + text[last:]
	}
	return `\` + text
}

// apply gives a question its attributes and tells whether it can be kept.
func (r *markdownReader) apply(q *Question, a attributes) bool {
	kept := true
	for _, name := range a.order {
		found, known := q.Set(q.Line, name, a.values[name])
		if !known {
			r.warn(q.Line, "quiz.unknown_attribute", "name", name)
		}
		for _, f := range found {
			kept = kept && f.Severity != markup.Error
		}
		r.add(found)
	}
	return kept
}
