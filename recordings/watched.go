package recordings

import (
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// Reasons why what a browser says was played is not believed.
var (
	// ErrBeyond says that it names a part that the film does not have.
	ErrBeyond = errors.New("what was played lies outside the film")
	// ErrTooFast says that it is more than anybody can have played in the time.
	ErrTooFast = errors.New("more was played than time has passed")
)

// Span is a part of a film that was played: from a moment up to another. As JSON it is [milliseconds, milliseconds].
type Span struct{ From, To time.Duration }

// MarshalJSON writes [from, to] in milliseconds.
func (s Span) MarshalJSON() ([]byte, error) {
	return json.Marshal([2]int64{s.From.Milliseconds(), s.To.Milliseconds()})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *Span) UnmarshalJSON(content []byte) error {
	var pair [2]int64
	if err := json.Unmarshal(content, &pair); err != nil {
		return err
	}
	*s = Span{time.Duration(pair[0]) * time.Millisecond, time.Duration(pair[1]) * time.Millisecond}
	return nil
}

const (
	// touching is how far two spans may stand apart and still be one: clocks of players are not exact.
	touching = 500 * time.Millisecond
	// beyond is how far a span may reach past the film: the player's length and ours are measured differently.
	beyond = 2 * time.Second
	// spansAtMost are more than anybody plays who looks for one place after the other.
	spansAtMost = 2000

	// fastest is the highest speed at which a film counts as played.
	fastest = 2
	// firstCredit is what may be played before the first report: one comes every quarter of a minute.
	firstCredit = 40 * time.Second
	// creditAtMost is what may be reported at once after a time without a line.
	creditAtMost = 20 * time.Minute
)

// Enough is the share of a film, in percent, that makes it watched.
const Enough = 90

// Merge is the union of spans: in order, apart from each other. It does not matter in which order they come, nor how often.
func Merge(spans ...[]Span) []Span {
	all := slices.Concat(spans...)
	all = slices.DeleteFunc(all, func(s Span) bool { return s.To <= s.From })
	slices.SortFunc(all, func(a, b Span) int { return int(a.From - b.From) })
	merged := []Span{}
	for _, s := range all {
		if last := len(merged) - 1; last >= 0 && s.From <= merged[last].To+touching {
			merged[last].To = max(merged[last].To, s.To)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// Within is what of merged spans lies between two moments.
func Within(spans []Span, from, to time.Duration) []Span {
	inside := []Span{}
	for _, s := range spans {
		if s.From, s.To = max(s.From, from), min(s.To, to); s.From < s.To {
			inside = append(inside, s)
		}
	}
	return inside
}

// Total is how long merged spans are together.
func Total(spans []Span) (total time.Duration) {
	for _, s := range spans {
		total += s.To - s.From
	}
	return total
}

// Unseen is where the first part begins that was not played, of a film between two moments; to if there is none.
func Unseen(spans []Span, from, to time.Duration) time.Duration {
	for _, s := range Merge(spans) {
		if s.From > from+touching {
			break
		}
		from = max(from, s.To)
	}
	return min(from, to)
}

// Sane returns what a browser reports of a film of this length, merged, none of it outside the film. It returns ErrBeyond for what
// cannot be.
func Sane(reported []Span, length time.Duration) ([]Span, error) {
	if len(reported) > spansAtMost {
		return nil, ErrBeyond
	}
	for _, s := range reported {
		if s.From < 0 || s.To < s.From || s.To > length+beyond {
			return nil, ErrBeyond
		}
	}
	return Within(Merge(reported), 0, length), nil
}

// Credit is how much may be played more, after some time has passed since the last report. A clock that went back gives none.
func Credit(before, since time.Duration) time.Duration {
	return min(creditAtMost, before+fastest*min(max(0, since), creditAtMost))
}

// Watched tells whether so much of a film of this length is enough.
func Watched(total, length time.Duration) bool {
	return length > 0 && total*100 >= length*Enough
}
