package commands

import (
	"cmp"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"sync"
	"time"

	"github.com/spf13/pflag"
)

// Ports of TURN, as everybody has them.
const (
	defaultTurnPort    = 3478
	defaultTurnTLSPort = 5349
	ownTurnTLSPort     = 443 // on an address of its own
)

// Turn says where the relay listens.
type Turn struct {
	Port             int    // UDP and TCP; 0: no relay
	TLSPort          int    // 0: none
	TLSAddress       string // an IP of its own; empty: that of media
	Name             string // by which browsers reach it over TLS; empty: that of the pages
	CertificateFile  string // with its chain, as PEM; empty: the certificate of --https
	KeyFile          string
	certificate      *certificateFile
	tlsPortIsDefault bool
}

func (t *Turn) add(s *session, f *pflag.FlagSet) {
	f.IntVar(&t.Port, "turn-port", defaultTurnPort, s.locale.T("cli.serve.turn_port"))
	f.IntVar(&t.TLSPort, "turn-tls-port", -1, s.locale.T("cli.serve.turn_tls_port"))
	f.Lookup("turn-tls-port").DefValue = "5349"
	f.StringVar(&t.TLSAddress, "turn-tls-address", "", s.locale.T("cli.serve.turn_tls_address"))
	f.StringVar(&t.Name, "turn-name", "", s.locale.T("cli.serve.turn_name"))
	f.StringVar(&t.CertificateFile, "turn-certificate", "", s.locale.T("cli.serve.turn_certificate"))
	f.StringVar(&t.KeyFile, "turn-key", "", s.locale.T("cli.serve.turn_key"))
}

// settle says what follows from what was said: TLS needs a certificate, and has port 443 where nothing else has it.
func (s *session) settleTurn() error {
	t := &s.Turn
	t.tlsPortIsDefault = t.TLSPort < 0
	if t.tlsPortIsDefault {
		t.TLSPort = defaultTurnTLSPort
		if t.TLSAddress != "" {
			t.TLSPort = ownTurnTLSPort
		}
	}
	files := t.CertificateFile != "" && t.KeyFile != ""
	own := net.ParseIP(t.TLSAddress)
	switch {
	case t.Port < 0 || t.Port > 65535 || t.TLSPort > 65535 || t.TLSAddress != "" && (own == nil || own.IsUnspecified()):
		return errors.New(s.locale.T("cli.serve.turn_bad"))
	case (t.CertificateFile != "") != (t.KeyFile != ""):
		return errors.New(s.locale.T("cli.serve.turn_half"))
	case t.Port == 0:
		t.TLSPort = 0
	case files:
		t.certificate = &certificateFile{certificate: t.CertificateFile, key: t.KeyFile}
		if _, err := t.certificate.get(nil); err != nil {
			return errors.New(s.locale.T("cli.serve.turn_unreadable", "error", err.Error()))
		}
	case s.HTTPS == "" && t.tlsPortIsDefault && t.TLSAddress == "":
		t.TLSPort = 0
	case s.HTTPS == "":
		return errors.New(s.locale.T("cli.serve.turn_no_certificate"))
	}
	t.Name = cmp.Or(t.Name, s.HTTPS)
	return nil
}

// Certificate is that of the files; nil: there are none.
func (t Turn) Certificate() func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	if t.certificate == nil {
		return nil
	}
	return t.certificate.get
}

// certificateFile reads a certificate anew once its file has changed: they are renewed every few weeks, and nobody restarts us for that.
type certificateFile struct {
	certificate, key string

	mu      sync.Mutex // guards what follows
	read    *tls.Certificate
	changed time.Time
	looked  time.Time
}

const lookAgainAfter = time.Minute

func (c *certificateFile) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.read != nil && time.Since(c.looked) < lookAgainAfter {
		return c.read, nil
	}
	c.looked = time.Now()
	about, err := os.Stat(c.certificate)
	if err == nil && (c.read == nil || !about.ModTime().Equal(c.changed)) {
		var pair tls.Certificate
		if pair, err = tls.LoadX509KeyPair(c.certificate, c.key); err == nil {
			c.read, c.changed = &pair, about.ModTime()
		}
	}
	if c.read != nil { // half renewed: the one before holds
		return c.read, nil
	}
	return nil, err
}
