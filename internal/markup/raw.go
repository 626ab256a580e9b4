package markup

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
)

// rawStack makes the HTML among the children of one node safe: each tag by the policy, their order by a stack of open
// elements. An element may stay open over Markdown in between, but never beyond the end of the node.
type rawStack struct {
	p        *pass
	in       place
	root     bool // the node is the document
	open     []openElement
	skipping string // element whose content is dropped up to its end tag, which comes in another child
	line     int    // of the current tag
	ends     map[string]endTag
	out      strings.Builder
}

// openElement waits for its end tag.
type openElement struct {
	name, tag string // as written and as shown
	holds     content
	line      int
	silent    bool   // its start tag was not written
	filled    bool   // it holds something that a reader notices
	fallback  string // for a reader, where it holds nothing
	after     string // follows its end tag
}

func isRaw(n ast.Node) bool {
	kind := n.Kind()
	return kind == ast.KindRawHTML || kind == ast.KindHTMLBlock
}

// take replaces a raw child by what is safe of it.
func (s *rawStack) take(parent, c ast.Node) {
	fragment := rawSource(c, s.p.source)
	s.line = s.p.lines.at(c.Pos())
	s.fragment(fragment, c)
	s.replace(parent, c)
}

// replace puts what was written in a child's place.
func (s *rawStack) replace(parent, c ast.Node) {
	if c.Kind() == ast.KindHTMLBlock {
		s.p.text.end(1)
	}
	if s.out.Len() == 0 {
		parent.RemoveChild(parent, c)
		return
	}
	parent.ReplaceChild(parent, c, newSafeHTML(s.flush()))
}

// truncate takes back what was written since.
func (s *rawStack) truncate(to int) {
	html := s.flush()
	s.out.WriteString(html[:to])
}

func (s *rawStack) flush() string {
	html := s.out.String()
	s.out.Reset()
	return html
}

// rawSource is a node's own HTML.
func rawSource(n ast.Node, source []byte) []byte {
	raw, ok := n.(*ast.RawHTML)
	if ok {
		return raw.Segments.Value(source)
	}
	block := n.(*ast.HTMLBlock)
	fragment := block.Lines().Value(source)
	if block.HasClosure() {
		fragment = append(bytes.Clone(fragment), block.ClosureLine.Value(source)...)
	}
	return fragment
}

// fragment writes what is safe of some HTML. The node is where it comes from, behind which its end tags may follow.
func (s *rawStack) fragment(fragment []byte, from ast.Node) {
	z := html.NewTokenizer(bytes.NewReader(fragment))
	for skipped := s.skipping; ; {
		kind := z.Next()
		raw := z.Raw()
		lines, size := bytes.Count(raw, []byte("\n")), len(raw)
		rest := fragment[min(size, len(fragment)):]
		if kind == html.ErrorToken {
			if skipped == "" {
				s.text(string(raw)) // a tag that the fragment ends within
			}
			s.skipping = skipped
			return
		}
		token := z.Token()
		switch {
		case skipped != "":
			if kind == html.EndTagToken && token.Data == skipped {
				skipped = ""
			}
		case kind == html.TextToken:
			s.text(token.Data)
		case kind == html.EndTagToken:
			s.endTag(token.Data)
		case kind == html.StartTagToken && token.Data == "math" && s.math(fragment, rest, from):
			skipped = "math"
		case kind == html.StartTagToken || kind == html.SelfClosingTagToken:
			skipped = s.startTag(token, rest, from)
		}
		s.line += lines
		fragment = rest
	}
}

// end closes what is still open where the parent ends.
func (s *rawStack) end(parent ast.Node) {
	for len(s.open) > 0 {
		if top := s.top(); !top.silent && !elements[top.name].optionalEnd {
			s.p.foundOn(top.line, Warning, codeUnclosed, "element", top.name)
		}
		s.pop()
	}
	if s.out.Len() > 0 {
		parent.AppendChild(parent, newSafeHTML(s.flush()))
	}
}

// makeRoom closes what cannot hold a Markdown child, which comes next.
func (s *rawStack) makeRoom(parent, c ast.Node) {
	needs := phrasing
	if c.Type() == ast.TypeBlock {
		needs = flow
	}
	s.closeFor(needs)
	s.summarise()
	s.fill()
	if s.out.Len() > 0 {
		parent.InsertBefore(parent, c, newSafeHTML(s.flush()))
	}
}

// closeFor closes elements until the innermost holds what is needed.
func (s *rawStack) closeFor(needs content) {
	for len(s.open) > 0 && s.holds(len(s.open))&needs == 0 {
		s.pop()
	}
}

// holds is what may stand within the first n open elements.
func (s *rawStack) holds(n int) content {
	if n > 0 {
		return s.open[n-1].holds
	}
	if s.in.flow {
		return anything
	}
	return phrasing
}

func (s *rawStack) top() *openElement { return &s.open[len(s.open)-1] }

// within tells whether an element is open that was written.
func (s *rawStack) within(name string) bool {
	for _, e := range s.open {
		if e.name == name && !e.silent {
			return true
		}
	}
	return false
}

// inFilm tells whether the innermost element is a film or sound, whose text is for browsers that cannot play it.
func (s *rawStack) inFilm() bool { return s.holds(len(s.open)) == source }

// text writes text, closing lists and tables that it must not stand in.
func (s *rawStack) text(text string) {
	blank := strings.TrimSpace(text) == ""
	if !blank && s.inFilm() {
		return
	}
	if !blank {
		s.closeFor(phrasing)
		s.summarise()
		s.fill()
	}
	s.out.WriteString(html.EscapeString(text))
	if s.within("pre") && !blank {
		s.p.text.verbatim([]byte(text))
	} else {
		s.p.text.add([]byte(text))
	}
}

// fill notes that the innermost element holds something.
func (s *rawStack) fill() {
	if len(s.open) > 0 {
		s.top().filled = true
	}
}

// summarise gives a <details> whose first child is no <summary> one.
func (s *rawStack) summarise() {
	if len(s.open) == 0 || s.top().name != "details" || s.top().holds&summary == 0 {
		return
	}
	s.top().holds &^= summary
	s.out.WriteString("<summary>" + escapeText(s.p.label("details")) + "</summary>")
}

// endTag closes an element and all within it, or nothing if it is not open.
func (s *rawStack) endTag(name string) {
	for i := len(s.open) - 1; i >= 0; i-- {
		if s.open[i].name == name {
			for len(s.open) > i {
				s.pop()
			}
			return
		}
	}
}

// pop closes the innermost element.
func (s *rawStack) pop() {
	s.summarise()
	e := *s.top()
	if !e.filled && e.fallback != "" && !e.silent {
		s.out.WriteString(escapeText(e.fallback))
		s.p.text.add([]byte(e.fallback))
		e.filled = true
	}
	s.open = s.open[:len(s.open)-1]
	if !e.silent {
		s.out.WriteString("</" + e.tag + ">" + e.after)
	}
	if e.filled {
		s.fill()
	}
	s.breakText(e.name)
}

// breakText ends a line of the text where an element that is not part of a line begins or ends.
func (s *rawStack) breakText(name string) {
	switch is := elements[name].is; {
	case is == cell:
		s.p.text.tab()
	case is != phrasing || name == "br":
		s.p.text.end(1)
	}
}
