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

// faceNames are the file stems of the faces, and their names in documents.
var faceNames = [...]string{Regular: "TitilliumWeb-Regular", SemiBold: "TitilliumWeb-SemiBold", Bold: "TitilliumWeb-Bold"}

// em is the unit of widths: a thousandth of the size of the type.
const em = 1000

// face is a typeface: which characters it has, how wide they are, and the outlines to draw them.
type face struct {
	glyphs   map[rune]glyph
	outlines *outlines
}

type glyph struct {
	number uint16
	width  int // thousandths of the size
}

// width is the length of s in thousandths of the size. A character that the face lacks has none.
func (f *face) width(s string) int {
	total := 0
	for _, r := range s {
		total += f.glyphs[r].width
	}
	return total
}

func (f *face) has(r rune) bool {
	_, ok := f.glyphs[r]
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
		if all[i], err = readFace(file); err != nil {
			panic(err)
		}
	}
	return all
})

// lastCharacter bounds the search for glyphs: the faces are cut to Latin and the signs of punctuation.
const lastCharacter = 0x2FFF

func readFace(file []byte) (*face, error) {
	parsed, err := sfnt.Parse(file)
	if err != nil {
		return nil, err
	}
	var buffer sfnt.Buffer
	f := &face{glyphs: map[rune]glyph{}}
	for r := rune(' '); r <= lastCharacter; r++ {
		number, err := parsed.GlyphIndex(&buffer, r)
		if err != nil {
			return nil, err
		}
		if number == 0 {
			continue
		}
		advance, err := parsed.GlyphAdvance(&buffer, number, fixed.I(em), font.HintingNone)
		if err != nil {
			return nil, err
		}
		f.glyphs[r] = glyph{uint16(number), advance.Round()}
	}
	f.outlines, err = readOutlines(file)
	return f, err
}
