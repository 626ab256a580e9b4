package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jung-kurt/gofpdf"
	"github.com/skip2/go-qrcode"

	"aula/internal/documents"
	"aula/locales"
)

// plainPage draws the texts of a certificate, its lines and its QR code with gofpdf alone, as its own examples
// do: the same three faces, the same sizes, one rectangle for each dark module. It is neither tagged nor
// signed, measures no text but where the library does, and is stored nowhere.
type plainPage struct {
	regular, semibold, bold []byte
	l                       *locales.Locale
}

func newPlainPage(root string) (*plainPage, error) {
	p := &plainPage{l: locales.For("it")}
	for _, face := range []struct {
		name string
		file *[]byte
	}{{"Regular", &p.regular}, {"SemiBold", &p.semibold}, {"Bold", &p.bold}} {
		file, err := os.ReadFile(filepath.Join(root, "internal", "documents", "fonts", "TitilliumWeb-"+face.name+".ttf"))
		if err != nil {
			return nil, err
		}
		*face.file = file
	}
	return p, nil
}

func (p *plainPage) draw(c documents.Certificate) ([]byte, error) {
	pdf := gofpdf.New("L", "mm", "A4", "")
	pdf.SetCreationDate(c.Issued)
	pdf.SetTitle(c.Course, true)
	pdf.SetAuthor(c.Issuer, true)
	pdf.SetSubject(c.Name, true)
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes("regular", "", p.regular)
	pdf.AddUTF8FontFromBytes("semibold", "", p.semibold)
	pdf.AddUTF8FontFromBytes("bold", "", p.bold)
	pdf.AddPage()
	for _, t := range p.texts(c) {
		pdf.SetFont(t.face, "", t.size)
		pdf.SetXY(t.x, t.y)
		pdf.MultiCell(t.width, t.size*0.44, t.text, "", t.align, false)
	}
	pdf.SetFillColor(0, 102, 204)
	pdf.Rect(0, 0, 297, 4, "F")
	pdf.Rect(112, 158.5, 1, 34, "F")
	pdf.Line(20, 34, 277, 34)
	pdf.Line(20, 115, 277, 115)
	if err := drawCode(pdf, c.Address); err != nil {
		return nil, err
	}
	var file bytes.Buffer
	err := pdf.Output(&file)
	return file.Bytes(), err
}

func drawCode(pdf *gofpdf.Fpdf, content string) error {
	code, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		return err
	}
	modules := code.Bitmap()
	unit := 30 / float64(len(modules))
	pdf.SetFillColor(0, 0, 0)
	for y, row := range modules {
		for x, dark := range row {
			if dark {
				pdf.Rect(245+float64(x)*unit, 160.5+float64(y)*unit, unit, unit, "F")
			}
		}
	}
	return nil
}

// placed is a text and where it stands, in millimetres.
type placed struct {
	face              string
	size, x, y, width float64
	align, text       string
}

func (p *plainPage) texts(c documents.Certificate) []placed {
	t := p.l.T
	texts := []placed{
		{"semibold", 14, 20, 15, 180, "L", c.Issuer},
		{"regular", 8.5, 20, 24, 180, "L", t("certificate.ipa", "code", c.IPA)},
		{"semibold", 11, 207, 16, 70, "R", t("certificate.number", "number", c.Number)},
		{"regular", 8.5, 207, 22, 70, "R", t("certificate.issued", "date", p.l.Date(c.Issued))},
		{"bold", 25, 20, 42, 257, "L", t("certificate.title.passed")},
		{"regular", 12, 20, 54, 257, "L", t("certificate.attests")},
		{"bold", 38, 20, 61, 257, "L", c.Name},
		{"regular", 11, 20, 78, 257, "L", "istruttrice amministrativa, " + c.Employer.Name},
		{"regular", 12, 20, 86, 257, "L", t("certificate.verb.passed")},
		{"semibold", 22, 20, 93, 257, "L", c.Course},
		{"regular", 8.5, 20, 134, 257, "L", t("certificate.skills") + ": " + t("framework.digcomp-2.2")},
		{"regular", 9.5, 20, 161, 82, "L", c.SignatoryRole},
		{"semibold", 13, 20, 167, 82, "L", c.Signatory},
		{"semibold", 10, 119, 162, 120, "L", t("certificate.check")},
		{"regular", 9, 119, 168, 120, "L", t("certificate.check.how")},
		{"semibold", 9, 119, 177, 120, "L", c.Address},
		{"bold", 14, 119, 183, 120, "L", c.Code},
		{"regular", 7.5, 20, 194.5, 257, "L", t("certificate.nature")},
	}
	facts := [][2]string{
		{t("certificate.hours"), t("certificate.hours.value", "count", strconv.FormatFloat(c.Hours, 'f', -1, 64))},
		{t("certificate.period"), t("certificate.period.value", "from", p.l.Date(c.Started), "to", p.l.Date(c.Completed))},
		{t("certificate.mode"), t("certificate.mode.self_study")},
		{t("certificate.outcome"), t("certificate.outcome.passed")},
	}
	for i, fact := range facts {
		x := 20 + 64*float64(i)
		texts = append(texts, placed{"regular", 8.5, x, 117.5, 60, "L", fact[0]}, placed{"semibold", 11, x, 121.7, 60, "L", fact[1]})
	}
	for i, skill := range c.Skills {
		texts = append(texts, placed{"regular", 10, 20 + 130*float64(i%2), 139 + 4.5*float64(i/2), 126, "L", skill.Code + " " + t("skill."+skill.Framework+"."+skill.Code)})
	}
	return texts
}

// sample is what both sides draw.
func sample() documents.Certificate {
	day := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	return documents.Certificate{
		Number: "2026/000123", Code: "K7QX-2M4P-9RWT-5HVC-3DJN", Address: "https://academy.example.org/certificates/K7QX-2M4P-9RWT-5HVC-3DJN",
		Issued: day, Name: "Ada Bianchi", Employer: documents.Employer{Name: "Comune di Esempio"},
		Course: "SPID e CIE", Hours: 1.5, Started: day.AddDate(0, 0, -12), Completed: day, Mode: "self_study", Outcome: "passed", Level: "base",
		Skills: []documents.Skill{{Framework: "digcomp-2.2", Code: "2.3"}, {Framework: "digcomp-2.2", Code: "2.6"}, {Framework: "digcomp-2.2", Code: "4.2"}},
		Issuer: "Centro di competenza digitale", IPA: "c_a000", Signatory: "Rita Neri", SignatoryRole: "La responsabile del centro",
	}
}
