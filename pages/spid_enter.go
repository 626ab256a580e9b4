package pages

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/accounts/spid"
	"aula/organisations"
)

// bindSPID adds what SPID's providers and their browsers ask of us.
func (s *site) bindSPID(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET(federation.MetadataPath, s.showSPIDMetadata)
	root.GET(federation.EnterPath, s.enterSPID)
	root.POST(federation.AssertionsPath, s.takeSPIDAnswer)
	root.GET(federation.LogoutPath, s.takeSPIDLogout)
	root.POST(federation.LogoutPath, s.takeSPIDLogout)
}

// spidChoice is a provider as people choose it.
type spidChoice struct {
	Name, Address string
	Demo          bool
}

// spidChoices are the providers in random order, as AgID wants it: none comes first. There are none until the centre has said who it is.
// to is what their addresses add: where to go afterwards, or that the identity is for the own account.
func (s *site) spidChoices(e *core.RequestEvent, to url.Values) ([]spidChoice, error) {
	centre, err := organisations.CentreOf(e.App)
	if err != nil || len(federation.Lacks(e.App, centre)) > 0 {
		return nil, err
	}
	all, err := s.options.Federation.Providers(e.App)
	if err != nil {
		return nil, err
	}
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var choices []spidChoice
	for _, p := range all {
		choices = append(choices, spidChoice{p.Name, spidEnterAddress(p.ID, to), p.Demo})
	}
	return choices, nil
}

// enterSPID sends a browser to the provider that its person has chosen.
func (s *site) enterSPID(e *core.RequestEvent) error {
	e.Response.Header().Set("Cache-Control", "no-store")
	if at, elsewhere := elsewhere(e); elsewhere {
		return e.Redirect(http.StatusFound, at)
	}
	next, account, err := wanted(e)
	if err != nil {
		return err
	}
	if err := accounts.Take(e.App, accounts.TryProvider, "", e.RealIP()); err != nil {
		return err
	}
	p, err := s.options.Federation.Provider(e.App, e.Request.URL.Query().Get("provider"))
	if errors.Is(err, federation.ErrNoProvider) {
		return errNoPage
	}
	if err != nil {
		return err
	}
	centre, err := organisations.CentreOf(e.App)
	if err != nil {
		return err
	}
	now := accounts.DoorkeeperOf(e.App).Now()
	us, err := s.options.Federation.Service(e.App, now)
	if err != nil {
		return s.refuseSPID(e, federation.Departure{}, err)
	}
	ask, err := us.Request(p.Provider, federation.Level(centre), spid.Minimum, now, "")
	if err != nil {
		return s.refuseSPID(e, federation.Departure{Next: next, Person: account}, err)
	}
	s.depart(e, ask.ID, federation.Departure{
		Kind: accounts.BySPID, Provider: p.EntityID, Next: next, Person: account, Memory: ask, Question: ask.Sending.XML,
	})
	return s.sendSPID(e, ask.Sending)
}

// elsewhere tells whether the academy is read at another address than its public one, and what the address is there: the answer will come to
// the public one, where a cookie of this one does not count.
func elsewhere(e *core.RequestEvent) (address string, is bool) {
	public, err := url.Parse(e.App.Settings().Meta.AppURL)
	if err != nil || public.Host == "" || public.Host == e.Request.Host || e.Request.URL.Query().Has("moved") {
		return "", false
	}
	at := *e.Request.URL
	query := at.Query()
	query.Set("moved", "1") // a proxy that changes the Host header must not send anybody round for ever
	at.Scheme, at.Host, at.RawQuery = public.Scheme, public.Host, query.Encode()
	return at.String(), true
}

// carryView is a message that a browser takes to a provider by a button.
type carryView struct {
	Frame
	Address string
	Fields  []spid.Field
}

// sendSPID sends a browser with a message to a provider.
func (s *site) sendSPID(e *core.RequestEvent, m spid.Sending) error {
	if m.Binding == spid.Redirect {
		return e.Redirect(http.StatusFound, m.URL)
	}
	h := e.Response.Header()
	h.Set("Cache-Control", "no-store")
	allowForms(h, originOf(m.URL))
	return s.render(e, http.StatusOK, "spid_carry", &carryView{s.newFrame(e, s.locale(e).T("spid.carry_title")), m.URL, m.Fields})
}

// originOf is scheme and host of an address, "" if it has none.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// allowForms lets the forms of this page lead to another site, too.
func allowForms(h http.Header, origin string) {
	const own = "form-action 'self'"
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), own, own+" "+origin, 1))
}
