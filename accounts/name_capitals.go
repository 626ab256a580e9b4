package accounts

import (
	"strings"
	"unicode"
)

// fromCapitals writes a name that is wholly in capitals as people write theirs: a capital begins each part, also after a hyphen or an
// apostrophe. Any other name stays as it is: whoever wrote a small letter knew how.
func fromCapitals(given, family string) (string, string) {
	if strings.ContainsFunc(given+family, unicode.IsLower) {
		return given, family
	}
	return smallAfterFirst(given), smallAfterFirst(family)
}

func smallAfterFirst(name string) string {
	within := false // a part of the name: an accent of its own sign goes on with it
	return strings.Map(func(r rune) rune {
		inside := within
		within = unicode.IsLetter(r) || within && unicode.IsMark(r)
		if inside {
			return unicode.ToLower(r)
		}
		return r
	}, name)
}
