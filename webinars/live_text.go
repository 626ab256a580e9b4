package webinars

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lengths of what people write in the room, in characters.
const (
	MessageAtMost  = 1000
	QuestionAtMost = 1000
	PollAtMost     = 300
	OptionAtMost   = 200
	CaptionAtMost  = 500
)

// cleanText returns what somebody wrote without blanks around it and without signs that turn or hide text. It returns
// ErrTextEmpty or ErrTextLong.
func cleanText(written string, most int) (string, error) {
	if len(written) > 8*most { // however it is counted
		return "", ErrTextLong
	}
	text := strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case r == utf8.RuneError, unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, written))
	switch {
	case text == "":
		return "", ErrTextEmpty
	case utf8.RuneCountInString(text) > most:
		return "", ErrTextLong
	}
	return text, nil
}
