package quizzes

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxSlug bounds the words that a made key carries.
const maxSlug = 48

// keyOf makes a key from a question's name or text: words where they are short, and a fingerprint where they were cut.
func keyOf(q *Question) string {
	name := q.Body.Title
	if name == "" {
		name = q.Body.Prompt.Source
	}
	if name == "" {
		name = q.Body.Detail.Source
	}
	slug := slugify(name)
	if slug != "" && len(slug) <= maxSlug {
		return slug
	}
	if len(slug) > maxSlug {
		slug = strings.Trim(slug[:maxSlug], "-") + "-"
	}
	return slug + fingerprint(name)
}

// slugify writes a text in lower-case letters of ASCII, digits and hyphens.
func slugify(text string) string {
	var out strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			if gap && out.Len() > 0 {
				out.WriteByte('-')
			}
			gap = false
			out.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			gap = true
		}
	}
	return out.String()
}

// ValidKey tells whether an author's id can be one.
func ValidKey(key string) bool {
	return key != "" && len(key) <= maxKey && !strings.ContainsFunc(key, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.", r)
	})
}
