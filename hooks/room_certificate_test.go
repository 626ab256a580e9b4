package hooks

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/crypto/acme/autocert"

	"aula/internal/testapp"
	"aula/webrtc"
)

// The relay's certificate is the academy's own, and is asked for before anybody needs it.
func TestTheRelaysCertificateIsForeseen(t *testing.T) {
	asked := ""
	manager := &autocert.Manager{HostPolicy: func(_ context.Context, host string) error {
		asked = host
		return errors.New("the authority is away")
	}}
	app := testapp.New(t)
	given := webrtc.Config{Relay: &webrtc.Relay{TLSPort: 443, Name: "turn.aula.example"}}
	with := certified(given, &core.ServeEvent{App: app, CertManager: manager})
	if given.Relay.Certificate != nil || with.Relay.Certificate == nil {
		t.Fatal("the relay is not certified, or what was given was changed")
	}
	foresee(app, with.Relay)
	if asked != "turn.aula.example" {
		t.Errorf("asked for %q", asked)
	}
	for _, c := range []webrtc.Config{{}, {Relay: &webrtc.Relay{}}, {Relay: with.Relay}} {
		if got := certified(c, &core.ServeEvent{App: app, CertManager: manager}); got.Relay != c.Relay {
			t.Errorf("%+v is changed", c)
		}
	}
}

func TestTheNameOfAnAcademyIsReadFromWhatTheBrowserSays(t *testing.T) {
	for host, want := range map[string]string{
		"aula.example": "aula.example", "aula.example:8090": "aula.example", "203.0.113.7": "203.0.113.7", "[2001:db8::7]:8090": "2001:db8::7", "[2001:db8::7]": "2001:db8::7",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		if got := hostOf(r); got != want {
			t.Errorf("%s is read as %q", host, got)
		}
	}
}
