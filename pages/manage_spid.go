package pages

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/internal/audit"
	"aula/organisations"
)

// spidAddress is where administrators say who the academy is to SPID, and which providers it accepts.
const spidAddress = "/manage/spid"

// signInAddress is the tab below which it lies.
const signInAddress = "/manage/sign-in"

// manageSPIDView is what the academy is to SPID.
type manageSPIDView struct {
	manageFrame
	Form      *form
	Notice    string
	Missing   []spidMissing
	Entity    string // our name in SPID; empty while something is missing
	Metadata  string
	Ends      time.Time // of our certificate
	Providers []spidProviderRow
	Limit     int // of a metadata file, in MB
}

// spidMissing is what has to be filled before SPID works, and where.
type spidMissing struct{ Title, Address string }

// spidProviderRow is a provider, and whether its metadata are due for new ones.
type spidProviderRow struct {
	federation.Provider
	Ends      time.Time
	Over, Due bool
}

// dueBefore is how long before its end a provider's metadata are called due.
const dueBefore = 60 * 24 * time.Hour

func (s *site) bindManageSPID(root *router.RouterGroup[*core.RequestEvent]) {
	g := root.Group(spidAddress)
	g.BindFunc(s.managersOnly, s.allowedOnly(accounts.ManageSignIn))
	g.GET("", s.showManageSPID)
	g.POST("", s.saveManageSPID)
	g.POST("/providers", s.importProviders)
	g.POST("/providers/{id}/remove", s.removeProvider)
}

func (s *site) showManageSPID(e *core.RequestEvent) error {
	return s.manageSPID(e, http.StatusOK, nil)
}

// manageSPID shows the page; f is the form as it was typed, nil: as it is kept.
func (s *site) manageSPID(e *core.RequestEvent, status int, f *form) error {
	l := s.locale(e)
	centre, err := organisations.CentreOf(e.App)
	if err != nil {
		return err
	}
	v := &manageSPIDView{Form: f, Limit: providersLimit >> 20}
	v.manageFrame = s.newManageFrame(e, l.T("spid.manage_title"), signInAddress, Crumb{l.T("signin.title"), signInAddress}, Crumb{Title: l.T("spid.manage_title")})
	if f == nil || f.values == nil {
		v.Form = filled("town", centre.SPID.Town, "spid_mail", centre.SPID.Mail, "spid_phone", centre.SPID.Phone, "level", strconv.Itoa(int(federation.Level(centre))))
	}
	if f != nil && f.values == nil { // it was about the file
		v.Form.Problems, v.Form.locale, v.Form.named = f.Problems, f.locale, f.named
	}
	for _, field := range federation.Lacks(e.App, centre) {
		v.Missing = append(v.Missing, spidMissing{l.T(spidLabels[field].key), spidLabels[field].address})
	}
	if len(v.Missing) == 0 {
		us, err := s.options.Federation.Service(e.App, accounts.DoorkeeperOf(e.App).Now())
		if err != nil {
			return err
		}
		v.Entity, v.Ends, v.Metadata = us.EntityID, us.Certificate.NotAfter, us.Organisation.URL+federation.MetadataPath
	}
	if v.Providers, err = s.spidProviderRows(e); err != nil {
		return err
	}
	return s.render(e, status, "manage_spid", v)
}

// spidLabels are the texts of what may be missing, and the page where it is filled.
var spidLabels = map[string]struct{ key, address string }{
	"name": {"setup.name", "/manage/centre/identity"}, "ipa": {"setup.ipa", "/manage/centre/identity"}, "url": {"setup.url", "/manage/centre/addresses"},
	"town": {"spid.town", "#town"}, "spid_mail": {"spid.mail", "#spid_mail"},
}

func (s *site) spidProviderRows(e *core.RequestEvent) ([]spidProviderRow, error) {
	all, err := s.options.Federation.Providers(e.App)
	if err != nil {
		return nil, err
	}
	now := accounts.DoorkeeperOf(e.App).Now()
	var rows []spidProviderRow
	for _, p := range all {
		ends := p.CertificateEnds()
		if !p.Expires.IsZero() && p.Expires.Before(ends) {
			ends = p.Expires
		}
		rows = append(rows, spidProviderRow{Provider: p, Ends: ends, Over: p.Expired(now), Due: now.Add(dueBefore).After(ends)})
	}
	return rows, nil
}

func (s *site) saveManageSPID(e *core.RequestEvent) error {
	f := typed(e, "town", "spid_mail", "spid_phone", "level")
	f.named = map[string]string{"town": "spid.town", "spid_mail": "spid.mail", "spid_phone": "spid.phone", "level": "spid.level"}
	current, err := organisations.CentreOf(e.App)
	if err != nil {
		return err
	}
	centre := *current
	level, _ := strconv.Atoi(f.Value("level"))
	if !slices.Contains([]int{1, 2, 3}, level) {
		level = int(federation.Level(current))
	}
	centre.SPID = organisations.SPID{Town: f.Value("town"), Mail: f.Value("spid_mail"), Phone: f.Value("spid_phone"), Level: level}
	err = accounts.Audited(e, audit.CentreChanged.On(audit.Centre, "", "part", "spid"), func() error { return organisations.Save(e.App, centre) })
	if err != nil {
		status, err := f.take(e, s.locale(e), err, "town")
		if err != nil {
			return err
		}
		return s.manageSPID(e, status, f)
	}
	return back(e, withSaid(spidAddress, "centre_saved"))
}
