package documents

import (
	"fmt"
	"strings"
)

// Colour is red, green and blue from 0 to 255.
type Colour struct{ R, G, B uint8 }

// operands writes the colour as the page description has it.
func (c Colour) operands() string {
	return fmt.Sprintf("%.3f %.3f %.3f", float64(c.R)/255, float64(c.G)/255, float64(c.B)/255)
}

// The palette of Bootstrap Italia that documents use.
var (
	Blue  = Colour{0x00, 0x66, 0xCC}
	Night = Colour{0x17, 0x32, 0x4D}
	Slate = Colour{0x45, 0x5B, 0x71}
	Mist  = Colour{0xF0, 0xF5, 0xFA}
	Line  = Colour{0xC9, 0xD3, 0xDE}
	White = Colour{0xFF, 0xFF, 0xFF}
	Black = Colour{}
)

// Box is a rectangle on the page, in millimetres; X and Y are its top left corner.
type Box struct{ X, Y, W, H float64 }

// Rectangle fills box with a colour. It is decoration: reading aloud passes over it.
func (d *Document) Rectangle(box Box, c Colour) {
	end := d.decoration()
	d.fill([]Box{box}, c)
	end()
}

// Rule draws a line of the given width from the left to the right edge of box, at its top.
func (d *Document) Rule(box Box, width float64, c Colour) {
	d.Rectangle(Box{box.X, box.Y, box.W, width}, c)
}

// fill paints all boxes as one shape, so that no seam shows where they touch.
func (d *Document) fill(boxes []Box, c Colour) {
	var b strings.Builder
	fmt.Fprintf(&b, "q %s rg", c.operands())
	for _, box := range boxes {
		fmt.Fprintf(&b, " %.3f %.3f %.3f %.3f re", box.X*pointsPerMM, (d.height-box.Y-box.H)*pointsPerMM,
			box.W*pointsPerMM, box.H*pointsPerMM)
	}
	b.WriteString(" f Q")
	d.pdf.RawWriteStr(b.String())
}
