package documents

import (
	"strconv"
	"strings"
	"time"

	"aula/locales"
)

// Certificate is what an attestato says. It holds finished facts; their wording comes from the locale.
type Certificate struct {
	Number  string // "2026/000123"
	Code    string // of verification, in groups
	Address string // where anyone verifies it, code included
	Issued  time.Time

	Name     string
	Employer Employer // of the person; the zero one: none is named

	Course             string
	Edition            string // empty in self-study
	Hours              float64
	Attended           float64 // shown where it differs from Hours
	Started, Completed time.Time
	Expires            time.Time // on its last day; zero: it holds for ever
	Mode               string    // self_study, webinar, mixed, classroom or blended
	Outcome            string    // completed, passed or present
	Level              string    // of the course
	Skills             []Skill   // that the course is about

	Issuer        string
	IPA           string // the issuer's code in the index of public administrations; may be empty
	Signatory     string // who answers for it; may be empty
	SignatoryRole string
	Replaces      string // number of the certificate that this one corrects; may be empty
	Logo          *Picture
	Sample        bool // shows what certificates look like, and certifies nothing
}

// Skill is a competence of a framework in a version: {"digcomp-2.2", "2.6"}.
type Skill struct{ Framework, Code string }

// ParseSkill reads "framework:code".
func ParseSkill(s string) (skill Skill, ok bool) {
	framework, code, ok := strings.Cut(s, ":")
	return Skill{framework, code}, ok && framework != "" && code != ""
}

// DrawCertificate draws c on one page in one of the academy's languages, Italian if it is none. The same values
// give the same bytes. It returns ErrTooLong if the address does not fit in a QR code.
func DrawCertificate(language string, c Certificate) ([]byte, error) {
	l := locales.For(language)
	d := New(Options{
		Title:     l.T("certificate.title."+outcome(c)) + " " + c.Number + ": " + c.Course,
		Author:    c.Issuer,
		Subject:   c.Name,
		Language:  l.Tag(),
		Made:      c.Issued,
		Landscape: true,
	})
	d.Page()
	s := sheet{Document: d, l: l, c: c}
	if c.Sample {
		d.Watermark(l.T("certificate.sample"))
	}
	s.letterhead()
	s.statement()
	s.facts()
	s.competences()
	s.word()
	s.signatories()
	if err := s.verification(); err != nil {
		return nil, err
	}
	s.nature()
	return d.Bytes()
}

func outcome(c Certificate) string {
	switch c.Outcome {
	case "passed", "present":
		return c.Outcome
	}
	return "completed"
}

// labels are the facts of a certificate in words, in the order in which they are read.
func (s sheet) labels() [][2]string {
	l, c := s.l, s.c
	rows := [][2]string{
		{l.T("certificate.hours"), l.T("certificate.hours.value", "count", plain(c.Hours))},
		{l.T("certificate.period"), s.period()},
		{l.T("certificate.mode"), s.known("certificate.mode.", c.Mode)},
		{l.T("certificate.outcome"), l.T("certificate.outcome." + outcome(c))},
	}
	if c.Attended > 0 && c.Attended != c.Hours {
		rows[0][1] = l.T("certificate.hours.attended", "count", plain(c.Attended), "planned", l.Number(c.Hours))
	}
	if !c.Expires.IsZero() {
		rows = append(rows, [2]string{l.T("certificate.expires"), l.Date(c.Expires)})
	}
	if c.Edition != "" {
		rows = append(rows, [2]string{l.T("certificate.edition"), c.Edition})
	}
	return rows
}

// plain writes a number as plural rules read it: their library knows whole numbers and decimal texts only.
func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func (s sheet) period() string {
	from, to := s.l.Date(s.c.Started), s.l.Date(s.c.Completed)
	if s.c.Started.IsZero() || from == to {
		return to
	}
	return s.l.T("certificate.period.value", "from", from, "to", to)
}

// known says a value for which there may be a text; others are said as they are.
func (s sheet) known(prefix, value string) string {
	if value != "" && s.l.Has(prefix+value) {
		return s.l.T(prefix + value)
	}
	return value
}
