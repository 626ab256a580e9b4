package courses

import (
	"strings"
	"unicode"
)

// commonWords are short words that betray a language. Each stands in one list only.
var commonWords = map[string]string{
	"it": "che di non per una sono gli della anche come più questo nel alla dei delle è puoi",
	"en": "the and you that this with are from have can your will not we it's which what",
	"de": "der und das nicht mit sie ist ein eine auf für werden können auch wenn oder ihr",
	"fr": "les des est vous pour dans une sur pas avec qui votre pouvez sont cette aux et",
	"sl": "je ki ne lahko ali za kot pri vaš vaša bo tudi če sem ste so v na z",
}

const languageSample = 200_000 // bytes of text that a guess looks at

// guessLanguage tells the language of most of the course's common words; Italian where there are too few to tell.
func (c *composer) guessLanguage() string {
	of := map[string]string{}
	for language, words := range commonWords {
		for word := range strings.FieldsSeq(words) {
			of[word] = language
		}
	}
	count := map[string]int{}
	left := languageSample
	for _, p := range append([]*part{c.intro}, c.lessons...) {
		if p == nil || left <= 0 {
			continue
		}
		sample := p.body[:min(len(p.body), left)]
		left -= len(sample)
		for word := range strings.FieldsFuncSeq(strings.ToLower(string(sample)), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
			if language, ok := of[word]; ok {
				count[language]++
			}
		}
	}
	best := "it"
	for _, language := range []string{"en", "de", "fr", "sl"} {
		if count[language] > count[best] {
			best = language
		}
	}
	return best
}
