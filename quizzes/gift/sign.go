package gift

import (
	"strings"
	"unicode"
)

// sign is one character of a file with its line; one that was escaped means only itself.
type sign struct {
	r       rune
	escaped bool
	line    int
}

func (s sign) is(r rune) bool { return !s.escaped && s.r == r }

// text is a run of signs.
type text []sign

// signs resolves the escapes of lines and joins them.
func signs(lines []numbered) text {
	var t text
	for i, l := range lines {
		if i > 0 {
			t = append(t, sign{r: '\n', line: lines[i-1].number})
		}
		t = append(t, line(l)...)
	}
	return t
}

func line(l numbered) text {
	t := make(text, 0, len(l.text))
	runes := []rune(l.text)
	for i := 0; i < len(runes); i++ {
		s := sign{r: runes[i], line: l.number}
		if s.r == '\\' && i+1 < len(runes) && strings.ContainsRune(`\:#={}~n`, runes[i+1]) {
			i++
			s.r, s.escaped = runes[i], true
			if s.r == 'n' {
				s.r = '\n'
			}
		}
		t = append(t, s)
	}
	return t
}

func (t text) String() string {
	var out strings.Builder
	for _, s := range t {
		out.WriteRune(s.r)
	}
	return out.String()
}

// line is where a text begins.
func (t text) line() int {
	if len(t) == 0 {
		return 0
	}
	return t[0].line
}

// index finds the first unescaped r.
func (t text) index(r rune) int {
	for i, s := range t {
		if s.is(r) {
			return i
		}
	}
	return -1
}

// find finds the first unescaped word.
func (t text) find(word string) int {
	for i := range t {
		if t.at(i, word) {
			return i
		}
	}
	return -1
}

func (t text) at(i int, word string) bool {
	for _, r := range word {
		if i >= len(t) || !t[i].is(r) {
			return false
		}
		i++
	}
	return true
}

// trim takes blanks from both ends; escaped line ends stay.
func trim(t text) text {
	for len(t) > 0 && unicode.IsSpace(t[0].r) && !t[0].escaped {
		t = t[1:]
	}
	for n := len(t); n > 0 && unicode.IsSpace(t[n-1].r) && !t[n-1].escaped; n = len(t) {
		t = t[:n-1]
	}
	return t
}

// cutWord takes a word from the start.
func cutWord(t text, word string) (text, bool) {
	if !t.at(0, word) {
		return t, false
	}
	return t[len([]rune(word)):], true
}

// cutSign divides a text at its first unescaped r; without one the second part is nil.
func cutSign(t text, r rune) (before, after text) {
	if i := t.index(r); i >= 0 {
		return t[:i], t[i+1:]
	}
	return t, nil
}
