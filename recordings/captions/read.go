// Package captions reads, writes and corrects the captions of a film: WebVTT, and what an editor does to its cues. Texts are plain here:
// markup of a file that is read is left out and said, and what looks like markup is escaped where a file is written. It knows no
// recording and no page.
package captions

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// Cue is what is shown from a moment on, up to another.
type Cue struct {
	Start, End time.Duration // from the film's beginning, whole milliseconds
	Text       string        // plain; lines are separated by \n
	Line       int           // of the file that it was read from, where its times stand; 0: of none
}

// Most that is read of one film.
const (
	CuesAtMost = 10000
	SizeAtMost = 2 << 20
	TextAtMost = 500 // characters of a cue
)

// Reasons why a file is not read.
var (
	ErrNotText = errors.New("file is not UTF-8 text")
	ErrNotVTT  = errors.New("file does not begin with WEBVTT")
	ErrLarge   = errors.New("file is too large")
)

// TimeError says that a line which should hold the times of a cue does not.
type TimeError struct {
	Line int
	Text string
}

func (e *TimeError) Error() string { return fmt.Sprintf("line %d: no times: %q", e.Line, e.Text) }

// timing is the line with the times of a cue; what follows them, the place on the picture, is left out.
var timing = regexp.MustCompile(`^[ \t]*((?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3})[ \t]+-->[ \t]+((?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3})(?:[ \t].*)?$`)

// Read reads a WebVTT file: its cues in the order in which they stand, and the lines whose markup was left out. It returns ErrNotText,
// ErrNotVTT, ErrLarge or a *TimeError. Whether the cues fit together is Check's to say.
func Read(file []byte) (cues []Cue, marked []int, err error) {
	switch {
	case len(file) > SizeAtMost:
		return nil, nil, ErrLarge
	case !utf8.Valid(file) || bytes.ContainsRune(file, 0):
		return nil, nil, ErrNotText
	}
	lines := linesOf(string(bytes.TrimPrefix(file, []byte("\ufeff"))))
	if head := lines[0]; head != "WEBVTT" && !strings.HasPrefix(head, "WEBVTT ") && !strings.HasPrefix(head, "WEBVTT\t") {
		return nil, nil, ErrNotVTT
	}
	for at := 1; at < len(lines); {
		if lines[at] == "" {
			at++
			continue
		}
		end := at
		for end < len(lines) && lines[end] != "" {
			end++
		}
		cue, found, err := readBlock(lines[at:end], at+1)
		if err != nil {
			return nil, nil, err
		}
		if found {
			var tags bool
			if cue.Text, tags = Plain(cue.Text); tags {
				marked = append(marked, cue.Line)
			}
			if cues = append(cues, cue); len(cues) > CuesAtMost {
				return nil, nil, ErrLarge
			}
		}
		at = end
	}
	return cues, marked, nil
}

func linesOf(text string) []string {
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
}

// readBlock reads lines without an empty one among them, the first of which has this number. Notes, styles, regions and the header's own
// lines are no cues.
func readBlock(block []string, number int) (Cue, bool, error) {
	for i, line := range block[:min(2, len(block))] {
		if !strings.Contains(line, "-->") {
			continue
		}
		found := timing.FindStringSubmatch(line)
		if found == nil {
			return Cue{}, false, &TimeError{number + i, line}
		}
		start, startOK := ParseClock(found[1])
		end, endOK := ParseClock(found[2])
		if !startOK || !endOK {
			return Cue{}, false, &TimeError{number + i, line}
		}
		return Cue{Start: start, End: end, Text: strings.Join(block[i+1:], "\n"), Line: number + i}, true, nil
	}
	return Cue{}, false, nil
}

var (
	voice = regexp.MustCompile(`<v(?:\.[^\s>]*)?[ \t]+([^>]*)>`)
	tag   = regexp.MustCompile(`<[^>]*>?`)
)

// Plain turns the text of a cue in a file into what people read: who speaks is written before it, other markup is left out, and what was
// escaped is itself again. It tells whether there was markup.
func Plain(text string) (plain string, marked bool) {
	spoken := voice.ReplaceAllString(text, "$1: ")
	spoken = tag.ReplaceAllString(spoken, "")
	return Clean(html.UnescapeString(spoken)), tag.MatchString(text)
}

// Clean is a text as a cue has it: no empty lines, no spaces around, no signs that steer.
func Clean(text string) string {
	var kept []string
	for _, line := range linesOf(text) {
		line = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' || r == 0x7f || r == '\u2028' || r == '\u2029' || r == utf8.RuneError {
				return -1
			}
			return r
		}, line)
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}
