package certificates

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"aula/internal/documents"
)

// MaxFile is the largest file that VerifyFile reads, in bytes.
const MaxFile = documents.MaxFile

// What is wrong with a file that VerifyFile refuses, besides ErrUnknown.
var (
	ErrUnreadable  = documents.ErrUnreadable
	ErrNotSigned   = documents.ErrNotSigned
	ErrAltered     = documents.ErrAltered
	ErrOtherSigner = documents.ErrOtherSigner
)

// VerifyFile returns the certificate that a PDF is, byte for byte as it was issued; whether it still holds is
// in its state. It returns ErrUnreadable, ErrNotSigned, ErrAltered or ErrOtherSigner for a file that is not signed
// as a whole by the key of an anchor, and ErrUnknown for one that is, but that was never issued.
func VerifyFile(app core.App, anchors []*x509.Certificate, file []byte) (*Certificate, error) {
	if _, err := documents.Verify(file, anchors); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(file)
	c, err := FindByDigest(app, hex.EncodeToString(sum[:]))
	if errors.Is(err, ErrNotFound) {
		return nil, ErrUnknown
	}
	return c, err
}
