package spid

import (
	"bytes"
	"compress/flate"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net/url"
	"strings"

	"github.com/beevik/etree"
)

// Received is a logout message as a browser brought it: by POST the value of the form field SAMLRequest or
// SAMLResponse, by redirect the query exactly as it stands in the address, because that is what was signed.
type Received struct {
	Form  string
	Query string
}

// arrival is a message whose grammar was judged, and the way to verify it.
type arrival struct {
	root   *etree.Element
	verify func(Provider) (*etree.Element, error)
}

// open reads a message of either binding and judges its shape. By POST it must hold a signature, by redirect none:
// that is in the query.
func (r Received) open(field string, shape func(signature ...shape) shape) (arrival, error) {
	if r.Query != "" {
		return openQuery(r.Query, field, shape())
	}
	raw, err := decode(r.Form, messageLimits)
	if err != nil {
		return arrival{}, err
	}
	root, err := parse(raw, messageLimits)
	if err != nil {
		return arrival{}, err
	}
	if err := alone(root); err != nil {
		return arrival{}, err
	}
	if err := shape(signatureShape).check(root); err != nil {
		return arrival{}, err
	}
	if err := checkSignature(root); err != nil {
		return arrival{}, err
	}
	return arrival{root, func(p Provider) (*etree.Element, error) { return verify(root, p) }}, nil
}

func openQuery(query, field string, shape shape) (arrival, error) {
	q, err := splitQuery(query, field)
	if err != nil {
		return arrival{}, err
	}
	packed, err := decode(q.value, messageLimits)
	if err != nil {
		return arrival{}, err
	}
	// One byte more than is allowed, so that parse sees when there is too much.
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), int64(messageLimits.bytes)+1))
	if err != nil {
		return arrival{}, refuse(CodeMalformed, field, "not compressed")
	}
	root, err := parse(raw, messageLimits)
	if err != nil {
		return arrival{}, err
	}
	if err := shape.check(root); err != nil {
		return arrival{}, err
	}
	return arrival{root, func(p Provider) (*etree.Element, error) { return root, q.verify(p) }}, nil
}

// signedQuery is the query of a redirect, taken apart.
type signedQuery struct {
	value     string // of SAMLRequest or SAMLResponse
	signed    string // the text that was signed: the parts in their order, still escaped
	algorithm x509.SignatureAlgorithm
	signature []byte
}

var queryAlgorithms = map[string]x509.SignatureAlgorithm{
	methodRSASHA256: x509.SHA256WithRSA, methodRSASHA384: x509.SHA384WithRSA, methodRSASHA512: x509.SHA512WithRSA,
}

func splitQuery(query, field string) (signedQuery, error) {
	if len(query) > messageLimits.bytes {
		return signedQuery{}, refuse(CodeTooLarge, "", "more than %d bytes", messageLimits.bytes)
	}
	escaped, plain := map[string]string{}, map[string]string{}
	for part := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(part, "=")
		unescaped, err := url.QueryUnescape(value)
		if _, twice := escaped[key]; err != nil || twice {
			return signedQuery{}, refuse(CodeMalformed, "", "the query holds a part twice, or one that is wrongly escaped")
		}
		escaped[key], plain[key] = value, unescaped
	}
	q := signedQuery{value: plain[field], signed: field + "=" + escaped[field]}
	if relay, ok := escaped["RelayState"]; ok {
		q.signed += "&RelayState=" + relay
	}
	q.signed += "&SigAlg=" + escaped["SigAlg"]
	if plain["Signature"] == "" {
		return q, refuse(CodeUnsigned, field, "no signature")
	}
	var known bool
	if q.algorithm, known = queryAlgorithms[plain["SigAlg"]]; !known {
		return q, refuse(CodeAlgorithm, "SigAlg", "weaker than the rules allow, or unknown")
	}
	var err error
	if q.signature, err = base64.StdEncoding.DecodeString(plain["Signature"]); err != nil {
		return q, refuse(CodeMalformed, "Signature", "not base64")
	}
	return q, nil
}

func (q signedQuery) verify(p Provider) error {
	for _, certificate := range p.Certificates {
		if strong(certificate) && certificate.CheckSignature(q.algorithm, []byte(q.signed), q.signature) == nil {
			return nil
		}
	}
	return refuse(CodeSignature, "Signature", "no key in the metadata of %s made it, or the text was changed", p.EntityID)
}
