package quizzes

import (
	"regexp"
	"strings"
)

// attributes are what an author writes in braces at the end of a heading, an option or an answer.
type attributes struct {
	id     string
	values map[string]string
	order  []string
}

var (
	attributeBlock = regexp.MustCompile(`^(.*?)(?:^|\s)\{([^{}]*)\}$`)
	attribute      = regexp.MustCompile(`^\s*(?:#([^\s{}"=]+)|\.([\w-]+)|([\w-]+)=(?:"([^"]*)"|([^\s"]+)))(?:\s+|$)`)
)

// cutAttributes takes attributes from the end of a text. Braces that hold anything else stay part of it.
func cutAttributes(text string) (string, attributes) {
	text = strings.TrimSpace(text)
	m := attributeBlock.FindStringSubmatch(text)
	if m == nil {
		return text, attributes{}
	}
	a, rest := attributes{values: map[string]string{}}, strings.TrimSpace(m[2])
	if rest == "" {
		return text, attributes{}
	}
	for rest != "" {
		part := attribute.FindStringSubmatch(rest)
		if part == nil {
			return text, attributes{}
		}
		switch {
		case part[1] != "":
			a.id = part[1]
		case part[3] != "":
			a.values[part[3]] = part[4] + part[5]
			a.order = append(a.order, part[3])
		}
		rest = rest[len(part[0]):]
	}
	return strings.TrimSpace(m[1]), a
}

// heading reads what a question asks and its attributes.
func (r *markdownReader) heading(l line) (Question, attributes) {
	text := strings.TrimSpace(strings.TrimPrefix(l.text, "##"))
	text, a := cutAttributes(text)
	if closed := strings.TrimRight(text, "#"); closed == "" || strings.HasSuffix(closed, " ") {
		text = strings.TrimSpace(closed)
	}
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

// apply takes the attributes and tells whether the question can be kept.
func (r *markdownReader) apply(q *Question, a attributes) bool {
	kept := true
	number := func(into *float64, name string, low, high float64) {
		if x, ok := r.number(q.Line, name, a.values[name], low, high); ok {
			*into = x
		} else {
			kept = false
		}
	}
	for _, name := range a.order {
		value := a.values[name]
		switch name {
		case "points":
			number(&q.Points, name, 0.01, maxPoints)
		case "penalty":
			number(&q.Solution.Penalty, name, 0, 1)
		case "type":
			q.Type = Type(value)
		case "objective", "objectives":
			q.Body.Objectives = splitList(value)
		case "shuffle":
			q.Body.KeepOrder = !r.truth(q.Line, name, value, true)
		case "partial":
			q.Solution.AllOrNone = !r.truth(q.Line, name, value, true)
		case "case":
			q.Solution.Case = r.truth(q.Line, name, value, false)
		case "accents":
			q.Solution.Accents = r.truth(q.Line, name, value, false)
		default:
			r.warn(q.Line, "quiz.unknown_attribute", "name", name)
		}
	}
	return kept
}

func splitList(value string) []string {
	var parts []string
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
