package documents

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/digitorus/pdf"
	"github.com/digitorus/pdfsign/sign"
)

// ErrNotWhole says that a signed file is not covered by its signature as a whole: with some kinds of key
// the signing library writes the file twice. Such a file is never handed out.
var ErrNotWhole = errors.New("signature does not cover the whole file")

// Signer signs documents as the academy. It is safe for concurrent use.
type Signer struct {
	key         crypto.Signer
	certificate *x509.Certificate
	chain       []*x509.Certificate // the certificate first
}

// Certificate is what others check the signer's signatures with.
func (s *Signer) Certificate() *x509.Certificate { return s.certificate }

// Reason is what viewers show about a signature.
type Reason struct {
	Name   string // who signs
	Reason string
	Made   time.Time
}

// Sign returns file with a signature over all of it. It takes what Bytes returned, and returns ErrNotWhole
// rather than a file that Verify would refuse.
func (s *Signer) Sign(file []byte, why Reason) ([]byte, error) {
	reader, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, fmt.Errorf("sign document: %w", err)
	}
	var signed bytes.Buffer
	signed.Grow(len(file) + 16<<10)
	err = sign.Sign(bytes.NewReader(file), &signed, reader, int64(len(file)), sign.SignData{
		Signature: sign.SignDataSignature{
			CertType:   sign.CertificationSignature,
			DocMDPPerm: sign.DoNotAllowAnyChangesPerms,
			Info:       sign.SignDataSignatureInfo{Name: ascii(why.Name), Reason: ascii(why.Reason), Date: why.Made.UTC()},
		},
		Signer:            s.key,
		DigestAlgorithm:   crypto.SHA256,
		Certificate:       s.certificate,
		CertificateChains: [][]*x509.Certificate{s.chain},
	})
	if err != nil {
		return nil, fmt.Errorf("sign document: %w", err)
	}
	if _, err := Verify(signed.Bytes(), []*x509.Certificate{s.certificate}); err != nil {
		return nil, fmt.Errorf("sign document: %w: %w", ErrNotWhole, err)
	}
	return signed.Bytes(), nil
}

// try signs an empty page, so that a key of a kind that cannot serve is found at the start and not when the
// first document is due. P-256 is known to serve.
func (s *Signer) try() error {
	if key, ok := s.key.Public().(*ecdsa.PublicKey); ok && key.Curve == elliptic.P256() {
		return nil
	}
	d := New(Options{Language: "it", Made: time.Unix(0, 0)})
	d.Page()
	page, err := d.Bytes()
	if err == nil {
		_, err = s.Sign(page, Reason{Made: time.Now()})
	}
	if err != nil {
		return fmt.Errorf("%w: use an ECDSA key on the curve P-256: %w", ErrKey, err)
	}
	return nil
}
