package documents

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/image/draw"
)

// ErrPicture says that a picture cannot be drawn: it is no PNG or JPEG, is damaged, or has too many pixels.
var ErrPicture = errors.New("picture cannot be drawn")

const (
	mostPixels = 40_000_000 // decoded pictures live in memory, four bytes a pixel
	widePixels = 900        // what print needs of a logo: 300 dots an inch over 76 mm
	tallPixels = 400        // and 600 over 17 mm
	fileBytes  = 150 << 10  // of a picture whose parts are even; a larger one is a photograph
	photograph = 90         // quality
)

// Picture is an image made ready for drawing: opaque, no larger than print needs. It may be drawn in many
// documents and is safe for concurrent use.
type Picture struct {
	file          []byte
	kind          string // PNG or JPG
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
	if scale := min(widePixels/float64(width), tallPixels/float64(height)); scale < 1 {
		width = max(1, int(float64(width)*scale))
		height = max(1, int(float64(height)*scale))
	}
	flat := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(flat, flat.Bounds(), source, source.Bounds(), draw.Over, nil)
	content, kind, err := encode(flat)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	sum := sha256.Sum256(content)
	return &Picture{content, kind, hex.EncodeToString(sum[:8]), float64(width), float64(height)}, nil
}

// encode writes a picture without loss, unless it is a photograph, which would take too much room.
func encode(flat image.Image) (content []byte, kind string, err error) {
	var even bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&even, flat); err != nil || even.Len() <= fileBytes {
		return even.Bytes(), "PNG", err
	}
	var photo bytes.Buffer
	err = jpeg.Encode(&photo, flat, &jpeg.Options{Quality: photograph})
	return photo.Bytes(), "JPG", err
}

// Width is how wide Picture draws p in box, in millimetres.
func (p *Picture) Width(box Box) float64 { return p.width * min(box.W/p.width, box.H/p.height) }

// Picture draws p as large as fits in box, at its left edge and half way up, and returns the width that it
// took. words describe it to who cannot see it.
func (d *Document) Picture(box Box, p *Picture, words string) float64 {
	scale := min(box.W/p.width, box.H/p.height)
	width, height := p.width*scale, p.height*scale
	options := gofpdf.ImageOptions{ImageType: p.kind}
	d.pdf.RegisterImageOptionsReader(p.name, options, bytes.NewReader(p.file))
	end := d.begin(element{role: figure, words: words})
	d.pdf.ImageOptions(p.name, box.X, box.Y+(box.H-height)/2, width, height, false, options, 0, "")
	end()
	return width
}
