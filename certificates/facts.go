package certificates

import (
	"strings"
	"time"
	"unicode"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/text/unicode/norm"

	"aula/accounts"
	"aula/courses"
	"aula/organisations"
)

// How a course was held, and what it ended with.
const (
	SelfStudy = "self_study"
	Webinar   = "webinar" // live, nothing beside it
	Mixed     = "mixed"   // live and in self-study

	Passed    = "passed"    // a quiz was part of it
	Present   = "present"   // nothing but presence was asked for
	Completed = "completed" // read to the end
)

// Facts are what a certificate states, copied when it is issued.
type Facts struct {
	Given     string    `json:"given"`
	Family    string    `json:"family"`
	Find      string    `json:"find"` // family and given name as they are searched for
	Employer  Employer  `json:"employer,omitzero"`
	Course    string    `json:"course"`
	Slug      string    `json:"slug"`
	Edition   string    `json:"edition,omitempty"`
	Hours     float64   `json:"hours"`
	Attended  float64   `json:"attended"`
	Started   time.Time `json:"started"`
	Completed time.Time `json:"completed"`
	Expires   string    `json:"expires,omitempty"` // the last day on which it holds, "2028-11-28"; empty: for ever
	Mode      string    `json:"mode"`
	Outcome   string    `json:"outcome"`
	Level     string    `json:"level,omitempty"`
	Skills    []string  `json:"skills,omitempty"` // "framework:code", the framework with its version
	Issuer    Issuer    `json:"issuer"`
}

// Issuer is the centre as it was when it issued the certificate.
type Issuer struct {
	Name          string `json:"name"`
	IPA           string `json:"ipa,omitempty"`
	Address       string `json:"address"` // of the academy, without a slash at the end
	Signatory     string `json:"signatory,omitempty"`
	SignatoryRole string `json:"signatory_role,omitempty"`
}

// Name is given and family name.
func (f Facts) Name() string { return strings.TrimSpace(f.Given + " " + f.Family) }

// collect copies what the certificate of a completed enrolment states.
func collect(tx core.App, e *courses.Enrolment, c *courses.Course, p *accounts.Person) (Facts, error) {
	required, err := courses.RequirementsOf(tx, c.Id)
	if err != nil {
		return Facts{}, err
	}
	centre, err := organisations.CentreOf(tx)
	if err != nil {
		return Facts{}, err
	}
	mode, outcome := kind(required)
	f := Facts{
		Course: c.Title(), Slug: c.Slug(), Level: c.Level(), Skills: c.Skills(),
		Hours: c.Hours(), Attended: c.Hours(),
		Started: e.Started().UTC(), Completed: e.Completed().UTC(), Mode: mode, Outcome: outcome,
		Issuer: issuer(tx, centre), Expires: lastDay(e.Completed(), c.Validity()),
	}
	if f.Edition, err = editionTitle(tx, e.Edition()); err != nil {
		return Facts{}, err
	}
	if f.Employer, err = employerOf(tx, e); err != nil {
		return Facts{}, err
	}
	f.name(p.Given(), p.Family())
	if f.Name() == "" {
		f.name(p.Name(), "")
	}
	return f, nil
}

// kind says how a course that asks for this is held, and what it ends with.
func kind(required []courses.Requirement) (mode, outcome string) {
	asked := map[string]bool{}
	for _, r := range required {
		asked[r.Kind] = true
	}
	mode, outcome = SelfStudy, Completed
	if asked[courses.PresenceKind] {
		mode, outcome = Webinar, Present
		if asked[courses.LessonKind] || asked[courses.QuizKind] {
			mode, outcome = Mixed, Completed
		}
	}
	if asked[courses.QuizKind] {
		outcome = Passed
	}
	return mode, outcome
}

// issuer is the centre as it is now.
func issuer(app core.App, c *organisations.Centre) Issuer {
	return Issuer{Name: c.Name, IPA: c.IPA, Address: address(app, c), Signatory: c.Signatory, SignatoryRole: c.SignatoryRole}
}

// address is where the academy is reached.
func address(app core.App, centre *organisations.Centre) string {
	if centre.URL != "" {
		return centre.URL
	}
	return strings.TrimRight(app.Settings().Meta.AppURL, "/")
}

func (f *Facts) name(given, family string) {
	f.Given, f.Family = accounts.NormaliseName(given), accounts.NormaliseName(family)
	f.Find = findable(f.Family + " " + f.Given)
}

// findable writes a name as it is searched for: small letters without accents, one space between words.
func findable(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case unicode.Is(unicode.M, r):
		case r == '’' || r == '‘' || r == '`':
			b.WriteRune('\'')
		default:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
