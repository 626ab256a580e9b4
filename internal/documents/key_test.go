package documents

import (
	"crypto"
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
	if _, err := keys.Anchors(); !errors.Is(err, ErrKey) || !errors.Is(err, fs.ErrNotExist) {
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

func writePEM(kind string, raw []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: raw}))
}

// folder holds the two files; an empty one is left out.
func folder(t *testing.T, key, certificate string) Keys {
	t.Helper()
	k := Keys{Folder: t.TempDir()}
	for name, content := range map[string]string{keyFile: key, certificateFile: certificate} {
		if content == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(k.Folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return k
}

func certify(t *testing.T, key crypto.Signer) string {
	t.Helper()
	template := *openSigner(t).certificate
	template.PublicKey, template.SignatureAlgorithm = nil, x509.UnknownSignatureAlgorithm
	raw, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return writePEM("CERTIFICATE", raw)
}

func TestAKeyFromElsewhere(t *testing.T) {
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalECPrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	big, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, ecPEM := writePEM("EC PRIVATE KEY", raw), certify(t, ec)
	bigKey, bigPEM := writePEM("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(big)), certify(t, big)
	rows := []struct {
		name             string
		key, certificate string
		wants            string // part of the message; empty where it serves
	}{
		{"with its certificate beside it", ecKey, ecPEM, ""},
		{"with its certificate behind it", ecKey + ecPEM, "", ""},
		{"with another that vouches for it", ecKey, ecPEM + bigPEM, ""},
		{"without a certificate", ecKey, "", "put it behind the key"},
		{"with another one's certificate", ecKey, bigPEM, "is not for the key"},
		{"that is no key", ecPEM, ecPEM, "no private key"},
		{"with a certificate that is none", ecKey, ecKey, "no certificate"},
		{"behind a passphrase", writePEM("ENCRYPTED PRIVATE KEY", nil), ecPEM, "openssl"},
		{"of a kind that makes signing write the file twice", bigKey, bigPEM, "P-256"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			keys := folder(t, row.key, row.certificate)
			signer, err := OpenSigner(keys, "Prova")
			if row.wants == "" && err == nil {
				if anchors, err := keys.Anchors(); err != nil || len(anchors) != 1 || !anchors[0].Equal(signer.certificate) {
					t.Errorf("anchors %v, %v", anchors, err)
				}
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

func TestWhatAnEarlierKeySignedStaysValid(t *testing.T) {
	keys := Keys{Folder: filepath.Join(t.TempDir(), "keys")}
	first, err := OpenSigner(keys, "Prova")
	if err != nil {
		t.Fatal(err)
	}
	file := signed(t, first)
	if err := os.Remove(filepath.Join(keys.Folder, keyFile)); err != nil { // lost, or taken out of use
		t.Fatal(err)
	}
	second, err := OpenSigner(keys, "Prova")
	if err != nil || second.certificate.Equal(first.certificate) {
		t.Fatal("no second key", err)
	}
	anchors, err := keys.Anchors()
	if err != nil || len(anchors) != 2 {
		t.Fatal(anchors, err)
	}
	for _, f := range [][]byte{file, signed(t, second)} {
		if _, err := Verify(f, anchors); err != nil {
			t.Error(err)
		}
	}
}
