// Package testidp is a small identity provider for tests and for the demonstration: it believes whoever asks and
// answers as SPID's rules want it, or, with a Spoil, with one thing wrong. It is no part of a real academy.
package testidp

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"time"

	"github.com/beevik/etree"
)

// IdP is an identity provider with one key.
type IdP struct {
	EntityID string
	Name     string
	Signer   *Signer
}

// New makes a provider of that name with a key of its own.
func New(entityID, name string, now time.Time) (*IdP, error) {
	signer, err := NewSigner(2048, now)
	if err != nil {
		return nil, err
	}
	return &IdP{EntityID: entityID, Name: name, Signer: signer}, nil
}

// SignOn is where it takes requests, Logout where it takes logout messages; both by redirect and by POST.
func (i *IdP) SignOn() string { return i.EntityID + "/sign-on" }
func (i *IdP) Logout() string { return i.EntityID + "/logout" }

// NewSigner makes a key and its certificate, valid around now.
func NewSigner(bits int, now time.Time) (*Signer, error) {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.Unix()), Subject: pkix.Name{CommonName: "demonstration"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	return &Signer{Key: key, Certificate: raw}, nil
}

// Metadata describes the provider, with its own key and whatever others are given.
func (i *IdP) Metadata(others ...*Signer) []byte {
	root := etree.NewElement("md:EntityDescriptor")
	root.CreateAttr("xmlns:md", "urn:oasis:names:tc:SAML:2.0:metadata")
	root.CreateAttr("xmlns:ds", "http://www.w3.org/2000/09/xmldsig#")
	root.CreateAttr("entityID", i.EntityID)
	role := root.CreateElement("md:IDPSSODescriptor")
	role.CreateAttr("protocolSupportEnumeration", protocol)
	role.CreateAttr("WantAuthnRequestsSigned", "true")
	for _, signer := range append([]*Signer{i.Signer}, others...) {
		key := role.CreateElement("md:KeyDescriptor")
		key.CreateAttr("use", "signing")
		key.CreateElement("ds:KeyInfo").CreateElement("ds:X509Data").CreateElement("ds:X509Certificate").
			SetText(base64.StdEncoding.EncodeToString(signer.Certificate))
	}
	for _, service := range []struct{ tag, address string }{{"SingleLogoutService", i.Logout()}, {"SingleSignOnService", i.SignOn()}} {
		for _, binding := range []string{"HTTP-Redirect", "HTTP-POST"} {
			el := role.CreateElement("md:" + service.tag)
			el.CreateAttr("Binding", "urn:oasis:names:tc:SAML:2.0:bindings:"+binding)
			el.CreateAttr("Location", service.address)
		}
	}
	name := root.CreateElement("md:Organization").CreateElement("md:OrganizationDisplayName")
	name.CreateAttr("xml:lang", "it")
	name.SetText(i.Name)
	return document(root)
}

func document(root *etree.Element) []byte {
	doc := etree.NewDocument()
	doc.SetRoot(root)
	raw, err := doc.WriteToBytes()
	if err != nil {
		panic(err) // memory only: writing cannot fail
	}
	return raw
}
