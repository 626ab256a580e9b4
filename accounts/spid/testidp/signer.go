package testidp

import (
	"crypto"
	"crypto/rsa"
	"fmt"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
)

// Signer signs an element of a message. The zero values of Hash and Canonicalizer are what the rules want.
type Signer struct {
	Key           *rsa.PrivateKey
	Certificate   []byte
	Hash          crypto.Hash
	Canonicalizer dsig.Canonicalizer
	Claimed       []byte // another certificate to show in KeyInfo
}

// Nobody signs nothing.
var Nobody = &Signer{}

// Sign puts a signature after the Issuer of an element.
func (s *Signer) Sign(el *etree.Element) error {
	if s == Nobody {
		return nil
	}
	shown := s.Certificate
	if s.Claimed != nil {
		shown = s.Claimed
	}
	context, err := dsig.NewSigningContext(s.Key, [][]byte{shown})
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	if s.Hash != 0 {
		context.Hash = s.Hash
	}
	context.Canonicalizer = s.Canonicalizer
	if context.Canonicalizer == nil {
		context.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	}
	around, err := etreeutils.NSBuildParentContext(el)
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	alone, err := etreeutils.NSDetatch(around, el)
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	signature, err := context.ConstructSignature(alone, true)
	if err != nil {
		return fmt.Errorf("sign: %w", err)
	}
	place := 0
	if issuer := el.SelectElement("Issuer"); issuer != nil {
		place = issuer.Index() + 1
	}
	el.InsertChildAt(place, signature)
	return nil
}
