package documents

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Missing stands where a character can be neither set nor transliterated.
const Missing = '?'

// Printable returns s as the typeface can set it: composed, on one line, without control characters.
// A letter that the typeface lacks loses the accents that it lacks, Cyrillic and Greek letters are
// transliterated as in passports (ICAO Doc 9303, part 3, section 6), and anything else becomes Missing.
func Printable(s string) string {
	f := faces()[Regular]
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range digraphs.Replace(norm.NFC.String(strings.ToValidUTF8(s, string(Missing)))) {
		switch {
		case f.has(r):
			b.WriteRune(r)
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.Is(unicode.C, r), unicode.Is(unicode.M, r): // invisible, or a mark whose letter was lost
		default:
			b.WriteString(substitute(f, r))
		}
	}
	return b.String()
}

// substitute writes r with characters that f has.
func substitute(f *face, r rune) string {
	if latin, ok := latinOf[unicode.ToLower(r)]; ok {
		if unicode.IsUpper(r) && latin != "" {
			return strings.ToUpper(latin[:1]) + latin[1:]
		}
		return latin
	}
	if plain, ok := plainOf[r]; ok {
		return plain
	}
	decomposed := []rune(norm.NFKD.String(string(r)))
	for n := len(decomposed); n > 0; n-- { // the last marks go first: ễ becomes ê, not e
		if whole := norm.NFC.String(string(decomposed[:n])); setBy(f, whole) && onlyMarks(decomposed[n:]) {
			return whole
		}
	}
	return string(Missing)
}

func setBy(f *face, s string) bool {
	for _, r := range s {
		if !f.has(r) {
			return false
		}
	}
	return true
}

func onlyMarks(runes []rune) bool {
	for _, r := range runes {
		if !unicode.Is(unicode.M, r) {
			return false
		}
	}
	return true
}

// ascii returns s with nothing but ASCII: for the signature's own fields, which viewers read byte by byte.
func ascii(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(Printable(s)) {
		switch {
		case r < ' ' || r == 0x7f || unicode.Is(unicode.M, r):
		case r < 0x7f:
			b.WriteRune(r)
		default:
			b.WriteString(asciiOf[r])
		}
	}
	return b.String()
}

var plainOf = map[rune]string{
	'‐': "-", '‑': "-", '‒': "–", '―': "—", '′': "'", '″': "\"", '‟': "“", '‛': "‘", 'ʹ': "'", 'ʼ': "’", 'ʻ': "‘", 'ʿ': "‘", 'ʾ': "’",
	'ĳ': "ij", 'Ĳ': "IJ", 'ŀ': "l·", 'Ŀ': "L·", 'ŉ': "’n", 'ĸ': "k", 'ẞ': "SS", 'ə': "e", 'Ə': "E", '№': "N.", '→': "->", '≤': "<=", '≥': ">=", '√': "v", '✓': "v",
}

var asciiOf = map[rune]string{
	'ß': "ss", 'æ': "ae", 'Æ': "AE", 'œ': "oe", 'Œ': "OE", 'ø': "o", 'Ø': "O", 'đ': "d", 'Đ': "D", 'ð': "d", 'Ð': "D", 'þ': "th", 'Þ': "Th",
	'ł': "l", 'Ł': "L", 'ħ': "h", 'Ħ': "H", 'ı': "i", 'ŋ': "n", 'Ŋ': "N", 'ŧ': "t", 'Ŧ': "T",
	'‘': "'", '’': "'", '‚': ",", '“': "\"", '”': "\"", '„': "\"", '«': "\"", '»': "\"", '–': "-", '—': "-", '•': "-", '·': "-", '€': "EUR", '°': "o",
}

// digraphs are two letters that are transliterated together.
var digraphs = strings.NewReplacer("ου", "ou", "ού", "ou", "Ου", "Ou", "Ού", "Ou", "ΟΥ", "OU", "ΟΎ", "OU")

// latinOf transliterates lower-case Cyrillic and Greek letters.
var latinOf = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'е': "e", 'ё': "e", 'є': "ie", 'ж': "zh", 'з': "z", 'и': "i", 'і': "i", 'ї': "i",
	'й': "i", 'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ў': "u", 'ф': "f", 'х': "kh",
	'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "ie", 'ы': "y", 'ь': "", 'э': "e", 'ю': "iu", 'я': "ia", 'ђ': "dj", 'ј': "j", 'љ': "lj",
	'њ': "nj", 'ћ': "c", 'џ': "dz", 'ѓ': "gj", 'ќ': "kj", 'ѕ': "dz",
	'α': "a", 'ά': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'έ': "e", 'ζ': "z", 'η': "i", 'ή': "i", 'θ': "th", 'ι': "i", 'ί': "i", 'ϊ': "i", 'ΐ': "i",
	'κ': "k", 'λ': "l", 'μ': "m", 'ν': "n", 'ξ': "x", 'ο': "o", 'ό': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'ύ': "y", 'ϋ': "y",
	'ΰ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o", 'ώ': "o",
}
