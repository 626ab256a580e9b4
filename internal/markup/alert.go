package markup

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// alert is a quotation whose first line is [!NOTE] or another of the kinds, or a directive of such a name.
type alert struct {
	ast.BaseBlock
	style, title string
}

var kindAlert = ast.NewNodeKind("Alert")

func (n *alert) Kind() ast.NodeKind { return kindAlert }

func (n *alert) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Style": n.style}, nil)
}

// alertStyles are the kinds of alerts, by the key of their label, with the class that Bootstrap Italia's callouts have.
var alertStyles = map[string]string{
	"note": "note", "tip": "success", "important": "important", "warning": "warning", "caution": "danger",
}

var alertLine = regexp.MustCompile(`^\[!([A-Za-z]+)\][ \t]*\n?$`)

// quote walks a quotation, which may be an alert.
func (p *pass) quote(n *ast.Blockquote, in place) {
	in = in.withFlow()
	kind := p.alertKind(n)
	if kind == "" {
		p.children(n, in)
		return
	}
	removeFirstLine(n.FirstChild())
	a := p.newAlert(kind)
	moveChildren(a, n)
	n.Parent().ReplaceChild(n.Parent(), n, a)
	p.children(a, in)
}

func (p *pass) newAlert(kind string) *alert {
	a := &alert{style: alertStyles[kind], title: p.label(kind)}
	p.text.add([]byte(a.title))
	p.text.end(1)
	return a
}

// alertKind returns the key of the alert that a quotation is, or "".
func (p *pass) alertKind(n *ast.Blockquote) string {
	first, ok := n.FirstChild().(*ast.Paragraph)
	if !ok || first.Lines().Len() == 0 {
		return ""
	}
	line := first.Lines().At(0)
	match := alertLine.FindSubmatch(line.Value(p.source))
	if match == nil {
		return ""
	}
	kind := strings.ToLower(string(match[1]))
	if _, ok := alertStyles[kind]; !ok {
		p.found(first.Pos(), Warning, codeAlertUnknown, "alert", string(match[1]))
		return ""
	}
	return kind
}

// removeFirstLine removes what a paragraph has on its first line, or the paragraph if that is all.
func removeFirstLine(paragraph ast.Node) {
	for c := paragraph.FirstChild(); c != nil; c = paragraph.FirstChild() {
		paragraph.RemoveChild(paragraph, c)
		if t, ok := c.(*ast.Text); ok && (t.SoftLineBreak() || t.HardLineBreak()) {
			break
		}
	}
	if paragraph.FirstChild() == nil {
		paragraph.Parent().RemoveChild(paragraph.Parent(), paragraph)
	}
}

func moveChildren(to, from ast.Node) {
	for c := from.FirstChild(); c != nil; c = from.FirstChild() {
		from.RemoveChild(from, c)
		to.AppendChild(to, c)
	}
}

func renderAlert(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*alert)
	if entering {
		write(w, `<div class="callout `, n.style, `" role="note"><div class="callout-title"><span class="text">`,
			escapeText(n.title), "</span></div>\n")
	} else {
		write(w, "</div>\n")
	}
	return ast.WalkContinue, nil
}
