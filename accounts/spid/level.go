package spid

import "strings"

// Level is how strongly a person proved who they are: 1 (password), 2 (and a code), 3 (and a device of theirs).
type Level int

const levelPrefix = "https://www.spid.gov.it/SpidL"

// String returns the name that requests and responses use.
func (l Level) String() string { return levelPrefix + string(rune('0'+l)) }

// Valid says whether SPID knows the level.
func (l Level) Valid() bool { return l >= 1 && l <= 3 }

func readLevel(class string) (Level, bool) {
	digit, found := strings.CutPrefix(class, levelPrefix)
	if !found || len(digit) != 1 {
		return 0, false
	}
	l := Level(digit[0] - '0')
	return l, l.Valid()
}

// Comparison is how an answer's level relates to the one asked for. A provider may always answer with a higher one.
type Comparison string

// The comparisons that we ask for; "better" and "maximum" serve nobody here.
const (
	Exact   Comparison = "exact"
	Minimum Comparison = "minimum"
)
