package spid

import (
	"errors"
	"time"
)

// ErrNoSession means that the provider keeps no session that could be ended: above level 1 it never does.
var ErrNoSession = errors.New("spid: the provider keeps no session of this sign-in")

// EndSession asks a provider to end a person's session there and everywhere else. Our own session is ended by the
// caller before, whatever comes of this. ErrNoSession: there is nothing to ask for.
func (s *Service) EndSession(p Provider, session Session, now time.Time, relayState string) (Request, error) {
	if session.Index == "" || session.NameID == "" {
		return Request{}, ErrNoSession
	}
	binding, endpoint, err := s.choose(p, p.Logout)
	if err != nil {
		return Request{}, err
	}
	r := Request{ID: newID(), Provider: p.EntityID, IssueInstant: now.UTC().Truncate(time.Millisecond)}
	el := s.message("LogoutRequest", r.ID, endpoint.Location, r.IssueInstant)
	name := el.CreateElement("saml:NameID")
	name.CreateAttr("Format", formatTransient)
	name.CreateAttr("NameQualifier", session.NameQualifier)
	name.SetText(session.NameID)
	el.CreateElement("samlp:SessionIndex").SetText(session.Index)
	r.Sending, err = s.send(el, binding, endpoint.Location, "SAMLRequest", relayState)
	return r, err
}

// AnswerLogout answers a provider's order to end a session. done says that here nothing is left of it, which is
// also so where there never was one.
func (s *Service) AnswerLogout(p Provider, order LogoutOrder, done bool, now time.Time, relayState string) (Sending, error) {
	binding, endpoint, err := s.choose(p, p.Logout)
	if err != nil {
		return Sending{}, err
	}
	el := s.message("LogoutResponse", newID(), endpoint.answers(), now)
	el.CreateAttr("InResponseTo", order.ID)
	code := el.CreateElement("samlp:Status").CreateElement("samlp:StatusCode")
	code.CreateAttr("Value", statusSuccess)
	if !done {
		code.CreateAttr("Value", statusResponder)
		code.CreateElement("samlp:StatusCode").CreateAttr("Value", statusPartialLogout)
	}
	return s.send(el, binding, endpoint.answers(), "SAMLResponse", relayState)
}
