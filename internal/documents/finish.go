package documents

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"
)

// finish adds to what gofpdf drew what it cannot say: the language, the properties as XMP, and the tree of
// tagged pieces by which a document is read aloud (ISO 32000-1, 14.7 to 14.9).
func (d *Document) finish(drawn []byte) ([]byte, error) {
	r, err := takeApart(drawn)
	if err != nil {
		return nil, err
	}
	if err := d.addFaces(r); err != nil {
		return nil, err
	}
	packet := d.packet()
	metadata := r.add("<</Type /Metadata /Subtype /XML /Length %d>>\nstream\n%s\nendstream", len(packet), packet)
	tree, err := d.addTree(r)
	if err != nil {
		return nil, err
	}
	err = r.extend(r.root, "/Type /Catalog\n", fmt.Sprintf(
		"/Lang %s\n/MarkInfo <</Marked true>>\n/ViewerPreferences <</DisplayDocTitle true>>\n/Metadata %d 0 R\n/StructTreeRoot %d 0 R\n",
		literal(d.options.Language), metadata, tree))
	return r.put(), err
}

// literal writes an ASCII string of PDF.
func literal(s string) string {
	return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\r", " ", "\n", " ").Replace(s) + ")"
}

// unicodeText writes any string of PDF, in UTF-16 as hexadecimal digits.
func unicodeText(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	b.WriteByte('>')
	return b.String()
}

// packet is the document's properties in XMP.
func (d *Document) packet() string {
	o := d.options
	made := o.Made.UTC().Format(time.RFC3339)
	return `<?xpacket begin="` + "\uFEFF" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>` +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">` +
		`<dc:format>application/pdf</dc:format>` +
		`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + escapeXML(o.Title) + `</rdf:li></rdf:Alt></dc:title>` +
		`<dc:creator><rdf:Seq><rdf:li>` + escapeXML(o.Author) + `</rdf:li></rdf:Seq></dc:creator>` +
		`<dc:description><rdf:Alt><rdf:li xml:lang="x-default">` + escapeXML(o.Subject) + `</rdf:li></rdf:Alt></dc:description>` +
		`<dc:language><rdf:Bag><rdf:li>` + escapeXML(o.Language) + `</rdf:li></rdf:Bag></dc:language>` +
		`<xmp:CreateDate>` + made + `</xmp:CreateDate><xmp:ModifyDate>` + made + `</xmp:ModifyDate>` +
		`<pdf:Producer>` + producer + `</pdf:Producer></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`
}

func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(Printable(s))) // a strings.Builder never fails
	return b.String()
}
