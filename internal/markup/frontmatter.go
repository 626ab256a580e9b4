package markup

import (
	"bytes"
	"regexp"
)

// mappingLine looks like the first line of a YAML mapping.
var mappingLine = regexp.MustCompile(`^(?:"[^"]*"|'[^']*'|[\pL\pN_][^:#]*?)[ \t]*:(?:[ \t]|$)`)

// FrontMatter splits a source into the YAML between its first line "---" and the next "---" or "...", and the body below;
// bodyLine is the line, from 1, at which the body begins: give it to Render as Options.FirstLine.
//
// yaml is nil where there is none: no "---" on the very first line, none that closes it, or a thematic break (an empty line
// follows, and what comes next is no "key:"). It is empty but not nil between two delimiters with nothing in between. A byte order
// mark belongs to neither part, and any line end will do. The parts share the source's memory.
func FrontMatter(source []byte) (yaml, body []byte, bodyLine int) {
	source = bytes.TrimPrefix(source, byteOrderMark)
	first, rest, more := cutLine(source)
	if !more || !isDelimiter(first, "---") {
		return nil, source, 1
	}
	start := len(source) - len(rest)
	for line := 2; more; line++ {
		var text []byte
		at := len(source) - len(rest)
		text, rest, more = cutLine(rest)
		if !isDelimiter(text, "---") && !isDelimiter(text, "...") {
			continue
		}
		yaml = source[start:at:at]
		if isBreak(yaml) {
			return nil, source, 1
		}
		return yaml, rest, line + 1
	}
	return nil, source, 1
}

// isBreak tells the text between two thematic breaks from a mapping that merely begins with an empty line.
func isBreak(between []byte) bool {
	line, rest, more := cutLine(between)
	if len(between) == 0 || len(bytes.TrimSpace(line)) > 0 {
		return false
	}
	for more {
		line, rest, more = cutLine(rest)
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' {
			return !mappingLine.Match(line)
		}
	}
	return false
}

func isDelimiter(line []byte, delimiter string) bool {
	return string(bytes.TrimRight(line, " \t")) == delimiter
}

// cutLine returns the first line without its end, what follows it, and whether it had an end.
func cutLine(source []byte) (line, rest []byte, ended bool) {
	at := bytes.IndexAny(source, "\r\n")
	if at < 0 {
		return source, nil, false
	}
	next := at + 1
	if source[at] == '\r' && next < len(source) && source[next] == '\n' {
		next++
	}
	return source[:at], source[next:], true
}
