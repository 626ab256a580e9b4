package documents

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestTheKeyIsMadeOnceAndKeptFromOthers(t *testing.T) {
	keys := Keys{Folder: filepath.Join(t.TempDir(), "new", "keys")}
	if _, err := keys.Anchors(); !errors.Is(err, ErrKey) || !NoKeys(err) {
		t.Errorf("before the first start: %v", err)
	}
	var wait sync.WaitGroup
	signers := make([]*Signer, 20)
	for i := range signers {
		wait.Go(func() {
			var err error
			if signers[i], err = OpenSigner(keys, "Prova"); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, s := range signers {
		if s == nil || !s.certificate.Equal(signers[0].certificate) {
			t.Fatal("two starts at once made two keys")
		}
	}
	info, err := os.Stat(filepath.Join(keys.Folder, keyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file %v, %v", info.Mode(), err)
	}
	names, err := os.ReadDir(keys.Folder)
	if err != nil || len(names) != 2 {
		t.Errorf("left in the folder: %v, %v", names, err)
	}
	anchors, err := keys.Anchors()
	if err != nil || len(anchors) != 1 || !anchors[0].Equal(signers[0].certificate) {
		t.Errorf("anchors %v, %v", anchors, err)
	}
}

func writePEM(t *testing.T, kind string, raw []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAKeyFromElsewhere(t *testing.T) {
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ecRaw, err := x509.MarshalECPrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	template := *openSigner(t).certificate
	template.PublicKey = nil
	ecCertificate, err := x509.CreateCertificate(rand.Reader, &template, &template, ec.Public(), ec)
	if err != nil {
		t.Fatal(err)
	}
	big, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		t.Fatal(err)
	}
	template.SignatureAlgorithm = x509.UnknownSignatureAlgorithm // let the key choose
	bigCertificate, err := x509.CreateCertificate(rand.Reader, &template, &template, big.Public(), big)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, ecPEM := writePEM(t, "EC PRIVATE KEY", ecRaw), writePEM(t, "CERTIFICATE", ecCertificate)
	bigKey, bigPEM := writePEM(t, "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(big)), writePEM(t, "CERTIFICATE", bigCertificate)
	rows := []struct {
		name  string
		keys  Keys
		wants string // part of the message; empty where it serves
	}{
		{"on P-256", Keys{Key: ecKey, Certificate: ecPEM}, ""},
		{"without its certificate", Keys{Key: ecKey}, "both"},
		{"with another one's certificate", Keys{Key: ecKey, Certificate: bigPEM}, "is not for the key"},
		{"that is no key", Keys{Key: ecPEM, Certificate: ecPEM}, "no private key"},
		{"with a certificate that is none", Keys{Key: ecKey, Certificate: ecKey}, "no certificate"},
		{"that is not there", Keys{Key: "/no/such", Certificate: ecPEM}, "no such file"},
		{"behind a passphrase", Keys{Key: writePEM(t, "ENCRYPTED PRIVATE KEY", nil), Certificate: ecPEM}, "openssl"},
		{"of a kind that makes signing write the file twice", Keys{Key: bigKey, Certificate: bigPEM}, "P-256"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, err := OpenSigner(row.keys, "Prova")
			if row.wants == "" && err == nil {
				return
			}
			if row.wants == "" || !errors.Is(err, ErrKey) || !strings.Contains(err.Error(), row.wants) {
				t.Errorf("got %v, want %q", err, row.wants)
			}
		})
	}
	if _, err := ReadAnchors(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
