package markup

import "testing"

func TestAddressesAreHarmlessOrRefused(t *testing.T) {
	for _, row := range []struct {
		kind, destination, address string // "" is refused
	}{
		{"link", "a.md", "a.md"},
		{"link", "../a b.md?x=1&y=2#z", "../a%20b.md?x=1&amp;y=2#s-z"},
		{"link", "a.pdf#page=2", "a.pdf#page=2"},
		{"link", "https://example.org/à?q=\"'<>", "https://example.org/%C3%A0?q=%22&#39;%3C%3E"},
		{"link", "100%.md", "100%25.md"},
		{"link", "a%20b.md", "a%20b.md"},
		{"link", "mailto:a@b.it", "mailto:a@b.it"},
		{"link", "tel:+39", "tel:+39"},
		{"link", "#uno due", "#s-uno-due"},
		{"link", "#", "#"},
		{"link", " \tjava\nscript:alert(1)", ""},
		{"link", "JAVASCRIPT:x", ""},
		{"link", "\x01javascript:x", ""},
		{"link", "data:text/html,x", ""},
		{"link", "vbscript:x", ""},
		{"link", "file:///etc/passwd", ""},
		{"link", "blob:x", ""},
		{"link", "", ""},
		{"link", "1:2.md", "./1:2.md"},
		{"link", "a/b:c", "a/b:c"},
		{"link", "\\\\evil.example", "%5C%5Cevil.example"},
		{"link", "//example.org", "//example.org"},
		{"image", "mailto:a@b.it", ""},
		{"image", "data:image/png;base64,AA", ""},
		{"image", "#a", "#a"},
		{"video", "a.mp4#t=10", "a.mp4#t=10"},
	} {
		var doc Document
		p := newPass(nil, Options{}, &doc)
		address, ok := p.resolve(row.kind, row.destination, 1)
		if address != row.address || ok != (row.address != "") {
			t.Errorf("%s %q: %q, %v; want %q", row.kind, row.destination, address, ok, row.address)
		}
		if ok == (len(doc.Findings) > 0) {
			t.Errorf("%q: findings %v", row.destination, doc.Findings)
		}
	}
}
