package pages

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/internal/audit"
)

// waysView is by whom people may be vouched for when they come in.
type waysView struct {
	manageFrame
	Providers []*federation.OIDCProvider
	Kinds     []federation.OIDCKind
	Callback  string // that providers are told
	Card      *federation.CNSState
	CardGone  bool // the folder cannot be read any more
}

// providerView is the form of a provider, a new one where Provider is nil.
type providerView struct {
	manageFrame
	Form     *form
	Provider *federation.OIDCProvider
	Kind     federation.OIDCKind
	Action   string
	Callback string
	People   int      // who came in by it
	Outcome  *outcome // of trying it out
}

var providerFields = []string{"name", "issuer", "client_id", "levels", "tax", "tax_claim", "scopes", "shown"}

// providerLabels are the texts above the fields of the form.
var providerLabels = map[string]string{
	"name": "provider.name", "issuer": "provider.issuer", "client_id": "provider.client_id", "client_secret": "provider.secret", "levels": "provider.levels",
	"tax_claim": "provider.tax_claim", "scopes": "provider.scopes",
}

func (s *site) bindManageSignIn(root *router.RouterGroup[*core.RequestEvent]) {
	m := root.Group(signInAddress)
	m.BindFunc(s.managersOnly, s.allowedOnly(accounts.ManageSignIn))
	m.GET("", s.listWaysIn)
	m.GET("/new", s.newProvider)
	m.POST("/new", s.addProvider)
	m.GET("/{provider}", s.editProvider)
	m.POST("/{provider}", s.changeProvider)
	m.POST("/{provider}/try", s.tryProvider)
	m.GET("/{provider}/remove", s.askRemoveProvider)
	m.POST("/{provider}/remove", s.dropProvider)
}

func (s *site) listWaysIn(e *core.RequestEvent) error {
	title := s.locale(e).T("signin.title")
	v := waysView{
		manageFrame: s.newManageFrame(e, title, signInAddress, Crumb{Title: title}), Kinds: federation.OIDCKinds, Callback: home(e) + federation.OIDCCallback,
	}
	var err error
	if v.Providers, err = federation.ListOIDC(e.App); err != nil {
		return err
	}
	if s.options.CNS != nil {
		state, err := s.options.CNS.State(accounts.DoorkeeperOf(e.App).Now())
		v.Card, v.CardGone = &state, err != nil
	}
	return s.render(e, http.StatusOK, "manage_sign_in", &v)
}

func (s *site) providerPage(e *core.RequestEvent, p *federation.OIDCProvider, kind federation.OIDCKind) *providerView {
	l := s.locale(e)
	title, action := l.T("provider.new_"+string(kind)), signInAddress+"/new"
	if p != nil {
		title, action = p.Name(), signInAddress+"/"+p.Id
	}
	frame := s.newManageFrame(e, title, signInAddress, Crumb{l.T("signin.title"), signInAddress}, Crumb{Title: title})
	return &providerView{manageFrame: frame, Form: &form{named: providerLabels}, Provider: p, Kind: kind, Action: action, Callback: home(e) + federation.OIDCCallback}
}

// newProvider shows a form with what is usual for the kind.
func (s *site) newProvider(e *core.RequestEvent) error {
	kind := federation.OIDCKind(e.Request.URL.Query().Get("kind"))
	if !slices.Contains(federation.OIDCKinds, kind) {
		return back(e, signInAddress)
	}
	v, name := s.providerPage(e, nil, kind), ""
	if kind != federation.Directory { // whose name only its people know
		name = s.locale(e).T("provider.usual_" + string(kind))
	}
	v.Form = providerForm(federation.Usual(kind, name))
	return s.render(e, http.StatusOK, "manage_sign_in_provider", v)
}

func providerForm(f federation.OIDCFacts) *form {
	yes := map[bool]string{true: "yes"}
	form := filled("name", f.Name, "issuer", f.Issuer, "client_id", f.ClientID, "levels", strings.Join(f.Levels, "\n"), "tax", yes[f.TaxClaim != ""],
		"tax_claim", f.TaxClaim, "scopes", strings.Join(f.Scopes, " "), "shown", yes[f.Shown])
	form.named = providerLabels
	return form
}

// factsTyped reads the form. The secret is read apart, so that it is never shown again.
func factsTyped(e *core.RequestEvent, f *form, kind federation.OIDCKind) federation.OIDCFacts {
	facts := federation.OIDCFacts{
		Name: f.Value("name"), Issuer: f.Value("issuer"), ClientID: f.Value("client_id"), Kind: kind, Secret: e.Request.PostFormValue("client_secret"),
		Levels: strings.Fields(f.Value("levels")), Scopes: strings.Fields(f.Value("scopes")), Shown: f.Is("shown", "yes"),
	}
	if kind != federation.Directory || f.Is("tax", "yes") {
		facts.TaxClaim = strings.TrimSpace(f.Value("tax_claim"))
		if facts.TaxClaim == "" {
			facts.TaxClaim = federation.TaxClaim
		}
	}
	return facts
}

func (s *site) addProvider(e *core.RequestEvent) error {
	kind := federation.OIDCKind(e.Request.PostFormValue("kind"))
	if !slices.Contains(federation.OIDCKinds, kind) {
		return back(e, signInAddress)
	}
	v := s.providerPage(e, nil, kind)
	v.Form = typed(e, providerFields...)
	v.Form.named = providerLabels
	var p *federation.OIDCProvider
	err := e.App.RunInTransaction(func(tx core.App) (err error) {
		if p, err = federation.AddOIDC(tx, s.options.Vault, factsTyped(e, v.Form, kind)); err != nil {
			return err
		}
		entry := audit.ProvidersChanged.On(audit.Provider, p.Id, "what", "create") // whose id is known only now
		return audit.Write(tx, entry.DoneBy(audit.By(e.Auth)))
	})
	if err != nil {
		return s.providerAgain(e, v, err)
	}
	return back(e, withSaid(signInAddress+"/"+p.Id, "provider_saved"))
}

func (s *site) providerAgain(e *core.RequestEvent, v *providerView, err error) error {
	status, err := v.Form.take(e, s.locale(e), err, "name")
	if err != nil {
		return err
	}
	return s.render(e, status, "manage_sign_in_provider", v)
}

// theProvider begins the page of the provider in the address. It returns federation.ErrNoProvider.
func (s *site) theProvider(e *core.RequestEvent) (*providerView, error) {
	p, err := federation.FindOIDC(e.App, e.Request.PathValue("provider"))
	if err != nil {
		return nil, err
	}
	v := s.providerPage(e, p, p.Kind())
	v.Form = providerForm(p.Facts())
	v.People, err = accounts.CountIdentities(e.App, accounts.ByOIDC, p.Issuer())
	return v, err
}

func (s *site) editProvider(e *core.RequestEvent) error {
	v, err := s.theProvider(e)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "manage_sign_in_provider", v)
}

func (s *site) changeProvider(e *core.RequestEvent) error {
	v, err := s.theProvider(e)
	if err != nil {
		return err
	}
	v.Form = typed(e, providerFields...)
	v.Form.named = providerLabels
	err = accounts.Audited(e, audit.ProvidersChanged.On(audit.Provider, v.Provider.Id, "what", "update"), func() error {
		return federation.ChangeOIDC(e.App, s.options.Vault, v.Provider.Id, factsTyped(e, v.Form, v.Kind))
	})
	if err != nil {
		return s.providerAgain(e, v, err)
	}
	return back(e, withSaid(v.Action, "provider_saved"))
}

func (s *site) askRemoveProvider(e *core.RequestEvent) error {
	v, err := s.theProvider(e)
	if err != nil {
		return err
	}
	return s.render(e, http.StatusOK, "manage_sign_in_remove", v)
}

func (s *site) dropProvider(e *core.RequestEvent) error {
	id := e.Request.PathValue("provider")
	err := accounts.Audited(e, audit.ProvidersChanged.On(audit.Provider, id, "what", "delete"), func() error { return federation.RemoveOIDC(e.App, id) })
	if err != nil {
		return err
	}
	return back(e, withSaid(signInAddress, "provider_removed"))
}
