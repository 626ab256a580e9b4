package documents

import "strings"

// Align says at which edge of its box a text stands.
type Align int

// The alignments of a text.
const (
	Left Align = iota
	Centre
	Right
)

// Style says how a text is set. Only Size must be given.
type Style struct {
	Face    Face
	Size    float64 // points
	Least   float64 // points: how far the text may shrink to fit its box; 0.6 of Size if zero
	Leading float64 // height of a line in multiples of the size; 1.25 if zero
	Lines   int     // how many lines it may take; as many as the box holds if zero
	Colour  Colour
	Align   Align
}

func (st Style) least() float64 {
	if st.Least > 0 {
		return st.Least
	}
	return st.Size * 0.6
}

// line is the height in millimetres of a line set in size.
func (st Style) line(size float64) float64 {
	if st.Leading > 0 {
		return size * st.Leading / pointsPerMM
	}
	return size * 1.25 / pointsPerMM
}

// shrinking is the step in points in which a text shrinks until it fits.
const shrinking = 0.5

// ellipsis ends a text that does not fit even in the least size.
const ellipsis = "…"

// set breaks s into lines that fit box, and says in which size. A box without height grows with its text.
func (st Style) set(box Box, s string) (lines []string, size float64) {
	words := strings.Fields(Printable(s))
	if len(words) == 0 {
		return nil, st.Size
	}
	for size = st.Size; ; size -= shrinking {
		size = max(size, st.least())
		room := st.room(box, size)
		width := int(box.W * pointsPerMM / size * em)
		lines, whole := wrap(faces()[st.Face], words, width)
		if room == 0 || len(lines) <= room && (whole || size <= st.least()) {
			return lines, size
		}
		if size <= st.least() {
			return cut(faces()[st.Face], lines[:room], width), size
		}
	}
}

// room is how many lines of a size box holds: none means that nothing limits them.
func (st Style) room(box Box, size float64) int {
	room := 0
	if box.H > 0 {
		room = max(1, int(box.H/st.line(size)+0.01))
	}
	if st.Lines > 0 && (room == 0 || st.Lines < room) {
		room = st.Lines
	}
	return room
}

// wrap fills lines of a width with words. whole is false where a word had to be broken.
func wrap(f *face, words []string, width int) (lines []string, whole bool) {
	whole = true
	line := ""
	for _, word := range words {
		if line != "" && f.width(line)+f.width(" ")+f.width(word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for f.width(word) > width {
			var head string
			head, word = split(f, word, width)
			lines = append(lines, head)
			whole = false
		}
		line = word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines, whole
}

// split takes from word as many characters as fit in width, and at least one.
func split(f *face, word string, width int) (head, rest string) {
	used := 0
	for i, r := range word {
		used += f.glyphs[r].width
		if used > width && i > 0 {
			return word[:i], word[i:]
		}
	}
	return word, ""
}

// cut ends the last line with an ellipsis.
func cut(f *face, lines []string, width int) []string {
	last := []rune(lines[len(lines)-1])
	for len(last) > 0 && f.width(string(last))+f.width(ellipsis) > width {
		last = last[:len(last)-1]
	}
	lines[len(lines)-1] = strings.TrimRight(string(last), " ") + ellipsis
	return lines
}

// Height is the height in millimetres that s takes in box when set in st.
func (st Style) Height(box Box, s string) float64 {
	lines, size := st.set(box, s)
	return float64(len(lines)) * st.line(size)
}

// Width is the length in millimetres of s on one line, in the size of st.
func (st Style) Width(s string) float64 {
	return float64(faces()[st.Face].width(Printable(s))) / em * st.Size / pointsPerMM
}
