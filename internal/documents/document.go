package documents

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/jung-kurt/gofpdf"
)

// ErrNotDrawn says that a document could not be written; the cause is wrapped.
var ErrNotDrawn = errors.New("document could not be drawn")

// producer names the program in a document's properties.
const producer = "Aula"

// pointsPerMM converts the millimetres of a layout to the points of PDF.
const pointsPerMM = 72 / 25.4

// Options describe a document as a whole; readers show them in its properties and read it in its language.
type Options struct {
	Title     string
	Author    string
	Subject   string
	Language  string    // as in BCP 47: "it"
	Made      time.Time // written as the day of creation; the present never is, so that bytes are stable
	Landscape bool      // A4 lying, otherwise standing
}

// Document is a PDF being drawn, in millimetres from the top left corner of the page.
// It is for one goroutine; after Bytes nothing can be added.
type Document struct {
	options Options
	pdf     *gofpdf.Fpdf
	height  float64
	used    [len(faceNames)]map[uint16]rune // by face: the glyphs, each with the first character that it shows
	tags    structure
}

// New returns a document without pages.
func New(o Options) *Document {
	orientation := "P"
	if o.Landscape {
		orientation = "L"
	}
	pdf := gofpdf.New(orientation, "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(o.Made.UTC())
	pdf.SetModificationDate(o.Made.UTC())
	pdf.SetProducer(producer, true)
	pdf.SetTitle(Printable(o.Title), true)
	pdf.SetAuthor(Printable(o.Author), true)
	pdf.SetSubject(Printable(o.Subject), true)
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCompression(false) // finish does it
	_, height := pdf.GetPageSize()
	return &Document{options: o, pdf: pdf, height: height}
}

// Page starts a new page.
func (d *Document) Page() { d.pdf.AddPage() }

// Bytes writes the document. It returns ErrNotDrawn if a page could not be written.
func (d *Document) Bytes() ([]byte, error) {
	var drawn bytes.Buffer
	if err := d.pdf.Output(&drawn); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotDrawn, err)
	}
	whole, err := d.finish(drawn.Bytes())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotDrawn, err)
	}
	return whole, nil
}
