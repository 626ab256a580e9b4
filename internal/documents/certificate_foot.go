package documents

import "strings"

// signatory names who answers for the certificate, above a line of their own.
func (s sheet) signatory() {
	if s.c.Signatory == "" && s.c.SignatoryRole == "" {
		return
	}
	box := Box{edge, footTop + 3, 82, 12}
	box.Y += s.Text(Paragraph, Style{Size: 9.5, Least: 7, Colour: Slate, Leading: 1.2, Lines: 2}, box, s.c.SignatoryRole)
	s.Text(Paragraph, Style{Face: SemiBold, Size: 13, Least: 8, Colour: Night, Leading: 1.2, Lines: 2}, Box{edge, box.Y + 0.5, box.W, 12}, s.c.Signatory)
}

// verification says how anyone finds out whether the certificate holds.
func (s sheet) verification() error {
	panel := Box{edge + 92, footTop, inner - 92, footTall}
	s.Rectangle(panel, Mist)
	s.Rectangle(Box{panel.X, panel.Y, 1, panel.H}, Blue)
	side := footTall - 4
	qr := Box{panel.X + panel.W - side - 2, panel.Y + 2, side, side}
	text := Box{panel.X + 7, panel.Y + 4, panel.W - side - 14, 6}
	head := Style{Face: SemiBold, Size: 10, Least: 7, Colour: Night, Lines: 1}
	text.Y += s.Text(Heading, head, text, s.l.T("certificate.check")) + 0.5
	text.H = 9
	text.Y += s.Text(Paragraph, Style{Size: 9, Least: 6.5, Colour: Slate, Leading: 1.2, Lines: 2}, text, s.l.T("certificate.check.how")) + 0.5
	text.H = 5
	page, _, _ := strings.Cut(s.c.Address, s.c.Code)
	text.Y += s.Link(Style{Face: SemiBold, Size: 9, Least: 5, Colour: Blue, Lines: 1}, text, strings.TrimSuffix(page, "/"), s.c.Address) + 0.8
	code := Style{Face: Bold, Size: 14, Least: 8, Colour: Night, Lines: 1}
	s.Text(Paragraph, code, Box{text.X, text.Y, text.W, 7}, s.c.Code)
	return s.QR(qr, s.c.Address, s.l.T("certificate.qr"))
}

// nature says plainly what the paper is and what it is not.
func (s sheet) nature() {
	style := Style{Size: 7.5, Least: 6, Colour: Slate, Leading: 1.25}
	s.Text(Paragraph, style, Box{edge, footTop + footTall + 2, inner, 8}, s.l.T("certificate.nature"))
}
