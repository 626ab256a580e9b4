package spid

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// seal signs an element and puts the signature where the schemas want it: after the Issuer, or first.
func (s *Service) seal(el *etree.Element) error {
	signer, err := dsig.NewSigningContext(s.Key, [][]byte{s.Certificate.Raw})
	if err != nil {
		return fmt.Errorf("sign %s: %w", el.Tag, err)
	}
	signer.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	signature, err := signer.ConstructSignature(el.Copy(), true)
	if err != nil {
		return fmt.Errorf("sign %s: %w", el.Tag, err)
	}
	place := 0
	if first := el.ChildElements(); len(first) > 0 && first[0].Tag == "Issuer" {
		place = 1
	}
	el.InsertChildAt(place, signature)
	return nil
}

// signText signs a query string, as the redirect binding wants it.
func (s *Service) signText(text string) ([]byte, error) {
	digest := sha256.Sum256([]byte(text))
	return rsa.SignPKCS1v15(rand.Reader, s.Key, crypto.SHA256, digest[:])
}

// write turns an element into a document.
func write(el *etree.Element) ([]byte, error) {
	doc := etree.NewDocument()
	doc.SetRoot(el)
	return doc.WriteToBytes()
}

// newID returns an identifier of 128 random bits.
func newID() string {
	var b [16]byte
	rand.Read(b[:])
	return "_" + hex.EncodeToString(b[:])
}

// stamp writes a time as the rules want it, to the millisecond.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// message starts a protocol message with what all of them have.
func (s *Service) message(tag, id, destination string, now time.Time) *etree.Element {
	el := etree.NewElement("samlp:" + tag)
	el.CreateAttr("xmlns:samlp", nsProtocol)
	el.CreateAttr("xmlns:saml", nsAssertion)
	el.CreateAttr("ID", id)
	el.CreateAttr("Version", "2.0")
	el.CreateAttr("IssueInstant", stamp(now))
	el.CreateAttr("Destination", destination)
	issuer := el.CreateElement("saml:Issuer")
	issuer.CreateAttr("Format", formatEntity)
	issuer.CreateAttr("NameQualifier", s.EntityID)
	issuer.SetText(s.EntityID)
	return el
}
