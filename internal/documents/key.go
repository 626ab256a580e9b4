package documents

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"aula/internal/wholefile"
)

// ErrKey says that a key or a certificate cannot be used; what is wrong with it is wrapped.
var ErrKey = errors.New("signing key cannot be used")

// Keys is where the academy's signing key is: DIR/keys. In it are
//
//   - seal.key, the private key, which nobody else may read; where the academy made it, its certificate stands
//     behind it, so that the two are never apart;
//   - seal.pem, the certificate, which anyone may have; behind it may stand those that vouch for it;
//   - any other *.pem, the certificates of keys that signed before.
//
// A body that has a key of its own puts it in seal.key, with its certificate behind it or in seal.pem.
type Keys struct{ Folder string }

const (
	keyFile         = "seal.key"
	certificateFile = "seal.pem"
	validYears      = 30
)

// OpenSigner returns the signer of the academy, making key and certificate the first time. name is who signs,
// as a new certificate says it. It returns ErrKey for files that do not fit each other or cannot serve.
func OpenSigner(k Keys, name string) (*Signer, error) {
	signer, err := k.read()
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(k.Folder, name); err != nil {
			return nil, fmt.Errorf("make signing key in %s: %w", k.Folder, err)
		}
		signer, err = k.read()
	}
	if err != nil {
		return nil, err
	}
	return signer, k.publish(signer.certificate)
}

// makeKey writes key and certificate in one file, which is there whole or not at all. Where another process
// was faster, its key stays.
func makeKey(folder, name string) error {
	content, err := newKey(name, time.Now())
	if err != nil {
		return err
	}
	return wholefile.Make(filepath.Join(folder, keyFile), content)
}

// newKey makes a P-256 key and a certificate that it signs itself, both in PEM.
func newKey(name string, now time.Time) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial.Add(serial, big.NewInt(1)),
		Subject:               pkix.Name{CommonName: name, OrganizationalUnit: []string{"Aula"}},
		NotBefore:             now.Add(-time.Hour), // clocks differ
		NotAfter:              now.AddDate(validYears, 0, 0),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		BasicConstraintsValid: true,
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	content := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
	return append(content, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})...), nil
}

// publish writes the certificate that stands behind the key into seal.pem. One of another key that is there
// stays, under a name of its own, for what it signed stays valid.
func (k Keys) publish(c *x509.Certificate) error {
	path := filepath.Join(k.Folder, certificateFile)
	there, err := ReadAnchors(path)
	if err == nil && there[0].Equal(c) {
		return nil
	}
	if err == nil {
		sum := sha256.Sum256(there[0].Raw)
		if err := os.Rename(path, filepath.Join(k.Folder, fmt.Sprintf("seal-%x.pem", sum[:4]))); err != nil {
			return fmt.Errorf("keep earlier certificate: %w", err)
		}
	}
	content := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
	err = wholefile.Write(path, content, func(draft string) error { return errors.Join(os.Chmod(draft, 0o644), os.Rename(draft, path)) })
	if err != nil {
		return fmt.Errorf("publish signing certificate: %w", err)
	}
	return nil
}

func (k Keys) read() (*Signer, error) {
	path := filepath.Join(k.Folder, keyFile)
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	key, err := parseKey(content)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrKey, path, err)
	}
	chain, err := ParseAnchors(content)
	if err != nil {
		path = filepath.Join(k.Folder, certificateFile)
		if content, err = os.ReadFile(path); err == nil {
			chain, err = ParseAnchors(content)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: no certificate for %s: put it behind the key or into %s: %v", ErrKey, keyFile, certificateFile, err)
	}
	public, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !public.Equal(chain[0].PublicKey) {
		return nil, fmt.Errorf("%w: the first certificate of %s is not for the key of %s", ErrKey, path, keyFile)
	}
	signer := &Signer{key: key, certificate: chain[0], chain: chain}
	return signer, signer.try()
}

// parseKey reads the first private key of a PEM file, in any of the forms in which they are handed out.
func parseKey(content []byte) (crypto.Signer, error) {
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		var key any
		var err error
		switch block.Type {
		case "PRIVATE KEY":
			key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		case "EC PRIVATE KEY":
			key, err = x509.ParseECPrivateKey(block.Bytes)
		case "RSA PRIVATE KEY":
			key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
		case "ENCRYPTED PRIVATE KEY":
			return nil, errors.New("the key is encrypted: take the passphrase off (openssl pkey -in KEY -out NEW)")
		default:
			continue
		}
		if err != nil {
			return nil, err
		}
		if signer, ok := key.(crypto.Signer); ok {
			return signer, nil
		}
		return nil, fmt.Errorf("a key of type %T does not sign", key)
	}
	return nil, errors.New("no private key in PEM found")
}
