package spid_test

import (
	"crypto/x509"
	"encoding/base64"
	"testing"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"aula/accounts/spid/testidp"
)

// BenchmarkJudge judges one good response; BenchmarkBareVerification only verifies its two signatures, by the
// library's own way. The first may take twice as long as the second.
func BenchmarkJudge(b *testing.B) {
	w := newWorld(b)
	form := w.respond(testidp.Spoil{})
	for b.Loop() {
		if _, err := w.judge(form); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBareVerification(b *testing.B) {
	w := newWorld(b)
	raw, err := base64.StdEncoding.DecodeString(w.respond(testidp.Spoil{}))
	if err != nil {
		b.Fatal(err)
	}
	roots := &dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{w.providers[0].Certificates[0]}}
	for b.Loop() {
		doc := etree.NewDocument()
		if err := doc.ReadFromBytes(raw); err != nil {
			b.Fatal(err)
		}
		verifier := dsig.NewDefaultValidationContext(roots)
		verifier.Clock = dsig.NewFakeClockAt(noon)
		if _, err := verifier.Validate(doc.Root()); err != nil {
			b.Fatal(err)
		}
		if _, err := verifier.Validate(doc.Root().FindElement("./Assertion")); err != nil {
			b.Fatal(err)
		}
	}
}
