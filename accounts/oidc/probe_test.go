package oidc

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"
)

func TestWhatDoesNotFitIsSaid(t *testing.T) {
	published := func(name string, value any) func(*house) {
		return func(h *house) { h.Discovery = func(said map[string]any) { said[name] = value } }
	}
	const discovery = "/.well-known/openid-configuration"
	rows := []struct {
		name    string
		spoil   func(*house)
		want    []string
		value   string
		certain bool
	}{
		{"all is well", func(*house) {}, nil, "", false},
		{"it is away", func(h *house) { h.Close() }, []string{"away"}, "", true},
		{"there is nothing", func(h *house) { h.Instead[discovery] = plainly(404, "") }, []string{"status"}, "404", true},
		{"it rests", func(h *house) { h.Instead[discovery] = plainly(503, "") }, []string{"status"}, "503", true},
		{"a page", func(h *house) { h.Instead[discovery] = plainly(200, "<html>") }, []string{"not_json"}, "", true},
		{"another issuer", published("issuer", "https://other.example"), []string{"other_issuer"}, "https://other.example", true},
		{"plain http", published("token_endpoint", "http://192.0.2.1/token"), []string{"not_https"}, "http://192.0.2.1", true},
		{"no safe algorithm", published("id_token_signing_alg_values_supported", []string{"HS256"}), []string{"algorithms"}, "", true},
		{"no end of redirects", func(h *house) { h.Instead[discovery] = http.RedirectHandler(discovery, http.StatusFound).ServeHTTP }, []string{"redirects"}, "", true},
		{"keys that are a page", func(h *house) { h.Instead["/keys"] = plainly(200, "<html>") }, []string{"no_keys"}, "", true},
		{"no keys", func(h *house) { h.Publish() }, []string{"no_keys"}, "", true},
		{"keys are away", func(h *house) { h.Instead["/keys"] = plainly(502, "") }, []string{"status"}, "502", true},
		{"a level that it does not know", published("acr_values_supported", []string{spidL2}), []string{"level"}, spidL3, false},
		{"a scope that it does not know", published("scopes_supported", []string{"openid"}), []string{"scope"}, "profile", false},
		{"no fiscal number", published("claims_supported", []string{"sub"}), []string{"claim"}, "fiscal_number", false},
		{"no challenge by SHA-256", published("code_challenge_methods_supported", []string{"plain"}), []string{"challenge"}, "S256", false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			h := newHouse(t)
			row.spoil(h)
			faults, certain := open(t, h.settings()).Probe(t.Context(), noon)
			var codes []string
			for _, f := range faults {
				codes = append(codes, f.Code)
			}
			if !slices.Equal(codes, row.want) || certain != row.certain || len(faults) > 0 && faults[0].Value != row.value {
				t.Errorf("it says %+v, certain %v", faults, certain)
			}
		})
	}
}

func TestAProbeReadsAnewAndIsInTime(t *testing.T) {
	h := newHouse(t)
	p := open(t, h.settings())
	if _, err := p.Begin(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	h.Instead["/.well-known/openid-configuration"] = plainly(404, "")
	if _, certain := p.Probe(t.Context(), noon); !certain {
		t.Error("it says what was read before")
	}
	over := make(chan struct{})
	defer close(over)
	h.Instead["/.well-known/openid-configuration"] = func(http.ResponseWriter, *http.Request) { <-over }
	p.patience = 50 * time.Millisecond
	if faults, certain := p.Probe(context.Background(), noon); !certain || faults[0].Code != "away" {
		t.Errorf("it says %+v", faults)
	}
}

func TestOnlyLevelsThatAreAskedForAndKnownAreTwoFactors(t *testing.T) {
	for _, row := range []struct {
		asked []string
		given string
		want  bool
	}{
		{[]string{spidL2}, spidL2, true},
		{[]string{spidL2, spidL3}, spidL3, true},
		{nil, spidL2, false},
		{[]string{"1", "2"}, "2", false},
		{[]string{"https://www.spid.gov.it/SpidL1"}, "https://www.spid.gov.it/SpidL1", false},
	} {
		h := newHouse(t)
		h.Claims = func(said map[string]any) { said["acr"] = row.given }
		s := h.settings()
		s.Levels = row.asked
		p := open(t, s)
		who, err := h.enter(p, noon)
		if err != nil || p.Strong(who) != row.want {
			t.Errorf("asked %v, given %s: %v, want %v", row.asked, row.given, err, row.want)
		}
	}
}
