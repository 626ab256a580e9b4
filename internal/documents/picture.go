package documents

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // read by NewPicture
	"image/png"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/image/draw"
)

// ErrPicture says that a picture cannot be drawn: it is no PNG or JPEG, is damaged, or has too many pixels.
var ErrPicture = errors.New("picture cannot be drawn")

const (
	mostPixels = 40_000_000 // decoded pictures live in memory, four bytes a pixel
	finePixels = 900        // what print needs of a logo: 300 dots an inch over 76 mm
)

// Picture is an image made ready for drawing: opaque, no larger than print needs. It may be drawn in many
// documents and is safe for concurrent use.
type Picture struct {
	file          []byte
	name          string
	width, height float64
}

// NewPicture reads a PNG or JPEG file and lays it on white. It returns ErrPicture for anything else.
func NewPicture(file []byte) (*Picture, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > mostPixels/config.Height {
		return nil, fmt.Errorf("%w: %d by %d pixels", ErrPicture, config.Width, config.Height)
	}
	source, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	width, height := config.Width, config.Height
	if longest := max(width, height); longest > finePixels {
		width = max(1, width*finePixels/longest)
		height = max(1, height*finePixels/longest)
	}
	flat := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(flat, flat.Bounds(), source, source.Bounds(), draw.Over, nil)
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, flat); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	sum := sha256.Sum256(encoded.Bytes())
	return &Picture{encoded.Bytes(), hex.EncodeToString(sum[:8]), float64(width), float64(height)}, nil
}

// Picture draws p as large as fits in box, at its left edge and half way up, and returns the width that it
// took. words describe it to who cannot see it.
func (d *Document) Picture(box Box, p *Picture, words string) float64 {
	scale := min(box.W/p.width, box.H/p.height)
	width, height := p.width*scale, p.height*scale
	options := gofpdf.ImageOptions{ImageType: "PNG"}
	d.pdf.RegisterImageOptionsReader(p.name, options, bytes.NewReader(p.file))
	end := d.begin(element{role: figure, words: words})
	d.pdf.ImageOptions(p.name, box.X, box.Y+(box.H-height)/2, width, height, false, options, 0, "")
	end()
	return width
}
