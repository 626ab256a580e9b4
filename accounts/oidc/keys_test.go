package oidc

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

func TestNewKeysAreFetchedWhenSomethingIsSignedByThem(t *testing.T) {
	h := newHouse(t)
	p := open(t, h.settings())
	if _, err := h.enter(p, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := h.enter(p, noon); err != nil || h.count("/keys") != 1 {
		t.Errorf("known keys are fetched %d times: %v", h.count("/keys"), err)
	}
	h.publish("rsa-new")
	h.sign = h.by(jose.RS256, "rsa-new")
	if _, err := h.enter(p, noon); err != nil {
		t.Errorf("the new key opens nothing: %v", err)
	}
	h.sign = h.by(jose.RS256, "rsa")
	if who, err := h.enter(p, noon); CodeOf(err) != Token {
		t.Errorf("the old key still opens: %+v %v", who, err)
	}
}

func TestWithdrawnKeysOpenNothingAfterAnHour(t *testing.T) {
	h := newHouse(t)
	p := open(t, h.settings())
	if _, err := h.enter(p, noon); err != nil {
		t.Fatal(err)
	}
	h.publish("ec")
	later := noon.Add(metadataHolds)
	h.claims = func(said map[string]any) { said["iat"], said["exp"] = later.Unix(), later.Add(time.Minute).Unix() }
	if who, err := h.enter(p, later); CodeOf(err) != Token || !strings.Contains(err.Error(), "signature") {
		t.Errorf("%+v enters by a key that was withdrawn: %v", who, err)
	}
}

func TestKeysThatComeBackOpenAgain(t *testing.T) {
	h := newHouse(t)
	p := open(t, h.settings())
	h.instead["/keys"] = plainly(503, "")
	if _, err := h.enter(p, noon); CodeOf(err) != Unavailable {
		t.Fatal(err)
	}
	delete(h.instead, "/keys")
	if _, err := h.enter(p, noon); err != nil {
		t.Error(err)
	}
}

func TestNobodyWaitsForASlowProvider(t *testing.T) {
	for _, path := range []string{"/.well-known/openid-configuration", "/token", "/keys", "/userinfo"} {
		t.Run(path, func(t *testing.T) {
			h := newHouse(t)
			h.claims = without("fiscal_number")
			ctx, cancel := context.WithCancel(t.Context())
			over := make(chan struct{})
			t.Cleanup(func() { close(over) })
			h.instead[path] = func(http.ResponseWriter, *http.Request) {
				cancel() // as the time being over does, but at once
				<-over
			}
			p := open(t, h.settings())
			start, err := p.Begin(ctx, noon)
			if err == nil {
				_, err = p.Finish(ctx, start.Remembered, h.authorise(start.Address), noon)
			}
			if CodeOf(err) != Unavailable {
				t.Errorf("it says %v", err)
			}
		})
	}
}

// TestAProviderOnTheNetLeadsNowhereBesideUs holds what guards against requests forged through discovery.
func TestAProviderOnTheNetLeadsNowhereBesideUs(t *testing.T) {
	beside := newHouse(t)
	for _, name := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "redirect"} {
		t.Run(name, func(t *testing.T) {
			far := newHouse(t)
			far.Server = httptest.NewTLSServer(far)
			t.Cleanup(far.Close)
			far.discovery = func(said map[string]any) { said[name] = beside.URL + "/" }
			if name == "redirect" {
				far.instead["/.well-known/openid-configuration"] = http.RedirectHandler(beside.URL, http.StatusFound).ServeHTTP
			}
			p := open(t, far.settings())
			p.guard.base.(*http.Transport).TLSClientConfig = far.Client().Transport.(*http.Transport).TLSClientConfig
			if _, err := p.Begin(t.Context(), noon); CodeOf(err) != Setup || !strings.Contains(err.Error(), "https") {
				t.Errorf("it says %v", err)
			}
			if far.count("/.well-known/openid-configuration") != 1 || beside.count("/") != 0 {
				t.Error("it is followed")
			}
		})
	}
}
