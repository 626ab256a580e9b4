package documents

import (
	"errors"
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"
)

// ErrTooLong says that a text does not fit in a QR code.
var ErrTooLong = errors.New("text is too long for a qr code")

// quietZone is the blank margin around a QR code, in modules (ISO/IEC 18004).
const quietZone = 4

// QR draws content as a QR code that fills box, its blank margin included, in vectors. words describe it to
// who cannot see it. It returns ErrTooLong if content does not fit.
func (d *Document) QR(box Box, content, words string) error {
	code, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTooLong, err)
	}
	code.DisableBorder = true
	modules := code.Bitmap()
	side := min(box.W, box.H)
	unit := side / float64(len(modules)+2*quietZone)
	d.Rectangle(Box{box.X, box.Y, side, side}, White)
	dark := runs(modules)
	for i, r := range dark {
		dark[i] = Box{box.X + (r.X+quietZone)*unit, box.Y + (r.Y+quietZone)*unit, r.W * unit, r.H * unit}
	}
	end := d.begin(element{role: figure, words: words})
	d.fill(dark, Colour{})
	end()
	return nil
}

// QRPath returns content as the path of an SVG of side by side units, dark on what is white already, its blank margin
// included. It returns ErrTooLong if content does not fit.
func QRPath(content string) (path string, side int, err error) {
	code, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		return "", 0, fmt.Errorf("%w: %w", ErrTooLong, err)
	}
	code.DisableBorder = true
	modules := code.Bitmap()
	var b strings.Builder
	for _, r := range runs(modules) {
		fmt.Fprintf(&b, "M%g %gh%gv%gh-%gz", r.X+quietZone, r.Y+quietZone, r.W, r.H, r.W)
	}
	return b.String(), len(modules) + 2*quietZone, nil
}

// runs merges dark modules into rectangles: along a row first, then equal runs of neighbouring rows.
func runs(modules [][]bool) []Box {
	var all []Box
	open := map[[2]int]int{} // a run of the row above, by where it starts and ends: its place in all
	for y, row := range modules {
		here := map[[2]int]int{}
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			start := x
			for x < len(row) && row[x] {
				x++
			}
			key := [2]int{start, x}
			if i, ok := open[key]; ok {
				all[i].H++
				here[key] = i
				continue
			}
			here[key] = len(all)
			all = append(all, Box{float64(start), float64(y), float64(x - start), 1})
		}
		open = here
	}
	return all
}
