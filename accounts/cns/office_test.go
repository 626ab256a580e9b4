package cns

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

const point = "http://ca.example.it/lists/7.crl"

// office is an authority that issues cards.
type office struct {
	t           testing.TB
	key         crypto.Signer
	certificate *x509.Certificate
}

func newOffice(t testing.TB, name string, change ...func(*x509.Certificate)) *office {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name, Country: []string{"IT"}}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: noon.AddDate(-5, 0, 0), NotAfter: noon.AddDate(5, 0, 0), KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	for _, how := range change {
		how(about)
	}
	o := &office{t: t, key: key}
	o.certificate = o.sign(about, about, key.Public())
	return o
}

func (o *office) sign(about, issuer *x509.Certificate, public crypto.PublicKey) *x509.Certificate {
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

// card issues the card of Mario Rossi, with what is changed.
func (o *office) card(change ...func(*x509.Certificate)) *x509.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(7430),
		NotBefore:    noon.AddDate(-1, 0, 0), NotAfter: noon.AddDate(5, 0, 0),
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageEmailProtection},
		Policies:    []x509.OID{oid(1, 3, 76, 16, 2, 1)}, CRLDistributionPoints: []string{point},
	}
	about.Subject.ExtraNames = []pkix.AttributeTypeAndValue{
		{Type: oidCommonName, Value: "RSSMRA80A01H501U/7430010024925855.lsKV/lNtBAmc8x5lzSb+cxx2UzE="},
		{Type: oidUnit, Value: "Regione Esempio"}, {Type: oidGivenName, Value: "MARIO"}, {Type: oidSurname, Value: "ROSSI"},
	}
	for _, how := range change {
		how(about)
	}
	return o.sign(about, o.certificate, key.Public())
}

// list revokes certificates by their serial numbers, as of an hour ago and until tomorrow.
func (o *office) list(change func(*x509.RevocationList), serials ...int64) []byte {
	about := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: noon.Add(-time.Hour), NextUpdate: noon.Add(24 * time.Hour)}
	for _, serial := range serials {
		about.RevokedCertificateEntries = append(about.RevokedCertificateEntries, x509.RevocationListEntry{
			SerialNumber: big.NewInt(serial), RevocationTime: noon.AddDate(0, -1, 0),
		})
	}
	if change != nil {
		change(about)
	}
	der, err := x509.CreateRevocationList(rand.Reader, about, o.certificate, o.key)
	if err != nil {
		o.t.Fatal(err)
	}
	return der
}

func inPEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// folder holds the files, and is opened without a problem unless the test says otherwise.
func folder(t testing.TB, files map[string][]byte) (*Trust, []Problem) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	trust, problems, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return trust, problems
}

func trusting(t testing.TB, files map[string][]byte, offices ...*office) *Trust {
	t.Helper()
	all := map[string][]byte{}
	for name, content := range files {
		all[name] = content
	}
	for i, o := range offices {
		all[string(rune('a'+i))+".cer"] = o.certificate.Raw
	}
	trust, problems := folder(t, all)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return trust
}
