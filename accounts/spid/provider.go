package spid

import (
	"crypto/x509"
	"time"
)

// Binding is a way by which a browser carries a message.
type Binding string

// The two bindings that SPID's providers offer.
const (
	Redirect Binding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
	Post     Binding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
)

// Endpoint is where a provider takes messages; answers go to ResponseLocation where it differs.
type Endpoint struct {
	Location         string
	ResponseLocation string
}

// answers returns the address for responses.
func (e Endpoint) answers() string {
	if e.ResponseLocation != "" {
		return e.ResponseLocation
	}
	return e.Location
}

// Provider is an identity provider as its metadata describe it.
type Provider struct {
	EntityID     string
	Name         string // in Italian, as people know it
	URL          string // a page about it, http or https; may be empty
	SignOn       map[Binding]Endpoint
	Logout       map[Binding]Endpoint
	Certificates []*x509.Certificate // the keys it may sign with; several while it changes them
	Expires      time.Time           // when its metadata are over; zero: they do not say
}

// Expired says whether the provider's metadata are over.
func (p Provider) Expired(now time.Time) bool { return !p.Expires.IsZero() && !now.Before(p.Expires) }

// CertificateEnds returns when the last of its certificates ends. It refuses nobody, since the metadata say
// which keys hold; it lets an operator be warned that new metadata are due.
func (p Provider) CertificateEnds() time.Time {
	var last time.Time
	for _, c := range p.Certificates {
		if c.NotAfter.After(last) {
			last = c.NotAfter
		}
	}
	return last
}

// find returns the provider of that name, if its metadata still hold.
func find(providers []Provider, entityID string, now time.Time) (Provider, error) {
	for _, p := range providers {
		if p.EntityID != entityID {
			continue
		}
		if p.Expired(now) {
			return Provider{}, refuse(CodeUnknown, "Issuer", "the metadata of %s are over: import new ones", entityID)
		}
		return p, nil
	}
	return Provider{}, refuse(CodeUnknown, "Issuer", "no metadata of this provider: import them")
}
