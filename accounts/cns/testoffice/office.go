// Package testoffice issues smart cards for tests: an authority, the cards of Mario Rossi, and lists of revoked ones. It is for nothing else.
package testoffice

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"testing"
	"time"
)

// Noon is when everything is valid.
var Noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// Point is the address of the list that cards name.
const Point = "http://ca.example.it/lists/7.crl"

// Office is an authority that issues cards.
type Office struct {
	t           testing.TB
	key         crypto.Signer
	Certificate *x509.Certificate
}

// New opens an office, with what is changed.
func New(t testing.TB, name string, change ...func(*x509.Certificate)) *Office {
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name, Country: []string{"IT"}}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: Noon.AddDate(-5, 0, 0), NotAfter: Noon.AddDate(5, 0, 0), KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	for _, how := range change {
		how(about)
	}
	o := &Office{t: t, key: newKey(t)}
	o.Certificate = o.Sign(about, about, o.key.Public())
	return o
}

// Sign issues a certificate about somebody, in the name of an issuer.
func (o *Office) Sign(about, issuer *x509.Certificate, public crypto.PublicKey) *x509.Certificate {
	o.t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, about, issuer, public, o.key)
	if err != nil {
		o.t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		o.t.Fatal(err)
	}
	return certificate
}

// Card issues the card of Mario Rossi, with what is changed.
func (o *Office) Card(change ...func(*x509.Certificate)) *x509.Certificate {
	o.t.Helper()
	policy, err := x509.OIDFromInts([]uint64{1, 3, 76, 16, 2, 1})
	if err != nil {
		o.t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(7430),
		NotBefore:    Noon.AddDate(-1, 0, 0), NotAfter: Noon.AddDate(5, 0, 0),
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageEmailProtection},
		Policies:    []x509.OID{policy}, CRLDistributionPoints: []string{Point},
	}
	about.Subject.ExtraNames = []pkix.AttributeTypeAndValue{
		{Type: asn1.ObjectIdentifier{2, 5, 4, 3}, Value: "RSSMRA80A01H501U/7430010024925855.lsKV/lNtBAmc8x5lzSb+cxx2UzE="},
		{Type: asn1.ObjectIdentifier{2, 5, 4, 11}, Value: "Regione Esempio"},
		{Type: asn1.ObjectIdentifier{2, 5, 4, 42}, Value: "MARIO"}, {Type: asn1.ObjectIdentifier{2, 5, 4, 4}, Value: "ROSSI"},
	}
	for _, how := range change {
		how(about)
	}
	return o.Sign(about, o.Certificate, newKey(o.t).Public())
}

// List revokes certificates by their serial numbers, as of an hour before noon and until the day after.
func (o *Office) List(change func(*x509.RevocationList), serials ...int64) []byte {
	o.t.Helper()
	about := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: Noon.Add(-time.Hour), NextUpdate: Noon.Add(24 * time.Hour)}
	for _, serial := range serials {
		about.RevokedCertificateEntries = append(about.RevokedCertificateEntries, x509.RevocationListEntry{
			SerialNumber: big.NewInt(serial), RevocationTime: Noon.AddDate(0, -1, 0),
		})
	}
	if change != nil {
		change(about)
	}
	der, err := x509.CreateRevocationList(rand.Reader, about, o.Certificate, o.key)
	if err != nil {
		o.t.Fatal(err)
	}
	return der
}

// PEM frames what is in DER.
func PEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func newKey(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
