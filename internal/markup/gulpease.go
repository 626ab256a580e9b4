package markup

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Gulpease is the readability of an Italian text by the GULP index, from 0 to 100: 89 + (300·sentences − 10·letters) / words.
// Whoever finished primary school reads above 80 with ease, middle school above 60, high school above 40. A text
// without words counts 0.
//
// Letters are letters and digits; an elided article is a word of its own (l'identità: two words). A sentence ends at . ! ? …
// before what can begin another one, and at the end of each block (see Document.Text); abbreviations, initials,
// decimals, times and addresses do not end it.
func Gulpease(text string) int {
	letters, words, sentences := 0, 0, 0
	for _, block := range blocks(text) {
		words += countWords(block)
		sentences += countSentences(block)
	}
	if words == 0 {
		return 0
	}
	for _, r := range text {
		if isWordRune(r) {
			letters++
		}
	}
	index := 89 + float64(300*sentences-10*letters)/float64(words)
	return int(math.Round(min(max(index, 0), 100)))
}

func isWordRune(r rune) bool {
	if r < 0x80 {
		return r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// countWords counts runs of letters and digits. Whatever stands between two runs without white space joins them
// (3,5; perciò-non; www.comune.it), but for the apostrophe, which elides.
func countWords(text string) int {
	words, inside := 0, false
	for _, r := range text {
		switch {
		case isWordRune(r):
			if !inside {
				words++
			}
			inside = true
		case r == ' ' || r == '\'' || r == '’' || r == '—' || unicode.IsSpace(r):
			inside = false
		}
	}
	return words
}

// blocks cuts a text at its line ends, but for those within a sentence: before a lower-case letter, unless a line is empty.
func blocks(text string) []string {
	var found []string
	start := 0
	for at, r := range text {
		if r != '\n' {
			continue
		}
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[at+1:], " \t"))
		if !unicode.IsLower(next) {
			found = append(found, text[start:at])
			start = at + 1
		}
	}
	return append(found, text[start:])
}

// countSentences counts the sentences of one block; what has words but no end is one.
func countSentences(block string) int {
	count, start := 0, 0
	for at, r := range block {
		if at < start || !strings.ContainsRune(".!?…", r) {
			continue
		}
		end := at + len(block[at:]) - len(strings.TrimLeft(block[at:], ".!?…»”\"')]"))
		if !ends(block[start:at], r, block[end:]) {
			continue
		}
		if countWords(block[start:at]) > 0 {
			count++
		}
		start = end
	}
	if countWords(block[start:]) > 0 {
		count++
	}
	return count
}

// ends tells whether the mark between before and after ends a sentence.
func ends(before string, mark rune, after string) bool {
	rest := strings.TrimLeftFunc(after, unicode.IsSpace)
	if rest == "" {
		return true
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, "«“\"'([—- "))
	if len(rest) == len(after) || unicode.IsLower(next) {
		return false
	}
	return mark != '.' || !isAbbreviation(before)
}

// isAbbreviation looks at what stands before a full stop.
func isAbbreviation(before string) bool {
	word := before
	if at := strings.LastIndexFunc(before, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("(«“\"'’", r) }); at >= 0 {
		_, size := utf8.DecodeRuneInString(before[at:])
		word = before[at+size:]
	}
	if word == before && isNumber(word) { // the number of a list's item or of a heading
		return true
	}
	if letter, size := utf8.DecodeRuneInString(word); size == len(word) && unicode.IsUpper(letter) { // an initial
		return true
	}
	return abbreviations[strings.ToLower(word)]
}

func isNumber(word string) bool {
	return word != "" && strings.Trim(word, "0123456789.") == ""
}

// abbreviations stand before a full stop that ends no sentence even where a capital or a figure follows.
var abbreviations = wordSet(`all art artt avv cap capp cfr cit c.c c.p c.d cod comm d.l d.lgs d.m d.p.c.m d.p.r dir dlgs doc
	dott dott.ssa dr dpr ed es fig figg geom ing int l l.r lett lgs n nn nr num p p.es p.zza pag pagg par prof prof.ssa prot
	reg rif s.m.i s.p.a s.r.l sec sez sig sig.na sig.ra sigg ss tab tel u.s v.le vol voll vs`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}
