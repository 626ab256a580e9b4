package commands

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aula/locales"
)

// certificateIn writes a certificate with a number of its own.
func certificateIn(t *testing.T, dir string, number int64) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(number), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	must(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	must(t, err)
	certificate, key = filepath.Join(dir, "turn.pem"), filepath.Join(dir, "turn.key")
	must(t, os.WriteFile(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	must(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	return certificate, key
}

func TestWhatIsSaidOfTheRelay(t *testing.T) {
	certificate, key := certificateIn(t, t.TempDir(), 1)
	for _, row := range []struct {
		says    string
		config  Config
		turn    Turn
		tlsPort int
		name    string
		domains string
		https   string
		refused string
	}{
		{says: "nothing, and no certificate", turn: Turn{Port: 3478, TLSPort: -1}},
		{says: "nothing, with a domain", config: Config{HTTPS: "aula.example.it"}, turn: Turn{Port: 3478, TLSPort: -1}, tlsPort: 5349, name: "aula.example.it", domains: "aula.example.it", https: "0.0.0.0:443"},
		{says: "files", turn: Turn{Port: 3478, TLSPort: -1, CertificateFile: certificate, KeyFile: key, Name: "turn.example.it"}, tlsPort: 5349, name: "turn.example.it"},
		{says: "no relay", config: Config{HTTPS: "aula.example.it"}, turn: Turn{TLSPort: -1}, name: "aula.example.it", domains: "aula.example.it", https: "0.0.0.0:443"},
		{says: "no TLS", config: Config{HTTPS: "aula.example.it"}, turn: Turn{Port: 3478}, name: "aula.example.it", domains: "aula.example.it", https: "0.0.0.0:443"},
		{says: "an address of its own", config: Config{HTTPS: "aula.example.it", HTTP: "203.0.113.7:80"}, turn: Turn{Port: 3478, TLSPort: -1, TLSAddress: "203.0.113.8", Name: "turn.example.it"},
			tlsPort: 443, name: "turn.example.it", domains: "aula.example.it turn.example.it", https: "203.0.113.7:443"},
		{says: "port 443 of all addresses", config: Config{HTTPS: "aula.example.it"}, turn: Turn{Port: 3478, TLSPort: 443}, refused: "cli.serve.turn_own_address"},
		{says: "the pages' own address", config: Config{HTTPS: "aula.example.it", HTTP: "203.0.113.7:80"}, turn: Turn{Port: 3478, TLSPort: -1, TLSAddress: "203.0.113.7"}, refused: "cli.serve.turn_own_address"},
		{says: "the pages' own address, written otherwise", config: Config{HTTPS: "aula.example.it", HTTP: "[2001:db8::7]:80"}, turn: Turn{Port: 3478, TLSPort: -1, TLSAddress: "2001:DB8:0::7"}, refused: "cli.serve.turn_own_address"},
		{says: "all addresses as its own", config: Config{HTTPS: "aula.example.it", HTTP: "203.0.113.7:80"}, turn: Turn{Port: 3478, TLSPort: -1, TLSAddress: "::"}, refused: "cli.serve.turn_bad"},
		{says: "addresses of IPv6", config: Config{HTTPS: "aula.example.it", HTTP: "[2001:db8::7]:80"}, turn: Turn{Port: 3478, TLSPort: -1, TLSAddress: "2001:db8::8", Name: "turn.example.it"},
			tlsPort: 443, name: "turn.example.it", domains: "aula.example.it turn.example.it", https: "[2001:db8::7]:443"},
		{says: "TLS without a certificate", turn: Turn{Port: 3478, TLSPort: 5349}, refused: "cli.serve.turn_no_certificate"},
		{says: "half of a certificate", turn: Turn{Port: 3478, TLSPort: -1, KeyFile: key}, refused: "cli.serve.turn_half"},
		{says: "a certificate that is none", turn: Turn{Port: 3478, TLSPort: -1, CertificateFile: key, KeyFile: key}, refused: "cli.serve.turn_unreadable"},
		{says: "a port that does not exist", turn: Turn{Port: 70000, TLSPort: -1}, refused: "cli.serve.turn_bad"},
		{says: "an address that is a name", turn: Turn{Port: 3478, TLSPort: -1, TLSAddress: "turn.example.it"}, refused: "cli.serve.turn_bad"},
	} {
		t.Run(row.says, func(t *testing.T) {
			row.config.Turn, row.config.MediaPort = row.turn, defaultMediaPort
			s := &session{Config: row.config, locale: locales.For("it")}
			c, err := s.listening()
			if row.refused != "" {
				if begins, _, _ := strings.Cut(s.locale.T(row.refused, "error", "…"), "…"); err == nil || !strings.HasPrefix(err.Error(), begins) {
					t.Errorf("%v, want %s", err, begins)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if s.Turn.TLSPort != row.tlsPort || s.Turn.Name != row.name || strings.Join(c.CertificateDomains, " ") != row.domains || c.HttpsAddr != row.https {
				t.Errorf("TLS on %d as %q; pages on %q with certificates for %v", s.Turn.TLSPort, s.Turn.Name, c.HttpsAddr, c.CertificateDomains)
			}
		})
	}
}

// A certificate that was renewed is shown without a restart; one that is half written is not.
func TestARenewedCertificateIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	certificate, key := certificateIn(t, dir, 1)
	c := &certificateFile{certificate: certificate, key: key}
	number := func() int64 {
		t.Helper()
		pair, err := c.get(nil)
		must(t, err)
		leaf, err := x509.ParseCertificate(pair.Certificate[0])
		must(t, err)
		return leaf.SerialNumber.Int64()
	}
	if got := number(); got != 1 {
		t.Fatalf("certificate %d", got)
	}
	certificateIn(t, dir, 2)
	must(t, os.Chtimes(certificate, time.Now(), time.Now().Add(time.Hour)))
	if got := number(); got != 1 {
		t.Errorf("certificate %d within the minute", got)
	}
	c.looked = time.Now().Add(-2 * lookAgainAfter)
	if got := number(); got != 2 {
		t.Errorf("certificate %d after it", got)
	}
	must(t, os.WriteFile(certificate, []byte("half"), 0o600))
	must(t, os.Chtimes(certificate, time.Now(), time.Now().Add(2*time.Hour)))
	c.looked = time.Now().Add(-2 * lookAgainAfter)
	if got := number(); got != 2 {
		t.Errorf("certificate %d while the next one is written", got)
	}
}

// Pages come first where they are told to have the port of media.
func TestPagesMayHaveTheNumberOfTheMediaPort(t *testing.T) {
	s := &session{Config: Config{HTTP: "0.0.0.0:8091", MediaPort: 8091}, locale: locales.For("it")}
	if _, err := s.listening(); err != nil || s.MediaTCP >= 0 {
		t.Errorf("media over TCP on %d: %v", s.MediaTCP, err)
	}
}

// Who opens the pages on this machine alone has media there too, by the same family.
func TestWhoReachesThePagesReachesTheMedia(t *testing.T) {
	for address, want := range map[string]string{"127.0.0.1:8090": "127.0.0.1", "[::1]:8090": "::1", "localhost:8090": "127.0.0.1", "127.0.0.2:8090": "127.0.0.2", "0.0.0.0:8090": "", "[::]:8090": ""} {
		s := &session{Config: Config{HTTP: address, MediaPort: defaultMediaPort}, locale: locales.For("it")}
		if _, err := s.listening(); err != nil || s.MediaAddress != want {
			t.Errorf("pages on %s: media on %q, want %q: %v", address, s.MediaAddress, want, err)
		}
	}
}
