package federation

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"aula/accounts/spid"
	"aula/internal/wholefile"
)

// SealFile holds the key and the certificate by which the academy signs what it tells SPID, in DIR/keys. It is made once, and never changes by
// itself: AgID knows the certificate. Whoever must have a new one moves the file away, and gives AgID the new metadata.
const SealFile = "spid.pem"

// ErrSealFile says that the file cannot be used.
var ErrSealFile = errors.New("key of SPID cannot be used")

// seal is what the file holds.
type seal struct {
	entity      string // our name in SPID, as the certificate says it
	key         *rsa.PrivateKey
	certificate *x509.Certificate
}

// sealOf reads the seal, and makes it where there has never been one.
func (o *Office) sealOf(entity string, us spid.Organisation, now time.Time) (*seal, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.seal != nil {
		return o.seal, nil
	}
	path := filepath.Join(o.Folder, SealFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := MakeSeal(o.Folder, entity, us, now); err != nil {
			return nil, err
		}
	}
	s, err := readSeal(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrSealFile, path, err)
	}
	o.seal = s
	return s, nil
}

// MakeSeal makes the file in a folder. entity is the academy's address; it will be its name in SPID. Where there is one already, it stays.
func MakeSeal(folder, entity string, us spid.Organisation, now time.Time) error {
	key, certificate, err := spid.SelfSigned(entity, us, now)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	content := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	return wholefile.Make(filepath.Join(folder, SealFile), append(content, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})...))
}

// readSeal reads the file. What is in it never gets into an error.
func readSeal(path string) (*seal, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s := &seal{}
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "PRIVATE KEY":
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				return nil, errors.New("private key is damaged")
			}
			s.key, _ = key.(*rsa.PrivateKey)
		case "CERTIFICATE":
			if s.certificate, err = x509.ParseCertificate(block.Bytes); err != nil {
				return nil, errors.New("certificate is damaged")
			}
		}
	}
	if s.key == nil || s.certificate == nil || !s.key.PublicKey.Equal(s.certificate.PublicKey) {
		return nil, errors.New("it must hold an RSA key and its certificate")
	}
	for _, name := range s.certificate.Subject.Names {
		if text, ok := name.Value.(string); ok && name.Type.Equal(entityName) {
			s.entity = text
		}
	}
	if s.entity == "" {
		return nil, errors.New("its certificate does not name the service (2.5.4.83)")
	}
	return s, nil
}

// entityName is where a certificate of SPID says whose it is (AgID, notice 29).
var entityName = asn1.ObjectIdentifier{2, 5, 4, 83}
