package documents

import (
	"strings"

	"aula/locales"
)

// sheet is the one page of a certificate, A4 lying.
type sheet struct {
	*Document
	l *locales.Locale
	c Certificate
}

// The page's lines, in millimetres.
const (
	edge      = 20.0  // left and right margin
	inner     = 257.0 // between the margins
	headTop   = 13.0
	headTall  = 17.0
	bodyTop   = 38.0
	factsTop  = 117.5
	skillsTop = 134.0
	bandTall  = footTop - 3 - skillsTop // of the competences and the employer's word
	footTop   = 158.5
	footTall  = 34.0
)

var (
	labelStyle = Style{Size: 8.5, Colour: Slate, Lines: 1}
	valueStyle = Style{Face: SemiBold, Size: 11, Least: 7, Colour: Night, Leading: 1.15}
	smallStyle = Style{Size: 8.5, Colour: Slate, Leading: 1.25}
)

// letterhead says who issues it, and which number it bears. The employer's logo stands beside the issuer's.
func (s sheet) letterhead() {
	s.Rectangle(Box{0, 0, 297, 4}, Blue)
	x, right := edge, edge+185
	if s.c.Logo != nil {
		x += s.Picture(Box{edge, headTop, 60, headTall}, s.c.Logo, s.l.T("certificate.logo", "name", s.c.Issuer)) + 5
	}
	if s.c.Employer.Logo != nil {
		right -= s.c.Employer.Logo.Width(employerLogo) + 11
	}
	used := s.issuer(Box{x, headTop, right - x, 12})
	if s.c.Employer.Logo != nil {
		at := employerLogo
		at.X = x + used + 11
		s.Rectangle(Box{at.X - 6, headTop + 1, 0.3, headTall - 2}, Line)
		s.Picture(at, s.c.Employer.Logo, s.l.T("certificate.logo", "name", s.c.Employer.Name))
	}
	s.number()
	s.Rule(Box{edge, 34, inner, 0}, 0.3, Line)
}

// employerLogo is how much room the employer's logo has.
var employerLogo = Box{0, headTop, 48, headTall}

// issuer writes the name of who issues it, and returns the width that it takes.
func (s sheet) issuer(box Box) float64 {
	name := Style{Face: SemiBold, Size: 14, Least: 8, Colour: Night, Leading: 1.15, Lines: 2}
	tall, code := name.Height(box, s.c.Issuer), ""
	box.Y = headTop + (headTall-tall)/2
	if s.c.IPA != "" {
		code = s.l.T("certificate.ipa", "code", s.c.IPA)
		box.Y -= 2
	}
	s.Text(Paragraph, name, box, s.c.Issuer)
	s.Text(Paragraph, smallStyle, Box{box.X, box.Y + tall, box.W, 5}, code)
	return min(box.W, max(name.Width(s.c.Issuer), smallStyle.Width(code)))
}

// number says which certificate it is, and of which day.
func (s sheet) number() {
	right := Box{edge + 187, headTop + 2.4, 70, 6}
	number := Style{Face: SemiBold, Size: 11, Colour: Night, Align: Right, Lines: 1}
	which := s.l.T("certificate.number", "number", s.c.Number)
	if s.c.Sample {
		which = s.l.T("certificate.sample")
	}
	right.Y += s.Text(Paragraph, number, right, which)
	issued := smallStyle
	issued.Align = Right
	right.Y += s.Text(Paragraph, issued, right, s.l.T("certificate.issued", "date", s.l.Date(s.c.Issued)))
	if s.c.Replaces != "" {
		s.Text(Paragraph, issued, right, s.l.T("certificate.replaces", "number", s.c.Replaces))
	}
}

// statement is the sentence that certifies. It stands in the middle of the room between head and facts, and
// the course takes what the name leaves.
func (s sheet) statement() {
	joint := Style{Size: 12, Colour: Slate, Lines: 1}
	pieces := []piece{
		{Title, Style{Face: Bold, Size: 25, Least: 16, Colour: Blue, Lines: 1}, 12, s.l.T("certificate.title." + outcome(s.c)), 3},
		{Paragraph, joint, 6, s.l.T("certificate.attests"), 1.5},
		{Paragraph, Style{Face: Bold, Size: 38, Least: 12, Colour: Night, Leading: 1.12, Lines: 2}, 17, s.c.Name, 2},
		{Paragraph, Style{Size: 13, Least: 7, Colour: Night, Lines: 1}, 7, s.employed(), 1.5},
		{Paragraph, joint, 6, s.l.T("certificate.verb." + outcome(s.c)), 1.5},
		{Heading, Style{Face: SemiBold, Size: 22, Least: 8, Colour: Night, Leading: 1.15, Lines: 3}, 19, s.c.Course, 0},
	}
	tall := -pieces[len(pieces)-1].after
	for _, p := range pieces {
		tall += p.height(inner)
	}
	y := bodyTop + max(0, (factsTop-5-bodyTop-tall)/2)
	for _, p := range pieces {
		s.Text(p.role, p.style, Box{edge, y, inner, p.room}, p.text)
		y += p.height(inner)
	}
}

// piece is a text in a column of texts: how much room it may take, and the space behind it.
type piece struct {
	role  Role
	style Style
	room  float64
	text  string
	after float64
}

// height is nothing for an empty text.
func (p piece) height(width float64) float64 {
	if p.text == "" {
		return 0
	}
	return p.style.Height(Box{W: width, H: p.room}, p.text) + p.after
}

// facts stand side by side, each under its label.
func (s sheet) facts() {
	rows := s.labels()
	s.Rule(Box{edge, factsTop - 2.5, inner, 0}, 0.3, Line)
	weights := make([]float64, len(rows))
	total := 0.0
	for i, row := range rows {
		weights[i] = max(26, min(90, max(valueStyle.Width(row[1]), labelStyle.Width(row[0]))+6))
		total += weights[i]
	}
	x := edge
	for i, row := range rows {
		width := weights[i] * inner / total
		s.Text(Paragraph, labelStyle, Box{x, factsTop, width - 5, 4.5}, row[0])
		s.Text(Paragraph, valueStyle, Box{x, factsTop + 4.2, width - 5, 10}, row[1])
		x += width
	}
}

// competences lists what the course is about: in columns where they are few and of one framework, otherwise one behind the other.
func (s sheet) competences() {
	groups := s.skills()
	if len(groups) == 0 {
		return
	}
	box := s.skillsBox()
	columns := 2
	if box.W < inner {
		columns = 1 // the employer's word stands beside them
	}
	style := Style{Size: 10, Least: 4.5, Colour: Night, Leading: 1.25}
	rows := (len(groups[0].names) + columns - 1) / columns
	if len(groups) == 1 && float64(rows)*style.line(style.Size) <= bandTall-box.H {
		box.Y += s.Text(Paragraph, labelStyle, box, s.l.T("certificate.skills.of", "framework", groups[0].head))
		style.Lines = 1
		for i, name := range groups[0].names {
			row, column := i%rows, i/rows
			cell := Box{edge + float64(column)*(inner/2+2), box.Y + float64(row)*style.line(style.Size), box.W / float64(columns), 0}
			s.Text(Paragraph, style, cell, name)
		}
		return
	}
	box.Y += s.Text(Paragraph, labelStyle, box, s.l.T("certificate.skills"))
	sentences := make([]string, len(groups))
	for i, g := range groups {
		sentences[i] = s.l.T("certificate.skills.list", "framework", g.head, "list", strings.Join(g.names, "; "))
	}
	box.H = footTop - 3 - box.Y
	s.Text(Paragraph, style, box, strings.Join(sentences, ". ")+".")
}

// group is a framework with the level and the competences of it.
type group struct {
	head  string
	names []string
}

// skills names the competences: "2.6 Gestire l'identità digitale". One without a name is its code alone.
func (s sheet) skills() []group {
	var groups []group
	at := map[string]int{}
	for _, skill := range s.c.Skills {
		i, ok := at[skill.Framework]
		if !ok {
			i = len(groups)
			at[skill.Framework] = i
			groups = append(groups, group{head: s.framework(skill.Framework)})
		}
		name := skill.Code
		if key := "skill." + skill.Framework + "." + skill.Code; s.l.Has(key) {
			name += " " + s.l.T(key)
		}
		groups[i].names = append(groups[i].names, name)
	}
	return groups
}

func (s sheet) framework(id string) string {
	name := s.known("framework.", id)
	if s.c.Level == "" {
		return name
	}
	return s.l.T("certificate.skills.level", "framework", name, "level", s.known("level.", s.c.Level))
}
