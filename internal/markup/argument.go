package markup

import (
	"slices"
	"strings"
)

// arguments are what stands behind a directive's name: FILE "Title" key=value key="some value". A file's name with white space
// goes between < and >.
type arguments struct {
	target string // the file or key
	title  string
	values map[string][]string // as often as given
	bad    string              // what could not be read
}

// quotations are the marks that may surround a title or value.
var quotations = map[rune]rune{'"': '"', '“': '”', '„': '“', '«': '»', '”': '”'}

func parseArguments(text string) arguments {
	a := arguments{values: map[string][]string{}}
	if text, a.target = strings.TrimSpace(text), ""; strings.HasPrefix(text, "<") {
		if target, rest, closed := strings.Cut(text[1:], ">"); closed {
			a.target, text = strings.TrimSpace(target), rest
		}
	}
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		if title, rest, ok := cutQuoted(text); ok && a.title == "" {
			a.title, text = strings.TrimSpace(title), rest
			continue
		}
		word, rest := cutWord(text)
		key, value, pair := strings.Cut(word, "=")
		switch {
		case pair && isKey(key):
			a.values[key] = append(a.values[key], unquote(value))
		case a.target == "" && a.title == "":
			a.target = word
		case a.bad == "":
			a.bad = word
		}
		text = rest
	}
	return a
}

// cutQuoted takes a quoted text from the beginning.
func cutQuoted(text string) (quoted, rest string, ok bool) {
	for open, shut := range quotations {
		if after, found := strings.CutPrefix(text, string(open)); found {
			quoted, rest, ok = strings.Cut(after, string(shut))
			return quoted, rest, ok
		}
	}
	return "", text, false
}

// cutWord takes what stands before white space outside quotation marks.
func cutWord(text string) (word, rest string) {
	var until rune
	for at, r := range text {
		switch {
		case until != 0:
			if r == until {
				until = 0
			}
		case r == ' ' || r == '\t':
			return text[:at], text[at:]
		case at > 0 && text[at-1] == '=':
			until = quotations[r]
		}
	}
	return text, ""
}

func unquote(value string) string {
	if quoted, rest, ok := cutQuoted(value); ok && rest == "" {
		return quoted
	}
	return value
}

func isKey(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz") == ""
}

// read reads a directive's arguments, noting those that it does not know. Missing ones are the caller's to note.
func (p *pass) read(n *directive, known ...string) arguments {
	a := parseArguments(n.arguments)
	for key := range a.values {
		if !slices.Contains(known, key) && a.bad == "" {
			a.bad = key
		}
	}
	if a.bad != "" {
		p.found(n.Pos(), Warning, codeDirectiveAttribute, "directive", n.name, "attribute", a.bad)
	}
	return a
}

// missing notes an argument without which a directive shows nothing.
func (p *pass) missing(n *directive, argument string) {
	p.found(n.Pos(), Error, codeDirectiveArgument, "directive", n.name, "argument", argument)
}
