package markup

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"
)

// ErrNotUTF8 says that a source is not UTF-8 text. The error that wraps it is an *EncodingError.
var ErrNotUTF8 = errors.New("text is not utf-8")

// EncodingError says where a source stops being UTF-8.
type EncodingError struct {
	Line int // 1-based, Options.FirstLine included
}

func (e *EncodingError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, ErrNotUTF8) }

// Unwrap returns ErrNotUTF8.
func (e *EncodingError) Unwrap() error { return ErrNotUTF8 }

var byteOrderMark = []byte("\xef\xbb\xbf")

// clean returns the source without byte order mark, with "\n" alone as line end, and with control characters, which no
// HTML may hold, replaced by U+FFFD. The number of lines stays.
func clean(source []byte, firstLine int) ([]byte, error) {
	if !utf8.Valid(source) {
		return nil, &EncodingError{Line: firstLine + lineEnds(source[:firstInvalid(source)])}
	}
	source = bytes.TrimPrefix(source, byteOrderMark)
	if bytes.IndexByte(source, '\r') >= 0 {
		source = bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
		source = bytes.ReplaceAll(source, []byte("\r"), []byte("\n"))
	}
	if !mayHoldControl(source) {
		return source, nil
	}
	return bytes.Map(func(r rune) rune {
		if isControl(r) {
			return utf8.RuneError
		}
		return r
	}, source), nil
}

// mayHoldControl looks at bytes only, which is four times as fast as looking at characters; it errs towards true.
func mayHoldControl(source []byte) bool {
	for _, b := range source {
		if controlBytes[b] {
			return true
		}
	}
	return false
}

// controlBytes are those of isControl, and the first bytes of its longer characters.
var controlBytes = func() (table [256]bool) {
	for b := range rune(0x80) {
		table[b] = isControl(b)
	}
	for _, b := range []byte{0xc2, 0xef, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4} {
		table[b] = true
	}
	return table
}()

// isControl tells the characters that HTML forbids: controls but for white space, and noncharacters.
func isControl(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7f, r == '\n', r == '\t', r == '\f':
		return false
	case r < 0xa0:
		return true
	default:
		return r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe
	}
}

func firstInvalid(source []byte) int {
	for at := 0; at < len(source); {
		r, size := utf8.DecodeRune(source[at:])
		if r == utf8.RuneError && size <= 1 {
			return at
		}
		at += size
	}
	return len(source)
}

// lineEnds counts "\n", "\r\n" and lone "\r".
func lineEnds(source []byte) int {
	return bytes.Count(source, []byte("\n")) + bytes.Count(source, []byte("\r")) - bytes.Count(source, []byte("\r\n"))
}
