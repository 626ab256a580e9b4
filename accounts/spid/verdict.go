package spid

import (
	"regexp"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// Tolerance is how far a provider's clock may differ from ours, before and after.
const Tolerance = 30 * time.Second

var (
	instantForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$`)
	idForm      = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,255}$`)
	taxCodeForm = regexp.MustCompile(`^TINIT-([A-Z0-9]{16}|[0-9]{11})$`)
)

// verdict compares what verified elements say with what was asked, by whom, and when.
type verdict struct {
	service *Service
	request Request
	now     time.Time
}

func (v verdict) response(el *etree.Element) error {
	if err := v.header(el); err != nil {
		return err
	}
	if format := attribute(child(el, "Issuer"), "Format"); format != "" && format != formatEntity {
		return refuse(CodeFormat, "Response/Issuer/@Format", "not an entity")
	}
	if attribute(el, "InResponseTo") != v.request.ID {
		return refuse(CodeUnasked, "Response/@InResponseTo", "not our request")
	}
	if attribute(el, "Destination") != v.service.Assertions {
		return refuse(CodeDestination, "Response/@Destination", "not our address")
	}
	if err := status(el); err != nil {
		return err
	}
	if child(el, "Assertion").Parent() == nil {
		return refuse(CodeShape, "Response/Assertion", "missing, though all went well")
	}
	return nil
}

// header judges what Response and Assertion have in common: ID, Version, IssueInstant and Issuer.
func (v verdict) header(el *etree.Element) error {
	if !idForm.MatchString(attribute(el, "ID")) {
		return refuse(CodeShape, el.Tag+"/@ID", "not an identifier")
	}
	if attribute(el, "Version") != "2.0" {
		return refuse(CodeVersion, el.Tag+"/@Version", "not 2.0")
	}
	issued, err := instant(el, "IssueInstant")
	if err != nil {
		return err
	}
	if issued.Before(v.request.IssueInstant.Add(-Tolerance)) {
		return refuse(CodeInstant, el.Tag+"/@IssueInstant", "before the request")
	}
	if issued.After(v.now.Add(Tolerance)) {
		return refuse(CodeInstant, el.Tag+"/@IssueInstant", "in the future: is the clock of this machine right?")
	}
	if text(child(el, "Issuer")) != v.request.Provider {
		return refuse(CodeIssuer, el.Tag+"/Issuer", "not the provider that was asked")
	}
	return nil
}

func (v verdict) assertion(response, el *etree.Element) (*Identity, error) {
	if err := v.header(el); err != nil {
		return nil, err
	}
	if attribute(child(el, "Issuer"), "Format") != formatEntity {
		return nil, refuse(CodeFormat, "Assertion/Issuer/@Format", "not an entity")
	}
	until, err := v.subject(child(el, "Subject"))
	if err != nil {
		return nil, err
	}
	if err := v.conditions(child(el, "Conditions")); err != nil {
		return nil, err
	}
	identity := &Identity{
		Provider: v.request.Provider, ResponseID: attribute(response, "ID"), AssertionID: attribute(el, "ID"), Until: until.Add(Tolerance),
		Session: Session{
			Provider: v.request.Provider, NameID: text(child(el, "Subject", "NameID")),
			NameQualifier: attribute(child(el, "Subject", "NameID"), "NameQualifier"),
			Index:         attribute(child(el, "AuthnStatement"), "SessionIndex"),
		},
	}
	if identity.Authenticated, err = instant(child(el, "AuthnStatement"), "AuthnInstant"); err != nil {
		return nil, err
	}
	if identity.Level, err = v.level(child(el, "AuthnStatement", "AuthnContext", "AuthnContextClassRef")); err != nil {
		return nil, err
	}
	if err := v.claims(identity, child(el, "AttributeStatement")); err != nil {
		return nil, err
	}
	return identity, nil
}

// subject judges for whom, for which request and until when the assertion may be presented.
func (v verdict) subject(el *etree.Element) (time.Time, error) {
	confirmation := child(el, "SubjectConfirmation")
	data := child(confirmation, "SubjectConfirmationData")
	until, err := instant(data, "NotOnOrAfter")
	switch {
	case err != nil:
		return until, err
	case attribute(child(el, "NameID"), "Format") != formatTransient:
		return until, refuse(CodeFormat, "NameID/@Format", "not transient")
	case attribute(confirmation, "Method") != methodBearer:
		return until, refuse(CodeFormat, "SubjectConfirmation/@Method", "not bearer")
	case attribute(data, "Recipient") != v.service.Assertions:
		return until, refuse(CodeDestination, "SubjectConfirmationData/@Recipient", "not our address")
	case attribute(data, "InResponseTo") != v.request.ID:
		return until, refuse(CodeUnasked, "SubjectConfirmationData/@InResponseTo", "not our request")
	case !v.now.Before(until.Add(Tolerance)):
		return until, refuse(CodeExpired, "SubjectConfirmationData/@NotOnOrAfter", "over")
	}
	return until, nil
}

func (v verdict) conditions(el *etree.Element) error {
	from, err := instant(el, "NotBefore")
	if err != nil {
		return err
	}
	until, err := instant(el, "NotOnOrAfter")
	if err != nil {
		return err
	}
	switch {
	case v.now.Add(Tolerance).Before(from):
		return refuse(CodeEarly, "Conditions/@NotBefore", "not yet: is the clock of this machine right?")
	case !v.now.Before(until.Add(Tolerance)):
		return refuse(CodeExpired, "Conditions/@NotOnOrAfter", "over")
	case text(child(el, "AudienceRestriction", "Audience")) != v.service.EntityID:
		return refuse(CodeDestination, "Audience", "another service")
	}
	return nil
}

func (v verdict) level(el *etree.Element) (Level, error) {
	level, known := readLevel(text(el))
	if !known {
		return 0, refuse(CodeLevel, el.Tag, "unknown")
	}
	if level < v.request.Level {
		return 0, refuse(CodeLevel, el.Tag, "below the level asked for")
	}
	return level, nil
}

// claims reads what was asked for, each once; what was not asked for is not read.
func (v verdict) claims(identity *Identity, el *etree.Element) error {
	found := make(map[string][]*etree.Element, len(v.service.Attributes))
	for a := range el.ChildElementsSeq() {
		name := attribute(a, "Name")
		if _, twice := found[name]; twice {
			return refuse(CodeAttributes, "Attribute", "a name twice")
		}
		found[name] = a.ChildElements()
	}
	identity.Attributes = make(map[string]string, len(v.service.Attributes))
	for _, name := range v.service.Attributes {
		values := found[name]
		if len(values) != 1 || text(values[0]) == "" {
			return refuse(CodeAttributes, "Attribute "+name, "missing, empty or several")
		}
		identity.Attributes[name] = text(values[0])
	}
	return identity.read()
}

// read gives the usual attributes their fields.
func (i *Identity) read() error {
	i.SpidCode, i.Name, i.FamilyName = i.Attributes["spidCode"], i.Attributes["name"], i.Attributes["familyName"]
	i.Email = i.Attributes["email"]
	number, asked := i.Attributes["fiscalNumber"]
	if asked && !taxCodeForm.MatchString(strings.ToUpper(number)) {
		return refuse(CodeAttributes, "Attribute fiscalNumber", "not TINIT- and a tax code")
	}
	i.TaxCode = strings.TrimPrefix(strings.ToUpper(number), "TINIT-")
	return nil
}

// instant reads a time, which must be in UTC as the rules want it.
func instant(el *etree.Element, key string) (time.Time, error) {
	value := attribute(el, key)
	t, err := time.Parse(time.RFC3339Nano, value)
	if err != nil || !instantForm.MatchString(value) {
		return time.Time{}, refuse(CodeInstant, el.Tag+"/@"+key, "not a UTC time such as 2026-01-31T09:00:00Z")
	}
	return t, nil
}
