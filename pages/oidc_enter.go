package pages

import (
	"errors"
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/accounts/oidc"
)

// bindOIDC adds the way to an OpenID provider and back.
func (s *site) bindOIDC(root *router.RouterGroup[*core.RequestEvent]) {
	root.GET("/oidc/enter", s.enterByOIDC)
	root.GET(federation.OIDCCallback, s.comeBackByOIDC)
}

// leaving reads of a link to a provider for whom an identity is wanted. gone tells that the answer is written: the academy is read at another
// address than its public one, where the answer will come to.
func (s *site) leaving(e *core.RequestEvent, d *federation.Departure) (gone bool, err error) {
	e.Response.Header().Set("Cache-Control", "no-store")
	if at, elsewhere := elsewhere(e); elsewhere {
		return true, e.Redirect(http.StatusFound, at)
	}
	if d.Next, d.Person, err = wanted(e); err != nil {
		return false, err
	}
	return false, accounts.Take(e.App, accounts.TryProvider, "", e.RealIP())
}

// enterByOIDC sends the browser to a provider. It is a link, not a form: Chromium holds a form's policy against where it is sent on to.
func (s *site) enterByOIDC(e *core.RequestEvent) error {
	p, err := federation.FindOIDC(e.App, e.Request.URL.Query().Get("provider"))
	if err != nil {
		return err
	}
	d := federation.Departure{Kind: accounts.ByOIDC, Provider: p.Id}
	if gone, err := s.leaving(e, &d); gone || err != nil {
		return err
	}
	at, err := p.Speak(e.App, s.options.Vault, home(e))
	var start oidc.Start
	if err == nil {
		start, err = at.Begin(e.Request.Context(), accounts.DoorkeeperOf(e.App).Now())
	}
	if err != nil {
		return s.refuseOIDC(e, p, d, err)
	}
	d.Memory = start.Remembered
	s.depart(e, start.State, d)
	return e.Redirect(http.StatusFound, start.Address)
}

// comeBackByOIDC takes a provider's answer from the browser that asked. It counts once, whatever it says.
func (s *site) comeBackByOIDC(e *core.RequestEvent) error {
	e.Response.Header().Set("Cache-Control", "no-store")
	e.Response.Header().Set("Referrer-Policy", "no-referrer") // the address has the code
	query, desk := e.Request.URL.Query(), federation.DeskOf(e.App)
	state := query.Get("state")
	d, err := desk.ExpectedBy(state, browserSecret(e))
	if err != nil || d.Kind != accounts.ByOIDC {
		return s.refuseOIDC(e, nil, federation.Departure{}, oidc.Mismatch)
	}
	p, err := federation.FindOIDC(e.App, d.Provider)
	if err != nil {
		desk.Forget(state)
		return err
	}
	var a federation.Arrival
	at, err := p.Speak(e.App, s.options.Vault, home(e))
	if err == nil {
		a, err = p.Finish(e.Request.Context(), at, d, query, accounts.DoorkeeperOf(e.App).Now())
	}
	if err != nil {
		desk.Forget(state)
		return s.refuseOIDC(e, p, d, err)
	}
	if err := s.arrive(e, state, a); !errors.Is(err, federation.ErrNoDeparture) {
		return err
	}
	return s.refuseOIDC(e, p, d, oidc.Mismatch) // the same answer came twice at once
}

// refuseOIDC says why nobody came in. What somebody must look into goes into the log.
func (s *site) refuseOIDC(e *core.RequestEvent, p *federation.OIDCProvider, d federation.Departure, err error) error {
	code := oidc.CodeOf(err)
	v := refusal{What: string(code), Next: d.Next, Owner: d.Person}
	if p != nil {
		v.Name = p.Name()
		v.Retry = oidcAddress(p.Id, v.again())
	}
	if code != oidc.Denied && code != oidc.Mismatch && code != oidc.Expired && p != nil {
		e.App.Logger().Warn("sign-in by provider refused", "provider", p.Id, "error", err)
	}
	return s.refuseWay(e, v)
}

// home is the academy's public address, as providers know it.
func home(e *core.RequestEvent) string { return strings.TrimRight(e.App.Settings().Meta.AppURL, "/") }
