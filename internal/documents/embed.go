package documents

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Text is shown by our own hand, not by gofpdf: for each document it would read tables of 65,536 entries a
// face, which costs ten times the rest, and it writes a map back to Unicode that the format does not allow.

// resources is the object in which gofpdf lists what pages use.
const resources = 2

// use notes the glyphs of a line, and returns them as the page shows them.
func (d *Document) use(f Face, line string) string {
	if d.used[f] == nil {
		d.used[f] = map[uint16]rune{}
	}
	var b strings.Builder
	for _, r := range line {
		g := faces()[f].glyphs[r]
		if first, ok := d.used[f][g.number]; !ok || r < first {
			d.used[f][g.number] = r
		}
		fmt.Fprintf(&b, "%04X", g.number)
	}
	return b.String()
}

// addFaces adds the faces that the document uses, each with the glyphs that it uses (ISO 32000-1, 9.7).
func (d *Document) addFaces(r *rewrite) error {
	entries := ""
	for f := range faceNames {
		if used := d.used[f]; used != nil {
			entries += fmt.Sprintf("/F%d %d 0 R\n", f, addFace(r, Face(f), used))
		}
	}
	return r.extend(resources, "/Font <<\n", entries)
}

func addFace(r *rewrite, f Face, used map[uint16]rune) (number int) {
	numbers := slices.Sorted(maps.Keys(used))
	o := faces()[f].outlines
	font := o.subset(numbers)
	name := tag(numbers) + "+" + faceNames[f]
	file := r.addStream(fmt.Sprintf("/Length1 %d", len(font)), font)
	descriptor := r.add("<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %d 0 R>>",
		name, o.box[0], o.box[1], o.box[2], o.box[3], o.ascent, o.descent, o.capital, 80+40*int(f), file)
	widths, back := "", ""
	for _, n := range numbers {
		widths += fmt.Sprintf("%d [%d] ", n, faces()[f].glyphs[used[n]].width)
		back += fmt.Sprintf("<%04X> <%04X>\n", n, used[n]) // below U+3000: one unit
	}
	cid := r.add("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %d 0 R /CIDToGIDMap /Identity /DW 500 /W [%s]>>",
		name, descriptor, widths)
	unicode := r.addStream("", []byte(toUnicode(len(numbers), back)))
	return r.add("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>", name, cid, unicode)
}

// tag names a choice of glyphs by six letters, as the format asks.
func tag(numbers []uint16) string {
	sum := uint64(14695981039346656037) // FNV-1a
	for _, n := range numbers {
		sum = (sum ^ uint64(n)) * 1099511628211
	}
	letters := make([]byte, 6)
	for i := range letters {
		letters[i] = 'A' + byte(sum%26)
		sum /= 26
	}
	return string(letters)
}

// toUnicode is the map by which text is copied and read aloud. A section holds at most a hundred entries.
func toUnicode(count int, entries string) string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	lines := strings.SplitAfter(entries, "\n")[:count]
	for section := range slices.Chunk(lines, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n%sendbfchar\n", len(section), strings.Join(section, ""))
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	return b.String()
}

// addStream adds an object that holds content, compressed.
func (r *rewrite) addStream(entries string, content []byte) int {
	packed := deflate(content)
	return r.add("<</Filter /FlateDecode %s /Length %d>>\nstream\n%s\nendstream", entries, len(packed), packed)
}

// deflaters are kept: making one costs more than most of what it packs.
var deflaters = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

func deflate(content []byte) []byte {
	var packed bytes.Buffer
	w := deflaters.Get().(*zlib.Writer)
	defer deflaters.Put(w)
	w.Reset(&packed)
	_, _ = w.Write(content) // a bytes.Buffer never fails
	_ = w.Close()
	return packed.Bytes()
}
