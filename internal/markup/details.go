package markup

import "strings"

// details walks ":::details Title": a block that opens on request. One that nothing closes stays open.
func (p *pass) details(n *directive, in place) {
	title := unquote(strings.TrimSpace(n.arguments))
	if title == "" {
		p.found(n.Pos(), Warning, codeDirectiveArgument, "directive", n.name, "argument", "title")
		title = p.label("details")
	}
	p.collapse(n, in, title)
}

// collapse makes a directive the collapsible block that title opens.
func (p *pass) collapse(n *directive, in place, title string) {
	open := ""
	if !n.closed {
		open = " open"
	}
	n.before = `<details class="details"` + open + `><summary>` + escapeText(title) + "</summary>\n"
	n.after = "</details>\n"
	p.text.add([]byte(title))
	p.text.end(1)
	p.children(n, in)
}
