package oidc

import (
	"errors"
	"slices"
	"testing"
)

func TestSettingsSayWhatIsWrongWithThem(t *testing.T) {
	right := Settings{
		Name: "Comune", Issuer: "https://login.microsoftonline.com/5c1b/v2.0", ClientID: "aula", Redirect: "https://aula.example.it/back",
		Scopes: []string{"profile", "email"}, Prompt: "consent login", Claims: Claims{Email: "email"}, Domains: []string{"comune.example.it"},
	}
	rows := []struct {
		name   string
		change func(*Settings)
		want   []Problem
	}{
		{"right ones", func(*Settings) {}, nil},
		{"none at all", func(s *Settings) { *s = Settings{} },
			[]Problem{{"name", "missing"}, {"issuer", "missing"}, {"client_id", "missing"}, {"redirect", "missing"}}},
		{"loopback", func(s *Settings) { s.Issuer, s.Redirect = "http://127.0.0.1:9000", "http://localhost:8090/back" }, nil},
		{"loopback of IPv6", func(s *Settings) { s.Issuer = "http://[::1]:9000/realms/x" }, nil},
		{"plain http", func(s *Settings) { s.Issuer, s.Redirect = "http://idp.example.it", "http://aula.example.it" },
			[]Problem{{"issuer", "not_https"}, {"redirect", "not_https"}}},
		{"what only begins like loopback", func(s *Settings) { s.Issuer = "http://127.0.0.1.evil.example" }, []Problem{{"issuer", "not_https"}}},
		{"another scheme on loopback", func(s *Settings) { s.Issuer = "ftp://127.0.0.1" }, []Problem{{"issuer", "not_https"}}},
		{"a host alone", func(s *Settings) { s.Issuer = "idp.example.it" }, []Problem{{"issuer", "address"}}},
		{"a query in the issuer", func(s *Settings) { s.Issuer = "https://idp.example.it?x=1" }, []Problem{{"issuer", "address"}}},
		{"a password in the issuer", func(s *Settings) { s.Issuer = "https://a:b@idp.example.it" }, []Problem{{"issuer", "address"}}},
		{"Microsoft's address for every body", func(s *Settings) { s.Issuer = "https://login.microsoftonline.com/common/v2.0" },
			[]Problem{{"issuer", "shared_issuer"}}},
		{"two scopes in one", func(s *Settings) { s.Scopes = []string{"profile email", ""} }, []Problem{{"scopes", "word"}}},
		{"an empty level", func(s *Settings) { s.Levels = []string{""} }, []Problem{{"levels", "word"}}},
		{"no prompt", func(s *Settings) { s.Prompt = "none" }, []Problem{{"prompt", "unknown"}}},
		{"no signature", func(s *Settings) { s.Algorithms = []string{"RS256", "none"} }, []Problem{{"algorithms", "unsafe"}}},
		{"a shared secret", func(s *Settings) { s.Algorithms = []string{"HS256"} }, []Problem{{"algorithms", "unsafe"}}},
		{"a claim of two words", func(s *Settings) { s.Claims.TaxCode = "fiscal number" }, []Problem{{"claims", "word"}}},
		{"a mailbox for a domain", func(s *Settings) { s.Domains = []string{"info@comune.example.it", "Comune.it", "it"} }, []Problem{{"domains", "domain"}}},
		{"domains without a claim", func(s *Settings) { s.Claims.Email = "" }, []Problem{{"domains", "no_email_claim"}}},
	}
	for _, row := range rows {
		s := right
		row.change(&s)
		if got := s.Check(); !slices.Equal(got, Problems(row.want)) {
			t.Errorf("%s: %v, not %v", row.name, got, row.want)
		}
		_, err := New(s)
		var problems Problems
		if (err != nil) != (row.want != nil) || err != nil && !errors.As(err, &problems) {
			t.Errorf("%s: New says %v", row.name, err)
		}
	}
}
