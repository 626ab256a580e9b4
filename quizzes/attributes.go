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

func (a attributes) has(name string) bool { _, ok := a.values[name]; return ok }

var attribute = regexp.MustCompile(`^\s*(?:#([^\s{}"=]+)|\.([\w-]+)|([\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"{}]+)))(?:\s+|$)`)

// cutAttributes takes attributes from the end of a text. Braces that hold anything else stay part of it.
func cutAttributes(text string) (string, attributes) {
	text = strings.TrimSpace(text)
	if !strings.HasSuffix(text, "}") {
		return text, attributes{}
	}
	for i, r := range text {
		if r != '{' || i > 0 && text[i-1] != ' ' && text[i-1] != '\t' {
			continue
		}
		if a, ok := readAttributes(text[i+1 : len(text)-1]); ok {
			return strings.TrimSpace(text[:i]), a
		}
	}
	return text, attributes{}
}

// readAttributes reads what stands between the braces.
func readAttributes(text string) (attributes, bool) {
	a, rest := attributes{values: map[string]string{}}, strings.TrimSpace(text)
	for rest != "" {
		part := attribute.FindStringSubmatch(rest)
		if part == nil {
			return attributes{}, false
		}
		switch {
		case part[1] != "":
			a.id = part[1]
		case part[3] != "":
			if !a.has(part[3]) {
				a.order = append(a.order, part[3])
			}
			a.values[part[3]] = unquoteValue(part[4]) + part[5]
		}
		rest = rest[len(part[0]):]
	}
	return a, strings.TrimSpace(text) != ""
}

var quotedSign = regexp.MustCompile(`\\(["\\])`)

func unquoteValue(text string) string { return quotedSign.ReplaceAllString(text, "$1") }

// quoteValue writes a value as readAttributes reads it.
func quoteValue(value string) string {
	if value != "" && !strings.ContainsAny(value, " \t\"{}\\") {
		return value
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
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
