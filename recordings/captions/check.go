package captions

import (
	"slices"
	"time"
	"unicode/utf8"
)

// What can be wrong with a cue.
const (
	Empty    = "empty"    // it says nothing
	Reversed = "reversed" // it ends before it begins, or at once
	Overlaps = "overlaps" // it begins before the one before it ends
	Beyond   = "beyond"   // it ends after the film
	TooLong  = "long"     // nobody can read as much at once
)

// Problem is what is wrong with one cue.
type Problem struct {
	Cue   int // its number, from 1
	Line  int // of the file, where it was read from one
	Code  string
	Other time.Duration // when the one before ends, or the film
}

// slack is how far the last cue may reach beyond the film: its last sound and its last word are not measured alike.
const slack = time.Second

// Check returns what is wrong with cues of a film of this length, in order. A length of 0 is unknown.
func Check(cues []Cue, length time.Duration) []Problem {
	var found []Problem
	for i, c := range cues {
		say := func(code string, other time.Duration) { found = append(found, Problem{i + 1, c.Line, code, other}) }
		if Clean(c.Text) == "" {
			say(Empty, 0)
		}
		if utf8.RuneCountInString(c.Text) > TextAtMost {
			say(TooLong, 0)
		}
		switch {
		case c.End <= c.Start:
			say(Reversed, 0)
		case length > 0 && c.End > length+slack:
			say(Beyond, length)
		}
		if i > 0 && c.Start < cues[i-1].End {
			say(Overlaps, cues[i-1].End)
		}
	}
	return found
}

// Mend returns the cues without what Check finds, but for texts that are too long: in order, without those that say nothing, each ending
// where the next begins, none beyond the film.
func Mend(cues []Cue, length time.Duration) []Cue {
	list := slices.Clone(cues)
	slices.SortStableFunc(list, func(a, b Cue) int { return int(a.Start - b.Start) })
	var mended []Cue
	for i, c := range list {
		if length > 0 {
			c.End = min(c.End, length)
		}
		if i+1 < len(list) && list[i+1].Start > c.Start {
			c.End = min(c.End, list[i+1].Start)
		}
		c.Text = Clean(c.Text)
		last := len(mended) - 1
		switch {
		case c.Text == "" || c.End <= c.Start:
		case last >= 0 && mended[last].End > c.Start: // both begin at the same moment: they are said together
			mended[last].Text += "\n" + c.Text
			mended[last].End = max(mended[last].End, c.End)
		default:
			mended = append(mended, c)
		}
	}
	return mended
}

// Gap is a part of a film.
type Gap struct{ From, To time.Duration }

// Gaps returns the stretches between from and to that are longer than the longest and have no caption. The cues are in order.
func Gaps(cues []Cue, from, to, longest time.Duration) []Gap {
	var gaps []Gap
	at := from
	for _, c := range cues {
		if Clean(c.Text) == "" {
			continue
		}
		if start := min(c.Start, to); start-at > longest {
			gaps = append(gaps, Gap{at, start})
		}
		at = max(at, min(c.End, to))
	}
	if to-at > longest {
		gaps = append(gaps, Gap{at, to})
	}
	return gaps
}
