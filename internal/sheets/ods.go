package sheets

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

// ODS writes an OpenDocument 1.3 spreadsheet: a zip with one table, whose cells have their types. It has no formulas.
type ODS struct {
	zip  *zip.Writer
	w    *bufio.Writer
	name string
	rows int
}

const odsType = "application/vnd.oasis.opendocument.spreadsheet"

const odsManifest = xml.Header + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="` + odsType + `"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
`

const odsHead = xml.Header + `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3">
<office:automatic-styles>
<number:date-style style:name="day"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/><number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:date-style>
<number:percentage-style style:name="share"><number:number number:decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>
<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="moment" style:family="table-cell" style:data-style-name="day"/>
<style:style style:name="percent" style:family="table-cell" style:data-style-name="share"/>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="`

const odsTail = `</table:table></office:spreadsheet></office:body></office:document-content>
`

// NewODS begins a file whose one table has a name.
func NewODS(w io.Writer, name string) (*ODS, error) {
	o := &ODS{zip: zip.NewWriter(w), name: tableName(name)}
	// What it is stands first, as it is, so that it can be told from the first bytes (OpenDocument 1.3, part 2, 3.3).
	first, err := o.zip.CreateRaw(&zip.FileHeader{Name: "mimetype", Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(odsType)),
		CompressedSize64: uint64(len(odsType)), UncompressedSize64: uint64(len(odsType))})
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(first, odsType); err != nil {
		return nil, err
	}
	manifest, err := o.zip.Create("META-INF/manifest.xml")
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(manifest, odsManifest); err != nil {
		return nil, err
	}
	content, err := o.zip.Create("content.xml")
	if err != nil {
		return nil, err
	}
	o.w = bufio.NewWriterSize(content, 32<<10)
	return o, nil
}

// tableName leaves out what a table's name must not hold.
func tableName(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]*?:/\`, r) {
			return ' '
		}
		return r
	}, name), " '")
	if name == "" {
		return "1"
	}
	return name
}

func (o *ODS) Row(cells ...Cell) error {
	if o.rows == 0 {
		o.w.WriteString(odsHead)
		escape(o.w, o.name)
		fmt.Fprintf(o.w, "\">\n<table:table-column table:number-columns-repeated=\"%d\"/>\n<table:table-header-rows>", max(1, len(cells)))
	}
	o.w.WriteString("<table:table-row>")
	for _, c := range cells {
		o.cell(c)
	}
	if len(cells) == 0 {
		o.cell(Cell{})
	}
	o.w.WriteString("</table:table-row>")
	if o.rows == 0 {
		o.w.WriteString("</table:table-header-rows>")
	}
	o.rows++
	_, err := o.w.WriteString("\n") // what failed before fails again
	return err
}

func (o *ODS) cell(c Cell) {
	switch c.kind {
	case numberKind:
		fmt.Fprintf(o.w, `<table:table-cell office:value-type="float" office:value="%s"/>`, plain(c.number))
	case percentKind:
		fmt.Fprintf(o.w, `<table:table-cell table:style-name="percent" office:value-type="percentage" office:value="%s"/>`, plain(c.number))
	case momentKind:
		fmt.Fprintf(o.w, `<table:table-cell table:style-name="moment" office:value-type="date" office:date-value="%s"/>`, c.at.Format("2006-01-02T15:04:05"))
	default:
		o.text(c.text)
	}
}

// text writes each line as a paragraph. Runs of spaces and tabs have their own elements, or readers would fold them.
func (o *ODS) text(s string) {
	if s == "" {
		o.w.WriteString("<table:table-cell/>")
		return
	}
	o.w.WriteString("<table:table-cell")
	if o.rows == 0 {
		o.w.WriteString(` table:style-name="head"`)
	}
	o.w.WriteString(` office:value-type="string">`)
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		o.w.WriteString("<text:p>")
		for i, part := range strings.Split(line, "\t") {
			if i > 0 {
				o.w.WriteString("<text:tab/>")
			}
			o.spaced(part)
		}
		o.w.WriteString("</text:p>")
	}
	o.w.WriteString("</table:table-cell>")
}

func (o *ODS) spaced(part string) {
	before := ""
	for i, word := range strings.Split(part, " ") {
		switch {
		case i > 0 && before != "" && word != "":
			o.w.WriteString(" ")
		case i > 0:
			o.w.WriteString("<text:s/>")
		}
		escape(o.w, word)
		before = word
	}
}

// escape writes a text for XML; what XML cannot hold becomes U+FFFD.
func escape(w io.Writer, s string) {
	_ = xml.EscapeText(w, []byte(s)) // the buffer keeps its first error for Row and Close
}

func (o *ODS) Close() error {
	if o.rows == 0 {
		if err := o.Row(); err != nil {
			return err
		}
	}
	o.w.WriteString(odsTail)
	if err := o.w.Flush(); err != nil {
		return err
	}
	return o.zip.Close()
}
