package documents

import "strings"

// Employer is the organisation that employed the person. All but its name may be empty.
type Employer struct {
	Name          string
	Text          string // what it wants said
	Signatory     string // who answers for it
	SignatoryRole string
	Logo          *Picture
}

func (e Employer) signs() bool { return e.Signatory != "" || e.SignatoryRole != "" }

// kinds are the words with which names of bodies begin and that take another article: "dipendente dell’Unione".
var kinds = map[string]string{
	"comune": "m", "consorzio": "m", "parco": "m", "ministero": "m", "municipio": "m", "centro": "m",
	"città": "f", "provincia": "f", "regione": "f", "comunità": "f", "camera": "f", "fondazione": "f", "prefettura": "f", "casa": "f",
	"unione": "v", "azienda": "v", "agenzia": "v", "università": "v", "istituto": "v", "ente": "v", "autorità": "v", "ufficio": "v",
}

// employed says for whom the person works.
func (s sheet) employed() string {
	name := strings.Join(strings.Fields(s.c.Employer.Name), " ")
	if name == "" {
		return ""
	}
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	kind, ok := kinds[first]
	if !ok {
		kind = "other"
	}
	return s.l.T("certificate.employed."+kind, "name", name)
}

// word is what the employer wants said, beside the competences.
func (s sheet) word() {
	if s.c.Employer.Text == "" {
		return
	}
	box := Box{edge, skillsTop, inner, 4.5}
	if len(s.c.Skills) > 0 {
		box.X += s.skillsBox().W + 8
		box.W = edge + inner - box.X
	}
	box.Y += s.Text(Paragraph, labelStyle, box, s.c.Employer.Name)
	box.H = bandTall - 4.5
	s.Text(Paragraph, Style{Size: 10, Least: 5, Colour: Night, Leading: 1.25}, box, s.c.Employer.Text)
}

// skillsBox is the room of the label of the competences: narrower where the employer has a word.
func (s sheet) skillsBox() Box {
	box := Box{edge, skillsTop, inner, 4.5}
	if s.c.Employer.Text != "" {
		box.W = inner*0.46 - 4
	}
	return box
}
