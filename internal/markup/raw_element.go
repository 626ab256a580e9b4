package markup

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
)

// Elements of authors' HTML that need more than their tag.

// heading writes a heading at its place in the outline. It returns what must be skipped where the heading is the title.
func (s *rawStack) heading(token html.Token, rest []byte, from ast.Node) (skip string) {
	name := token.Data
	words := ""
	if s.endsLater(name, rest, from) {
		words = wordsUntil(rest[:min(len(rest), longestHeading)], name)
	}
	title := name == "h1" && s.root && len(s.open) == 0 && s.p.takesTitle(words, s.line)
	if title && !s.p.o.KeepTitle {
		return name
	}
	if words == "" {
		s.p.foundOn(s.line, Note, codeMisplaced, "element", name)
		return ""
	}
	level := 1
	if !title {
		level = s.p.outline.enter(int(name[1] - '0'))
	}
	id := s.p.give(value(token, "id"), s.line)
	if id == "" {
		id = s.p.ids.generate(words)
	}
	tag := "h" + string(rune('0'+level))
	s.out.WriteString("<" + tag + ` id="` + id + `">`)
	s.push(name, tag).filled = true
	s.p.doc.Headings = append(s.p.doc.Headings, Heading{Level: level, ID: id, Text: words})
	return ""
}

// longestHeading is how far the text of a heading is read, in bytes.
const longestHeading = 500

// wordsUntil returns the text before an element's end tag.
func wordsUntil(rest []byte, name string) string {
	var words strings.Builder
	z := html.NewTokenizer(bytes.NewReader(rest))
	for {
		kind := z.Next()
		token := z.Token()
		switch {
		case kind == html.ErrorToken, kind == html.EndTagToken && token.Data == name:
			return strings.Join(strings.Fields(words.String()), " ")
		case kind == html.TextToken:
			words.WriteString(token.Data)
		}
	}
}

// link writes a link; an address that leads nowhere leaves its text, a name alone its place.
func (s *rawStack) link(token html.Token) {
	kept := s.attributes(token)
	href, ok := html.Attribute{}, false
	if value(token, "href") != "" {
		href, ok = s.address(token, "href", "link")
	}
	if ok {
		fixed := ""
		if isExternal(href.Val) {
			fixed = ` rel="noopener noreferrer"`
		}
		ok = s.write("a", append(kept, href), fixed, "href")
	}
	if !ok {
		s.place(token, kept)
	}
	e := s.push("a", "a")
	e.silent, e.fallback = !ok, href.Val
}

// place writes an empty element that bears the name of a link which is only a place to lead to.
func (s *rawStack) place(token html.Token, attributes []html.Attribute) {
	id := ""
	for _, a := range attributes {
		if a.Key == "id" {
			id = a.Val
		}
	}
	if name := value(token, "name"); id == "" && name != "" {
		id = s.p.give(name, s.line)
	}
	if id != "" {
		s.write("span", []html.Attribute{{Key: "id", Val: id}}, "")
		s.out.WriteString("</span>")
	}
}

// image writes an image, or its alternative text where it has no address.
func (s *rawStack) image(token html.Token) {
	alt := value(token, "alt")
	src, ok := s.address(token, "src", "image")
	if ok {
		var kept []html.Attribute
		for _, a := range s.attributes(token) {
			if a.Key != "alt" {
				kept = append(kept, a)
			}
		}
		kept = append(kept, src, html.Attribute{Key: "alt", Val: alt})
		ok = s.write("img", kept, ` class="img-fluid" loading="lazy" decoding="async"`, "src", "alt")
	}
	if !ok {
		s.text(alt)
		return
	}
	if alt == "" {
		s.p.foundOn(s.line, Note, codeAltMissing, "image", value(token, "src"))
		return
	}
	s.fill()
	s.p.text.add([]byte(alt))
}

// film writes a film or sound and what belongs to it.
func (s *rawStack) film(token html.Token, e element) {
	kept, kind, fixed := s.attributes(token), "video", ""
	switch token.Data {
	case "track":
		kind = "captions"
	case "video", "audio":
		fixed = ` controls preload="metadata"`
	}
	if value(token, "src") != "" {
		src, ok := s.address(token, "src", kind)
		if !ok && e.void {
			return
		}
		if ok {
			kept = append(kept, src)
		}
	}
	if value(token, "poster") != "" {
		if poster, ok := s.address(token, "poster", "poster"); ok {
			kept = append(kept, poster)
		}
	}
	if e.void {
		s.write(token.Data, kept, fixed, "src")
	} else if s.write(token.Data, kept, fixed) {
		s.push(token.Data, token.Data).filled = true
	}
}

// plainTag writes any other start tag.
func (s *rawStack) plainTag(token html.Token, e element) {
	name := token.Data
	fixed, before, after := alignment(token), "", ""
	switch name {
	case "table":
		before, fixed = openRegion(s.p.tableLabel()), ` class="table"`
		after = closeRegion
	case "details", "figure":
		fixed = ` class="` + name + `"`
	case "figcaption":
		fixed = ` class="figure-caption"`
	case "pre":
		fixed = ` class="chroma" tabindex="0" role="group" aria-label="` + escapeText(s.p.label("code")) + `"`
	}
	start := s.out.Len()
	s.out.WriteString(before)
	if !s.write(name, s.attributes(token), fixed) {
		s.truncate(start)
		return
	}
	if e.void {
		return
	}
	open := s.push(name, name)
	open.after = after
	if name == "summary" {
		open.fallback = s.p.label("details")
	}
}

// alignment is the class that means what an attribute align did.
func alignment(token html.Token) string {
	switch strings.ToLower(value(token, "align")) {
	case "left":
		return ` class="text-start"`
	case "center":
		return ` class="text-center"`
	case "right":
		return ` class="text-end"`
	default:
		return ""
	}
}

// math writes an author's own MathML, if it is whole and nothing but MathML. Within a line, Markdown has cut it into pieces,
// so it is taken from the source.
func (s *rawStack) math(fragment, rest []byte, from ast.Node) bool {
	if s.holds(len(s.open))&phrasing == 0 || !s.endsLater("math", rest, from) {
		return false
	}
	if from.Kind() == ast.KindRawHTML {
		fragment, _, _ = bytes.Cut(s.p.source[from.Pos():], []byte("\n\n"))
	}
	end := bytes.Index(bytes.ToLower(fragment), []byte("</math>"))
	if end < 0 {
		return false
	}
	math, spoken, problem := cleanMath(string(fragment[:end+len("</math>")]))
	if problem != "" || !strings.HasPrefix(math, "<math") {
		return false
	}
	s.summarise()
	s.fill()
	s.out.WriteString(math)
	s.p.text.add([]byte(spoken))
	return true
}
