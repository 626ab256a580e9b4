package certificates_test

import (
	"bytes"
	"os"

	"github.com/jung-kurt/gofpdf"
	"github.com/skip2/go-qrcode"

	"aula/internal/documents"
)

// bare draws the page of a certificate as anyone would with gofpdf alone: nothing merged, nothing tagged.
func bare(fonts [][]byte, c documents.Certificate) ([]byte, error) {
	pdf := gofpdf.New("L", "mm", "A4", "")
	for i, name := range []string{"regular", "semibold", "bold"} {
		pdf.AddUTF8FontFromBytes(name, "", fonts[i])
	}
	pdf.AddPage()
	pdf.SetFillColor(0, 102, 204)
	pdf.Rect(0, 0, 297, 4, "F")
	for i, text := range []string{
		c.Issuer, "Codice IPA " + c.IPA, "N. " + c.Number, "Rilasciato il 22 novembre 2026", "Attestato di frequenza con verifica finale",
		"Si attesta che", c.Name, "ha frequentato il corso e superato la verifica finale", c.Course, "Durata", "2,5 ore", "Periodo",
		"dal 3 novembre 2026 al 22 novembre 2026", "Modalità", "online, in autoapprendimento", "Esito", "verifica finale superata",
		"Competenze trattate: DigComp 2.2, livello base", "2.6 Gestire l’identità digitale", c.SignatoryRole, c.Signatory,
		"Come si verifica questo attestato", "Inquadra il codice QR, oppure apri la pagina e scrivi il codice di verifica.", c.Address, c.Code,
		"Questo attestato documenta la partecipazione a un’attività di formazione. Non è un titolo di studio, né una qualifica professionale, né una certificazione delle competenze.",
	} {
		pdf.SetFont([]string{"regular", "semibold", "bold"}[i%3], "", 11)
		pdf.SetXY(20, 12+float64(i)*6)
		pdf.MultiCell(250, 5, text, "", "L", false)
	}
	code, err := qrcode.New(c.Address, qrcode.Medium)
	if err != nil {
		return nil, err
	}
	pdf.SetFillColor(0, 0, 0)
	for y, row := range code.Bitmap() {
		for x, dark := range row {
			if dark {
				pdf.Rect(240+float64(x)*0.6, 160+float64(y)*0.6, 0.6, 0.6, "F")
			}
		}
	}
	var file bytes.Buffer
	err = pdf.Output(&file)
	return file.Bytes(), err
}

func readFonts() ([][]byte, error) {
	fonts := make([][]byte, 3)
	for i, name := range []string{"Regular", "SemiBold", "Bold"} {
		var err error
		if fonts[i], err = os.ReadFile("../internal/documents/fonts/TitilliumWeb-" + name + ".ttf"); err != nil {
			return nil, err
		}
	}
	return fonts, nil
}
