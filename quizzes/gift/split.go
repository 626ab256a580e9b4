package gift

import "strings"

// chunk is what stands between two empty lines, comments apart.
type chunk struct {
	lines    []numbered
	comments []numbered
	markdown []numbered // what follows "//|"
}

func (c chunk) empty() bool { return len(c.lines) == 0 && len(c.comments) == 0 && len(c.markdown) == 0 }

// numbered is one line of the file.
type numbered struct {
	number int
	text   string
}

// split takes a file apart at its empty lines. Within braces an empty line counts only if they are never closed before the next ones
// open: one forgotten brace costs one question.
func split(source string) []chunk {
	source = strings.ReplaceAll(strings.ReplaceAll(source, "\r\n", "\n"), "\r", "\n")
	all := strings.Split(source, "\n")
	closing := closedLater(all)
	var chunks []chunk
	var c chunk
	open := false
	for i, text := range all {
		trimmed := strings.TrimSpace(text)
		switch {
		case strings.HasPrefix(trimmed, "//|"):
			c.markdown = append(c.markdown, numbered{i + 1, strings.TrimPrefix(strings.TrimPrefix(trimmed, "//|"), " ")})
		case strings.HasPrefix(trimmed, "//"):
			c.comments = append(c.comments, numbered{i + 1, strings.TrimSpace(strings.TrimLeft(trimmed, "/"))})
		case trimmed != "":
			c.lines = append(c.lines, numbered{i + 1, text})
			if last := lastBrace(text); last != 0 {
				open = last == '{'
			}
		case open && closing[i]:
			c.lines = append(c.lines, numbered{i + 1, ""})
		case !c.empty():
			chunks, c, open = append(chunks, c), chunk{}, false
		}
	}
	return append(chunks, c)
}

// closedLater tells of each line whether the first brace after it closes.
func closedLater(lines []string) []bool {
	closed := make([]bool, len(lines))
	next := false
	for i := len(lines) - 1; i >= 0; i-- {
		closed[i] = next
		if strings.HasPrefix(strings.TrimSpace(lines[i]), "//") {
			continue
		}
		if first := firstBrace(lines[i]); first != 0 {
			next = first == '}'
		}
	}
	return closed
}

func firstBrace(text string) rune {
	for _, s := range line(numbered{text: text}) {
		if s.is('{') || s.is('}') {
			return s.r
		}
	}
	return 0
}

func lastBrace(text string) (last rune) {
	for _, s := range line(numbered{text: text}) {
		if s.is('{') || s.is('}') {
			last = s.r
		}
	}
	return last
}
