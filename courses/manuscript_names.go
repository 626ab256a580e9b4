package courses

import (
	"fmt"
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const maxName = 100 // bytes of an id or a slug

// reserved are last parts of addresses below a course that are no lessons.
var reserved = map[string]bool{
	"quizzes": true, "files": true, "enrolment": true, "progress": true, "rating": true, "certificate": true, "questions": true,
}

// name gives every lesson and quiz its id and its slug, each unique among its like.
func (c *composer) name() {
	c.nameAll(c.lessons)
	c.nameGIFT()
	c.nameAll(c.quizzes)
	for _, p := range c.lessons {
		c.links[p.file.Path] = c.address(p.slug)
	}
	for _, p := range c.quizzes {
		c.links[p.file.Path] = c.address("quizzes", p.slug)
	}
	if c.intro != nil {
		c.links[c.intro.file.Path] = c.address()
	}
}

func (c *composer) nameAll(parts []*part) {
	for _, p := range parts {
		if key := p.front.text("id", maxField); key != "" {
			if validName(key) {
				p.key, p.ownKey = key, true
			} else if !p.quiz { // a quiz's own reader has said it
				c.fail("course.bad_id", p.file.Path, p.front.lines["id"], "id", printable(key))
			}
		}
		if slug := p.front.text("slug", maxField); slug != "" {
			if slugify(slug) == slug && len(slug) <= maxName && !reserved[slug] {
				p.slug, p.ownSlug = slug, true
			} else {
				c.fail("course.bad_slug", p.file.Path, p.front.lines["slug"], "slug", printable(slug), "proposal", slugify(slug))
			}
		}
	}
	c.nameKeys(parts)
	c.nameSlugs(parts)
}

// nameKeys: an author's own id twice is an error. An id made from a name gives way: first with its number, then, in a repository
// that was not written for the academy, with its folders.
func (c *composer) nameKeys(parts []*part) {
	var made []*part
	for _, p := range parts {
		if !p.ownKey {
			made = append(made, p)
		}
	}
	for _, attempt := range []func(*part) string{
		func(p *part) string { return nameFrom(withoutNumber(p.stem)) },
		func(p *part) string { return nameFrom(p.stem) },
	} {
		for _, p := range made {
			p.key = attempt(p)
		}
		if made = c.clashing(parts, made); len(made) == 0 {
			break
		}
	}
	if c.m.Plain {
		for depth := 1; len(made) > 0 && depth < 10; depth++ {
			for _, p := range made {
				p.key = nameFrom(withFolders(p, depth))
			}
			made = c.clashing(parts, made)
		}
	}
	c.reportTwice(parts)
}

// clashing returns those of the made ids that another part has too.
func (c *composer) clashing(parts, made []*part) []*part {
	count := map[string]int{}
	for _, p := range parts {
		count[p.key]++
	}
	var again []*part
	for _, p := range made {
		if count[p.key] > 1 {
			again = append(again, p)
		}
	}
	return again
}

// reportTwice reports ids that are still there twice, with both places, and makes the second one another's.
func (c *composer) reportTwice(parts []*part) {
	first := map[string]*part{}
	for _, p := range parts {
		other := first[p.key]
		if other == nil {
			first[p.key] = p
			continue
		}
		c.fail("course.id_twice", p.file.Path, max(1, p.front.lines["id"]), "id", p.key,
			"other", other.file.Path, "line", max(1, other.front.lines["id"]))
		for n := 2; first[p.key] != nil; n++ {
			p.key = fmt.Sprintf("%s-%d", other.key, n)
		}
		first[p.key] = p
	}
}

// nameSlugs: an author's own slug twice is an error, one made from a name gives way.
func (c *composer) nameSlugs(parts []*part) {
	first := map[string]*part{}
	for _, p := range parts {
		if !p.ownSlug {
			continue
		}
		if other := first[p.slug]; other != nil {
			c.fail("course.slug_twice", p.file.Path, p.front.lines["slug"], "slug", p.slug,
				"other", other.file.Path, "line", other.front.lines["slug"])
			p.ownSlug = false
			continue
		}
		first[p.slug] = p
	}
	for _, p := range parts {
		if p.ownSlug {
			continue
		}
		base := slugify(withoutNumber(p.stem))
		if p.slug = base; base == "" || first[base] != nil || reserved[base] {
			base = slugify(p.key)
		}
		p.slug = base
		for n := 2; p.slug == "" || first[p.slug] != nil || reserved[p.slug]; n++ {
			p.slug = strings.TrimPrefix(fmt.Sprintf("%s-%d", base, n), "-")
		}
		first[p.slug] = p
	}
}

// withFolders is a part's name with so many of its folders before it.
func withFolders(p *part, depth int) string {
	dir := path.Dir(p.file.Path)
	if p.readme {
		dir = path.Dir(dir)
	}
	folders := strings.Split(dir, "/")
	if dir == "." {
		folders = nil
	}
	folders = folders[max(0, len(folders)-depth):]
	for i := range folders {
		folders[i] = withoutNumber(folders[i])
	}
	return strings.Join(append(folders, p.stem), "-")
}

// nameFrom makes an id of a name. It keeps capitals, which slugs do not.
func nameFrom(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(name) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)), r == '-', r == '_', r == '.':
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			b.WriteByte('-')
		}
	}
	made := strings.Trim(b.String(), "-.")
	if len(made) > maxName {
		made = strings.Trim(made[:maxName], "-.")
	}
	if made == "" {
		return "parte"
	}
	return made
}

// validName tells whether an author's id can be one.
func validName(name string) bool {
	return name != "" && len(name) <= maxName && !strings.ContainsFunc(name, func(r rune) bool {
		return (r >= unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)) && !strings.ContainsRune("-_.", r)
	})
}

// slugify writes a text in lower-case letters of ASCII, digits and hyphens, at most maxName of them.
func slugify(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			gap = true
		}
	}
	slug := b.String()
	if len(slug) > maxName {
		slug = strings.Trim(slug[:maxName], "-")
	}
	return slug
}
