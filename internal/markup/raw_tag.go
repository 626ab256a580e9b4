package markup

import (
	"bytes"
	"math"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/net/html"
)

// startTag writes a start tag if it may stand here. It returns the name of the element whose content must be skipped, if so.
func (s *rawStack) startTag(token html.Token, rest []byte, from ast.Node) (skip string) {
	name := token.Data
	e, known := elements[name]
	if !known {
		return s.refuse(token, rest, from)
	}
	s.noteAttributes(token)
	if !s.fits(e) || name == "a" && !s.endsLater(name, rest, from) {
		s.p.foundOn(s.line, Note, codeMisplaced, "element", name)
		return ""
	}
	s.breakText(name)
	if name == "summary" {
		s.top().holds &^= summary
	} else {
		s.summarise()
	}
	switch name {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return s.heading(token, rest, from)
	case "a":
		s.link(token)
	case "img":
		s.image(token)
	case "video", "audio", "source", "track":
		s.film(token, e)
	default:
		s.plainTag(token, e)
	}
	return ""
}

// fits tells whether an element may stand here, once those that end by themselves have ended.
func (s *rawStack) fits(e element) bool {
	if len(s.open)+s.in.depth > maxDepth || e.interactive && (s.in.link || s.within("a")) {
		return false
	}
	for n := len(s.open); ; n-- {
		if s.holds(n)&e.is != 0 {
			for len(s.open) > n {
				s.pop()
			}
			return true
		}
		if n == 0 || !elements[s.open[n-1].name].optionalEnd {
			return false
		}
	}
}

// refuse handles the tags of elements that never pass.
func (s *rawStack) refuse(token html.Token, rest []byte, from ast.Node) (skip string) {
	name := token.Data
	switch {
	case name == "script":
		s.p.foundOn(s.line, Warning, codeScriptDropped)
	case name == "style":
		s.p.foundOn(s.line, Warning, codeStyleDropped, "element", name)
	case frames[name]:
		address := value(token, "src") + value(token, "data")
		s.p.foundOn(s.line, Warning, codeFrameDropped, "element", name, "address", address)
	case hollow[name]:
		s.p.foundOn(s.line, Warning, codeElementDropped, "element", name)
	default:
		s.noteAttributes(token)
		s.p.foundOn(s.line, Note, codeTagDropped, "element", name)
		if !needless[name] && len(token.Attr) == 0 {
			s.text("<" + name + ">")
		}
	}
	if hollow[name] && token.Type == html.StartTagToken && s.endsLater(name, rest, from) {
		return name
	}
	return ""
}

// noteAttributes notes the attributes that run scripts or change the look. The policy drops them, like all that it does not
// know.
func (s *rawStack) noteAttributes(token html.Token) {
	for _, a := range token.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on"):
			s.p.foundOn(s.line, Warning, codeHandlerDropped, "element", token.Data, "attribute", a.Key)
		case a.Key == "style":
			s.p.foundOn(s.line, Warning, codeStyleDropped, "element", token.Data)
		}
	}
}

// endsLater tells whether an element's end tag follows: in the same fragment, or, for an inline one, in a later child of the
// same parent. A link that would hold a footnote's counts as endless, for links do not nest.
func (s *rawStack) endsLater(name string, rest []byte, from ast.Node) bool {
	here := from.Pos() + len(rawSource(from, s.p.source)) - len(rest)
	known, searched := s.ends[name]
	if !searched || known.until <= here {
		known = s.searchEnd(name, rest, from, here)
		if s.ends == nil {
			s.ends = map[string]endTag{}
		}
		s.ends[name] = known
	}
	return known.follows
}

// endTag is what a search for an element's end tag found, and up to which position that holds, so that any number of tags
// costs one search.
type endTag struct {
	follows bool
	until   int
}

func (s *rawStack) searchEnd(name string, rest []byte, from ast.Node, here int) endTag {
	if at := indexEndTag(rest, name); at >= 0 {
		return endTag{true, here + at}
	}
	if name == "a" && from.Kind() == ast.KindHTMLBlock {
		return endTag{false, here + len(rest)}
	}
	for n := from.NextSibling(); n != nil; n = n.NextSibling() {
		if isRaw(n) && indexEndTag(rawSource(n, s.p.source), name) >= 0 {
			return endTag{true, n.Pos()}
		}
		if name == "a" && holdsFootnote(n) {
			return endTag{false, n.Pos()}
		}
	}
	return endTag{false, math.MaxInt}
}

// indexEndTag finds an element's end tag, or returns -1.
func indexEndTag(fragment []byte, name string) int {
	for at := 0; ; at += 2 {
		next := bytes.Index(fragment[at:], []byte("</"))
		if next < 0 {
			return -1
		}
		at += next
		if end := at + 2 + len(name); end <= len(fragment) && strings.EqualFold(string(fragment[at+2:end]), name) {
			return at
		}
	}
}

func holdsFootnote(n ast.Node) bool {
	if n.Kind() == east.KindFootnoteLink {
		return true
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if holdsFootnote(c) {
			return true
		}
	}
	return false
}

// push opens an element whose start tag is written, or for which nothing is.
func (s *rawStack) push(name, tag string) *openElement {
	e := elements[name]
	if e.transparent {
		e.holds = s.holds(len(s.open)) & anything
	}
	s.open = append(s.open, openElement{name: name, tag: tag, holds: e.holds, line: s.line})
	return s.top()
}

// write writes a start tag with the attributes that the policy lets pass and fixed ones of ours. It returns false, having
// written nothing, where the policy refuses it or drops an attribute that it must have.
func (s *rawStack) write(name string, attributes []html.Attribute, fixed string, must ...string) bool {
	tag := html.Token{Type: html.StartTagToken, Data: name, Attr: attributes}
	safe, ok := sanitise(tag)
	for _, attribute := range must {
		ok = ok && strings.Contains(safe, " "+attribute+`="`)
	}
	if ok {
		s.out.WriteString(safe[:len(safe)-1] + fixed + ">")
	}
	return ok
}

// value returns an attribute of a tag, or "".
func value(token html.Token, key string) string {
	for _, a := range token.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// attributes returns the first of each attribute, an id in our form, and none whose value is an address.
func (s *rawStack) attributes(token html.Token) []html.Attribute {
	var kept []html.Attribute
	seen := map[string]bool{}
	for _, a := range token.Attr {
		if seen[a.Key] || a.Namespace != "" {
			continue
		}
		seen[a.Key] = true
		switch a.Key {
		case "href", "src", "poster":
			continue
		case "id":
			if a.Val = s.p.give(a.Val, s.line); a.Val == "" {
				continue
			}
		}
		kept = append(kept, a)
	}
	return kept
}

// address resolves an attribute that is an address, and returns it ready to be written as one.
func (s *rawStack) address(token html.Token, key, kind string) (html.Attribute, bool) {
	address, ok := s.p.resolve(kind, value(token, key), s.line)
	return html.Attribute{Key: key, Val: html.UnescapeString(address)}, ok
}
