package spid

import (
	"regexp"
	"time"

	"github.com/beevik/etree"
)

// anomalyForm is how a provider tells what stood between the person and the service.
var anomalyForm = regexp.MustCompile(`^ErrorCode nr(19|20|21|22|23|25)$`)

// Judge says who signed in, given the form field SAMLResponse and the request that it must answer. Its order:
// the document's shape, then both signatures, then what the verified elements say; claims are read from the
// assertion that the verifier returned. It returns a Refusal otherwise, which tells a person's own reasons
// (CodeCancelled and its like) only once the provider's signature holds.
func (s *Service) Judge(providers []Provider, remembered Request, form string, now time.Time) (*Identity, error) {
	if remembered.ID == "" || !remembered.Level.Valid() {
		return nil, refuse(CodeUnasked, "", "no sign-in was asked for")
	}
	raw, err := decode(form, messageLimits)
	if err != nil {
		return nil, err
	}
	root, err := parse(raw, messageLimits)
	if err != nil {
		return nil, err
	}
	if err := checkResponse(root); err != nil {
		return nil, err
	}
	provider, err := find(providers, remembered.Provider, now)
	if err != nil {
		return nil, err
	}
	response, err := verify(root, provider)
	if err != nil {
		return nil, err
	}
	v := verdict{service: s, request: remembered, now: now}
	if err := v.response(response); err != nil {
		return nil, err
	}
	assertion, err := verify(child(root, "Assertion"), provider)
	if err != nil {
		return nil, err
	}
	if attribute(assertion, "ID") != attribute(child(response, "Assertion"), "ID") {
		return nil, refuse(CodeWrapped, "Assertion/@ID", "two readers see two assertions")
	}
	return v.assertion(response, assertion)
}

// checkResponse judges the shape of the whole message, signatures included.
func checkResponse(root *etree.Element) error {
	if err := alone(root); err != nil {
		return err
	}
	if err := responseShape.check(root); err != nil {
		return err
	}
	if err := checkSignature(root); err != nil {
		return err
	}
	assertion := child(root, "Assertion")
	if assertion.Parent() == nil {
		return nil
	}
	return checkSignature(assertion)
}

// status turns a failure into its code. The message of AgID's table decides, whatever the status code is.
func status(el *etree.Element) error {
	status := child(el, "Status")
	code := attribute(child(status, "StatusCode"), "Value")
	if code == statusSuccess {
		return nil
	}
	if m := anomalyForm.FindStringSubmatch(text(child(status, "StatusMessage"))); m != nil {
		return refuse(Code("spid_"+m[1]), "Status", "the provider says so")
	}
	return refuse(CodeStatus, "Status", "the provider could not sign the person in")
}
