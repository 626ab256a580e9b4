package markup

import (
	"path"
	"strings"
)

// download walks ":::download FILE "Title"": a link to a file, with its kind in words. Without an address it vanishes.
func (p *pass) download(n *directive) {
	a := p.read(n)
	if a.target == "" {
		p.missing(n, "file")
		return
	}
	address, ok := p.resolve("download", a.target, p.lines.at(n.Pos()))
	if !ok {
		return
	}
	name := path.Base(pathOf(a.target))
	title := a.title
	if title == "" {
		title = unescapePercent(name)
	}
	kind := strings.ToUpper(strings.TrimPrefix(path.Ext(name), "."))
	if kind != "" {
		kind = " <span>(" + escapeText(kind) + ")</span>"
	}
	n.before = `<p class="download"><a class="download-link" href="` + address + `" download` + external(address) + `>` +
		escapeText(title) + "</a>" + kind + "</p>\n"
	p.text.add([]byte(title))
	p.text.end(2)
}

// pathOf is an address without query and fragment.
func pathOf(address string) string {
	if at := strings.IndexAny(address, "?#"); at >= 0 {
		return address[:at]
	}
	return address
}

// external is the attribute of links to other sites.
func external(address string) string {
	if isExternal(address) {
		return ` rel="noopener noreferrer"`
	}
	return ""
}
