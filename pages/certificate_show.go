package pages

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/certificates"
	"aula/courses"
	"aula/internal/body"
	"aula/locales"
)

// certificateView is what anyone who has the code may see: no organisation, role or mark.
type certificateView struct {
	Frame
	Code, Number string
	Holds        bool
	Heading      string // what it is worth
	Words        string // and why
	Name         string
	Course       string
	Issuer, IPA  string
	Hours        float64
	Period       string
	Issued       time.Time
	LastDay      time.Time // zero: it holds for ever
	Renew        string    // address of the course, where its holder can renew it
	Replaces     string    // number of the one that it corrects
	Genuine      bool      // somebody has just checked its file
	MayDownload  bool
	Mine         bool // its holder looks at it
}

func (s *site) bindCertificates(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/certificates", s.findCertificate)
	root.POST("/certificates", s.checkCertificate).Bind(body.Limit(certificates.MaxFile + 1<<20)) // the form around the file
	root.GET("/certificates/{code}", s.openCertificate)
	manage := root.Group("/manage/certificates")
	manage.BindFunc(s.managersOnly, s.allowedOnly(accounts.SeeCertificates))
	manage.GET("", s.listCertificates)
	manage.GET("/{id}", s.editCertificate)
	manage.POST("/{id}/name", s.renameCertificate).BindFunc(s.allowedOnly(accounts.CorrectNames))
	manage.POST("/{id}/revocation", s.revokeCertificate).BindFunc(s.allowedOnly(accounts.RevokeCertificates))
	manage.POST("/{id}/reissue", s.reissueCertificate).BindFunc(s.allowedOnly(accounts.RevokeCertificates))
}

// unseen keeps pages that name people out of caches, search engines and other sites' logs.
func unseen(e *core.RequestEvent) {
	h := e.Response.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Referrer-Policy", "no-referrer")
}

// openCertificate shows the public page, or sends the file where the address ends in .pdf.
func (s *site) openCertificate(e *core.RequestEvent) error {
	unseen(e)
	typed, isFile := strings.CutSuffix(e.Request.PathValue("code"), ".pdf")
	c, err := certificates.FindByCode(e.App, typed)
	switch {
	case err != nil && isFile:
		return err
	case err != nil:
		return s.missCertificate(e, typed, err)
	case isFile:
		return s.downloadCertificate(e, c)
	}
	return s.showCertificate(e, c, false)
}

func (s *site) showCertificate(e *core.RequestEvent, c *certificates.Certificate, genuine bool) error {
	l := s.locale(e)
	links, err := certificates.LinksOf(e.App, c)
	if err != nil {
		return err
	}
	f := c.Facts()
	view := certificateView{
		Frame: s.newFrame(e, l.T("verify.state."+string(c.State()))), Code: c.Code(), Number: c.Number(), Holds: c.Holds(),
		Heading: l.T("verify.state." + string(c.State())), Words: standingOf(l, c, links),
		Name: f.Name(), Course: f.Course, Issuer: f.Issuer.Name, IPA: f.Issuer.IPA, Hours: f.Hours, Period: periodOf(l, f),
		Issued: c.Issued(), LastDay: f.LastDay(), Replaces: links.Replaces, Genuine: genuine, MayDownload: mayDownload(e, c),
	}
	user := person(e)
	view.Mine = user != nil && user.Id == c.User()
	if view.Mine && c.MayRenew(time.Now()) {
		view.Renew = courses.Address(f.Slug)
	}
	view.NoIndex = true
	view.Path = "/certificates/" + c.Code()
	view.Crumbs = []Crumb{{l.T("verify.title"), "/certificates"}, {Title: l.T("certificates.one", "number", c.Number())}}
	return s.render(e, http.StatusOK, "certificate_show", &view)
}

// standingOf says whether the certificate holds, and since when it no longer does.
func standingOf(l *locales.Locale, c *certificates.Certificate, links certificates.Links) string {
	if c.Holds() {
		return l.T("verify.holds")
	}
	return l.T("verify.ended."+string(c.State()), "date", l.Date(c.Ended()), "number", links.ReplacedBy)
}

func periodOf(l *locales.Locale, f certificates.Facts) string {
	from, to := l.Date(f.Started), l.Date(f.Completed)
	if f.Started.IsZero() || from == to {
		return to
	}
	return l.T("certificate.period.value", "from", from, "to", to)
}

func mayDownload(e *core.RequestEvent, c *certificates.Certificate) bool {
	if accounts.Allowed(e.Auth, accounts.SeeCertificates) {
		return true
	}
	user := person(e)
	return user != nil && c.User() == user.Id
}

// downloadCertificate sends the file to its holder and to staff, drawing it where the queue has not yet.
func (s *site) downloadCertificate(e *core.RequestEvent, c *certificates.Certificate) error {
	if !mayDownload(e, c) {
		if person(e) == nil {
			return errSignInFirst
		}
		return e.ForbiddenError("", nil)
	}
	press, err := certificates.PressOf(e.App)
	if err != nil {
		return err
	}
	file, err := press.PDF(e.App, c)
	if err != nil {
		if errors.Is(err, certificates.ErrDamaged) {
			e.App.Logger().Error("stored certificate is damaged", "certificate", c.Id, "error", err)
		}
		return err
	}
	name := strings.ReplaceAll(c.Number(), "/", "-")
	e.Response.Header().Set("Content-Disposition", `attachment; filename="attestato-`+name+`.pdf"`)
	return e.Blob(http.StatusOK, "application/pdf", file)
}
