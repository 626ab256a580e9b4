package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// authority is the memory of certificates that Let's Encrypt has given.
type authority struct {
	*testing.T
	folder string
}

// gives puts a certificate with a number there.
func (a authority) gives(file, name string, number int64, from, until time.Time) {
	a.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(number), DNSNames: []string{name}, NotBefore: from, NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		a.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		a.Fatal(err)
	}
	content := append(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	path := filepath.Join(a.folder, file)
	if err := os.WriteFile(path+".new", content, 0o600); err != nil {
		a.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		a.Fatal(err)
	}
}

// shows is the number of the certificate at port 443 of an address, and what is spoken there; 0: nobody answers.
func shows(address, name string, protocols ...string) (number int64, speaks string) {
	c, err := tls.Dial("tcp", net.JoinHostPort(address, "443"), &tls.Config{ServerName: name, InsecureSkipVerify: true, NextProtos: protocols}) // this test's own
	if err != nil {
		return 0, ""
	}
	defer c.Close()
	s := c.ConnectionState()
	return s.PeerCertificates[0].SerialNumber.Int64(), s.NegotiatedProtocol
}

// Pages have port 443 of one address and the relay that of another: each shows the certificate that Let's Encrypt has given for its name, and
// the next one once it is there. The relay answers the authority itself, for nobody else has that port.
func TestTheRelayShowsTheCertificateOfItsName(t *testing.T) {
	t.Parallel()
	const pages, relay = "127.213.0.1", "127.213.0.2" // all of 127.0.0.0/8 is this machine's, and nobody has their ports
	dir := t.TempDir()
	memory := authority{t, filepath.Join(dir, ".autocert_cache")}
	if err := os.Mkdir(memory.folder, 0o700); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	memory.gives("aula.example", "aula.example", 1, now, now.Add(90*24*time.Hour))
	memory.gives("turn.aula.example+token", "turn.aula.example", 2, now, now.Add(time.Hour))
	memory.gives("turn.aula.example", "turn.aula.example", 3, now.Add(-80*time.Second), now.Add(52*time.Second)) // a third of its time is left in eight seconds
	academy := aula("serve", "--https", "aula.example", "--http", net.JoinHostPort(pages, "80"), "--dir", dir,
		"--media-address", pages, "--media-port", strconv.Itoa(freeUDPPort(t)), "--turn-port", strconv.Itoa(freeUDPPort(t)),
		"--turn-tls-address", relay, "--turn-name", "turn.aula.example")
	if err := academy.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = academy.Process.Signal(syscall.SIGTERM)
		_ = academy.Wait()
	}()
	eventually(t, "the relay's certificate", func() bool { number, _ := shows(relay, "turn.aula.example"); return number == 3 })
	memory.gives("turn.aula.example", "turn.aula.example", 4, now, now.Add(90*24*time.Hour))
	eventually(t, "the pages' certificate", func() bool { number, _ := shows(pages, "aula.example"); return number == 1 })
	if number, speaks := shows(relay, "turn.aula.example", "acme-tls/1"); number != 2 || speaks != "acme-tls/1" {
		t.Errorf("the authority is shown certificate %d in %q", number, speaks)
	}
	eventually(t, "the certificate that was renewed", func() bool { number, _ := shows(relay, "turn.aula.example"); return number == 4 })
}
