package turn

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// shakes is a handshake with the port of TLS by a client that would speak these.
func (s *Server) shakes(t *testing.T, protocols ...string) *tls.Conn {
	t.Helper()
	_, _, port := s.Ports()
	conn, err := tls.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), &tls.Config{
		ServerName: "turn.example.it", InsecureSkipVerify: true, NextProtos: protocols, // a certificate of this test
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// A certificate that was renewed is shown to whoever comes next.
func TestEachHandshakeAsksForTheCertificate(t *testing.T) {
	first, second := certificate(t), certificate(t)
	var renewed atomic.Bool
	s := openServer(t, place(t), func(c *Config) {
		c.Certificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			if hello.ServerName != "turn.example.it" {
				return nil, errors.New("asked for " + hello.ServerName)
			}
			if renewed.Load() {
				return second(hello)
			}
			return first(hello)
		}
	})
	before := s.shakes(t).ConnectionState().PeerCertificates[0]
	again := s.shakes(t).ConnectionState().PeerCertificates[0]
	renewed.Store(true)
	after := s.shakes(t).ConnectionState().PeerCertificates[0]
	if !before.Equal(again) || before.Equal(after) {
		t.Error("the certificate that was renewed is not shown, or another one was shown before")
	}
}

// Where the relay alone has port 443 of its name, it is the one who proves to an authority that the name is ours.
func TestAnAuthorityIsAnsweredThatAsksWhoseNameItIs(t *testing.T) {
	usual, token := certificate(t), certificate(t)
	s := openServer(t, place(t), func(c *Config) {
		c.Certificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			if len(hello.SupportedProtos) == 1 && hello.SupportedProtos[0] == proof {
				return token(hello)
			}
			return usual(hello)
		}
	})
	want, _ := token(nil)
	authority := s.shakes(t, proof)
	if got := authority.ConnectionState(); got.NegotiatedProtocol != proof || string(got.PeerCertificates[0].Raw) != string(want.Certificate[0]) {
		t.Errorf("an authority that speaks %s is answered in %q", proof, got.NegotiatedProtocol)
	}
	_ = authority.SetReadDeadline(time.Now().Add(patience))
	if _, err := authority.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("it is not let go: %v", err)
	}
	for _, protocols := range [][]string{nil, {"stun.turn"}, {"h2", "http/1.1"}, {proof, "http/1.1"}} {
		if got := s.shakes(t, protocols...).ConnectionState(); got.NegotiatedProtocol != "" || string(got.PeerCertificates[0].Raw) == string(want.Certificate[0]) {
			t.Errorf("who speaks %v is answered as an authority", protocols)
		}
	}
}
