package spid

import (
	"fmt"
	"strconv"
	"time"
)

// Request is what must be remembered of a question until it is answered: of a sign-in or of a logout. It holds
// nothing secret. A response that answers no remembered request is worth nothing.
type Request struct {
	ID           string
	Provider     string
	Level        Level // 0 for a logout
	Comparison   Comparison
	IssueInstant time.Time
	Sending      Sending `json:"-"` // sent now; only its XML is worth keeping, in the log
}

// Request asks a provider to sign somebody in, at a level or, with Minimum, at a higher one. Above level 1 the
// provider must not take an earlier sign-in for an answer.
func (s *Service) Request(p Provider, level Level, comparison Comparison, now time.Time, relayState string) (Request, error) {
	if !level.Valid() || comparison != Exact && comparison != Minimum {
		return Request{}, fmt.Errorf("spid: level %d, %q: SPID knows levels 1 to 3, we ask for exact or minimum", level, comparison)
	}
	if p.Expired(now) {
		return Request{}, refuse(CodeUnknown, "", "the metadata of %s are over: import new ones", p.EntityID)
	}
	binding, endpoint, err := s.choose(p, p.SignOn)
	if err != nil {
		return Request{}, err
	}
	r := Request{ID: newID(), Provider: p.EntityID, Level: level, Comparison: comparison, IssueInstant: now.UTC().Truncate(time.Millisecond)}
	el := s.message("AuthnRequest", r.ID, endpoint.Location, r.IssueInstant)
	if level > 1 {
		el.CreateAttr("ForceAuthn", "true")
	}
	el.CreateAttr("AssertionConsumerServiceIndex", strconv.Itoa(serviceIndex))
	el.CreateAttr("AttributeConsumingServiceIndex", strconv.Itoa(serviceIndex))
	el.CreateElement("samlp:NameIDPolicy").CreateAttr("Format", formatTransient)
	context := el.CreateElement("samlp:RequestedAuthnContext")
	context.CreateAttr("Comparison", string(comparison))
	context.CreateElement("saml:AuthnContextClassRef").SetText(level.String())
	r.Sending, err = s.send(el, binding, endpoint.Location, "SAMLRequest", relayState)
	return r, err
}
