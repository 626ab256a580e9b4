package main

import (
	"crypto/x509"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// verifySignatures reads a response and verifies the signatures of the whole and of its assertion by the library's own way.
func verifySignatures(response []byte, certificate *x509.Certificate, now time.Time) error {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(response); err != nil {
		return err
	}
	verifier := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{certificate}})
	verifier.Clock = dsig.NewFakeClockAt(now)
	if _, err := verifier.Validate(doc.Root()); err != nil {
		return err
	}
	_, err := verifier.Validate(doc.Root().FindElement("./Assertion"))
	return err
}
