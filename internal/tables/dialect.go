package tables

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// separators that tables have, the likeliest first.
var separators = []rune{';', '\t', ','}

// linesOf decodes the file and splits it. It is false for what is no text.
func linesOf(content []byte) ([]string, bool) {
	switch {
	case bytes.HasPrefix(content, []byte("\xef\xbb\xbf")):
		content = content[3:]
	case bytes.HasPrefix(content, []byte("\xff\xfe")):
		content = fromUTF16(content[2:], binary.LittleEndian)
	case bytes.HasPrefix(content, []byte("\xfe\xff")):
		content = fromUTF16(content[2:], binary.BigEndian)
	}
	if bytes.IndexByte(content, 0) >= 0 || bytes.HasPrefix(content, []byte("PK\x03\x04")) || bytes.HasPrefix(content, []byte("\xd0\xcf\x11\xe0")) {
		return nil, false
	}
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	content = bytes.ReplaceAll(content, []byte("\r"), []byte("\n"))
	var lines []string
	for line := range bytes.SplitSeq(content, []byte("\n")) {
		lines = append(lines, decoded(line))
	}
	return lines, true
}

// decoded reads a line by itself: files that were joined are half in one encoding and half in the other.
func decoded(line []byte) string {
	if utf8.Valid(line) {
		return string(line)
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(line)
	if err != nil {
		return strings.ToValidUTF8(string(line), "�")
	}
	return string(text)
}

func fromUTF16(content []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(content)/2)
	for i := range units {
		units[i] = order.Uint16(content[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// findSeparator returns the sign that divides most of the first lines into the same number of cells. Spreadsheets may say it in a first
// line of its own: "sep=;".
func (t *Table) findSeparator() rune {
	if said, ok := strings.CutPrefix(strings.ToLower(t.lines[0]), "sep="); ok && len(said) == 1 && slices.Contains(separators, rune(said[0])) {
		t.next = 1
		return rune(said[0])
	}
	sample := t.sample()
	best, most, width := separators[0], 0, 0
	for _, s := range separators {
		times := map[int]int{}
		for _, line := range sample {
			if n := strings.Count(line, string(s)); n > 0 {
				times[n]++
			}
		}
		for n, lines := range times {
			if lines > most || lines == most && n > width {
				best, most, width = s, lines, n
			}
		}
	}
	return best
}

// sample are the first lines that have something in them, without what is quoted.
func (t *Table) sample() []string {
	var sample []string
	for _, line := range t.lines {
		var bare strings.Builder
		for i, part := range strings.Split(line, `"`) {
			if i%2 == 0 {
				bare.WriteString(part)
			}
		}
		if strings.TrimSpace(bare.String()) != "" {
			sample = append(sample, bare.String())
		}
		if len(sample) == 20 {
			break
		}
	}
	return sample
}

// Heading is a head as Find compares it: letters without accents and digits, in lower case.
func Heading(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFD.String(s))
}
