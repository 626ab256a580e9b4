package pages

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"aula/accounts"
	"aula/accounts/federation"
	"aula/accounts/spid"
)

// showSPIDMetadata describes the academy to AgID and the providers.
func (s *site) showSPIDMetadata(e *core.RequestEvent) error {
	now := accounts.DoorkeeperOf(e.App).Now()
	us, err := s.options.Federation.Service(e.App, now)
	if err != nil {
		return s.refuseSPID(e, federation.Departure{}, err)
	}
	document, err := us.Metadata(now)
	if err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "no-cache")
	return e.Blob(http.StatusOK, "application/samlmetadata+xml", document)
}

// leftView offers to end the session at the provider, too, once the own one has ended.
type leftView struct {
	Frame
	Provider string
	Address  string
	Fields   []spid.Field // empty where a link suffices
}

// offerSPIDLogout shows it where the provider keeps a session, and tells whether it has answered.
func (s *site) offerSPIDLogout(e *core.RequestEvent, federated string) (answered bool, err error) {
	var session spid.Session
	if federated == "" || json.Unmarshal([]byte(federated), &session) != nil || session.Provider == "" {
		return false, nil
	}
	now := accounts.DoorkeeperOf(e.App).Now()
	p, err := s.options.Federation.ByEntity(e.App, session.Provider)
	if errors.Is(err, federation.ErrNoProvider) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	us, err := s.options.Federation.Service(e.App, now)
	if errors.Is(err, federation.ErrNotReady) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	relay := federation.NewQuestion()
	order, err := us.EndSession(p.Provider, session, now, relay)
	if spid.CodeOf(err) != "" || errors.Is(err, spid.ErrNoSession) { // it offers no way to end it
		return false, nil
	}
	if err != nil {
		return false, err
	}
	s.depart(e, relay, federation.Departure{Kind: accounts.BySPID, Provider: p.EntityID, Memory: order})
	v := &leftView{Frame: s.newFrame(e, s.locale(e).T("spid.left_title")), Provider: p.Name, Address: order.Sending.URL, Fields: order.Sending.Fields}
	v.Person, v.Looking = nil, nil
	v.Bare, v.Idle = v.Idle > 0, 0 // on a shared PC nothing is left to count down, and the browser forgets
	e.Response.Header().Set("Cache-Control", "no-store")
	allowForms(e.Response.Header(), originOf(order.Sending.URL))
	return true, s.render(e, http.StatusOK, "spid_left", v)
}

// takeSPIDLogout takes a provider's answer to that, or its own order to end a session.
func (s *site) takeSPIDLogout(e *core.RequestEvent) error {
	e.Response.Header().Set("Cache-Control", "no-store")
	values := e.Request.URL.Query()
	if e.Request.Method == http.MethodPost {
		if err := e.Request.ParseForm(); err != nil {
			return err
		}
		values = e.Request.PostForm
	}
	received := func(field string) spid.Received {
		if e.Request.Method == http.MethodPost {
			return spid.Received{Form: values.Get(field)}
		}
		return spid.Received{Query: e.Request.URL.RawQuery}
	}
	if values.Has("SAMLRequest") {
		return s.obeySPIDLogout(e, received("SAMLRequest"), values.Get("RelayState"))
	}
	desk, relay := federation.DeskOf(e.App), values.Get("RelayState")
	dep, err := desk.Expected(relay)
	order, ok := dep.Memory.(spid.Request)
	if err != nil || !ok {
		return s.refuseSPID(e, federation.Departure{}, federation.ErrNoDeparture)
	}
	desk.Forget(relay)
	now := accounts.DoorkeeperOf(e.App).Now()
	us, providers, err := s.spidSides(e, now)
	if err == nil {
		err = us.JudgeLogout(providers, order, received("SAMLResponse"), now)
	}
	if err != nil {
		return s.refuseSPID(e, federation.Departure{}, err)
	}
	return back(e, withSaid("/", "signed_out_provider"))
}

// obeySPIDLogout ends the sessions that a provider says are over.
func (s *site) obeySPIDLogout(e *core.RequestEvent, r spid.Received, relay string) error {
	now := accounts.DoorkeeperOf(e.App).Now()
	us, providers, err := s.spidSides(e, now)
	if err != nil {
		return s.refuseSPID(e, federation.Departure{}, err)
	}
	order, err := us.JudgeLogoutRequest(providers, r, now)
	if err != nil {
		return s.refuseSPID(e, federation.Departure{}, err)
	}
	if err := accounts.EndFederated(e.App, endOfSession(order.Session)); err != nil {
		return err
	}
	p, err := s.options.Federation.ByEntity(e.App, order.Provider)
	if err != nil {
		return err
	}
	answer, err := us.AnswerLogout(p.Provider, order, true, now, relay)
	if err != nil {
		return s.refuseSPID(e, federation.Departure{}, err)
	}
	return s.sendSPID(e, answer)
}
