package courses

import (
	"cmp"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// numbered finds the number that puts a name in order: "03-nome", "2. Nome". A year is none.
var numbered = regexp.MustCompile(`^(\d{1,3})[-_. )]+(.+)$`)

// withoutNumber is the name without the number that orders it.
func withoutNumber(name string) string {
	if m := numbered.FindStringSubmatch(name); m != nil {
		return m[2]
	}
	return name
}

func stemOf(p string) string {
	base := path.Base(p)
	return strings.TrimSuffix(base, path.Ext(base))
}

func isMarkdown(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".md", ".markdown":
		return true
	}
	return false
}

// humanise makes a title of a name: "02-tre_livelli" is "Tre livelli".
func humanise(name string) string {
	words := strings.Join(strings.FieldsFunc(withoutNumber(name), func(r rune) bool {
		return r == '-' || r == '_' || unicode.IsSpace(r)
	}), " ")
	first, size := utf8.DecodeRuneInString(words)
	if size == 0 {
		return name
	}
	return string(unicode.ToUpper(first)) + words[size:]
}

// comparePaths puts a course's files in the order in which they are read: in each folder its README, then what has a
// number, by number, then files and then folders, by name.
func comparePaths(a, b string) int {
	for {
		headA, restA, deeperA := strings.Cut(a, "/")
		headB, restB, deeperB := strings.Cut(b, "/")
		if headA != headB || deeperA != deeperB {
			return compareNames(headA, headB, deeperA, deeperB)
		}
		if !deeperA {
			return 0
		}
		a, b = restA, restB
	}
}

func compareNames(a, b string, folderA, folderB bool) int {
	if c := cmp.Compare(rank(a, folderA), rank(b, folderB)); c != 0 {
		return c
	}
	numberA, numberB := numberOf(a), numberOf(b)
	if c := cmp.Compare(numberA, numberB); c != 0 {
		return c
	}
	if c := compareNatural(strings.ToLower(a), strings.ToLower(b)); c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}

func rank(name string, folder bool) int {
	stem := strings.ToLower(stemOf(name))
	switch {
	case !folder && (name == courseFile || isMarkdown(name) && (stem == "readme" || stem == "index")):
		return 0
	case numbered.MatchString(name):
		return 1
	case !folder:
		return 2
	}
	return 3
}

func numberOf(name string) int {
	m := numbered.FindStringSubmatch(name)
	if m == nil {
		return -1
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// compareNatural compares texts with the numbers in them as numbers: "lezione2" comes before "lezione10".
func compareNatural(a, b string) int {
	for a != "" && b != "" {
		digitsA, digitsB := leadingDigits(a), leadingDigits(b)
		if digitsA > 0 && digitsB > 0 {
			x, y := strings.TrimLeft(a[:digitsA], "0"), strings.TrimLeft(b[:digitsB], "0")
			if c := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)); c != 0 {
				return c
			}
			a, b = a[digitsA:], b[digitsB:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
