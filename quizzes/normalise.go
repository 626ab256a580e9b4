package quizzes

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// star stands for an asterisk that an author escaped, in a pattern that was normalised.
const star = '\uE000'

// normalise brings a written answer to the form in which answers are compared: one kind of apostrophe, quote and hyphen,
// single spaces, no closing full stop; without capitals and accents unless they count.
func normalise(text string, caseCounts, accentsCount bool) string {
	text = strings.Map(plainSign, norm.NFKC.String(text))
	text = strings.Join(strings.Fields(text), " ")
	if stopless := strings.TrimSuffix(text, "."); stopless != "" {
		text = strings.TrimSpace(stopless)
	}
	if !caseCounts {
		text = cases.Fold().String(text)
	}
	if !accentsCount {
		text = withoutAccents(text)
	}
	return text
}

// normalisePattern is normalise for an accepted answer: "*" stays for any text, "\*" becomes star.
func normalisePattern(pattern string, caseCounts, accentsCount bool) string {
	return normalise(strings.ReplaceAll(pattern, `\*`, string(star)), caseCounts, accentsCount)
}

// plainSign maps the many forms of one sign to one.
func plainSign(r rune) rune {
	switch r {
	case '‘', '’', '‚', '‛', 'ʼ', '`', '´', '′':
		return '\''
	case '“', '”', '„', '«', '»', '″':
		return '"'
	case '‐', '‑', '‒', '–', '—', '−':
		return '-'
	}
	if unicode.Is(unicode.Cf, r) { // soft hyphens, joiners, marks of direction: nobody sees them
		return -1
	}
	return r
}

// withoutAccents drops accents, also those that Italians type as an apostrophe after the last vowel of a word.
func withoutAccents(text string) string {
	var out strings.Builder
	decomposed := []rune(norm.NFD.String(text))
	for i, r := range decomposed {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		last := i+1 == len(decomposed) || !unicode.IsLetter(decomposed[i+1])
		if r == '\'' && last && i > 0 && strings.ContainsRune("aeiouAEIOU", decomposed[i-1]) {
			continue
		}
		out.WriteRune(r)
	}
	return norm.NFC.String(out.String())
}

// matches tells whether text is what pattern describes. It takes time in proportion to the product of their lengths at most.
func matches(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	pi, ti := 0, 0
	back, mark := -1, 0
	for ti < len(t) {
		switch {
		case pi < len(p) && p[pi] == '*':
			back, mark = pi, ti
			pi++
		case pi < len(p) && (p[pi] == t[ti] || p[pi] == star && t[ti] == '*'):
			pi++
			ti++
		case back >= 0:
			mark++
			pi, ti = back+1, mark
		default:
			return false
		}
	}
	for pi < len(p) && p[pi] == '*' {
		pi++
	}
	return pi == len(p)
}
