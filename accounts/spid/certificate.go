package spid

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"time"
)

// keyBits is the length of the keys that we make; AgID's tools accept 2048 to 4096.
const keyBits = 3072

// certificateLife is how long a certificate holds: new metadata have to go through AgID when it ends.
const certificateLife = 10 * 365 * 24 * time.Hour

// Object identifiers of AgID's notice 29 on certificates of public service providers.
var (
	oidURI            = asn1.ObjectIdentifier{2, 5, 4, 83}
	oidOrganisation   = asn1.ObjectIdentifier{2, 5, 4, 97}
	oidConstraints    = asn1.ObjectIdentifier{2, 5, 29, 19}
	oidPolicies       = asn1.ObjectIdentifier{2, 5, 29, 32}
	oidUserNotice     = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 2, 2}
	policyAgID        = asn1.ObjectIdentifier{1, 3, 76, 16, 6}
	policyPublic      = asn1.ObjectIdentifier{1, 3, 76, 16, 4, 2, 1}
	noticeOfPolicies  = []policy{notice(policyAgID, "agIDcert"), notice(policyPublic, "cert_SP_Pub")}
	noAuthority, _    = asn1.Marshal(struct{}{})
	italianPublicBody = "PA:IT-"
)

// policy is a PolicyInformation with a UserNotice (RFC 5280, 4.2.1.4).
type policy struct {
	ID         asn1.ObjectIdentifier
	Qualifiers []qualifier
}

type qualifier struct {
	ID     asn1.ObjectIdentifier
	Notice struct {
		Text string `asn1:"utf8"`
	}
}

func notice(id asn1.ObjectIdentifier, text string) policy {
	q := qualifier{ID: oidUserNotice}
	q.Notice.Text = text
	return policy{id, []qualifier{q}}
}

// SelfSigned makes a key and the certificate that a public body may give itself: a seal, good for signing and for
// nothing else (keyUsage digitalSignature and contentCommitment, critical; no authority).
func SelfSigned(entityID string, o Organisation, now time.Time) (*rsa.PrivateKey, *x509.Certificate, error) {
	if !secureAddress(entityID) || o.Name == "" || o.DisplayName == "" || o.Locality == "" || !ipaForm.MatchString(o.IPA) {
		return nil, nil, fmt.Errorf("spid certificate: give the entity ID (https), and the organisation's name, display name, town and IPA code")
	}
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, nil, fmt.Errorf("spid certificate: %w", err)
	}
	policies, err := asn1.Marshal(noticeOfPolicies)
	if err != nil {
		return nil, nil, fmt.Errorf("spid certificate: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, fmt.Errorf("spid certificate: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:       serial,
		Subject:            subject(entityID, o),
		NotBefore:          now.Add(-time.Hour),
		NotAfter:           now.Add(certificateLife),
		SignatureAlgorithm: x509.SHA256WithRSA,
		KeyUsage:           x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		ExtraExtensions:    []pkix.Extension{{Id: oidConstraints, Value: noAuthority}, {Id: oidPolicies, Value: policies}},
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, nil, fmt.Errorf("spid certificate: %w", err)
	}
	certificate, err := x509.ParseCertificate(raw)
	return key, certificate, err
}

func subject(entityID string, o Organisation) pkix.Name {
	return pkix.Name{
		CommonName:   o.DisplayName,
		Organization: []string{o.Name},
		Country:      []string{"IT"},
		Locality:     []string{o.Locality},
		ExtraNames: []pkix.AttributeTypeAndValue{
			{Type: oidURI, Value: entityID},
			{Type: oidOrganisation, Value: italianPublicBody + o.IPA},
		},
	}
}
