package quizzes

import "strings"

// line is one line of a Markdown file.
type line struct {
	number int
	text   string
	code   bool // inside a fenced code block, fences included
}

// splitLines numbers lines from first and marks those of code, in which nothing is a heading or an answer.
func splitLines(body string, first int, report func(problem)) []line {
	body = strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\r", "\n")
	var lines []line
	fence, opened := "", 0
	for i, text := range strings.Split(body, "\n") {
		l := line{number: first + i, text: strings.TrimRight(text, " \t"), code: fence != ""}
		switch marks := fenceOf(l.text); {
		case fence == "" && marks != "":
			fence, opened, l.code = marks, l.number, true
		case fence != "" && strings.HasPrefix(marks, fence) && strings.Trim(l.text, " \t>"+fence[:1]) == "":
			fence = ""
		}
		lines = append(lines, l)
	}
	if fence != "" {
		report(problem{line: opened, code: "quiz.open_fence", mild: true})
	}
	return lines
}

// fenceOf returns the marks that open or close a code block at the start of a line, however deep it is indented or quoted.
func fenceOf(text string) string {
	text = strings.TrimLeft(text, " \t>")
	for _, mark := range []string{"`", "~"} {
		rest := strings.TrimLeft(text, mark)
		if n := len(text) - len(rest); n >= 3 && (mark == "~" || !strings.Contains(rest, "`")) {
			return text[:n]
		}
	}
	return ""
}

// textOf joins lines to a text, without the empty ones around it.
func textOf(lines []line) Text {
	for len(lines) > 0 && lines[0].text == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1].text == "" {
		lines = lines[:len(lines)-1]
	}
	if len(lines) == 0 {
		return Text{}
	}
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.text
	}
	return Text{Source: strings.Join(texts, "\n"), Format: Markdown, Line: lines[0].number}
}

// indent counts the columns before a line's first sign; a tab is worth four.
func indent(text string) int {
	n := 0
	for _, r := range text {
		switch r {
		case ' ':
			n++
		case '\t':
			n += 4
		default:
			return n
		}
	}
	return n
}

// dedent takes up to n columns from a line's start.
func dedent(text string, n int) string {
	for n > 0 && text != "" {
		switch text[0] {
		case ' ':
			n--
		case '\t':
			n -= 4
		default:
			return text
		}
		text = text[1:]
	}
	return text
}

// unquote takes the mark of a block quote from a line that has one at its start.
func unquote(text string) (string, bool) {
	rest, ok := strings.CutPrefix(strings.TrimLeft(text, " "), ">")
	if !ok || indent(text) > 3 {
		return text, false
	}
	return strings.TrimPrefix(rest, " "), true
}
