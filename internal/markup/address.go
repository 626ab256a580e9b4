package markup

import (
	"path"
	"strings"

	"github.com/yuin/goldmark/util"
)

// resolve returns the address, escaped for an attribute, that the page uses for a destination; ok is false where it is
// refused or the caller drops it.
func (p *pass) resolve(kind, destination string, line int) (address string, ok bool) {
	destination = trimAddress(destination)
	scheme := schemeOf(destination)
	if !allowed(kind, scheme) || destination == "" {
		p.foundOn(line, Warning, codeAddressRefused, "address", destination)
		return "", false
	}
	if destination[0] == '#' && kind == "link" {
		return p.anchor(destination[1:], line), true
	}
	p.doc.References = append(p.doc.References, Reference{kind, destination, line})
	address = destination
	if p.o.Resolve != nil && scheme != "mailto" && scheme != "tel" {
		if address, ok = p.o.Resolve(Reference{kind, destination, line}); !ok {
			return "", false
		}
	}
	address = trimAddress(address)
	if !allowed(kind, schemeOf(address)) || address == "" {
		p.foundOn(line, Warning, codeAddressRefused, "address", address)
		return "", false
	}
	address = intoDocument(kind, destination, address)
	if head, _, _ := strings.Cut(address, "/"); strings.Contains(head, ":") && schemeOf(address) == "" {
		address = "./" + address // or its first part would read like a scheme
	}
	return escapeAddress(address), true
}

// trimAddress does what browsers do before they read an address.
func trimAddress(address string) string {
	address = strings.TrimFunc(address, func(r rune) bool { return r <= ' ' })
	if strings.ContainsAny(address, "\t\n\r") {
		address = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(address)
	}
	return address
}

// schemeOf returns an address's scheme in lower case, or "" where it is relative.
func schemeOf(address string) string {
	for at := range len(address) {
		c := address[at]
		switch {
		case c == ':' && at > 0:
			return strings.ToLower(address[:at])
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case at > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return ""
		}
	}
	return ""
}

func allowed(kind, scheme string) bool {
	switch scheme {
	case "", "http", "https":
		return true
	case "mailto", "tel":
		return kind == "link"
	default:
		return false
	}
}

// intoDocument makes the "#name" of a relative link to another document name our ids.
func intoDocument(kind, destination, address string) string {
	to, name, found := strings.Cut(destination, "#")
	if !found || kind != "link" || schemeOf(to) != "" || strings.HasPrefix(to, "//") || !strings.HasSuffix(address, "#"+name) {
		return address
	}
	switch strings.ToLower(path.Ext(pathOf(to))) {
	case "", ".md", ".markdown":
		return strings.TrimSuffix(address, name) + Anchor(unescapePercent(name))
	default: // "#page=2" of a PDF
		return address
	}
}

// isExternal tells an escaped address that leads to another site.
func isExternal(address string) bool {
	scheme := schemeOf(address)
	return scheme == "http" || scheme == "https" || strings.HasPrefix(address, "//")
}

const upperHex = "0123456789ABCDEF"

// escapeAddress percent-encodes what no address may hold, leaves what is encoded already, and escapes the rest for an attribute.
// A backslash, which browsers read as a slash, is encoded too.
func escapeAddress(address string) string {
	var b strings.Builder
	b.Grow(len(address) + 8)
	for at := range len(address) {
		switch c := address[at]; {
		case c == '&':
			b.WriteString("&amp;")
		case c == '\'':
			b.WriteString("&#39;")
		case c == '%' && !isEncoded(address[at:]), c <= ' ', c >= 0x7f, strings.IndexByte("\"<>\\^`{|}", c) >= 0:
			b.WriteByte('%')
			b.WriteByte(upperHex[c>>4])
			b.WriteByte(upperHex[c&15])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isEncoded(rest string) bool {
	return len(rest) > 2 && util.IsHexDecimal(rest[1]) && util.IsHexDecimal(rest[2])
}

// escapeText escapes text for HTML, in elements and attributes alike.
func escapeText(text string) string {
	return string(util.EscapeHTML([]byte(text)))
}
