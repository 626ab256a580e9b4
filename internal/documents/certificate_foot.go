package documents

import "strings"

// signature is who answers for the certificate, and for whom.
type signature struct{ body, role, name string }

var (
	bodyStyle      = Style{Size: 8.5, Least: 6, Colour: Slate, Leading: 1.2, Lines: 2}
	roleStyle      = Style{Size: 9.5, Least: 7, Colour: Slate, Leading: 1.2, Lines: 2}
	signatoryStyle = Style{Face: SemiBold, Size: 13, Least: 8, Colour: Night, Leading: 1.2, Lines: 2}
)

// signatories name who answers for the certificate: for the issuer, and beside it for the employer.
func (s sheet) signatories() {
	employer := s.c.Employer
	if !employer.signs() {
		s.sign(Box{edge, footTop + 3, 82, 12}, signature{role: s.c.SignatoryRole, name: s.c.Signatory})
		return
	}
	all := []signature{{s.c.Issuer, s.c.SignatoryRole, s.c.Signatory}, {employer.Name, employer.SignatoryRole, employer.Signatory}}
	if all[0].role == "" && all[0].name == "" {
		all = all[1:]
	}
	s.sign(Box{edge, footTop, (s.panel().X - edge - 12) / 2, 9}, all...)
}

// sign writes signatures side by side from box on, the names on one line.
func (s sheet) sign(box Box, all ...signature) {
	bodies, roles := 0.0, 0.0
	for _, by := range all {
		bodies, roles = max(bodies, bodyStyle.Height(box, by.body)), max(roles, roleStyle.Height(box, by.role))
	}
	if bodies > 0 {
		bodies++
	}
	for _, by := range all {
		s.Text(Paragraph, bodyStyle, box, by.body)
		below := box
		below.Y += bodies
		s.Text(Paragraph, roleStyle, below, by.role)
		below.Y, below.H = below.Y+roles+0.5, 12
		s.Text(Paragraph, signatoryStyle, below, by.name)
		box.X += box.W + 6
	}
}

// panel is the room in which verification is explained. It makes way for a second signature.
func (s sheet) panel() Box {
	left := edge + 92
	if s.c.Employer.signs() {
		left = edge + 126
	}
	return Box{left, footTop, edge + inner - left, footTall}
}

// verification says how anyone finds out whether the certificate holds.
func (s sheet) verification() error {
	panel := s.panel()
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
