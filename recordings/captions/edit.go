package captions

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// shown is how long a cue that is added is shown where there is room.
const shown = 2 * time.Second

// Split makes two cues of the i-th: at a moment within it, or in its middle. Its words are shared by time.
func Split(cues []Cue, i int, at time.Duration) []Cue {
	if i < 0 || i >= len(cues) {
		return cues
	}
	c := cues[i]
	if at <= c.Start || at >= c.End {
		at = (c.Start + (c.End-c.Start)/2).Truncate(time.Millisecond)
	}
	share := 0.5
	if c.End > c.Start {
		share = float64(at-c.Start) / float64(c.End-c.Start)
	}
	first, second := shareWords(c.Text, share)
	return slices.Replace(slices.Clone(cues), i, i+1, Cue{Start: c.Start, End: at, Text: first}, Cue{Start: at, End: c.End, Text: second})
}

// shareWords cuts a text between two words, as near as it goes to the share of its length; each side gets a word where there are two.
func shareWords(text string, share float64) (first, second string) {
	words := strings.Fields(text)
	want, count := share*float64(utf8.RuneCountInString(text)), 0
	cut := 0
	for cut < len(words) && (float64(count)+float64(utf8.RuneCountInString(words[cut]))/2 < want || cut == 0) && cut < len(words)-1 {
		count += utf8.RuneCountInString(words[cut]) + 1
		cut++
	}
	if len(words) < 2 {
		return text, ""
	}
	return strings.Join(words[:cut], " "), strings.Join(words[cut:], " ")
}

// Join makes one cue of the i-th and the next.
func Join(cues []Cue, i int) []Cue {
	if i < 0 || i+1 >= len(cues) {
		return cues
	}
	a, b := cues[i], cues[i+1]
	text := strings.TrimSpace(a.Text + " " + b.Text)
	return slices.Replace(slices.Clone(cues), i, i+2, Cue{Start: min(a.Start, b.Start), End: max(a.End, b.End), Text: text})
}

// Remove takes the i-th cue out.
func Remove(cues []Cue, i int) []Cue {
	if i < 0 || i >= len(cues) {
		return cues
	}
	return slices.Delete(slices.Clone(cues), i, i+1)
}

// Insert puts an empty cue after the i-th, before all for -1: as long as a glance, where the next leaves as much.
func Insert(cues []Cue, i int) []Cue {
	if i < -1 || i >= len(cues) {
		return cues
	}
	start := time.Duration(0)
	if i >= 0 {
		start = cues[i].End
	}
	end := start + shown
	if i+1 < len(cues) && cues[i+1].Start > start {
		end = min(end, cues[i+1].Start)
	}
	return slices.Insert(slices.Clone(cues), i+1, Cue{Start: start, End: end})
}

// Shift moves all cues by as much, back if it is negative. What would come before the film's beginning begins with it.
func Shift(cues []Cue, by time.Duration) []Cue {
	moved := slices.Clone(cues)
	for i := range moved {
		moved[i].Start, moved[i].End = max(0, moved[i].Start+by), max(0, moved[i].End+by)
	}
	return moved
}
