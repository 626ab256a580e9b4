package markup

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// identifiers are the ids of one document. All that authors and headings name begins with "s-" (after Options.Prefix), so
// that none is one of the page's own.
type identifiers struct {
	prefix  string
	taken   map[string]bool // slugs
	next    map[string]int  // number for the next heading of the same slug
	waiting []pendingName
	anchors []anchor
}

// anchor is a link to a place in the document, checked when all ids are known.
type anchor struct {
	slug string
	line int
}

// Anchor returns the id, without Options.Prefix, of the place that an author calls name: a heading's words or the
// address of a heading as other renderers of Markdown make it, an id given by {#id} or in HTML. It serves callers that lead
// into another document; Render itself rewrites "#name" at the end of the addresses that Resolve gives for documents.
func Anchor(name string) string { return "s-" + slug(name) }

// slug is stable and made of a-z, 0-9, "-" and "_": accents go, white space becomes hyphens, everything else goes.
// It makes the same of "Perché usarlo?", "perché-usarlo" and "perche-usarlo".
func slug(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.TrimSpace(name)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
			b.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			b.WriteRune(r + 'a' - 'A')
		case unicode.IsSpace(r):
			b.WriteByte('-')
		default:
			b.WriteString(foldings[unicode.ToLower(r)])
		}
	}
	return b.String()
}

// foldings are letters that no accent makes.
var foldings = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ł': "l", 'ð': "d", 'þ': "th"}

// generate returns a new id made of a heading's words.
func (i *identifiers) generate(words string) string {
	base := slug(words)
	if base == "" {
		base = "section"
	}
	name := base
	for i.taken[name] {
		i.next[base]++
		name = base + "-" + strconv.Itoa(i.next[base])
	}
	i.taken[name] = true
	return i.prefix + "s-" + name
}

// give returns the id that an author asked for, or "" where it is taken or has no usable character.
func (p *pass) give(name string, line int) string {
	s := slug(name)
	if s == "" {
		return ""
	}
	if p.ids.taken[s] {
		p.foundOn(line, Warning, codeIDRepeated, "id", name)
		return ""
	}
	p.ids.taken[s] = true
	return p.ids.prefix + "s-" + s
}

// anchor returns the address of the place in this document that an author calls name.
func (p *pass) anchor(name string, line int) string {
	s := slug(unescapePercent(name))
	if s == "" || s == "top" { // "#" leads to the top in every browser; so does what we cannot name
		return "#"
	}
	p.ids.anchors = append(p.ids.anchors, anchor{s, line})
	return "#" + p.ids.prefix + "s-" + s
}

func (p *pass) checkAnchors() {
	for _, a := range p.ids.anchors {
		if !p.ids.taken[a.slug] {
			p.foundOn(a.line, Warning, codeAnchorMissing, "anchor", a.slug)
		}
	}
}

func unescapePercent(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}
