package spid

import (
	"time"

	"github.com/beevik/etree"
)

// LogoutOrder is a provider's word that a session is over.
type LogoutOrder struct {
	ID string
	Session
}

// orderLife is how long after it was written an order is heeded, so that an old one cannot be brought again later.
const orderLife = 5 * time.Minute

func logoutResponseShape(signature ...shape) shape {
	return one(nsProtocol, "LogoutResponse").with("ID", "Version", "IssueInstant", "InResponseTo", "Destination").holding(
		append(signature, issuerShape, one(nsProtocol, "Extensions").any().maybe(), statusShape)...)
}

func logoutRequestShape(signature ...shape) shape {
	return one(nsProtocol, "LogoutRequest").with("ID", "Version", "IssueInstant", "Destination").holding(
		append(signature, issuerShape, one(nsProtocol, "Extensions").any().maybe(), nameIDShape,
			one(nsProtocol, "SessionIndex").text().maybe())...)
}

// JudgeLogout judges a provider's answer to EndSession. nil: the session is over everywhere. A Refusal with
// CodePartial: it is over at the provider, but another service may keep its own.
func (s *Service) JudgeLogout(providers []Provider, remembered Request, r Received, now time.Time) error {
	came, err := r.open("SAMLResponse", logoutResponseShape)
	if err != nil {
		return err
	}
	provider, err := find(providers, remembered.Provider, now)
	if err != nil {
		return err
	}
	el, err := came.verify(provider)
	if err != nil {
		return err
	}
	if err := s.logoutHeader(el, remembered, now); err != nil {
		return err
	}
	if attribute(el, "InResponseTo") != remembered.ID {
		return refuse(CodeUnasked, "LogoutResponse/@InResponseTo", "not our request")
	}
	code := child(el, "Status", "StatusCode")
	if attribute(child(code, "StatusCode"), "Value") == statusPartialLogout {
		return refuse(CodePartial, "Status", "another service may keep its session")
	}
	return status(el)
}

// JudgeLogoutRequest judges a provider's order to end a session: it is up to the caller to find and end it, and to
// AnswerLogout, also where there is none.
func (s *Service) JudgeLogoutRequest(providers []Provider, r Received, now time.Time) (LogoutOrder, error) {
	came, err := r.open("SAMLRequest", logoutRequestShape)
	if err != nil {
		return LogoutOrder{}, err
	}
	// The issuer is believed once its own keys prove it.
	claimed := text(child(came.root, "Issuer"))
	provider, err := find(providers, claimed, now)
	if err != nil {
		return LogoutOrder{}, err
	}
	el, err := came.verify(provider)
	if err != nil {
		return LogoutOrder{}, err
	}
	if err := s.logoutHeader(el, Request{Provider: provider.EntityID, IssueInstant: now.Add(-orderLife)}, now); err != nil {
		return LogoutOrder{}, err
	}
	name := child(el, "NameID")
	if attribute(name, "Format") != formatTransient {
		return LogoutOrder{}, refuse(CodeFormat, "NameID/@Format", "not transient")
	}
	return LogoutOrder{ID: attribute(el, "ID"), Session: Session{
		Provider: provider.EntityID, NameID: text(name), NameQualifier: attribute(name, "NameQualifier"), Index: text(child(el, "SessionIndex")),
	}}, nil
}

// logoutHeader judges what both messages have in common.
func (s *Service) logoutHeader(el *etree.Element, expected Request, now time.Time) error {
	if err := (verdict{service: s, request: expected, now: now}).header(el); err != nil {
		return err
	}
	if format := attribute(child(el, "Issuer"), "Format"); format != "" && format != formatEntity {
		return refuse(CodeFormat, el.Tag+"/Issuer/@Format", "not an entity")
	}
	if attribute(el, "Destination") != s.Logout {
		return refuse(CodeDestination, el.Tag+"/@Destination", "not our address")
	}
	return nil
}
