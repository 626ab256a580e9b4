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
	if _, err := h.enter(p, noon); err != nil || h.Count("/keys") != 1 {
		t.Errorf("known keys are fetched %d times: %v", h.Count("/keys"), err)
	}
	h.Publish("rsa-new")
	h.Sign = h.by(jose.RS256, "rsa-new")
	if _, err := h.enter(p, noon); err != nil {
		t.Errorf("the new key opens nothing: %v", err)
	}
	h.Sign = h.by(jose.RS256, "rsa")
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
	h.Publish("ec")
	later := noon.Add(metadataHolds)
	h.Claims = func(said map[string]any) { said["iat"], said["exp"] = later.Unix(), later.Add(time.Minute).Unix() }
	if who, err := h.enter(p, later); CodeOf(err) != Token || !strings.Contains(err.Error(), "signature") {
		t.Errorf("%+v enters by a key that was withdrawn: %v", who, err)
	}
}

func TestAProviderThatIsAwayIsNotAskedByEverybody(t *testing.T) {
	const discovery = "/.well-known/openid-configuration"
	h := newHouse(t)
	h.Instead[discovery] = plainly(503, "")
	p := open(t, h.settings())
	for i := range 10 {
		if _, err := p.Begin(t.Context(), noon.Add(time.Duration(i)*100*time.Millisecond)); CodeOf(err) != Unavailable {
			t.Fatal(err)
		}
	}
	if n := h.Count(discovery); n != 1 {
		t.Errorf("within a second it is asked %d times", n)
	}
	delete(h.Instead, discovery)
	if _, err := p.Begin(t.Context(), noon.Add(failureHolds+patience)); err != nil {
		t.Errorf("it is never asked again: %v", err)
	}
}

func TestAProviderThatNeverAnswersIsLeftInPeaceFromTheEndOfTheWait(t *testing.T) {
	h, over := newHouse(t), make(chan struct{})
	defer close(over)
	h.Instead["/.well-known/openid-configuration"] = func(http.ResponseWriter, *http.Request) { <-over }
	p := open(t, h.settings())
	p.patience = 50 * time.Millisecond
	if _, err := p.Begin(t.Context(), noon); CodeOf(err) != Unavailable {
		t.Fatal(err)
	}
	if waited := p.tried.Sub(noon); waited < p.patience {
		t.Errorf("the peace begins %v after the question", waited)
	}
}

func TestWhoeverLeavesTellsNothingOfTheProvider(t *testing.T) {
	h := newHouse(t)
	p := open(t, h.settings())
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := p.Begin(gone, noon); err == nil {
		t.Fatal("who has gone begins")
	}
	if _, err := p.Begin(t.Context(), noon); err != nil {
		t.Error(err)
	}
}

func TestKeysThatComeBackOpenAgain(t *testing.T) {
	h := newHouse(t)
	p := open(t, h.settings())
	h.Instead["/keys"] = plainly(503, "")
	if _, err := h.enter(p, noon); CodeOf(err) != Unavailable {
		t.Fatal(err)
	}
	delete(h.Instead, "/keys")
	if _, err := h.enter(p, noon); err != nil {
		t.Error(err)
	}
}

func TestNobodyWaitsForASlowProvider(t *testing.T) {
	for _, path := range []string{"/.well-known/openid-configuration", "/token", "/keys", "/userinfo"} {
		for _, begun := range []bool{false, true} {
			h := newHouse(t)
			h.Claims = without("fiscal_number")
			over := make(chan struct{})
			h.Instead[path] = func(w http.ResponseWriter, _ *http.Request) {
				if begun {
					_, _ = w.Write([]byte("{"))
					_ = http.NewResponseController(w).Flush()
				}
				<-over
			}
			p := open(t, h.settings())
			var err error
			for p.patience = 50 * time.Millisecond; h.Count(path) == 0 && p.patience < patience; p.patience *= 2 { // until the machine is quick enough
				_, err = h.enter(p, noon)
			}
			close(over)
			if CodeOf(err) != Unavailable || h.Count(path) == 0 {
				t.Errorf("%s, its answer begun: %v: it says %v", path, begun, err)
			}
		}
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
			far.Discovery = func(said map[string]any) { said[name] = beside.URL + "/" }
			if name == "redirect" {
				far.Instead["/.well-known/openid-configuration"] = http.RedirectHandler(beside.URL, http.StatusFound).ServeHTTP
			}
			p := open(t, far.settings())
			p.guard.base.(*http.Transport).TLSClientConfig = far.Client().Transport.(*http.Transport).TLSClientConfig
			if _, err := p.Begin(t.Context(), noon); CodeOf(err) != Setup || !strings.Contains(err.Error(), "https") {
				t.Errorf("it says %v", err)
			}
			if far.Count("/.well-known/openid-configuration") != 1 || beside.Count("/") != 0 {
				t.Error("it is followed")
			}
		})
	}
}
