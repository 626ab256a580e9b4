package captions

import (
	"fmt"
	"strings"
	"time"
)

// escapes are the signs that would be markup. A line with an arrow would be read as times.
var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Write writes cues as a WebVTT file that Read reads again as the same, once they are Clean.
func Write(cues []Cue) []byte {
	var b strings.Builder
	b.WriteString("WEBVTT\n")
	for _, c := range cues {
		fmt.Fprintf(&b, "\n%s --> %s\n", stamp(c.Start), stamp(c.End))
		if text := Clean(c.Text); text != "" {
			b.WriteString(escapes.Replace(text) + "\n")
		}
	}
	return []byte(b.String())
}

func stamp(d time.Duration) string {
	d = max(0, d)
	return fmt.Sprintf("%02d:%02d:%02d.%03d", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60, (d % time.Second).Milliseconds())
}

// Cut is what is left of the cues of a film of which only a part is shown, with times from that part's beginning.
func Cut(cues []Cue, from, to time.Duration) []Cue {
	var left []Cue
	for _, c := range cues {
		c.Start, c.End = max(c.Start, from), min(c.End, to)
		if c.Start >= c.End {
			continue
		}
		c.Start, c.End = c.Start-from, c.End-from
		left = append(left, c)
	}
	return left
}

// Text is what is said, a line a cue, for search and for reading.
func Text(cues []Cue) string {
	lines := make([]string, len(cues))
	for i, c := range cues {
		lines[i] = strings.ReplaceAll(c.Text, "\n", " ")
	}
	return strings.Join(lines, "\n")
}

// Paragraphs joins cues that follow each other into stretches that are read: a pause begins the next, and so does the end of a sentence
// once enough was said.
func Paragraphs(cues []Cue) []Cue {
	const pause, enough = 4 * time.Second, 400
	var list []Cue
	for _, c := range cues {
		text := strings.ReplaceAll(c.Text, "\n", " ")
		if last := len(list) - 1; last >= 0 {
			p := &list[last]
			full := len(p.Text) > enough && strings.ContainsAny(p.Text[len(p.Text)-1:], ".?!:") || len(p.Text) > 2*enough
			if c.Start-p.End < pause && !full {
				p.Text, p.End = p.Text+" "+text, c.End
				continue
			}
		}
		list = append(list, Cue{Start: c.Start, End: c.End, Text: text})
	}
	return list
}
