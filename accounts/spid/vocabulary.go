package spid

// Namespaces of the documents.
const (
	nsProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	nsAssertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	nsMetadata  = "urn:oasis:names:tc:SAML:2.0:metadata"
	nsSignature = "http://www.w3.org/2000/09/xmldsig#"
	nsExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
	nsSPID      = "https://spid.gov.it/saml-extensions"
)

// Values that the rules fix.
const (
	formatEntity    = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
	formatTransient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
	formatBasic     = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
	methodBearer    = "urn:oasis:names:tc:SAML:2.0:cm:bearer"

	statusSuccess       = "urn:oasis:names:tc:SAML:2.0:status:Success"
	statusResponder     = "urn:oasis:names:tc:SAML:2.0:status:Responder"
	statusPartialLogout = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout"
)

// Algorithms that a signature may use: nothing weaker than SHA-256, RSA only, exclusive canonicalisation only.
const (
	transformEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
	methodRSASHA256    = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	methodRSASHA384    = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
	methodRSASHA512    = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
	digestSHA256       = "http://www.w3.org/2001/04/xmlenc#sha256"
	digestSHA384       = "http://www.w3.org/2001/04/xmldsig-more#sha384"
	digestSHA512       = "http://www.w3.org/2001/04/xmlenc#sha512"
)

// minimumBits is the least length of an RSA key.
const minimumBits = 2048
