package cns

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"aula/accounts/taxcode"
)

// Identity is who a card says that somebody is.
type Identity struct {
	TaxCode    taxcode.Code
	GivenName  string // empty if the certificate does not say
	FamilyName string
	Card       string // the card's own number
	IssuedBy   string // the administration that issued the card
	Revocation Revocation
}

// policies are those of certificates for signing in by a CNS. The second and third are of Lombardy's cards, which are older than the first.
var policies = []x509.OID{
	oid(1, 3, 76, 16, 2, 1),
	oid(1, 3, 159, 6, 1, 3, 2, 10),
	oid(1, 3, 76, 12, 1, 1, 10, 2, 2, 10),
}

var (
	oidCommonName = asn1.ObjectIdentifier{2, 5, 4, 3}
	oidSurname    = asn1.ObjectIdentifier{2, 5, 4, 4}
	oidUnit       = asn1.ObjectIdentifier{2, 5, 4, 11}
	oidGivenName  = asn1.ObjectIdentifier{2, 5, 4, 42}
)

// commonName is tax code, card and the hash of what is written on the chip about the person (technical rules of the CNS; DM 9 December 2004).
var commonName = regexp.MustCompile(`^([A-Z0-9]{11,16})/([A-Za-z0-9]{1,32})\.[A-Za-z0-9+/]{20,90}={0,2}$`)

// Read returns who holds the card. It returns NotCNS, Untrusted, Expired, Revoked or BadTaxCode. Whether anybody looked for the card among
// those that were revoked is told by Identity.Revocation: it is for the caller to decide, and to say, what that is worth.
func (t *Trust) Read(certificate *x509.Certificate, now time.Time) (*Identity, error) {
	if err := isOfCNS(certificate); err != nil {
		return nil, err
	}
	if t.Empty() { // without roots, the library would take those of the machine
		return nil, refuse(Untrusted, "the folder names no authority")
	}
	_, err := certificate.Verify(x509.VerifyOptions{
		Roots: t.roots, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return nil, whyInvalid(err)
	}
	who, err := identify(certificate)
	if err != nil {
		return nil, err
	}
	if who.Revocation, err = t.revocation(certificate, now); err != nil {
		return nil, err
	}
	return who, nil
}

// isOfCNS checks the profile of the certificate: it is for showing who one is, by TLS, with a CNS; never for signing.
func isOfCNS(certificate *x509.Certificate) error {
	ofCNS := func(policy x509.OID) bool {
		return slices.ContainsFunc(policies, policy.Equal)
	}
	switch usage := certificate.KeyUsage; {
	case certificate.IsCA:
		return refuse(NotCNS, "it is an authority's")
	case usage&x509.KeyUsageDigitalSignature == 0:
		return refuse(NotCNS, "its key usage has no digitalSignature")
	case usage&x509.KeyUsageContentCommitment != 0:
		return refuse(NotCNS, "its key usage has nonRepudiation: it is for signing")
	case !slices.Contains(certificate.ExtKeyUsage, x509.ExtKeyUsageClientAuth):
		return refuse(NotCNS, "its extended key usage has no clientAuth")
	case !slices.ContainsFunc(certificate.Policies, ofCNS):
		return refuse(NotCNS, "none of its policies is that of the CNS")
	}
	return nil
}

func whyInvalid(err error) error {
	var invalid x509.CertificateInvalidError
	var unknown x509.UnhandledCriticalExtension
	switch {
	case errors.As(err, &unknown):
		return refuse(NotCNS, "it has a critical extension that nobody knows")
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return refuse(Expired, "it, or its authority, is not valid now")
	case errors.As(err, &invalid):
		return refuse(NotCNS, "its authority may not issue it")
	}
	return refuse(Untrusted, "no authority of the folder issued it")
}

func identify(certificate *x509.Certificate) (*Identity, error) {
	names := every(certificate, oidCommonName)
	if len(names) != 1 {
		return nil, refuse(NotCNS, "its subject has %d common names", len(names))
	}
	parts := commonName.FindStringSubmatch(names[0])
	if parts == nil {
		return nil, refuse(NotCNS, "its common name is not tax code, card and hash")
	}
	code, err := taxcode.Parse(parts[1])
	if err == nil && len(code.Full()) != 16 {
		err = taxcode.ErrLength
	}
	if err != nil {
		return nil, refuse(BadTaxCode, "%w", err)
	}
	return &Identity{
		TaxCode: code, Card: parts[2],
		GivenName: only(certificate, oidGivenName), FamilyName: only(certificate, oidSurname), IssuedBy: only(certificate, oidUnit),
	}, nil
}

// every returns the values of one kind in the subject.
func every(certificate *x509.Certificate, kind asn1.ObjectIdentifier) (values []string) {
	for _, name := range certificate.Subject.Names {
		if text, is := name.Value.(string); is && name.Type.Equal(kind) {
			values = append(values, text)
		}
	}
	return values
}

// only returns the value of one kind if there is one, and it is a line that people can read.
func only(certificate *x509.Certificate, kind asn1.ObjectIdentifier) string {
	values := every(certificate, kind)
	if len(values) != 1 {
		return ""
	}
	text := strings.Join(strings.Fields(values[0]), " ")
	if len(text) > 255 || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }) {
		return ""
	}
	return text
}

func oid(numbers ...uint64) x509.OID {
	id, err := x509.OIDFromInts(numbers)
	if err != nil {
		panic(err)
	}
	return id
}
