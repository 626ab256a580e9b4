package spid

import "math"

// The shapes of what providers send. Whatever is not listed is refused, except in what is marked open.

func one(space, tag string) shape { return shape{space: space, tag: tag, min: 1, max: 1} }

func (s shape) with(attributes ...string) shape { s.attributes = attributes; return s }
func (s shape) holding(children ...shape) shape { s.children = children; return s }
func (s shape) text() shape                     { s.value = true; return s }
func (s shape) any() shape                      { s.open = true; return s }
func (s shape) maybe() shape                    { s.min = 0; return s }
func (s shape) many() shape                     { s.max = math.MaxInt; return s }

var (
	idVersionInstant = []string{"ID", "Version", "IssueInstant"}

	signatureShape = one(nsSignature, "Signature").holding(
		one(nsSignature, "SignedInfo").holding(
			one(nsSignature, "CanonicalizationMethod").with("Algorithm"),
			one(nsSignature, "SignatureMethod").with("Algorithm"),
			one(nsSignature, "Reference").with("URI").holding(
				one(nsSignature, "Transforms").holding(
					one(nsSignature, "Transform").with("Algorithm").many().holding(
						one(nsExclusive, "InclusiveNamespaces").with("PrefixList").maybe(),
					),
				),
				one(nsSignature, "DigestMethod").with("Algorithm"),
				one(nsSignature, "DigestValue").text(),
			),
		),
		one(nsSignature, "SignatureValue").text(),
		one(nsSignature, "KeyInfo").any().maybe(),
	)

	issuerShape = one(nsAssertion, "Issuer").text()

	statusShape = one(nsProtocol, "Status").holding(
		one(nsProtocol, "StatusCode").with("Value").any(),
		one(nsProtocol, "StatusMessage").maybe(),
		one(nsProtocol, "StatusDetail").any().maybe(),
	)

	nameIDShape = one(nsAssertion, "NameID").with("Format", "NameQualifier").text()

	subjectShape = one(nsAssertion, "Subject").holding(
		nameIDShape,
		one(nsAssertion, "SubjectConfirmation").with("Method").holding(
			one(nsAssertion, "SubjectConfirmationData").with("Recipient", "InResponseTo", "NotOnOrAfter"),
		),
	)

	conditionsShape = one(nsAssertion, "Conditions").with("NotBefore", "NotOnOrAfter").holding(
		one(nsAssertion, "AudienceRestriction").holding(one(nsAssertion, "Audience").text()),
		one(nsAssertion, "OneTimeUse").maybe(),
		one(nsAssertion, "ProxyRestriction").any().maybe(),
	)

	authnShape = one(nsAssertion, "AuthnStatement").with("AuthnInstant").holding(
		one(nsAssertion, "SubjectLocality").maybe(),
		one(nsAssertion, "AuthnContext").holding(
			one(nsAssertion, "AuthnContextClassRef").text(),
			one(nsAssertion, "AuthenticatingAuthority").maybe().many(),
		),
	)

	attributesShape = one(nsAssertion, "AttributeStatement").holding(
		one(nsAssertion, "Attribute").with("Name").many().holding(
			one(nsAssertion, "AttributeValue").many(),
		),
	)

	assertionShape = one(nsAssertion, "Assertion").with(idVersionInstant...).holding(
		issuerShape.with("Format"), signatureShape, subjectShape, conditionsShape, authnShape, attributesShape,
	)

	responseShape = one(nsProtocol, "Response").with(append(idVersionInstant, "InResponseTo", "Destination")...).holding(
		issuerShape, signatureShape, one(nsProtocol, "Extensions").any().maybe(), statusShape, assertionShape.maybe(),
	)
)
