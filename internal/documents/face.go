package documents

import (
	"embed"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Face is a weight of Titillium Web, the typeface of Italian public services.
type Face int

// The faces that documents are set in.
const (
	Regular Face = iota
	SemiBold
	Bold
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// faceNames are the file stems of the faces; gofpdf knows each face by the same name.
var faceNames = [...]string{Regular: "TitilliumWeb-Regular", SemiBold: "TitilliumWeb-SemiBold", Bold: "TitilliumWeb-Bold"}

// em is the unit of widths: a thousandth of the size of the type.
const em = 1000

// face is what layout needs of a typeface: which characters it has, and how wide they are.
type face struct {
	file   []byte
	widths map[rune]int // thousandths of the size
}

// width is the length of s in thousandths of the size. A character that the face lacks has none.
func (f *face) width(s string) int {
	total := 0
	for _, r := range s {
		total += f.widths[r]
	}
	return total
}

func (f *face) has(r rune) bool {
	_, ok := f.widths[r]
	return ok
}

// faces reads the embedded files once. A file that does not parse is a programming error.
var faces = sync.OnceValue(func() []*face {
	all := make([]*face, len(faceNames))
	for i, name := range faceNames {
		file, err := fontFiles.ReadFile("fonts/" + name + ".ttf")
		if err != nil {
			panic(err)
		}
		widths, err := readWidths(file)
		if err != nil {
			panic(err)
		}
		all[i] = &face{file: file, widths: widths}
	}
	return all
})

// lastCharacter bounds the search for glyphs: the faces are cut to Latin and the signs of punctuation.
const lastCharacter = 0x2FFF

func readWidths(file []byte) (map[rune]int, error) {
	parsed, err := sfnt.Parse(file)
	if err != nil {
		return nil, err
	}
	var buffer sfnt.Buffer
	widths := map[rune]int{}
	for r := rune(' '); r <= lastCharacter; r++ {
		glyph, err := parsed.GlyphIndex(&buffer, r)
		if err != nil {
			return nil, err
		}
		if glyph == 0 {
			continue
		}
		advance, err := parsed.GlyphAdvance(&buffer, glyph, fixed.I(em), font.HintingNone)
		if err != nil {
			return nil, err
		}
		widths[r] = advance.Round()
	}
	return widths, nil
}
