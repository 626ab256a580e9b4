package certificates

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/documents"
	"aula/locales"
	"aula/organisations"
)

// Sample draws in a language what a certificate of an organisation's people looks like, with a logo or nil: of nobody, about nothing, without
// a code, and signed by nobody. It returns documents.ErrPicture for a logo that cannot be drawn.
func (p *Press) Sample(app core.App, language string, o organisations.Facts, logo []byte, now time.Time) ([]byte, error) {
	centre, err := organisations.CentreOf(app)
	if err != nil {
		return nil, err
	}
	l := locales.For(language)
	page := Facts{
		Given: l.T("certificate.sample.name"), Course: l.T("certificate.sample.course"), Hours: 4, Attended: 4,
		Started: now.AddDate(0, 0, -20), Completed: now, Mode: SelfStudy, Outcome: Passed, Level: "base",
		Skills: []string{"digcomp-2.2:2.3", "digcomp-2.2:2.6", "digcomp-2.2:4.2"}, Issuer: issuer(app, centre), Employer: employer(o, centre),
	}.page()
	page.Sample, page.Issued, page.Code = true, now, "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX"
	page.Address = address(app, centre) + "/certificates"
	if page.Logo, err = p.logos.centre(app); err != nil {
		return nil, err
	}
	if logo != nil && !isCentre(o.IPA, centre) {
		if page.Employer.Logo, err = documents.NewPicture(logo); err != nil {
			return nil, err
		}
	}
	return documents.DrawCertificate(language, page)
}
