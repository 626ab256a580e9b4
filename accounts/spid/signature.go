package spid

import (
	"crypto/rsa"
	"crypto/x509"
	"slices"
	"strings"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
)

var (
	signatureMethods = []string{methodRSASHA256, methodRSASHA384, methodRSASHA512}
	digestMethods    = []string{digestSHA256, digestSHA384, digestSHA512}
)

// checkSignature judges the grammar of an element's signature before any cryptography: it must be about that
// element and nothing else, by the two transforms that SAML foresees, with algorithms that hold. What an element
// outside the signature could change, such as inclusive canonicalisation or a stylesheet, is refused.
func checkSignature(el *etree.Element) error {
	signature := child(el, "Signature")
	info := child(signature, "SignedInfo")
	reference := child(info, "Reference")
	if attribute(reference, "URI") != "#"+attribute(el, "ID") {
		return refuse(CodeWrapped, "Reference/@URI", "the signature is not about the element that holds it")
	}
	var transforms []string
	for t := range child(reference, "Transforms").ChildElementsSeq() {
		transforms = append(transforms, attribute(t, "Algorithm"))
	}
	if !slices.Equal(transforms, []string{transformEnveloped, nsExclusive}) {
		return refuse(CodeAlgorithm, "Transforms", "not an enveloped signature in exclusive canonical form")
	}
	for _, rule := range []struct {
		place   *etree.Element
		allowed []string
	}{
		{child(info, "CanonicalizationMethod"), []string{nsExclusive}},
		{child(info, "SignatureMethod"), signatureMethods},
		{child(reference, "DigestMethod"), digestMethods},
	} {
		if !slices.Contains(rule.allowed, attribute(rule.place, "Algorithm")) {
			return refuse(CodeAlgorithm, rule.place.Tag, "weaker than the rules allow, or unknown")
		}
	}
	return nil
}

// verify returns what one of the provider's keys signed: a new element, read from exactly the bytes whose digest
// was signed. Nothing else of a message may be believed. The keys are those of the provider's metadata; whatever
// certificate a message brings along is not looked at.
func verify(el *etree.Element, p Provider) (*etree.Element, error) {
	place := el.Tag + "/Signature"
	context, err := etreeutils.NSBuildParentContext(el)
	if err != nil {
		return nil, refuse(CodeMalformed, place, "namespaces")
	}
	el, err = etreeutils.NSDetatch(context, el)
	if err != nil {
		return nil, refuse(CodeMalformed, place, "namespaces")
	}
	tidy(el)
	for _, certificate := range p.Certificates {
		if !strong(certificate) {
			continue
		}
		// A certificate only carries the key here: the metadata say how long it is trusted. So the verifier, which
		// would look at its dates, is told a time at which it holds.
		verifier := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{certificate}})
		verifier.Clock = dsig.NewFakeClockAt(certificate.NotBefore)
		if signed, err := verifier.Validate(el); err == nil {
			return signed, nil
		}
	}
	return nil, refuse(CodeSignature, place, "no key in the metadata of %s made it, or the text was changed", p.EntityID)
}

// tidy takes out of an element's own signature, where no digest covers it, the certificate that it brings along, and
// the white space with which some providers indent the signature's value.
func tidy(el *etree.Element) {
	signature := child(el, "Signature")
	if info := child(signature, "KeyInfo"); info.Parent() == signature {
		signature.RemoveChild(info)
	}
	value := child(signature, "SignatureValue")
	value.SetText(strings.Join(strings.Fields(value.Text()), ""))
}

func strong(certificate *x509.Certificate) bool {
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	return ok && key.N.BitLen() >= minimumBits
}

// alone refuses a message in which an assertion or a signature hides somewhere else than in its place.
func alone(root *etree.Element) error {
	if n := count(root, "Assertion"); n > 1 {
		return refuse(CodeWrapped, "Assertion", "%d in one message", n)
	}
	allowed := len(slices.Collect(root.SelectElementsSeq("Signature")))
	for assertion := range root.SelectElementsSeq("Assertion") {
		allowed += len(slices.Collect(assertion.SelectElementsSeq("Signature")))
	}
	if count(root, "Signature") > min(allowed, 2) {
		return refuse(CodeWrapped, "Signature", "outside its place")
	}
	return nil
}

// count counts elements by their local name, in whatever namespace, however deep.
func count(el *etree.Element, tag string) int {
	n := 0
	if strings.EqualFold(el.Tag, tag) {
		n = 1
	}
	for c := range el.ChildElementsSeq() {
		n += count(c, tag)
	}
	return n
}
