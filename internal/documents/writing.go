package documents

import "fmt"

// Baseline of Titillium Web within a line: the letters' height above and below it, in multiples of the size.
const (
	ascent  = 0.80
	descent = 0.24
)

// Text sets s in box from its top and returns the height in millimetres that it took. It wraps at words,
// shrinks to the style's least size where it must, and then is cut: it never leaves the box.
// An empty text takes no height.
func (d *Document) Text(role Role, st Style, box Box, s string) float64 {
	return d.write(element{role: role}, st, box, s)
}

// Link sets s like Text and leads to an address wherever the text is touched.
func (d *Document) Link(st Style, box Box, s, address string) float64 {
	height := st.Height(box, s)
	return d.write(element{role: link, address: address, box: Box{box.X, box.Y, box.W, height}}, st, box, s)
}

// Running sets s like Text, but reading aloud passes over it: what stands on every page is read on none.
func (d *Document) Running(st Style, box Box, s string) {
	end := d.decoration()
	d.set(st, box, s)
	end()
}

// Watermark sets a short s large, pale and rising across the page. It comes first, so that the rest stands over it; reading aloud passes over
// it.
func (d *Document) Watermark(s string) {
	st := Style{Face: Bold, Size: 110, Colour: Colour{0xE9, 0xED, 0xF2}}
	width, _ := d.pdf.GetPageSize()
	const sine, cosine = 0.342, 0.940 // of 20 degrees
	long := st.Width(s) * pointsPerMM
	x, y := (width*pointsPerMM-long*cosine)/2, (d.height*pointsPerMM-long*sine)/2
	end := d.decoration()
	d.pdf.RawWriteStr(fmt.Sprintf("q %s rg BT /F%d %.0f Tf %.3f %.3f %.3f %.3f %.2f %.2f Tm <%s> Tj ET Q", st.Colour.operands(), st.Face, st.Size,
		cosine, sine, -sine, cosine, x, y, d.use(st.Face, s)))
	end()
}

func (d *Document) write(e element, st Style, box Box, s string) float64 {
	if lines, _ := st.set(box, s); len(lines) == 0 {
		return 0
	}
	end := d.begin(e)
	defer end()
	return d.set(st, box, s)
}

func (d *Document) set(st Style, box Box, s string) float64 {
	lines, size := st.set(box, s)
	height := st.line(size)
	lift := (height - (ascent+descent)*size/pointsPerMM) / 2
	d.pdf.RawWriteStr(fmt.Sprintf("q %s rg BT /F%d %.2f Tf", st.Colour.operands(), st.Face, size))
	for i, line := range lines {
		x := box.X
		spare := box.W - float64(faces()[st.Face].width(line))/em*size/pointsPerMM
		if i < len(lines)-1 {
			line += " " // or reading aloud and copying would join the words around the break
		}
		switch st.Align {
		case Centre:
			x += spare / 2
		case Right:
			x += spare
		}
		y := d.height - box.Y - float64(i)*height - lift - ascent*size/pointsPerMM
		d.pdf.RawWriteStr(fmt.Sprintf("1 0 0 1 %.2f %.2f Tm <%s> Tj", x*pointsPerMM, y*pointsPerMM, d.use(st.Face, line)))
	}
	d.pdf.RawWriteStr("ET Q")
	return float64(len(lines)) * height
}
