package documents

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/digitorus/pkcs7"
)

// What is wrong with a file that Verify refuses.
var (
	ErrUnreadable  = errors.New("file is not a pdf")
	ErrNotSigned   = errors.New("pdf is not signed")
	ErrAltered     = errors.New("pdf was altered after it was signed")
	ErrOtherSigner = errors.New("pdf was signed by somebody else")
)

// MaxFile is the largest file that Verify reads, in bytes.
const MaxFile = 16 << 20

const (
	mostRanges    = 16       // signatures that are looked at in one file
	mostSignature = 64 << 10 // bytes of a signature
)

// Signature is what Verify found out.
type Signature struct {
	Certificate *x509.Certificate // whose key signed, one of the anchors
	Signed      time.Time         // as the signer's clock had it; zero where the signature does not say
}

// Verify accepts a file that is signed from its first byte to its last by the key of one of the anchors,
// and nothing else: not one to which anything was added behind the signature, nor one with unsigned bytes
// inside it. It asks neither whether a certificate has expired nor who vouches for it: an anchor is trusted
// for its key. It returns ErrUnreadable, ErrNotSigned, ErrAltered or ErrOtherSigner.
//
// It does not interpret the PDF. Once every byte outside the signature is known to be what the signer
// signed, no trick of the format can show something else.
func Verify(file []byte, anchors []*x509.Certificate) (Signature, error) {
	if len(file) > MaxFile || !bytes.HasPrefix(file, []byte("%PDF-")) {
		return Signature{}, ErrUnreadable
	}
	ranges := byteRange.FindAllSubmatchIndex(file, mostRanges)
	if len(ranges) == 0 {
		if bytes.Contains(file, []byte("/ByteRange")) {
			return Signature{}, fmt.Errorf("%w: its range cannot be read", ErrAltered)
		}
		return Signature{}, ErrNotSigned
	}
	found := fmt.Errorf("%w: no signature covers the whole file", ErrAltered)
	for _, at := range ranges {
		container, content, err := cover(file, at)
		if err != nil {
			continue
		}
		signature, err := check(container, content, anchors)
		if err == nil {
			return signature, nil
		}
		found = err
	}
	return Signature{}, found
}

// byteRange is the entry that says which bytes a signature covers (ISO 32000-1, 12.8.1).
var byteRange = regexp.MustCompile(`/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]`)

var errPartial = errors.New("range does not cover the file")

// cover takes the file apart into the signature and all the rest. It returns errPartial unless the rest is
// everything but one string of hexadecimal digits between < and >.
func cover(file []byte, at []int) (container, content []byte, err error) {
	var n [4]int
	for i := range n {
		n[i], _ = strconv.Atoi(string(file[at[2+2*i]:at[3+2*i]])) // ten digits at most
	}
	start, end := n[1], n[2]
	if n[0] != 0 || start < at[1] || end-start < 2 || end > len(file) || n[3] != len(file)-end {
		return nil, nil, errPartial
	}
	if file[start] != '<' || file[end-1] != '>' {
		return nil, nil, errPartial
	}
	digits := file[start+1 : end-1]
	if len(digits) > 2*mostSignature {
		return nil, nil, errPartial
	}
	container = make([]byte, hex.DecodedLen(len(digits)))
	if _, err := hex.Decode(container, digits); err != nil {
		return nil, nil, errPartial
	}
	content = make([]byte, 0, len(file)-(end-start))
	return container, append(append(content, file[:start]...), file[end:]...), nil
}

// check reads the signature and holds it against the content and the anchors (RFC 5652, 5.4).
func check(container, content []byte, anchors []*x509.Certificate) (Signature, error) {
	p7, err := parseContainer(container)
	if err != nil {
		return Signature{}, fmt.Errorf("%w: %w", ErrAltered, err)
	}
	p7.Content = content
	enclosed := p7.Certificates
	for _, anchor := range anchors {
		// The certificates that came with the file are no proof of anything: only the anchor's key counts.
		p7.Certificates = []*x509.Certificate{anchor}
		if verify(p7) == nil {
			signature := Signature{Certificate: anchor}
			_ = p7.UnmarshalSignedAttribute(pkcs7.OIDAttributeSigningTime, &signature.Signed) // optional
			return signature, nil
		}
	}
	p7.Certificates = enclosed
	if err := verify(p7); err != nil {
		return Signature{}, fmt.Errorf("%w: %w", ErrAltered, err)
	}
	return Signature{}, ErrOtherSigner
}

// parseContainer reads a detached signature of one signer, behind which there is nothing but zeros.
func parseContainer(container []byte) (p7 *pkcs7.PKCS7, err error) {
	defer recoverAs(&err)
	var outer asn1.RawValue
	rest, err := asn1.Unmarshal(container, &outer)
	if err != nil {
		return nil, fmt.Errorf("signature cannot be read: %w", err)
	}
	if len(bytes.Trim(rest, "\x00")) > 0 {
		return nil, errors.New("something stands behind the signature")
	}
	if err := shallow(container[:len(container)-len(rest)], deepest); err != nil {
		return nil, err
	}
	p7, err = pkcs7.Parse(outer.FullBytes)
	if err != nil {
		return nil, fmt.Errorf("signature cannot be read: %w", err)
	}
	if len(p7.Signers) != 1 || len(p7.Content) != 0 {
		return nil, errors.New("signature has not one signer, or holds a content of its own")
	}
	var kind asn1.ObjectIdentifier
	if err := p7.UnmarshalSignedAttribute(pkcs7.OIDAttributeContentType, &kind); err != nil || !kind.Equal(pkcs7.OIDData) {
		return nil, errors.New("signature is about something else than data")
	}
	return p7, nil
}

// deepest is how far the parts of a signature may be nested. Real ones nest a dozen deep; the parser's time
// grows with the square of it.
const deepest = 40

// shallow returns an error for what is nested deeper than depth, or is not in the strict form (DER).
func shallow(der []byte, depth int) error {
	if depth == 0 {
		return errors.New("signature is nested too deep")
	}
	for len(der) > 0 {
		var part asn1.RawValue
		rest, err := asn1.Unmarshal(der, &part)
		if err != nil {
			return fmt.Errorf("signature cannot be read: %w", err)
		}
		if part.IsCompound {
			if err := shallow(part.Bytes, depth-1); err != nil {
				return err
			}
		}
		der = rest
	}
	return nil
}

func verify(p7 *pkcs7.PKCS7) (err error) {
	defer recoverAs(&err)
	return p7.Verify()
}

// recoverAs turns a panic of the parser into an error: what it reads comes from anybody.
func recoverAs(err *error) {
	if cause := recover(); cause != nil {
		*err = fmt.Errorf("signature cannot be read: %v", cause)
	}
}
